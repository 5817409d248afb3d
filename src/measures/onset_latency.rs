use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{Evidence, EvidenceLevel, Measurement, Span, Unit};

/// How long the speaker takes to begin once asked.
pub struct OnsetLatency;

static SPEC: MeasureSpec = MeasureSpec {
    id: "onset_latency_s",
    title: "time to begin",
    unit: Unit::Seconds,
    definition: "Seconds from the start of the recording to the first speech in the sound, where the question stood on \
                 the screen when `saywell record` began. It could be read during the countdown, so this is no pause in \
                 a conversation.",
    formula: "start of the first speech − start of the recording",
    source: "response latency: time from the end of a question to the onset of voice (Kendrick & Torreira 2015)",
    level: EvidenceLevel::B,
    topic: "start",
    on_screen: false,
    needs: &[Need::Sound],
    band: BandFrom::Nowhere("the question is known before the recording begins; no right number is published for that"),
    no_advice_because: Some("a moment to think before one begins is no fault"),
};

impl Measure for OnsetLatency {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, question: &Question) -> Measurement {
        let missing = (!question.info().asked).then_some("saywell did not ask the question");
        SPEC.measured_unless(missing, speech, SPEC.placed(), || {
            let waited = Span::new(0.0, speech.answer_span()?.start_s);
            let evidence = Evidence { span: Some(waited), quote: speech.quote_at(waited.end_s) };
            Some(Found::new(waited.duration_s(), vec![evidence]))
        })
    }
}
