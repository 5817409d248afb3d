//! The library's one error type: what any room may meet, and each room's own errors, which stand beside its code. Every one
//! says what happened, to which file, and what to do about it.

use std::path::PathBuf;

use crate::audio::AudioError;
use crate::audio::capture::CaptureError;
use crate::comparison::ComparisonError;
use crate::config::ConfigError;
use crate::history::HistoryError;
use crate::language::LexiconError;
use crate::language_code::UnknownLanguage;
use crate::measures::UnknownMeasure;
use crate::personal::PointsError;
use crate::practice::DeckError;
use crate::question::QuestionError;
use crate::transcription::TranscriptionError;
use crate::transcription::import::TranscriptError;
use crate::transcription::models::ModelError;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something the user can act on. Messages are one line: fact, file, remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // -- what any room may meet ----------------------------------------------------------------------------------
    #[error("{}: no such file; check the spelling, or list the folder to see what is there", .0.display())]
    NotFound(PathBuf),
    #[error("{}: is a folder; name a file in it", .0.display())]
    IsFolder(PathBuf),
    #[error("{}: cannot be read ({reason}); check who may read it with `ls -l`", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{}: cannot be written ({reason}); free some space or choose another place, nothing was left behind", path.display())]
    Unwritable { path: PathBuf, reason: String },

    #[error("{}: is a device, a pipe or a socket; name a regular file", .0.display())]
    NotAFile(PathBuf),
    #[error("{}: is larger than {most}, so it is not what it is named for; name the right file", path.display())]
    TooLarge { path: PathBuf, most: String },
    #[error("{}: is not text; name the right file, and save it as UTF-8", .0.display())]
    NotText(PathBuf),

    #[error("interrupted")]
    Interrupted,

    // -- what one room alone meets -------------------------------------------------------------------------------
    #[error(transparent)]
    Audio(#[from] AudioError),
    #[error(transparent)]
    Capture(#[from] CaptureError),
    #[error(transparent)]
    Comparison(#[from] ComparisonError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    History(#[from] HistoryError),
    #[error(transparent)]
    Language(#[from] UnknownLanguage),
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    #[error(transparent)]
    Measure(#[from] UnknownMeasure),
    #[error(transparent)]
    Points(#[from] PointsError),
    #[error(transparent)]
    Deck(#[from] DeckError),
    #[error(transparent)]
    Question(#[from] QuestionError),
    #[error(transparent)]
    Transcription(#[from] TranscriptionError),
    #[error(transparent)]
    Transcript(#[from] TranscriptError),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Error {
    /// Exit status of the program when this error ends it.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Interrupted => 130,
            Error::Language(_) | Error::Measure(_) => 2,
            Error::Audio(error) => error.exit_code(),
            Error::Capture(error) => error.exit_code(),
            Error::Comparison(error) => error.exit_code(),
            Error::Config(error) => error.exit_code(),
            Error::History(error) => error.exit_code(),
            Error::Deck(error) => error.exit_code(),
            Error::Question(error) => error.exit_code(),
            Error::Model(error) => error.exit_code(),
            _ => 1,
        }
    }

    /// Reading `path` failed with `error`.
    pub fn reading(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        let path = path.into();
        match error.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound(path),
            std::io::ErrorKind::IsADirectory => Error::IsFolder(path),
            _ => Error::Unreadable { path, reason: plain(error) },
        }
    }

    /// Writing `path` failed with `error`.
    pub fn writing(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Error::Unwritable { path: path.into(), reason: plain(error) }
    }
}

/// The operating system's words without its error number.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
