//! How a difference between two takes is judged, measure by measure.

use serde::Deserialize;

use crate::types::EvidenceLevel;

/// The better direction of a measure without a target band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prefer {
    Lower,
    Higher,
}

/// What a measure counts in: things that come one by one vary by chance, the more the fewer they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Counts {
    #[serde(rename = "take")]
    Take,
    #[serde(rename = "minute")]
    Minute,
    #[serde(rename = "100 words")]
    HundredWords,
}

/// How the differences of one measure are judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DifferenceSpec {
    /// In the measure's unit.
    pub noticeable: Option<f64>,
    /// In percent of the smaller value.
    pub noticeable_pct: Option<f64>,
    pub prefer: Option<Prefer>,
    pub counts: Option<Counts>,
    pub source: String,
    pub level: EvidenceLevel,
}

impl DifferenceSpec {
    /// The smallest difference between `a` and `b` that a listener is taken to notice, in the measure's unit.
    pub fn noticeable(&self, a: f64, b: f64) -> f64 {
        let share = self.noticeable_pct.map(|pct| pct / 100.0 * a.abs().min(b.abs()));
        self.noticeable.or(share).unwrap_or(0.0)
    }
}
