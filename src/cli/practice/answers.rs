//! Where the answers come from: the microphone, as `saywell record` takes them, or recordings in a folder.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::audio::capture::{self, Capture, Limits};
use crate::audio::takes::TakeFolder;
use crate::cli::error::CommandError;
use crate::cli::record::session::{Finished, Plan, Stop};
use crate::cli::record::{self, screen};
use crate::config::Settings;
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::pipeline::{Live, Request};
use crate::types::Seconds;

/// One answer, complete on the disk.
pub struct Answer {
    pub path: PathBuf,
    /// The analysis that began while it was recorded.
    pub live: Option<Live>,
    /// Whether the recording is one of ours, to be kept or deleted as the settings say.
    pub is_ours: bool,
    /// What ended it against everybody's will.
    pub broken: Option<Error>,
}

/// What came of asking.
pub enum Got {
    Answer(Box<Answer>),
    /// Thrown away, or left before it began.
    Nothing,
}

pub enum Answers {
    Microphone { max_s: Seconds },
    Files(VecDeque<PathBuf>),
}

impl Answers {
    /// Finds the recordings, or tries the microphone.
    ///
    /// # Errors
    /// [`CommandError::NoAnswers`], [`Error::NotFound`], [`Error::Unreadable`], and what [`capture::device`] and [`Capture::open`]
    /// refuse.
    pub fn open(folder: Option<&Path>, settings: &Settings, max_s: Option<Seconds>) -> Result<Answers> {
        let Some(folder) = folder else {
            let open = capture::device(settings.device.as_deref()).and_then(|device| Capture::open(&device));
            open.map(drop).inspect_err(|_| {
                anstream::eprintln!("saywell: without one, `saywell practice --from FOLDER` takes recorded answers");
            })?;
            return Ok(Answers::Microphone { max_s: max_s.unwrap_or(Limits::built_in().max_s) });
        };
        let entries = std::fs::read_dir(folder).map_err(|e| Error::reading(folder, &e))?;
        let is_recording = |path: &PathBuf| {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            path.is_file()
                && !hidden
                && !path.extension().is_some_and(|e| NO_RECORDINGS.contains(&&*e.to_string_lossy()))
        };
        let mut files: Vec<PathBuf> =
            entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_recording).collect();
        files.sort();
        if files.is_empty() {
            Err(CommandError::NoAnswers(folder.to_owned()).into())
        } else {
            Ok(Answers::Files(files.into()))
        }
    }

    /// Whether another answer can come.
    pub fn are_left(&self) -> bool {
        !matches!(self, Answers::Files(files) if files.is_empty())
    }

    /// Whether somebody speaks now.
    pub fn are_live(&self) -> bool {
        matches!(self, Answers::Microphone { .. })
    }

    /// The next answer, as long as there [`Answers::are_left`] any, to `question` (id and text), whose longest good length is `target_s`. `request` is the analysis
    /// that follows.
    ///
    /// # Errors
    /// What the microphone and the disk refuse, and [`Error::Interrupted`].
    pub fn next(
        &mut self,
        question: (&str, &str),
        target_s: Option<Seconds>,
        request: &Request,
        settings: &Settings,
        folder: &TakeFolder,
        interrupt: &Interrupt,
    ) -> Result<Got> {
        let max_s = match self {
            Answers::Microphone { max_s } => *max_s,
            Answers::Files(files) => {
                interrupt.check()?;
                let Some(path) = files.pop_front() else { return Ok(Got::Nothing) };
                return Ok(Got::Answer(Box::new(Answer { path, live: None, is_ours: false, broken: None })));
            }
        };
        let plan = Plan {
            named: None,
            question_id: Some(question.0.to_owned()),
            question_title: Some(question.1.to_owned()),
            target_s,
            max_s,
            countdown_s: if screen::is_there() { Limits::built_in().countdown_s } else { 0.0 },
            stop_after_silence_s: None,
            // That of the interview, as on its other screens.
            language: settings.language.clone(),
        };
        let Some(finished) = record::take(&plan, Some(request), settings, folder, interrupt)? else {
            return Ok(Got::Nothing);
        };
        let Some(Finished { path, live, stop, .. }) = finished.kept()? else { return Ok(Got::Nothing) };
        let broken = if let Stop::Broken(error) = stop { Some(error) } else { None };
        Ok(Got::Answer(Box::new(Answer { path, live, is_ours: true, broken })))
    }
}

/// What lies beside recordings and is none: transcripts and notes.
const NO_RECORDINGS: [&str; 9] = ["txt", "md", "json", "srt", "vtt", "tsv", "csv", "toml", "html"];
