//! What can be wrong with a transcript from elsewhere.

use std::path::PathBuf;

/// A transcript given by `--transcript` that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct TranscriptError {
    pub path: PathBuf,
    pub problem: TranscriptProblem,
}

/// What is wrong with a transcript given by `--transcript`; reads on after the file's name.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TranscriptProblem {
    #[error("is a folder; name the transcript inside it")]
    Folder,
    #[error("is larger than {limit_mib:.0} MiB; a transcript is not, so name that instead of the recording")]
    TooLarge { limit_mib: f64 },
    #[error("is not text; name the transcript, not the recording, and save it as UTF-8")]
    Binary,
    #[error("is neither UTF-8 nor UTF-16 ({place}); save it as UTF-8")]
    Encoding { place: String },
    #[error(
        "is no transcript saywell can read ({reason}); it reads JSON of the Whisper programs and of transcription \
         services, SRT, WebVTT, SBV, LRC, TSV, CSV and plain text"
    )]
    Unparsable { reason: String },
    #[error("holds more than {most} words, which no recording does; name the transcript of this one")]
    TooManyWords { most: u64 },
    #[error("holds no words; check that it is the right file, or leave out --transcript")]
    Empty,
    #[error(
        "{count} of its {all} stretches are out of order, the first at {start_s:.1} s (\"{text}\"); \
         sort them by time, or transcribe again"
    )]
    OutOfOrder { count: usize, all: usize, text: String, start_s: f64 },
    #[error("names no speakers, so none can be chosen; leave out --speaker")]
    NoSpeakers,
    #[error("\"{asked}\" is no speaker in it; choose one of {known}")]
    NoSuchSpeaker { asked: String, known: String },
    #[error(
        "its words go on until {words_end_s:.1} s but the recording ends at {audio_end_s:.1} s; \
         name the transcript of this recording"
    )]
    LongerThanAudio { words_end_s: f64, audio_end_s: f64 },
}
