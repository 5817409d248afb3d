//! What to work on: the measure that is outside its band most reliably, the surer evidence first.

use std::collections::BTreeMap;

use crate::measures::MEASURES;
use crate::thresholds::{BandSpec, Thresholds, cutoffs};
use crate::types::{EvidenceLevel, Position};

/// A measure that most of the last takes have outside its band.
#[derive(Debug, Clone, PartialEq)]
pub struct Weakest {
    pub id: &'static str,
    /// Median of the takes.
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// In how many takes it was defined.
    pub takes: usize,
}

/// Measures that have a band of their own, whatever is asked.
pub fn candidates() -> Vec<&'static str> {
    let ids = MEASURES.iter().copied().filter(|spec| spec.on_screen).map(|spec| spec.id);
    ids.filter(|id| Thresholds::built_in().band(id).is_some()).collect()
}

/// The weakest of [`candidates`] in `takes` (values by measure); `None` when none is outside its band in most of them.
pub fn weakest(takes: &[BTreeMap<&'static str, f64>]) -> Option<Weakest> {
    let found = candidates().into_iter().filter_map(|id| {
        let band = Thresholds::built_in().band(id)?;
        let mut values: Vec<f64> = takes.iter().filter_map(|take| take.get(id).copied()).collect();
        values.sort_by(f64::total_cmp);
        let median = *values.get(values.len() / 2)?;
        let outside = values.iter().filter(|value| band.place(**value).position != Position::Within).count();
        let weight = outside as f64 / values.len() as f64 * trust(band);
        (2 * outside > values.len())
            .then_some((weight, Weakest { id, value: median, low: band.low, high: band.high, takes: values.len() }))
    });
    // Of equals the first in the order of the report.
    found.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, weakest)| weakest)
}

fn trust(band: &BandSpec) -> f64 {
    match band.level {
        EvidenceLevel::A => cutoffs().advice.advice_weight_level_a,
        EvidenceLevel::B => cutoffs().advice.advice_weight_level_b,
        EvidenceLevel::C => cutoffs().advice.advice_weight_level_c,
        EvidenceLevel::D => cutoffs().advice.advice_weight_level_d,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(values: &[(&'static str, f64)]) -> BTreeMap<&'static str, f64> {
        values.iter().copied().collect()
    }

    #[test]
    fn what_most_takes_have_outside_its_band_is_weakest() {
        let good = [("speech_rate_wpm", 150.0), ("filler_rate_per_min", 1.0)];
        let fillers = [("speech_rate_wpm", 150.0), ("filler_rate_per_min", 9.0)];
        assert_eq!(weakest(&[take(&good), take(&good), take(&fillers)]), None);
        let found = weakest(&[take(&fillers), take(&good), take(&fillers)]).unwrap();
        assert_eq!((found.id, found.value, found.takes), ("filler_rate_per_min", 9.0, 3));
        assert_eq!(weakest(&[]), None);
        assert_eq!(weakest(&[take(&[])]), None);
    }
}
