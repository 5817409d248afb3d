//! A measured value, its unit, its band and what proves it.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::time::{Evidence, Series};

/// Stable name of a measure, e.g. `speech_rate_wpm`. Ids never change meaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct MeasureId(pub Cow<'static, str>);

impl MeasureId {
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }
}

impl std::fmt::Display for MeasureId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// Unit of a measurement; the serialised names are those of the measure ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Unit {
    #[serde(rename = "s")]
    Seconds,
    #[serde(rename = "count")]
    Count,
    #[serde(rename = "wpm")]
    WordsPerMinute,
    #[serde(rename = "syll_per_s")]
    SyllablesPerSecond,
    #[serde(rename = "syll")]
    Syllables,
    #[serde(rename = "per_min")]
    PerMinute,
    #[serde(rename = "per_100_words")]
    Per100Words,
    #[serde(rename = "pct")]
    Percent,
    #[serde(rename = "st")]
    Semitones,
    #[serde(rename = "db")]
    Decibels,
    #[serde(rename = "points")]
    Points,
}

impl Unit {
    /// Digits behind the point that people are shown.
    pub fn decimals(self) -> usize {
        match self {
            Unit::Seconds | Unit::Count | Unit::WordsPerMinute | Unit::Percent | Unit::Points => 0,
            Unit::SyllablesPerSecond
            | Unit::Syllables
            | Unit::PerMinute
            | Unit::Per100Words
            | Unit::Semitones
            | Unit::Decibels => 1,
        }
    }

    /// What stands behind a value, in words anybody knows: " wpm", "/min"; nothing behind lengths, counts and points.
    pub fn suffix(self) -> &'static str {
        match self {
            Unit::Seconds | Unit::Count | Unit::Points => "",
            Unit::WordsPerMinute => " wpm",
            Unit::SyllablesPerSecond => " syllables/s",
            Unit::Syllables => " syllables",
            Unit::PerMinute => "/min",
            Unit::Per100Words => "/100 words",
            Unit::Percent => " %",
            Unit::Semitones => " semitones",
            Unit::Decibels => " dB",
        }
    }

    /// `value` as exact as it is shown.
    pub fn rounded(self, value: f64) -> f64 {
        let scale = 10f64.powi(self.decimals() as i32);
        (value * scale).round() / scale
    }
}

/// How well a threshold or a method is supported (`docs/measures.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum EvidenceLevel {
    /// Published, and read in its source.
    A,
    /// Published, known second-hand.
    B,
    /// Convention among practitioners, no controlled evidence.
    C,
    /// saywell's own rule of thumb.
    D,
}

/// Where a value lies relative to its target band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Under `flag_low`: worth changing.
    WellBelow,
    Below,
    Within,
    Above,
    /// Over `flag_high`: worth changing.
    WellAbove,
}

/// The range a value is compared with. An absent edge is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Band {
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// From here on the difference is worth acting on.
    pub flag_low: Option<f64>,
    pub flag_high: Option<f64>,
    pub position: Position,
    /// Plain word for the position, e.g. "steady".
    pub label: String,
}

/// The values between which a measurement lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValueRange {
    pub low: f64,
    pub high: f64,
}

/// Four digits behind the point are more than any measure is good for.
fn as_measured<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(|value| (value * 10_000.0).round() / 10_000.0).serialize(serializer)
}

/// How often one thing of a kind was counted: "um", five times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KindCount {
    pub kind: String,
    pub count: usize,
}

/// One measured value with what proves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measurement {
    pub id: MeasureId,
    /// `None`: undefined for this recording; `undefined_because` says why.
    #[serde(serialize_with = "as_measured")]
    pub value: Option<f64>,
    pub unit: Unit,
    /// Where not all that counts is certain: what surely counts, and all that may. Analyses made before words were written
    /// verbatim have it; what is uncertain is in no number since.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub range: Option<ValueRange>,
    pub band: Option<Band>,
    pub evidence: Vec<Evidence>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub series: Option<Series>,
    /// What was counted, the most frequent first: of fillers each word.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub kinds: Vec<KindCount>,
    /// What was looked for and not found: parts of the answer, points of the notes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub missing: Vec<String>,
    /// "not enough speech", "the transcript has no times", …
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub undefined_because: Option<String>,
}
