//! What an interviewer would tell a friend afterwards, in five lines at most: the length, the one change with the place that
//! shows it, what went well, and what they would ask next.

use super::deck::{Condition, FollowUp};
use super::words::Words;
use crate::coaching::Texts;
use crate::format;
use crate::types::{Advice, AdviceKind, Analysis, Evidence, Span};

/// Which of the five.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    Length,
    Change,
    /// Where to hear what has to change.
    Moment,
    Worked,
    Next,
}

impl LineKind {
    /// The name of its label among the words of practice.
    pub fn label(self) -> &'static str {
        match self {
            LineKind::Length => "line_length",
            LineKind::Change => "line_change",
            LineKind::Moment => "line_moment",
            LineKind::Worked => "line_worked",
            LineKind::Next => "line_next",
        }
    }
}

/// One line; it may be longer than a screen is wide.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub kind: LineKind,
    /// Stands out, before the text.
    pub title: Option<String>,
    pub text: String,
    /// What can be played of it.
    pub span: Option<Span>,
}

/// The lines about `analysis`, in their order; what there is nothing to say of is left out. `follow_up` is what would be
/// asked next; `words` and `texts` are those of the interview.
pub fn five_lines(analysis: &Analysis, follow_up: Option<&FollowUp>, words: &Words, texts: &Texts) -> Vec<Line> {
    let change = analysis.advice.iter().find(|advice| advice.kind == AdviceKind::Change);
    let worked = analysis.advice.iter().find(|advice| advice.kind == AdviceKind::Worked);
    let mut lines = vec![length(analysis, texts, words)];
    if let Some(change) = change {
        lines.extend(changes(change));
    }
    if let Some(worked) = worked {
        lines.push(Line { kind: LineKind::Worked, title: None, text: worked.observed.clone(), span: None });
    }
    lines.extend(follow_up.map(|follow_up| next(follow_up, texts, words)));
    lines
}

fn length(analysis: &Analysis, texts: &Texts, words: &Words) -> Line {
    let took = format::clock(analysis.recording.duration_s.round());
    let measured = analysis.measurement("duration_s");
    let band = measured.filter(|m| m.value.is_some()).and_then(|m| m.band.as_ref());
    let text = match (measured.and_then(|m| m.value), band) {
        (None, _) => texts.verdict.silent.clone(),
        (Some(value), Some(band)) => {
            let clock = |edge: Option<f64>| edge.map(format::clock).unwrap_or_default();
            let slots = [
                ("took", format::clock(value.round())),
                ("low", clock(band.low)),
                ("high", clock(band.high)),
                ("word", texts.word(&band.label).to_owned()),
            ];
            words.fill("length_in_band", &slots.each_ref().map(|(slot, value)| (*slot, value.as_str())))
        }
        (Some(_), None) => took,
    };
    Line { kind: LineKind::Length, title: None, text, span: None }
}

/// The change, and the place that shows it; without a place what was observed stands there.
fn changes(advice: &Advice) -> Vec<Line> {
    let try_it = advice.next_take.clone().or_else(|| advice.why.clone()).unwrap_or_default();
    let change = |text: String| Line { kind: LineKind::Change, title: Some(advice.title.clone()), text, span: None };
    match advice.evidence.iter().find(|evidence| evidence.span.is_some()) {
        Some(place) => {
            let text = place_text(place);
            vec![change(try_it), Line { kind: LineKind::Moment, title: None, text, span: place.span }]
        }
        None => vec![change(format!("{} {try_it}", advice.observed).trim().to_owned())],
    }
}

/// `0:31 "responsible for … the"`
fn place_text(evidence: &Evidence) -> String {
    let time = evidence.span.map(|span| format::clock(span.start_s)).unwrap_or_default();
    match &evidence.quote {
        Some(quote) => format!("{time} \"{quote}\""),
        None => time,
    }
}

fn next(follow_up: &FollowUp, texts: &Texts, words: &Words) -> Line {
    let reason = &words.reasons[follow_up.when.kind()];
    let reason = match &follow_up.when {
        Condition::Missing(part) => reason.replace("{part}", texts.word(part)),
        _ => reason.clone(),
    };
    let text = format!("({reason})");
    Line { kind: LineKind::Next, title: Some(follow_up.ask.clone()), text, span: None }
}
