use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How long it takes to get to the question.
pub struct TimeToPoint;

static SPEC: MeasureSpec = MeasureSpec {
    id: "time_to_point_s",
    title: "time to the point",
    unit: Unit::Seconds,
    definition: "Seconds from the start of the answer to the first sentence that shares a content word with the topic of \
                 the question or with a point of the notes.",
    formula: "start of that sentence − start of the answer",
    source: "saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "start",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::WordTimes],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for TimeToPoint {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, question: &Question) -> Measurement {
        let topic = question.topic();
        let missing = topic.is_empty().then_some("neither a question with a topic nor points were given");
        SPEC.measured_unless(missing, speech, SPEC.placed(), || {
            let on_topic = |words: &_| speech.stems_in(words).any(|stem| topic.contains(stem));
            let first = speech.sentences.iter().find(|sentence| on_topic(&sentence.words))?;
            let evidence = words::sentence(speech, &first.words);
            Some(Found::new(words::seconds_into(speech, &first.words)?, vec![evidence]))
        })
    }
}
