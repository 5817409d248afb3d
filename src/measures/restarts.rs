use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::question::Question;
use crate::speech::{DisfluencyKind, Speech};
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How often words are given up for others.
pub struct Restarts;

static SPEC: MeasureSpec = MeasureSpec {
    id: "restart_count",
    title: "restarts",
    unit: Unit::Count,
    definition: "Words given up for others: \"we used, we chose\", \"on Mon- on Tuesday\", \"four, sorry, five\".",
    formula: "number of restarts",
    source: "repairs among the disfluencies (Shriberg 1994)",
    level: EvidenceLevel::B,
    topic: "overhead",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Nowhere("it grows with the length of the answer; the share of words that carry nothing has one"),
    no_advice_because: Some("advice is given on the share of words that carry nothing"),
};

impl Measure for Restarts {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some(words::disfluencies(speech, DisfluencyKind::Restart).into()))
    }
}
