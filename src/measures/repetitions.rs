use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::question::Question;
use crate::speech::{DisfluencyKind, Speech};
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How often words are said again at once.
pub struct Repetitions;

static SPEC: MeasureSpec = MeasureSpec {
    id: "repetition_count",
    title: "repeated words",
    unit: Unit::Count,
    definition: "Words or phrases of up to four words said again at once (\"we had we had\"), fillers between them looked through. Emphasis (\"very very\") is none.",
    formula: "number of repetitions",
    source: "repetitions among the disfluencies (Shriberg 1994)",
    level: EvidenceLevel::B,
    topic: "overhead",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Nowhere("it grows with the length of the answer; the share of words that carry nothing has one"),
    no_advice_because: Some("advice is given on the share of words that carry nothing"),
};

impl Measure for Repetitions {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some(words::disfluencies(speech, DisfluencyKind::Repetition).into()))
    }
}
