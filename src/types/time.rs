//! Where in the recording: spans, and values in time order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// Seconds from the start of the recording.
pub type Seconds = f64;

/// Rate of the mono view that everything is measured on, Hz: what Whisper takes, and enough for speech.
pub const ANALYSIS_RATE: u32 = 16_000;

/// Written times say no more than was measured: 2.84, not 2.8400000000000003.
fn to_the_millisecond<S: Serializer>(seconds: &Seconds, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((seconds * 1000.0).round() / 1000.0)
}

/// The same where there may be none.
pub(super) fn maybe_to_the_millisecond<S: Serializer>(
    seconds: &Option<Seconds>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    seconds.map(|seconds| (seconds * 1000.0).round() / 1000.0).serialize(serializer)
}

/// A stretch of the recording, `start_s <= end_s`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    #[serde(serialize_with = "to_the_millisecond")]
    pub start_s: Seconds,
    #[serde(serialize_with = "to_the_millisecond")]
    pub end_s: Seconds,
}

impl Span {
    pub const fn new(start_s: Seconds, end_s: Seconds) -> Self {
        Self { start_s, end_s }
    }

    pub fn duration_s(&self) -> Seconds {
        self.end_s - self.start_s
    }

    pub fn middle_s(&self) -> Seconds {
        (self.start_s + self.end_s) / 2.0
    }

    /// Seconds that both spans cover, 0 when they are apart.
    pub fn overlap_s(&self, other: &Span) -> Seconds {
        (self.end_s.min(other.end_s) - self.start_s.max(other.start_s)).max(0.0)
    }

    pub fn contains(&self, time_s: Seconds) -> bool {
        (self.start_s..self.end_s).contains(&time_s)
    }

    /// Earlier and later by `seconds`.
    pub fn widened(&self, seconds: Seconds) -> Span {
        Span::new(self.start_s - seconds, self.end_s + seconds)
    }

    /// From the earlier start to the later end.
    pub fn to(&self, later: &Span) -> Span {
        Span::new(self.start_s.min(later.start_s), self.end_s.max(later.end_s))
    }
}

/// Evenly spaced values, e.g. a loudness curve: value `i` describes the time `start_s + i * hop_s`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    pub start_s: Seconds,
    pub hop_s: Seconds,
    pub values: Vec<Option<f32>>,
}

/// Where in the recording, and in which words, a statement can be checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    #[serde(flatten)]
    pub span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote: Option<String>,
}
