use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::question::Question;
use crate::speech::{DisfluencyKind, Speech};
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How many sentences break off.
pub struct Unfinished;

static SPEC: MeasureSpec = MeasureSpec {
    id: "unfinished_sentence_count",
    title: "unfinished sentences",
    unit: Unit::Count,
    definition: "Sentences that stop after a word with which none ends (\"and then the …\").",
    formula: "number of sentences that break off",
    source: "abandoned utterances among the disfluencies (Shriberg 1994)",
    level: EvidenceLevel::B,
    topic: "overhead",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Nowhere("it grows with the length of the answer; the share of words that carry nothing has one"),
    no_advice_because: Some("advice is given on the share of words that carry nothing"),
};

impl Measure for Unfinished {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some(words::disfluencies(speech, DisfluencyKind::Unfinished).into()))
    }
}
