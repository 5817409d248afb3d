//! What is asked for, and how far the work has come.

use std::path::PathBuf;

use super::kept::KeptWords;
use crate::audio::{AudioSource, ReadOptions};
use crate::language::Library;
use crate::question::Question;
use crate::transcription::models::Model;
use crate::types::{Analysis, Seconds};

/// One recording to analyse.
#[derive(Clone)]
pub struct Request {
    pub source: AudioSource,
    pub read: ReadOptions,
    pub question: Question,
    pub words: Words,
    /// ISO 639-1, or "auto".
    pub language: String,
    /// Language of the report's own sentences, ISO 639-1.
    pub ui_language: String,
    /// Whether Whisper is asked to write hesitations and repetitions too, in the languages that have a prompt for it.
    pub verbatim: bool,
    /// Word lists by language.
    pub library: Library,
    /// For Whisper.
    pub threads: usize,
    /// Whether the analysis holds the tracks behind the measures.
    pub tracks: bool,
}

/// Where the words come from.
#[derive(Clone)]
pub enum Words {
    Model(Box<Model>),
    /// A transcript made elsewhere, and which of its speakers is meant, by name or number.
    Transcript {
        path: PathBuf,
        speaker: Option<String>,
    },
    /// Those that an earlier analysis of the same recording holds.
    Kept(Box<KeptWords>),
    /// The sound alone, with the reason told to the reader.
    None {
        because: String,
    },
}

impl Words {
    /// The words of `analysis`, to measure them again.
    pub fn of(analysis: &Analysis) -> Words {
        match KeptWords::of(analysis) {
            Ok(words) => Words::Kept(Box::new(words)),
            Err(because) => Words::None { because },
        }
    }
}

/// How far the work has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// Share of the file decoded, 0–1.
    Reading(f32),
    Listening,
    /// Seconds of speech written down.
    Transcribing {
        done_s: Seconds,
        all_s: Seconds,
    },
}
