//! The words, and where they came from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::time::{Seconds, Span};

/// One written word with its punctuation ("project,").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    pub text: String,
    /// Absent when the transcript came without times.
    #[serde(flatten)]
    pub span: Option<Span>,
    /// Mean token probability, 0–1; absent when the transcript does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub probability: Option<f32>,
}

impl Word {
    /// The word as it is compared with others: letters and digits alone, in lower case.
    pub fn plain(&self) -> String {
        plain(&self.text)
    }
}

/// Letters and digits of `text`, in lower case.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Where the words came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordTimes {
    /// Each word has its own start and end.
    PerWord,
    /// Only whole segments (subtitles) were timed; words share them out by length.
    PerSegment,
    /// No times at all (plain text).
    #[default]
    None,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transcript {
    /// ISO 639-1, e.g. "en"; "und" when nobody named it and the words are too few to tell.
    pub language: String,
    pub word_times: WordTimes,
    /// Whether the recogniser was asked to write hesitations too, and did so throughout: then what it does not write was
    /// not said. False for transcripts made elsewhere.
    #[serde(default)]
    pub verbatim: bool,
    pub words: Vec<Word>,
    /// When somebody else speaks, whose words are left out; in order and apart.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub others: Vec<Span>,
    /// Hesitations that the recogniser thought of and did not write; in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub nearly_written: Vec<NearlyWritten>,
    /// Stretches that the recogniser could only write without hesitations, though it was asked for them; in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub smoothed: Vec<Span>,
}

/// Where a recogniser that writes verbatim gave a hesitation a chance, and wrote something else.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NearlyWritten {
    /// Where the word before ends, by the recogniser's own times, in seconds from the start.
    pub at_s: Seconds,
    /// That of all hesitations together as the next word, 0–1.
    pub probability: f32,
}
