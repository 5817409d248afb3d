//! Filled pauses that only the sound tells of.

use crate::acoustics::{Hearing, filled_pauses};
use crate::speech::FilledPause;
use crate::thresholds::Thresholds;
use crate::types::{Span, Transcript, Word};

/// Filled pauses that the sound tells of: where no word accounts for it, or anywhere without word times; and drawn-out
/// words.
pub fn hesitations(hearing: &Hearing, words: Option<&Transcript>, thresholds: &Thresholds) -> Vec<FilledPause> {
    let timed = words.into_iter().flat_map(|transcript| &transcript.words).filter_map(|word| Some((word, word.span?)));
    let (texts, spans): (Vec<&Word>, Vec<Span>) = timed.unzip();
    let heard_min = match words {
        Some(_) => thresholds.cutoff("filled_pause_gated_probability_min"),
        None => thresholds.cutoff("filled_pause_free_probability_min"),
    };
    let sound = hearing.sound();
    let candidates = filled_pauses::candidates(sound, words.map(|_| spans.as_slice()), thresholds);
    let heard = filled_pauses::detected(&candidates, heard_min, thresholds);
    let stretched = filled_pauses::stretched(sound, &spans, thresholds);
    heard
        .into_iter()
        .map(|(span, probability)| FilledPause::heard(span, probability))
        .chain(stretched.into_iter().map(|(word, span)| FilledPause::stretched(span, texts[word].text.clone())))
        .collect()
}
