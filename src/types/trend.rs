//! Measures over time, and what the user set out to reach.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::Change;
use super::measurement::{EvidenceLevel, MeasureId, Unit, ValueRange};

/// One take in a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendPoint {
    pub run: i64,
    #[schemars(with = "String")]
    pub saved_at: Timestamp,
    /// Absent where the measure is undefined for that take: never 0.
    pub value: Option<f64>,
}

/// A robust slope with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slope {
    /// Median of the slopes between all pairs of takes (Theil–Sen).
    pub value: f64,
    /// Its interval of at least 95 % by Kendall's rank statistic (Sen 1968); absent when too few takes are known.
    pub interval: Option<ValueRange>,
}

/// A goal the user set: one edge, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Goal {
    pub measure: MeasureId,
    /// In the measure's unit; absent where the goal is open below.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_least: Option<f64>,
    /// In the measure's unit; absent where the goal is open above.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at_most: Option<f64>,
}

impl Goal {
    /// Its edges, the lower first.
    pub fn edges(&self) -> impl Iterator<Item = f64> + Clone + use<> {
        self.at_least.into_iter().chain(self.at_most)
    }

    /// Whether `value`, as exact as it is shown in `unit`, reaches the goal.
    pub fn is_reached(&self, value: f64, unit: Unit) -> bool {
        let value = unit.rounded(value);
        self.at_least.is_none_or(|least| value >= least) && self.at_most.is_none_or(|most| value <= most)
    }
}

/// One measure over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureTrend {
    pub id: MeasureId,
    pub title: String,
    pub unit: Unit,
    /// Oldest first, one per take.
    pub points: Vec<TrendPoint>,
    /// Target band; absent edges are open.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal: Option<Goal>,
    /// In `unit` per take; absent when fewer than two takes have a value.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub per_take: Option<Slope>,
    /// In `unit` per week; absent when the takes span less than a week.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub per_week: Option<Slope>,
    /// Beyond the usual spread, and large enough over the whole series to be noticed; else about the same.
    pub change: Change,
    /// One plain sentence: "falls by 0.3 a take, 0.1 to 0.5", or "no change beyond your usual spread".
    pub text: String,
    /// The take nearest to the middle of the band, or the farthest to its good side; absent without a band.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub best: Option<TrendPoint>,
    /// The smallest difference a listener is taken to notice, in `unit`.
    pub noticeable: f64,
    pub noticeable_source: String,
    pub noticeable_level: EvidenceLevel,
}

/// How regularly there were takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Practice {
    pub takes: usize,
    /// Takes of each calendar week from Monday, the oldest first, without gaps, at most the newest 12.
    pub per_week: Vec<WeekTakes>,
    /// Weeks in a row with a take, up to this week or the last one.
    pub streak_weeks: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WeekTakes {
    /// Its Monday, in the reader's time zone.
    #[schemars(with = "String")]
    pub monday: jiff::civil::Date,
    pub takes: usize,
}

/// Practice over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    pub schema_version: u32,
    /// The question all takes answer; absent when the takes answer several.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub question: Option<String>,
    pub measures: Vec<MeasureTrend>,
    pub practice: Practice,
    /// Why takes were left out, or what the reader must know: another model, another language.
    pub cautions: Vec<String>,
    /// "Not one filler three times in a row, and the pace falls": absent when there is nothing of the kind.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub over_correction: Option<String>,
}
