//! Word times as Whisper's attention gives them, repaired by what the sound shows.
//!
//! Attention knows which word comes when, to some tens of milliseconds, but after a pause it lets a word begin before
//! the pause, and it writes words where nobody speaks. The sound knows exactly where speech begins and ends.

use super::placement;
use crate::acoustics::frames::{centre_s, frame_at};
use crate::thresholds::cutoffs;
use crate::types::{Seconds, Span, Word};

/// Puts every word of `words` (in order, with times) onto the speech it belongs to, and drops those that no speech
/// supports. `speech` are the spans of [`crate::acoustics::voice_activity`], `level` is the RMS per hop.
///
/// Afterwards words are in order, none overlaps the next, none is empty.
pub fn repair(words: &mut Vec<Word>, speech: &[Span], level: &[f32]) {
    let cutoffs = &cutoffs().transcription;
    drop_squeezed_repeats(words, cutoffs.word_min_s);
    let reach_s = cutoffs.word_edge_reach_s;
    words.retain(|word| {
        let near = word.span.map(|span| span.widened(reach_s));
        near.is_some_and(|near| speech.iter().any(|spoken| spoken.overlap_s(&near) > 0.0))
    });
    placement::place(words, speech, level.len());
    meet_in_the_quiet(words, level, cutoffs.word_snap_s);
}

/// A decoder that stutters ("uh, uh, uh, uh") has no sound to put the repeats on: alignment squeezes them into nothing.
fn drop_squeezed_repeats(words: &mut Vec<Word>, shortest_s: Seconds) {
    words.dedup_by(|word, before| {
        let squeezed = word.span.is_some_and(|span| span.duration_s() < shortest_s);
        squeezed && word.plain() == before.plain()
    });
}

/// Neighbours that touch meet at the quietest moment nearby.
fn meet_in_the_quiet(words: &mut [Word], level: &[f32], snap_s: Seconds) {
    for i in 1..words.len() {
        let (before, after) = words.split_at_mut(i);
        let (Some(left), Some(right)) = (&mut before[i - 1].span, &mut after[0].span) else { continue };
        if (right.start_s - left.end_s).abs() <= snap_s {
            let edge_s = quietest_near((left.end_s + right.start_s) / 2.0, level, snap_s);
            if left.start_s < edge_s && edge_s < right.end_s {
                (left.end_s, right.start_s) = (edge_s, edge_s);
            }
        }
    }
}

/// The quietest hop within `snap_s` of `time_s`, a nearer one when the level is about the same.
fn quietest_near(time_s: Seconds, level: &[f32], snap_s: Seconds) -> Seconds {
    /// A hop at the limit must be this much quieter than one in the middle.
    const FAR_COST_DB: f64 = 6.0;
    let (from, to) = (frame_at(time_s - snap_s), (frame_at(time_s + snap_s) + 1).min(level.len()));
    let cost = |i: usize| level[i] as f64 + FAR_COST_DB * ((centre_s(i) - time_s) / snap_s).abs();
    (from..to).min_by(|a, b| cost(*a).total_cmp(&cost(*b))).map_or(time_s, centre_s)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::acoustics::frames::HOP_S;

    fn word(text: &str, start_s: f64, end_s: f64) -> Word {
        Word { text: text.to_owned(), span: Some(Span::new(start_s, end_s)), probability: None }
    }

    fn repaired(mut words: Vec<Word>, speech: &[Span]) -> Vec<(String, f64, f64)> {
        let end_s = speech.last().map_or(0.0, |s| s.end_s) + 1.0;
        repair(&mut words, speech, &vec![-20.0; (end_s / HOP_S) as usize]);
        words
            .into_iter()
            .map(|w| (w.text, w.span.unwrap()))
            .map(|(text, span)| (text, (span.start_s * 100.0).round() / 100.0, (span.end_s * 100.0).round() / 100.0))
            .collect()
    }

    #[test]
    fn a_word_that_swallowed_a_pause_starts_after_it() {
        let words = repaired(
            vec![word("for", 1.0, 1.4), word("the", 1.4, 3.2), word("team", 3.2, 3.6)],
            &[Span::new(0.5, 1.45), Span::new(3.05, 4.0)],
        );
        assert_eq!(words[0], ("for".to_owned(), 1.0, 1.42));
        assert_eq!(words[1].1, 3.05);
    }

    #[test]
    fn words_where_nobody_speaks_are_dropped() {
        let words = repaired(vec![word("Hello", 1.0, 1.4), word("Thanks", 7.0, 9.0)], &[Span::new(0.9, 1.5)]);
        assert_eq!(words.len(), 1);
        assert!(repaired(vec![word("Hello", 1.0, 1.4)], &[]).is_empty());
    }

    #[test]
    fn squeezed_repeats_are_dropped_and_spoken_ones_stay() {
        let speech = [Span::new(0.0, 4.0)];
        let stutter = vec![word("uh,", 1.0, 1.3), word("uh,", 1.3, 1.3), word("Uh.", 1.3, 1.31), word("we", 1.4, 1.6)];
        assert_eq!(repaired(stutter, &speech).len(), 2);
        assert_eq!(repaired(vec![word("I", 1.0, 1.2), word("I", 1.2, 1.4)], &speech).len(), 2);
    }

    proptest! {
        #[test]
        fn words_come_out_in_order_apart_and_not_empty(
            starts in prop::collection::vec((0.0f64..30.0, 0.0f64..2.0), 0..60),
            spoken in prop::collection::vec((0.02f64..3.0, 0.1f64..2.0), 0..12),
        ) {
            let mut speech = Vec::new();
            let mut t = 0.0;
            for (length_s, gap_s) in spoken {
                speech.push(Span::new(t, t + length_s));
                t += length_s + gap_s;
            }
            let mut starts = starts;
            starts.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut words: Vec<Word> =
                starts.iter().enumerate().map(|(i, (s, d))| word(&format!("w{i}"), *s, s + d)).collect();
            repair(&mut words, &speech, &vec![-20.0; (t / HOP_S) as usize]);
            let mut before_s = 0.0;
            for span in words.iter().map(|word| word.span.unwrap()) {
                prop_assert!(span.start_s >= before_s && span.end_s > span.start_s, "{:?} after {}", span, before_s);
                before_s = span.end_s;
            }
        }
    }
}
