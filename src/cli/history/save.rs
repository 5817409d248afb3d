//! Keeping a run: `analyze --save`, and every recording.

use std::path::Path;

use clap::Args;
use jiff::Timestamp;

use crate::config::Settings;
use crate::error::{Error, Result};
use crate::history::{Asked, AudioFile, NewRun, RunId, Store, label};
use crate::interrupt::Interrupt;
use crate::transcription::models::sha256_file;
use crate::types::Analysis;

/// What is written on a saved run.
#[derive(Debug, Args)]
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
    /// [`Error::Tag`], and [`Error::NotSaving`] for labels on a run that is not to be saved.
    pub fn check(&self, saving: bool) -> Result<()> {
        self.tags.iter().try_for_each(|tag| label::tag(tag).map(drop))?;
        let any = !self.tags.is_empty() || self.note.is_some();
        if any && !saving { Err(Error::NotSaving) } else { Ok(()) }
    }
}

/// Keeps `analysis` of the recording at `audio` (`None`: from standard input), and returns its number.
///
/// # Errors
/// Those of [`Store::open`] and [`Store::save`], and of reading the recording; nothing is kept then.
pub fn save_run(
    settings: &Settings,
    analysis: &Analysis,
    asked: Asked,
    audio: Option<&Path>,
    labels: &LabelArgs,
    interrupt: &Interrupt,
) -> Result<RunId> {
    let stem = audio.and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
    let audio = audio.map(|path| audio_file(path, interrupt)).transpose()?;
    Store::open(&settings.data_dir)?.save(NewRun {
        analysis,
        saved_at: Timestamp::now(),
        name: stem.and_then(|stem| label::line(&stem)).unwrap_or_else(|| "standard input".to_owned()),
        asked,
        audio,
        tags: labels.tags.iter().map(|tag| label::tag(tag)).collect::<Result<_>>()?,
        note: labels.note.as_deref().and_then(label::line),
    })
}

/// The recording at `path`, so that it is known again.
pub(super) fn audio_file(path: &Path, interrupt: &Interrupt) -> Result<AudioFile> {
    let path = path.canonicalize().map_err(|e| Error::reading(path, &e))?;
    let sha256 = sha256_file(&path, interrupt, &mut |_| {})?;
    Ok(AudioFile { path, sha256 })
}

/// To be called when the report is out: says which runs were saved, and makes a backup.
///
/// # Errors
/// Those of [`Store::back_up_when_due`].
pub fn after_saving(settings: &Settings, saved: &[RunId]) -> Result<()> {
    if saved.is_empty() {
        return Ok(());
    }
    for id in saved {
        anstream::eprintln!("saywell: saved as run {id} (`saywell show {id}`)");
    }
    Store::open(&settings.data_dir)?.back_up_when_due(Timestamp::now()).map(drop)
}
