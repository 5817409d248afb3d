//! Shared by the measures of fillers: what counts as one, and the evidence for each.

use super::spec::Found;
use super::words;
use crate::speech::{FilledPause, Speech};
use crate::thresholds::Thresholds;
use crate::types::{EventClass, Evidence, Word};

/// The fillers of `speech`, each worth `unit`: the value with its evidence, and the range from those that surely are some
/// to those that may be.
pub(super) fn found(speech: &Speech, unit: f64) -> Found {
    let evidence = evidence(speech);
    let sure_min = Thresholds::built_in().cutoff("filled_pause_sure_probability_min");
    let is_unsure = |probability: Option<f32>| f64::from(probability.unwrap_or(1.0)) < sure_min;
    let unsure = speech.heard_only().filter(|pause| is_unsure(pause.probability)).count();
    let stretched = speech.filled_pauses.iter().filter(|pause| pause.class == EventClass::Stretched).count();
    let count = evidence.len();
    Found::new(unit * count as f64, evidence).between(unit * (count - unsure) as f64, unit * (count + stretched) as f64)
}

/// Every filler of the lexicon and every filled pause heard but not written, in time order where times are known.
pub(super) fn evidence(speech: &Speech) -> Vec<Evidence> {
    let written = speech.hits("filler").map(|hit| words::in_context(speech, &hit.words));
    let heard = speech.heard_only().map(|pause| Evidence { span: Some(pause.span), quote: around(speech, pause) });
    let mut all: Vec<Evidence> = written.chain(heard).collect();
    let start_s = |evidence: &Evidence| evidence.span.map_or(f64::INFINITY, |span| span.start_s);
    all.sort_by(|a, b| start_s(a).total_cmp(&start_s(b)));
    all
}

/// The words on both sides of a filled pause that none of them writes.
fn around(speech: &Speech, pause: &FilledPause) -> Option<String> {
    let is_behind = |word: &Word| word.span.is_some_and(|span| span.middle_s() > pause.span.middle_s());
    speech.quote_across(speech.words.iter().position(is_behind)?)
}
