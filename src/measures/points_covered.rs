use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::question::points;
use crate::speech::Speech;
use crate::types::{Evidence, EvidenceLevel, Measurement, Unit};

/// How many of the speaker's own points the answer makes.
pub struct PointsCovered;

static SPEC: MeasureSpec = MeasureSpec {
    id: "points_covered_pct",
    title: "points covered",
    unit: Unit::Percent,
    definition: "Points of the notes (`--points`) of which at least half the content words occur, by stem, in two \
                 sentences in a row.",
    formula: "100 · points covered ÷ points",
    source: "saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "points",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for PointsCovered {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, question: &Question) -> Measurement {
        let missing = question.points().is_empty().then_some("no points were given");
        SPEC.measured_unless(missing, speech, SPEC.placed(), || {
            let points = points::place(speech, question);
            let covered = points.iter().filter(|point| point.covered);
            let evidence: Vec<_> = covered.map(|p| Evidence { span: p.span, quote: p.quote.clone() }).collect();
            let missing = points.iter().filter(|point| !point.covered).map(|point| point.point.clone()).collect();
            let value = 100.0 * evidence.len() as f64 / points.len() as f64;
            Some(Found { missing, ..Found::new(value, evidence) })
        })
    }
}
