//! The five parts of conciseness in one number, a rule of thumb.

use super::measure::{BandFrom, Finding, Found, Measure, Need, TOO_LITTLE_SPEECH};
use super::{disfluencies, length, structure, wording};
use crate::question::Question;
use crate::speech::Speech;
use crate::thresholds::cutoffs;
use crate::types::{EvidenceLevel, MeasureId, Measurement, Unit};

pub(super) static ALL: &[&Measure] = &[&RAMBLING_SCORE];

/// The five parts of conciseness in one number, a rule of thumb.
pub(super) static RAMBLING_SCORE: Measure = Measure {
    id: "rambling_score",
    title: "rambling",
    unit: Unit::Points,
    definition: "A rule of thumb, 0 to 100, over five parts: length over the target (30), content said twice (25), empty \
                 words (20), run-on sentences (15), time to the point (10). Each part counts from nothing at the edge \
                 of its band to all at its flag; parts that are undefined are left out and the rest scaled up.",
    formula: "100 · Σ weight · min(1, (value − edge) ÷ (flag − edge)) ÷ Σ weight",
    source: "saywell's rule of thumb; no rambling measure is validated for interview answers",
    level: EvidenceLevel::D,
    topic: "rambling",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::SentenceEnds, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: Some("it sums up five measures that have advice of their own"),
    find: rambling_score,
};

fn rambling_score(speech: &Speech, question: &Question) -> Finding {
    let measurements: Vec<_> = parts_of_it().map(|(measure, _)| measure.measure(speech, question)).collect();
    let parts = parts(&measurements);
    let counted = || parts.iter().filter_map(|part| Some((part.weight, part.points?)));
    let all: f64 = counted().map(|(weight, _)| weight).sum();
    let points: f64 = counted().map(|(_, points)| points).sum();
    if all <= 0.0 {
        return Err(TOO_LITTLE_SPEECH);
    }
    // The longest parts carry the proof.
    let evidence = measurements.into_iter().skip(1).filter(is_outside).flat_map(|m| m.evidence).collect();
    Ok(Found::new(100.0 * points / all, evidence))
}

/// What one part adds.
pub struct Part {
    pub measure: MeasureId,
    pub weight: f64,
    /// 0 to `weight`; `None` where the measure is undefined or has no band.
    pub points: Option<f64>,
}

/// The five parts out of their measurements, in the order of their weights.
pub fn parts(measurements: &[Measurement]) -> Vec<Part> {
    let share = |id: &str| {
        let measurement = measurements.iter().find(|m| m.id.0 == id)?;
        let band = measurement.band.as_ref()?;
        let (edge, flag) = (band.high?, band.flag_high?);
        Some(((measurement.value? - edge) / (flag - edge)).clamp(0.0, 1.0))
    };
    let part = |(measure, weight): (&'static Measure, f64)| Part {
        measure: MeasureId::new(measure.id),
        weight,
        points: share(measure.id).map(|share| share * weight),
    };
    parts_of_it().map(part).collect()
}

/// The measures that it sums up, with their weights.
fn parts_of_it() -> impl Iterator<Item = (&'static Measure, f64)> {
    let weights = &cutoffs().rambling;
    [
        (&length::DURATION, weights.rambling_weight_length),
        (&structure::REPEATED_CONTENT, weights.rambling_weight_repetition),
        (&disfluencies::OVERHEAD, weights.rambling_weight_overhead),
        (&wording::RUN_ONS, weights.rambling_weight_run_ons),
        (&structure::TIME_TO_POINT, weights.rambling_weight_start),
    ]
    .into_iter()
}

fn is_outside(measurement: &Measurement) -> bool {
    measurement.band.as_ref().zip(measurement.value).is_some_and(|(band, value)| band.high.is_some_and(|e| value > e))
}
