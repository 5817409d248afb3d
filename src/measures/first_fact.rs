use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How long it takes to the first thing one can hold on to.
pub struct FirstFact;

static SPEC: MeasureSpec = MeasureSpec {
    id: "first_fact_s",
    title: "first fact",
    unit: Unit::Seconds,
    definition: "Seconds from the start of the answer to the first number or proper name (a capital inside a sentence; \
                 the speaker's own name is left out).",
    formula: "start of that word − start of the answer",
    source: "saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "start",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::WordTimes],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for FirstFact {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        let missing = speech.facts.is_empty().then_some("no number or name was said");
        SPEC.measured_unless(missing, speech, SPEC.placed(), || {
            let fact = *speech.facts.first()?;
            let sentence = speech.sentence_of(fact)?;
            let from_there = fact.saturating_sub(3).max(sentence.words.start)..sentence.words.end;
            let evidence = words::sentence(speech, &from_there);
            Some(Found::new(words::seconds_into(speech, &(fact..fact + 1))?, vec![evidence]))
        })
    }
}
