//! What happened, in time order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::time::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    Word,
    SilentPause,
    FilledPause,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventClass {
    /// Filled pause: the transcript wrote it.
    Transcribed,
    /// Filled pause: not written, but heard beyond doubt; counted as the written ones are.
    Heard,
    /// Filled pause: perhaps one, a place to check; counted nowhere.
    Possible,
    /// Filled pause: a stretched word.
    Stretched,
    /// Silent pause inside a clause.
    MidClause,
    /// Silent pause at the edge of a clause or sentence.
    Boundary,
}

/// Where in the sentence a filled pause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FillerPlace {
    /// Before the first word of a sentence.
    Opening,
    /// Between two clauses of a sentence.
    BeforeClause,
    MidClause,
}

/// One thing that happened, in time order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimelineEvent {
    pub kind: EventKind,
    #[serde(flatten)]
    pub span: Span,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub class: Option<EventClass>,
    /// Of a filled pause, where the transcript can tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<FillerPlace>,
    /// Of a filled pause that was heard: how sure that is, 0–1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub probability: Option<f32>,
}

impl TimelineEvent {
    pub const fn new(kind: EventKind, span: Span) -> Self {
        Self { kind, span, text: None, class: None, place: None, probability: None }
    }
}
