//! The library's one error type. Every variant says what happened, to which file, and what to do about it.

use std::path::PathBuf;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something the user can act on. Messages are one line: fact, file, remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // -- files -------------------------------------------------------------------------------------------------
    #[error("{}: no such file; check the spelling, or list the folder to see what is there", .0.display())]
    NotFound(PathBuf),
    #[error("{}: is a folder; name the recording inside it", .0.display())]
    IsFolder(PathBuf),
    #[error("{}: cannot be read ({reason}); check who may read it with `ls -l`", path.display())]
    Unreadable { path: PathBuf, reason: String },
    #[error("{}: cannot be written ({reason}); free some space or choose another place, nothing was left behind", path.display())]
    Unwritable { path: PathBuf, reason: String },

    // -- words from elsewhere ------------------------------------------------------------------------------------
    #[error("{}: {problem}", path.display())]
    Transcript { path: PathBuf, problem: TranscriptProblem },

    // -- transcription -----------------------------------------------------------------------------------------
    #[error("{}: whisper.cpp does not take this model ({reason}); run `saywell models verify`, or download it again", path.display())]
    ModelRefused { path: PathBuf, reason: String },
    #[error("{}: transcription failed ({reason}); try again, or use another model with `--model`", model.display())]
    Transcription { model: PathBuf, reason: String },
    #[error("the transcriber stopped without a word; try a smaller model, or `--no-transcript` for the sound alone")]
    TranscriberDied,

    // -- the user stopped ----------------------------------------------------------------------------------------
    #[error("interrupted")]
    Interrupted,
}

/// What is wrong with a transcript given by `--transcript`; reads on after the file's name.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TranscriptProblem {
    #[error("is a folder; name the transcript inside it")]
    Folder,
    #[error("is {size_mib:.0} MiB large, a transcript has at most {limit_mib:.0}; is it the recording?")]
    TooLarge { size_mib: f64, limit_mib: f64 },
    #[error("is not text; name the transcript, not the recording, and save it as UTF-8")]
    Binary,
    #[error("is neither UTF-8 nor UTF-16 ({place}); save it as UTF-8")]
    Encoding { place: String },
    #[error(
        "is no transcript saywell can read ({reason}); it reads the JSON of whisper.cpp, openai-whisper, \
         faster-whisper, WhisperX and whisper-timestamped, SRT, VTT and plain text"
    )]
    Unparsable { reason: String },
    #[error("holds no words; check that it is the right file, or leave out --transcript")]
    Empty,
    #[error("{place}: {reason}; correct that time, or transcribe again")]
    BadTime { place: String, reason: String },
    #[error(
        "words out of order: {place} (\"{text}\") starts at {start_s:.2} s, after one that starts at {earlier_s:.2} s; \
         sort them by time, or transcribe again"
    )]
    OutOfOrder { place: String, text: String, start_s: f64, earlier_s: f64 },
    #[error(
        "its words go on until {words_end_s:.1} s but the recording ends at {audio_end_s:.1} s; \
         name the transcript of this recording"
    )]
    LongerThanAudio { words_end_s: f64, audio_end_s: f64 },
}

impl Error {
    /// Exit status of the program when this error ends it.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Interrupted => 130,
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
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
