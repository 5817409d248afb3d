use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::coaching::profiles::Question;
use crate::coaching::shape;
use crate::speech::Speech;
use crate::types::{Evidence, EvidenceLevel, Measurement, Unit};

/// How many of the expected parts the answer has.
pub struct ShapeCoverage;

static SPEC: MeasureSpec = MeasureSpec {
    id: "shape_coverage_pct",
    title: "parts of the answer",
    unit: Unit::Percent,
    definition: "Parts that the question asks for (of a self-introduction: present, past, future; of a story: situation, \
                 task, action, result) and that the answer has, known by the cues of the word lists. \
                 Undefined when no cue of any part was heard: then the answer may put them in other words.",
    formula: "100 · parts with a cue ÷ parts",
    source: "the parts of each kind of answer: convention of interview coaching",
    level: EvidenceLevel::C,
    topic: "shape",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for ShapeCoverage {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, question: &Question) -> Measurement {
        let parts = shape::place(speech, question);
        let missing = match &parts[..] {
            [] => Some("no question with parts was given"),
            parts if parts.iter().all(|part| part.quote.is_none()) => Some("no part is known by its words"),
            _ => None,
        };
        SPEC.measured_unless(missing, speech, SPEC.placed(), || {
            let found = parts.iter().filter(|part| part.quote.is_some());
            let evidence: Vec<_> = found.map(|part| Evidence { span: part.span, quote: part.quote.clone() }).collect();
            let missing = parts.iter().filter(|part| part.quote.is_none()).map(|part| part.part.clone()).collect();
            let value = 100.0 * evidence.len() as f64 / parts.len() as f64;
            Some(Found { missing, ..Found::new(value, evidence) })
        })
    }
}
