//! The scale on which takes differ by the same amount whatever the value: plain, or for counts their square root.

use std::collections::BTreeMap;

use crate::thresholds::Counts;

/// What is added to a count before the root, so that few are treated right (Anscombe 1948).
const ANSCOMBE: f64 = 3.0 / 8.0;

/// A value of one take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// In the measure's unit.
    pub value: f64,
    /// How much of what it is a count of the take holds: minutes, hundreds of words; 1 where it is no rate.
    pub exposure: f64,
}

impl Observation {
    /// `None` where the value is not a number, or a rate comes without its minutes or words.
    pub fn new(value: f64, counts: Option<Counts>, duration_s: Option<f64>, words: Option<f64>) -> Option<Observation> {
        let exposure = match counts {
            None | Some(Counts::Take) => 1.0,
            Some(Counts::Minute) => duration_s? / 60.0,
            Some(Counts::HundredWords) => words? / 100.0,
        };
        (value.is_finite() && exposure.is_finite() && exposure > 0.0).then_some(Observation { value, exposure })
    }

    /// Measure `id` of a take with these values.
    pub fn of(id: &str, counts: Option<Counts>, values: &BTreeMap<&'static str, f64>) -> Option<Observation> {
        let value = |id: &str| values.get(id).copied();
        Observation::new(value(id)?, counts, value("duration_s"), value("word_count"))
    }
}

/// Where values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    Plain,
    /// √((count + 3/8) ÷ exposure): the variance of a Poisson count is there ¼ ÷ exposure, however many there are.
    Root,
}

impl Scale {
    pub fn of(counts: Option<Counts>) -> Scale {
        if counts.is_some() { Scale::Root } else { Scale::Plain }
    }

    pub fn place(self, observation: &Observation) -> f64 {
        match self {
            Scale::Plain => observation.value,
            Scale::Root => (observation.value.max(0.0) + ANSCOMBE / observation.exposure).sqrt(),
        }
    }

    /// What a difference of 1 on this scale is in the measure's unit, between values at `a` and `b` of it.
    pub fn unit_at(self, a: f64, b: f64) -> f64 {
        match self {
            Scale::Plain => 1.0,
            Scale::Root => a + b,
        }
    }
}

/// The harmonic mean: the variances of rates go with one over their exposure.
pub fn harmonic_mean_exposure<'a>(observations: impl Iterator<Item = &'a Observation>) -> f64 {
    let (mut count, mut sum) = (0.0, 0.0);
    for observation in observations {
        count += 1.0;
        sum += 1.0 / observation.exposure;
    }
    if sum > 0.0 { count / sum } else { 1.0 }
}
