//! What to change and what worked, each with the moments that prove it.

use super::moment::Moment;
use super::words::Words;
use crate::report::terminal::text::printable;
use crate::types::{Advice, AdviceKind, Analysis};

/// Moments beside one piece of advice; the measures have them all.
const MOMENTS: usize = 3;

pub struct AdviceView {
    pub title: String,
    pub observed: String,
    pub why: Option<String>,
    pub next_take: Option<String>,
    pub moments: Vec<Moment>,
}

/// The advice of one kind, in the order of its weight.
pub fn views(analysis: &Analysis, kind: AdviceKind, plays: bool, words: &'static Words) -> Vec<AdviceView> {
    let view = |advice: &Advice| AdviceView {
        title: advice.title.clone(),
        observed: printable(&advice.observed),
        why: advice.why.clone(),
        next_take: advice.next_take.clone(),
        moments: advice.evidence.iter().filter_map(|e| Moment::of(e, plays, words)).take(MOMENTS).collect(),
    };
    analysis.advice.iter().filter(|advice| advice.kind == kind).map(view).collect()
}
