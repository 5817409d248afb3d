//! Shared by the measures of fillers: what counts as one, and the evidence for each.

use super::spec::Found;
use super::words;
use crate::speech::{FilledPause, Speech};
use crate::thresholds::Thresholds;
use crate::types::{EventClass, Evidence, KindCount, Word};

/// The fillers of `speech`, each worth `unit`: the value with its evidence, and the range from those that surely are some
/// to those that may be.
pub(super) fn found(speech: &Speech, unit: f64) -> Found {
    let evidence = evidence(speech);
    let sure_min = Thresholds::built_in().cutoff("filled_pause_sure_probability_min");
    let is_unsure = |probability: Option<f32>| f64::from(probability.unwrap_or(1.0)) < sure_min;
    let unsure = speech.heard_only().filter(|pause| is_unsure(pause.probability)).count();
    let stretched = speech.filled_pauses.iter().filter(|pause| pause.class == EventClass::Stretched).count();
    let count = evidence.len();
    let found = Found { kinds: kinds(speech), ..Found::new(unit * count as f64, evidence) };
    found.between(unit * (count - unsure) as f64, unit * (count + stretched) as f64)
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

/// How often each filler was said, the most frequent first; those of the same number in the order of the answer.
fn kinds(speech: &Speech) -> Vec<KindCount> {
    let written = speech.hits("filler").map(|hit| hit.phrase.clone());
    let heard = speech.heard_only().map(|_| sound(speech).to_owned());
    let mut kinds: Vec<KindCount> = Vec::new();
    for kind in written.chain(heard) {
        match kinds.iter_mut().find(|known| known.kind == kind) {
            Some(known) => known.count += 1,
            None => kinds.push(KindCount { kind, count: 1 }),
        }
    }
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
    kinds
}

/// How the sound of a filled pause is written in the language of the answer.
fn sound(speech: &Speech) -> &'static str {
    if speech.language.starts_with("es") { "eh" } else { "um" }
}

/// The words on both sides of a filled pause that none of them writes, with it between them: "was (um) the".
fn around(speech: &Speech, pause: &FilledPause) -> Option<String> {
    let is_behind = |word: &Word| word.span.is_some_and(|span| span.middle_s() > pause.span.middle_s());
    let quote = speech.quote_across(speech.words.iter().position(is_behind)?)?;
    Some(quote.replacen(" … ", &format!(" ({}) ", sound(speech)), 1))
}
