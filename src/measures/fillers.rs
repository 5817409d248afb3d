//! Shared by the measures of fillers: what counts as one, and the evidence for each.

use crate::speech::Speech;
use crate::types::Evidence;

/// Words quoted on each side of a filler.
const CONTEXT: usize = 2;

/// Every filler of the lexicon and every filled pause heard but not written, in time order where times are known.
pub(super) fn evidence(speech: &Speech) -> Vec<Evidence> {
    let written = speech
        .hits("filler")
        .map(|hit| Evidence { span: speech.span_of(&hit.words), quote: Some(speech.quote_with(&hit.words, CONTEXT)) });
    let heard = speech.heard_only().map(|pause| Evidence { span: Some(pause.span), quote: pause.text.clone() });
    let mut all: Vec<Evidence> = written.chain(heard).collect();
    let start_s = |evidence: &Evidence| evidence.span.map_or(f64::INFINITY, |span| span.start_s);
    all.sort_by(|a, b| start_s(a).total_cmp(&start_s(b)));
    all
}
