use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need};
use super::{duration, overhead, repeated_content, run_ons, time_to_point};
use crate::question::Question;
use crate::speech::Speech;
use crate::thresholds::Thresholds;
use crate::types::{EvidenceLevel, MeasureId, Measurement, Unit};

/// The five parts of conciseness in one number, a rule of thumb.
pub struct RamblingScore;

static SPEC: MeasureSpec = MeasureSpec {
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
};

/// What one part adds.
pub struct Part {
    pub measure: MeasureId,
    pub weight: f64,
    /// 0 to `weight`; `None` where the measure is undefined or has no band.
    pub points: Option<f64>,
}

/// The five parts out of their measurements, in the order of their weights.
pub fn parts(measurements: &[Measurement]) -> Vec<Part> {
    let thresholds = Thresholds::built_in();
    let weights = [
        ("duration_s", thresholds.cutoff("rambling_weight_length")),
        ("repeated_content_pct", thresholds.cutoff("rambling_weight_repetition")),
        ("overhead_pct", thresholds.cutoff("rambling_weight_overhead")),
        ("run_on_count", thresholds.cutoff("rambling_weight_run_ons")),
        ("time_to_point_s", thresholds.cutoff("rambling_weight_start")),
    ];
    let share = |measure: &str| {
        let measurement = measurements.iter().find(|m| m.id.0 == measure)?;
        let band = measurement.band.as_ref()?;
        let (edge, flag) = (band.high?, band.flag_high?);
        Some(((measurement.value? - edge) / (flag - edge)).clamp(0.0, 1.0))
    };
    let part = |(measure, weight): (&'static str, f64)| Part {
        measure: MeasureId::new(measure),
        weight,
        points: share(measure).map(|share| share * weight),
    };
    weights.into_iter().map(part).collect()
}

impl Measure for RamblingScore {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, question: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let measures: [&dyn Measure; 5] = [
                &duration::Duration,
                &repeated_content::RepeatedContent,
                &overhead::Overhead,
                &run_ons::RunOns,
                &time_to_point::TimeToPoint,
            ];
            let measurements: Vec<_> = measures.iter().map(|measure| measure.measure(speech, question)).collect();
            let parts = parts(&measurements);
            let counted = || parts.iter().filter_map(|part| Some((part.weight, part.points?)));
            let all: f64 = counted().map(|(weight, _)| weight).sum();
            let points: f64 = counted().map(|(_, points)| points).sum();
            // The longest parts carry the proof.
            let evidence = measurements.into_iter().skip(1).filter(is_outside).flat_map(|m| m.evidence).collect();
            (all > 0.0).then(|| Found::new(100.0 * points / all, evidence))
        })
    }
}

fn is_outside(measurement: &Measurement) -> bool {
    measurement.band.as_ref().zip(measurement.value).is_some_and(|(band, value)| band.high.is_some_and(|e| value > e))
}
