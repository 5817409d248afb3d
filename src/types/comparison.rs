//! Two takes, or two groups of takes, side by side: what a text, JSON or HTML renderer needs, already judged.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::measurement::{EvidenceLevel, MeasureId, Unit, ValueRange};
use super::time::Span;

/// A saved run, or a file, as a comparison names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TakeInfo {
    /// For people: "take 12", a name the user gave, or a file name.
    pub label: String,
    /// Number of the run in the history; absent for a file that was never saved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run: Option<i64>,
    /// When the run was saved, RFC 3339 in UTC; absent for a file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<String>")]
    pub saved_at: Option<Timestamp>,
    /// What was asked, as an interviewer would say it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub question: Option<String>,
}

/// The word for a difference between two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Nearer to the target band, or into it: more than a listener fails to notice, and more than chance.
    Better,
    /// Farther from the target band, or out of it.
    Worse,
    /// As large a difference where no direction is better.
    Changed,
    /// Less than a listener notices, or no more than these takes differ by chance.
    AboutTheSame,
    /// Large enough to be noticed, but with too few takes to tell it from chance.
    TooFewTakes,
    /// At least one side has no value.
    Undefined,
}

impl Change {
    /// Whether the word claims that something changed.
    pub fn is_claim(self) -> bool {
        matches!(self, Change::Better | Change::Worse | Change::Changed)
    }

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Change::Better => "better",
            Change::Worse => "worse",
            Change::Changed => "changed",
            Change::AboutTheSame => "about the same",
            Change::TooFewTakes => "too few takes to tell",
            Change::Undefined => "not measured in both",
        }
    }
}

/// What the size of a difference was judged against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpreadFrom {
    /// How much this measure differs between takes of the same question.
    OwnTakes,
    /// Counting noise: what is counted comes and goes by chance (Poisson, overdispersed), however steady the speaker.
    Counting,
}

/// One measure on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureChange {
    pub id: MeasureId,
    pub title: String,
    pub unit: Unit,
    /// Mean of side A; absent when it is undefined in all takes of that side.
    pub a: Option<f64>,
    pub b: Option<f64>,
    /// Target band of side B; absent edges are open, absent when the measure has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub high: Option<f64>,
    pub change: Change,
    /// The claim does not survive when all judged measures are looked at together (Benjamini and Hochberg 1995).
    pub could_be_chance: bool,
    /// The smallest difference a listener is taken to notice, in `unit`, with its source.
    pub noticeable: f64,
    pub noticeable_source: String,
    pub noticeable_level: EvidenceLevel,
    /// One standard deviation of single takes, in `unit`; absent when too few takes are known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub spread: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub spread_from: Option<SpreadFrom>,
    /// 95 % interval of B − A.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interval: Option<ValueRange>,
    /// How often chance alone makes at least this difference, 0–1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub p_value: Option<f64>,
    /// Takes that the spread was learned from.
    pub takes: usize,
    /// Part of the one-screen report: these are judged together first.
    pub on_screen: bool,
    /// What keeps the two values from being compared without reserve: indices into [`Comparison::cautions`].
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub cautions: Vec<usize>,
}

/// What can be said of a measure, in the words that every report uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Changed,
    MayBeChance,
    WithinSpread,
    TooFewTakes,
    Same,
    Unmeasured,
}

impl Standing {
    /// All of them, the most telling first.
    pub const ALL: [Standing; 6] = [
        Standing::Changed,
        Standing::MayBeChance,
        Standing::WithinSpread,
        Standing::TooFewTakes,
        Standing::Same,
        Standing::Unmeasured,
    ];

    /// The heading over such measures.
    pub fn title(self) -> &'static str {
        match self {
            Standing::Changed => "What changed",
            Standing::MayBeChance => "May be chance, among so many measures",
            Standing::WithinSpread => "Differs, but no more than takes differ anyway",
            Standing::TooFewTakes => "Differs, with too few takes to tell from chance",
            Standing::Same => "About the same",
            Standing::Unmeasured => "Not measured in both",
        }
    }
}

