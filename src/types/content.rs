//! What the answer says, against what was asked, and what of it could go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::measurement::MeasureId;
use super::time::{Seconds, Span, maybe_to_the_millisecond};

/// What the answer was compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuestionInfo {
    /// Profile id, e.g. "self-intro"; absent when only `--target` was given, or nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// As an interviewer would ask it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// Whether saywell put the question to the speaker: it stood on the screen when the recording began.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub asked: bool,
}

/// A part that the question asks for, where it was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShapePart {
    /// "present", "situation", …
    pub part: String,
    /// From its first cue to the next part; absent when the transcript has no times or the part was not found.
    #[serde(flatten)]
    pub span: Option<Span>,
    /// The sentence with its first cue; absent when the part was not found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote: Option<String>,
}

/// A point of the notes, and where the answer makes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PointCoverage {
    pub point: String,
    pub covered: bool,
    #[serde(flatten)]
    pub span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote: Option<String>,
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosingKind {
    /// On a fact, a result, a lesson or a wish.
    Strong,
    Plain,
    /// On words that say nothing: "so yeah, that's it".
    Trailing,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closing {
    pub kind: ClosingKind,
    #[serde(flatten)]
    pub span: Option<Span>,
    pub quote: String,
}

/// One of the five parts of conciseness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConcisenessPart {
    pub measure: MeasureId,
    /// Most that the part adds to `rambling_score`, before parts that are undefined are left out.
    pub weight: f64,
    /// What it adds, 0 to `weight`; absent where the measure is undefined.
    pub points: Option<f64>,
    /// "2:48 against 1:00 to 1:30"
    pub said: Option<String>,
}

/// What the answer says, against what was asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Content {
    /// Empty when the question asks for no parts.
    pub shape: Vec<ShapePart>,
    /// In the order of the notes; empty without `--points`.
    pub points: Vec<PointCoverage>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub closing: Option<Closing>,
    pub conciseness: Vec<ConcisenessPart>,
}

/// Why words could be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutReason {
    Filler,
    Repetition,
    Restart,
    LoopMarker,
    WeakEnding,
    /// The sentence makes a point again.
    SaidBefore,
}

/// A stretch that could be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cut {
    pub reason: CutReason,
    /// Index into the transcript's words.
    pub first_word: usize,
    /// 0 for a filled pause that the transcript does not write.
    pub word_count: usize,
    /// The sound that goes with it, one of the silences around it included.
    #[serde(flatten)]
    pub span: Option<Span>,
    pub quote: String,
}

/// The answer without what could be left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Tightened {
    pub cuts: Vec<Cut>,
    /// Spoken words that could go, and all of them.
    pub words_saved: usize,
    pub words: usize,
    /// Absent when the transcript does not time each word.
    #[serde(serialize_with = "maybe_to_the_millisecond")]
    pub seconds_saved: Option<Seconds>,
}
