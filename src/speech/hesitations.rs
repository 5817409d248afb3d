//! Filled pauses that only the sound tells of.

use crate::acoustics::{Hearing, filled_pauses};
use crate::speech::FilledPause;
use crate::thresholds::{FilledPauseCutoffs, cutoffs};
use crate::types::{Seconds, Span, Transcript, Word};

/// Filled pauses that the sound tells of, and drawn-out words.
///
/// Beside words only what lies well clear of all of them is one: the ends of words that a recogniser cut short sound much
/// the same. Where the recogniser was asked for hesitations, and left this one out, it is a place to check, unless it had
/// nearly written one there: then two witnesses agree. A place to check is also whatever there is where no word times are
/// to go by, and in talk that nobody wrote down.
pub fn hesitations(hearing: &Hearing, words: Option<&Transcript>) -> Vec<FilledPause> {
    let cutoffs = &cutoffs().filled_pauses;
    let timed = words.into_iter().flat_map(|transcript| &transcript.words).filter_map(|word| Some((word, word.span?)));
    let (texts, spans): (Vec<&Word>, Vec<Span>) = timed.unzip();
    let probability_min = match words {
        Some(_) => cutoffs.filled_pause_gated_probability_min,
        None => cutoffs.filled_pause_free_probability_min,
    };
    let sound = hearing.sound();
    let candidates = filled_pauses::candidates(sound, words.map(|_| spans.as_slice()));
    let found = filled_pauses::detected(&candidates, probability_min);
    let is_unasked = words.is_some_and(|transcript| !transcript.verbatim && transcript.smoothed.is_empty());
    let make = |span: Span, probability| match is_unasked
        && unwritten_s(&span, &spans, &hearing.speech) <= cutoffs.filled_pause_unwritten_max_s
    {
        true => FilledPause::heard(span, probability),
        false => FilledPause::possible(span, probability),
    };
    let stretched = filled_pauses::stretched(sound, &spans);
    let agreed = words.map_or_else(Vec::new, |transcript| agreed(sound, transcript));
    let mut all: Vec<FilledPause> = found
        .into_iter()
        .filter(|(span, _)| clear_s(span, &spans, cutoffs) >= cutoffs.filled_pause_clear_min_s)
        .filter(|(span, _)| agreed.iter().all(|known| known.span.overlap_s(span) <= 0.0))
        .map(|(span, probability)| make(span, probability))
        .collect();
    all.extend(agreed);
    all.extend(stretched.into_iter().map(|(word, span)| FilledPause::stretched(span, texts[word].text.clone())));
    all
}

/// Where the recogniser nearly wrote a hesitation and the sound, asked without regard to words, is more likely one than not.
fn agreed(sound: filled_pauses::Sound<'_>, transcript: &Transcript) -> Vec<FilledPause> {
    if transcript.nearly_written.is_empty() {
        return Vec::new();
    }
    let cutoffs = &cutoffs().filled_pauses;
    let (margin_s, least) = (cutoffs.filled_pause_word_margin_s, cutoffs.filled_pause_agreed_probability_min);
    let heard = filled_pauses::detected(&filled_pauses::candidates(sound, None), least);
    let near = |span: &Span| {
        let around = span.widened(margin_s);
        transcript.nearly_written.iter().any(|nearly| around.contains(nearly.at_s))
    };
    heard
        .into_iter()
        .filter(|(span, _)| near(span))
        .map(|(span, probability)| FilledPause::heard(span, probability))
        .collect()
}

/// How much of `span` lies clear of all `words`, which are in order.
fn clear_s(span: &Span, words: &[Span], cutoffs: &FilledPauseCutoffs) -> Seconds {
    let margin_s = cutoffs.filled_pause_word_margin_s;
    let next = words.partition_point(|word| word.middle_s() < span.middle_s());
    let after = words.get(next).map_or(span.end_s, |word| span.end_s.min(word.start_s - margin_s));
    let before = next.checked_sub(1).map_or(span.start_s, |before| span.start_s.max(words[before].end_s + margin_s));
    after - before
}

/// How much `speech` lies around `span` between two of the `words`, which are in order.
fn unwritten_s(span: &Span, words: &[Span], speech: &[Span]) -> Seconds {
    let next = words.partition_point(|word| word.middle_s() < span.middle_s());
    let start_s = next.checked_sub(1).map_or(0.0, |before| words[before].end_s);
    let gap = Span::new(start_s, words.get(next).map_or(Seconds::INFINITY, |word| word.start_s));
    speech.iter().map(|spoken| spoken.overlap_s(&gap)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talk_that_nobody_wrote_down_is_measured_between_words() {
        let (words, speech) = ([Span::new(1.0, 1.5), Span::new(6.0, 6.4)], [Span::new(1.0, 3.0), Span::new(5.0, 9.0)]);
        let unwritten = |at_s: f64| unwritten_s(&Span::new(at_s, at_s + 0.4), &words, &speech);
        for (at_s, expected_s) in [(0.2, 0.0), (2.0, 2.5), (7.0, 2.6)] {
            assert!((unwritten(at_s) - expected_s).abs() < 1e-9, "{at_s}: {}", unwritten(at_s));
        }
        assert_eq!(unwritten_s(&Span::new(2.0, 2.4), &[], &speech), 6.0);
    }

    #[test]
    fn what_touches_a_word_is_not_clear_of_it() {
        let cutoffs = &cutoffs().filled_pauses;
        let words = [Span::new(1.0, 1.5), Span::new(3.0, 3.4)];
        let clear = |start_s: f64, end_s: f64| clear_s(&Span::new(start_s, end_s), &words, cutoffs);
        assert!(clear(1.5, 1.75) < 0.0);
        assert!((clear(1.5, 2.2) - 0.4).abs() < 1e-9);
        assert!((clear(2.0, 3.0) - 0.7).abs() < 1e-9);
        assert!((clear(5.0, 5.4) - 0.4).abs() < 1e-9);
    }
}