impl MeasureChange {
    /// What can be said of it.
    pub fn standing(&self) -> Standing {
        match self.change {
            Change::Better | Change::Worse | Change::Changed if self.could_be_chance => Standing::MayBeChance,
            Change::Better | Change::Worse | Change::Changed => Standing::Changed,
            Change::AboutTheSame if self.is_noticeable() => Standing::WithinSpread,
            Change::AboutTheSame => Standing::Same,
            Change::TooFewTakes => Standing::TooFewTakes,
            Change::Undefined => Standing::Unmeasured,
        }
    }

    /// Whether the two values, as they are shown, differ by as much as a listener notices.
    pub fn is_noticeable(&self) -> bool {
        let shown = |value: Option<f64>| value.map(|value| self.unit.rounded(value));
        let difference = shown(self.a).zip(shown(self.b)).map_or(0.0, |(a, b)| (b - a).abs());
        // "0.7" is not less than 0.7 for how computers count.
        difference > 0.0 && difference >= self.noticeable - 1e-9
    }
}

/// Something that differs between the sides other than the speaking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Caution {
    /// One plain sentence: what differs, and which numbers it touches.
    pub text: String,
    /// The numbers it touches; empty when it touches all.
    pub measures: Vec<MeasureId>,
}

/// A sentence with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SaidSentence {
    pub text: String,
    /// Absent when the transcript has no times.
    #[serde(flatten)]
    pub span: Option<Span>,
}

/// What became of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SaidKind {
    /// In both, in nearly the same words.
    Kept,
    /// In both, in other words.
    Reworded,
    /// Only in A.
    Cut,
    /// Only in B.
    Added,
}

/// A sentence of A, of B, or the pair that says the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SaidPair {
    pub kind: SaidKind,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub a: Option<SaidSentence>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub b: Option<SaidSentence>,
    /// Share of content that both have, weighed by rarity, 0–1; absent on cut and added ones.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub similarity: Option<f64>,
    /// It stands in another place of the answer than before.
    pub moved: bool,
}

/// A change that the report on A asked for, and what B made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AdviceOutcome {
    /// The rule that fired in A.
    pub rule: String,
    pub measure: MeasureId,
    /// Headline of the advice: "Lead with the fact."
    pub title: String,
    pub outcome: Outcome,
    /// One plain sentence with both values.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its measure moved into its band, or toward it, beyond noise.
    Followed,
    /// It did not move beyond noise.
    NotYet,
    /// It moved the other way beyond noise.
    WrongWay,
    /// Too few takes, or no value, to tell.
    CannotTell,
}

/// Two sides, each of one take or of several of the same question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    pub schema_version: u32,
    /// Oldest first; one for a single take.
    pub a: Vec<TakeInfo>,
    pub b: Vec<TakeInfo>,
    /// One sentence: what really changed, or that nothing did.
    pub verdict: String,
    pub cautions: Vec<Caution>,
    /// In the order of the report.
    pub measures: Vec<MeasureChange>,
    /// In the order of B, what was cut where it stood; empty without transcripts, or with more than one take a side.
    pub said: Vec<SaidPair>,
    pub advice: Vec<AdviceOutcome>,
    /// Earlier takes of the same question that the spread was learned from.
    pub past_takes: usize,
    /// Measures that were judged, and how many of them chance alone would be expected to call changed at most.
    pub judged: usize,
    pub expected_by_chance: f64,
    /// "Not one filler three times in a row, and the pace falls": absent when there is nothing of the kind.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub over_correction: Option<String>,
}

/// Three takes and more, one column each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparisonTable {
    pub schema_version: u32,
    pub takes: Vec<TakeInfo>,
    pub cautions: Vec<Caution>,
    pub rows: Vec<TableRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TableRow {
    pub id: MeasureId,
    pub title: String,
    pub unit: Unit,
    pub on_screen: bool,
    /// One per take.
    pub values: Vec<Option<f64>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub high: Option<f64>,
    /// The last take against the first.
    pub change: Change,
}
