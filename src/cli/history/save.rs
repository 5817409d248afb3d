//! Keeping a run: `analyze --save`, and every recording.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::backed_up;
use crate::checksum::sha256_file;
use crate::cli::output;
use crate::cli::usage::UsageError;
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::history::{Asked, AudioFile, NewRun, RunId, Store, label};
use crate::interrupt::Interrupt;
use crate::types::Analysis;

/// Name of a run whose recording has none.
pub const UNNAMED: &str = "standard input";

/// What is written on a saved run.
#[derive(Debug, Default, Args)]
pub struct LabelArgs {
    /// Word to find the saved run by, such as mock-3; may be given several times
    #[arg(long = "tag", value_name = "TAG", help_heading = "History")]
    pub tags: Vec<String>,

    /// Line to remember the saved run by
    #[arg(long, value_name = "TEXT", help_heading = "History")]
    pub note: Option<String>,
}

impl LabelArgs {
    /// Refuses bad tags before anything is analysed.
    ///
    /// # Errors
    /// [`crate::history::HistoryError::Tag`], and [`UsageError::NotSaving`] for labels on a run that is not to be saved.
    pub fn check(&self, saving: bool) -> anyhow::Result<()> {
        self.tags.iter().try_for_each(|tag| label::tag(tag).map(drop))?;
        let any = !self.tags.is_empty() || self.note.is_some();
        if any && !saving { Err(UsageError::NotSaving.into()) } else { Ok(()) }
    }
}

/// Keeps the runs of one call.
pub struct Keeper<'a> {
    settings: &'a Settings,
    labels: &'a LabelArgs,
    asked: Asked,
    interrupt: &'a Interrupt,
    saved: Vec<RunId>,
    failed: Option<Error>,
}

impl<'a> Keeper<'a> {
    pub fn new(settings: &'a Settings, labels: &'a LabelArgs, asked: Asked, interrupt: &'a Interrupt) -> Self {
        Self { settings, labels, asked, interrupt, saved: Vec::new(), failed: None }
    }

    /// Keeps `analysis` of the recording at `audio` (`None`: there is none to keep) under `name`. A failure waits until
    /// [`Keeper::finish`]: whoever waited for the report gets it, whatever becomes of the history.
    pub fn keep(&mut self, analysis: &Analysis, name: &str, audio: Option<&Path>) -> Option<RunId> {
        match self.save(analysis, name, audio) {
            Ok(id) => {
                self.saved.push(id);
                Some(id)
            }
            Err(error) => {
                self.failed = Some(error);
                None
            }
        }
    }

    fn save(&self, analysis: &Analysis, name: &str, audio: Option<&Path>) -> Result<RunId> {
        let audio = audio.map(|path| audio_file(path, self.interrupt)).transpose()?;
        Store::open(&self.settings.data_dir)?.save(NewRun {
            analysis,
            saved_at: Timestamp::now(),
            name: label::line(name).unwrap_or_else(|| UNNAMED.to_owned()),
            asked: self.asked.clone(),
            audio,
            tags: self.labels.tags.iter().map(|tag| label::tag(tag)).collect::<Result<_>>()?,
            note: self.labels.note.as_deref().and_then(label::line),
        })
    }

    /// To be called when the report is out: says which runs were saved, and makes a backup.
    ///
    /// # Errors
    /// What kept a run from being saved.
    pub fn finish(self) -> Result<()> {
        for id in &self.saved {
            output::note(&format!("saved as run {id} (`saywell show {id}`)"));
        }
        if !self.saved.is_empty() {
            match Store::open(&self.settings.data_dir) {
                Ok(store) => backed_up(&store),
                Err(error) => output::warn(&format!("no backup of the history could be made: {error}")),
            }
        }
        self.failed.map_or(Ok(()), Err)
    }
}

/// The recording at `path`, so that it is known again.
fn audio_file(path: &Path, interrupt: &Interrupt) -> Result<AudioFile> {
    let path = path.canonicalize().map_err(|e| Error::reading(path, &e))?;
    let sha256 = sha256_file(&path, interrupt, &mut |_| {})?;
    Ok(AudioFile { path, sha256 })
}

/// Whether the file is still the recording that was saved.
///
/// # Errors
/// Those of reading it.
pub fn same_recording(audio: &AudioFile, interrupt: &Interrupt) -> Result<bool> {
    Ok(audio_file(&audio.path, interrupt)?.sha256 == audio.sha256)
}

/// Where the recording lies, as long as it is there as it was saved.
///
/// # Errors
/// Those of reading it.
pub fn still_there(audio: AudioFile, interrupt: &Interrupt) -> Result<Option<PathBuf>> {
    Ok((audio.path.is_file() && same_recording(&audio, interrupt)?).then_some(audio.path))
}
