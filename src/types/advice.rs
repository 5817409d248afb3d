//! What to change, and what the reader must know first.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::measurement::{EvidenceLevel, MeasureId};
use super::time::Evidence;

/// Whether a piece of advice asks for a change or names what worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdviceKind {
    Change,
    Worked,
}

/// One thing to change, or one that worked: what was observed, where, why it matters, what to try.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Advice {
    pub kind: AdviceKind,
    /// The rule that fired, e.g. `filler_rate_per_min.well_above`.
    pub rule: String,
    pub measure: MeasureId,
    /// A headline of a few words: "Lead with the fact."
    pub title: String,
    /// What was heard, with its numbers.
    pub observed: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
    /// One concrete thing for the next take; absent on what worked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_take: Option<String>,
    pub evidence: Vec<Evidence>,
    pub source: String,
    pub level: EvidenceLevel,
}

/// What stands in the way of a trustworthy reading of the sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    Clipping,
    TooQuiet,
    NearlySilent,
    TooShort,
    NoSpeech,
    Incomplete,
    /// A part of the file could not be read.
    Damaged,
    /// The file holds no sound for a while, and its times say so.
    Gaps,
    /// The file has audio tracks that were not read.
    OtherTracks,
    DemoModel,
    NoTranscript,
    NoWordTimes,
    NotVerbatim,
    LanguageWithoutLexicon,
    LanguageUnknown,
    NoPunctuation,
    TranscriptMended,
    SeveralSpeakers,
    InventedWords,
}

/// A plain sentence about the recording or the transcript that the reader must know before the numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    pub kind: NoticeKind,
    pub text: String,
}
