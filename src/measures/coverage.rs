//! What was to be said and was: parts of the answer, points of the notes.

use super::measure::{BandFrom, Finding, Found, Measure, Need};
use crate::question::{Question, points, shape};
use crate::speech::Speech;
use crate::types::{Evidence, EvidenceLevel, Unit};

pub(super) static ALL: &[&Measure] = &[&SHAPE_COVERAGE, &POINTS_COVERED];

/// How many of the expected parts the answer has.
pub(super) static SHAPE_COVERAGE: Measure = Measure {
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
    find: shape_coverage,
};

fn shape_coverage(speech: &Speech, question: &Question) -> Finding {
    if question.shape().is_empty() {
        return Err("no question with parts was given");
    }
    let parts = shape::place(speech, question);
    let (found, missing): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.quote.is_some());
    if found.is_empty() {
        return Err("no part is known by its words");
    }
    let evidence = found.into_iter().map(|part| Evidence { span: part.span, quote: part.quote }).collect();
    Ok(share_found(evidence, missing.into_iter().map(|part| part.part).collect()))
}

/// How many of the speaker's own points the answer makes.
pub(super) static POINTS_COVERED: Measure = Measure {
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
    find: points_covered,
};

fn points_covered(speech: &Speech, question: &Question) -> Finding {
    if question.points().is_empty() {
        return Err("no points were given");
    }
    let points = points::place(speech, question);
    let (covered, missing): (Vec<_>, Vec<_>) = points.into_iter().partition(|point| point.covered);
    let evidence = covered.into_iter().map(|point| Evidence { span: point.span, quote: point.quote }).collect();
    Ok(share_found(evidence, missing.into_iter().map(|point| point.point).collect()))
}

/// The share of what was found, in percent.
fn share_found(evidence: Vec<Evidence>, missing: Vec<String>) -> Found {
    let value = 100.0 * evidence.len() as f64 / (evidence.len() + missing.len()) as f64;
    Found::new(value, evidence).without(missing)
}
