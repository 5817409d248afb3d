use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{Evidence, EvidenceLevel, Measurement, Unit};

/// How long the answer was, against the question's target.
pub struct Duration;

static SPEC: MeasureSpec = MeasureSpec {
    id: "duration_s",
    title: "length",
    unit: Unit::Seconds,
    definition: "Length of the answer: from the first to the last speech in the sound. Silence before and after, such \
                 as the reach for the stop button, is left out; the length of the file is `recording.duration_s`.",
    formula: "end of the last speech − start of the first",
    source: "target lengths: convention of interview coaching",
    level: EvidenceLevel::C,
    topic: "length",
    on_screen: true,
    needs: &[],
    band: BandFrom::Question,
    no_advice_because: None,
};

impl Measure for Duration {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, question: &Question) -> Measurement {
        SPEC.measured_in(
            speech,
            |value| question.band(value),
            || {
                let span = speech.answer_span()?;
                Some(Found::new(span.duration_s(), vec![Evidence { span: Some(span), quote: None }]))
            },
        )
    }
}
