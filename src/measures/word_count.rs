use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How many words the transcript holds.
pub struct WordCount;

static SPEC: MeasureSpec = MeasureSpec {
    id: "word_count",
    title: "words",
    unit: Unit::Count,
    definition: "Words of the transcript that hold a letter or digit, written filled pauses (\"um\") included.",
    formula: "number of words",
    source: "unpruned word count, as in the speech rate of fluency research",
    level: EvidenceLevel::B,
    topic: "length",
    on_screen: false,
    needs: &[Need::Transcript],
    band: BandFrom::Nowhere("it follows from length and pace, which have one each"),
    no_advice_because: Some("length and pace say the same in terms one can act on"),
};

impl Measure for WordCount {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some((speech.tokens.len() as f64).into()))
    }
}
