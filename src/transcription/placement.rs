//! Where in the sound each word lies: the best path through all of it at once.
//!
//! Attention gives each word a time that may be off by a pause: a word before one ends behind it, a word after one begins
//! before it, and sometimes several words share one moment. A word alone cannot tell which; all words together can, since
//! the speech between two pauses must be filled by words of a likely length. A Viterbi search over frames weighs three
//! things: speech inside a word against silence inside it, how far its edges move from attention's, and how long a word of
//! so many letters lasts. The weights are in `data/thresholds.toml`.

use crate::acoustics::frames::HOP_S;
use crate::thresholds::{TranscriptionCutoffs, cutoffs};
use crate::types::{Seconds, Span, Word};

/// Lengths are compared as if all were longer by this, so that a frame more or less of a short word is no matter.
const LENGTH_BIAS_S: Seconds = 0.05;
/// How far a speaker's usual word may differ from ours.
const PACE_RANGE: (f64, f64) = (0.6, 1.8);

/// Puts `words` (in order, with times) onto `frames` frames of sound, of which `speech` is spoken; words for which there
/// is no room before the end are dropped.
///
/// Afterwards each has at least `word_min_s`, and none overlaps the next.
pub fn place(words: &mut Vec<Word>, speech: &[Span], frames: usize) {
    let cutoffs = &cutoffs().transcription;
    let given: Vec<Span> = words.iter().filter_map(|word| word.span).collect();
    if given.is_empty() {
        return;
    }
    let rewards = Rewards::new(speech, frames, cutoffs.word_speech_weight);
    let usual_s = usual_lengths(words, &given, cutoffs);
    let windows = windows(&given, frames, cutoffs);
    words.truncate(windows.len());
    let mut rows: Vec<Row> = Vec::with_capacity(windows.len());
    for (i, window) in windows.iter().enumerate() {
        let reliable = |edge: usize| reliability(&given, edge, cutoffs);
        let word = Likely { given: given[i], usual_s: usual_s[i], start: reliable(i), end: reliable(i + 1) };
        let row = Row::new(rows.last(), *window, &word, &rewards, cutoffs);
        rows.push(row);
    }
    let mut end = rows.last().map_or(0, Row::best_end);
    for (row, word) in rows.iter().zip(words.iter_mut()).rev() {
        let (start, before) = row.begun(end);
        word.span = Some(Span::new(start as f64 * HOP_S, end as f64 * HOP_S));
        end = before;
    }
}

/// Sums of speech, at its weight, minus silence up to each frame, in seconds.
struct Rewards(Vec<f64>);

impl Rewards {
    fn new(speech: &[Span], frames: usize, speech_weight: f64) -> Self {
        let mut spoken = vec![-HOP_S; frames];
        for span in speech {
            let until = frame(span.end_s).min(frames);
            spoken[frame(span.start_s).min(until)..until].fill(speech_weight * HOP_S);
        }
        let mut sums = vec![0.0];
        sums.extend(spoken.iter().scan(0.0, |sum, value| {
            *sum += value;
            Some(*sum)
        }));
        Self(sums)
    }

    fn up_to(&self, frame: usize) -> f64 {
        self.0[frame.min(self.0.len() - 1)]
    }
}

/// What is known of one word before it is placed.
struct Likely {
    given: Span,
    usual_s: Seconds,
    /// How much its edges can be trusted, 0–1.
    start: f64,
    end: f64,
}

/// Every frame where one word may end, with the best way to get there.
struct Row {
    /// First frame of the window.
    low: usize,
    scores: Vec<f64>,
    /// For an end in each frame: where the word then begins, and where the one before it ends.
    begun: Vec<(usize, usize)>,
}

impl Row {
    fn new(
        before: Option<&Row>,
        (low, high): (usize, usize),
        word: &Likely,
        rewards: &Rewards,
        cutoffs: &TranscriptionCutoffs,
    ) -> Self {
        let moved = |frame: usize, given_s: Seconds, reliable: f64| {
            let by_s = (frame as f64 * HOP_S - given_s).abs().min(cutoffs.word_shift_capped_s);
            cutoffs.word_shift_weight * reliable * by_s
        };
        // The best score of all words before, when this one begins in `low + i`, and where they then end.
        let mut starts: Vec<(f64, usize)> = Vec::with_capacity(high - low + 1);
        let mut best = before.map_or((0.0, 0), |_| (f64::NEG_INFINITY, 0));
        let mut next = before.map_or(0, |row| row.low);
        for start in low..=high {
            while let Some(score) = before.and_then(|row| row.scores.get(next - row.low)).filter(|_| next <= start) {
                if *score > best.0 {
                    best = (*score, next);
                }
                next += 1;
            }
            starts.push((best.0 - moved(start, word.given.start_s, word.start) - rewards.up_to(start), best.1));
        }
        let shortest = least_frames(cutoffs);
        let longest = frame(cutoffs.word_length_max_s);
        let unlikely: Vec<f64> = (0..=longest)
            .map(|frames| {
                let ratio = (frames as f64 * HOP_S + LENGTH_BIAS_S) / (word.usual_s + LENGTH_BIAS_S);
                cutoffs.word_length_weight * ratio.ln().abs()
            })
            .collect();
        let (mut scores, mut begun) = (Vec::new(), Vec::new());
        for end in low..=high {
            let first = end.saturating_sub(longest).max(low);
            let last = end.saturating_sub(shortest);
            let way = (first..=last).filter(|start| *start >= low && end >= low + shortest);
            let found = way
                .map(|start| (starts[start - low].0 - unlikely[end - start], start))
                .max_by(|(a, _), (b, _)| a.total_cmp(b));
            let (score, start) = found.unwrap_or((f64::NEG_INFINITY, low));
            let given_s = word.given.end_s + cutoffs.word_end_lag_s;
            scores.push(score + rewards.up_to(end) - moved(end, given_s, word.end));
            begun.push((start, starts[start - low].1));
        }
        Self { low, scores, begun }
    }

    fn best_end(&self) -> usize {
        let best = self.scores.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
        self.low + best.map_or(0, |(i, _)| i)
    }

    /// Where the word begins that ends in frame `end`, and where the one before it ends.
    fn begun(&self, end: usize) -> (usize, usize) {
        self.begun[end - self.low]
    }
}

/// The frames that each word may cover, first and last edge: around its given time, and so that there is a way through
/// all of them. Words behind the end of the sound have none.
fn windows(given: &[Span], frames: usize, cutoffs: &TranscriptionCutoffs) -> Vec<(usize, usize)> {
    let least = least_frames(cutoffs);
    let reach_s = cutoffs.word_shift_max_s;
    let mut free = 0;
    let mut found = Vec::new();
    for span in given {
        // One way that exists: each word where it is given, or right behind the one before.
        let start = frame(span.start_s).max(free);
        let end = frame(span.end_s).max(start + least);
        if start + least > frames {
            break;
        }
        free = start + least;
        let low = frame(span.start_s - reach_s).min(start);
        found.push((low, frame(span.end_s + reach_s).max(end).min(frames)));
    }
    found
}

/// How far an edge between two words can be trusted: less where attention left one of them no time.
fn reliability(given: &[Span], edge: usize, cutoffs: &TranscriptionCutoffs) -> f64 {
    let squeezed = |word: Option<&Span>| word.is_some_and(|word| word.duration_s() < cutoffs.word_min_s);
    let neighbours = [edge.checked_sub(1).and_then(|before| given.get(before)), given.get(edge)];
    neighbours.into_iter().filter(|word| squeezed(*word)).fold(1.0, |trust, _| trust * cutoffs.word_squeezed_weight)
}

/// How long each word usually lasts, by its letters and at this speaker's pace.
fn usual_lengths(words: &[Word], given: &[Span], cutoffs: &TranscriptionCutoffs) -> Vec<Seconds> {
    let by_letters = |word: &Word| cutoffs.word_base_s + cutoffs.word_letter_s * word.plain().chars().count() as f64;
    let lengths: Vec<Seconds> = words.iter().map(by_letters).collect();
    let mut paces: Vec<f64> = given
        .iter()
        .zip(&lengths)
        .filter(|(span, _)| span.duration_s() >= cutoffs.word_min_s)
        .map(|(span, length)| span.duration_s() / length)
        .collect();
    paces.sort_by(f64::total_cmp);
    let pace = paces.get(paces.len() / 2).copied().unwrap_or(1.0).clamp(PACE_RANGE.0, PACE_RANGE.1);
    lengths.into_iter().map(|length| length * pace).collect()
}

fn least_frames(cutoffs: &TranscriptionCutoffs) -> usize {
    (cutoffs.word_min_s / HOP_S).round() as usize
}

fn frame(time_s: Seconds) -> usize {
    (time_s / HOP_S).round().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(words: &[(&str, f64, f64)], speech: &[(f64, f64)], frames: usize) -> Vec<(f64, f64)> {
        let mut words: Vec<Word> = words
            .iter()
            .map(|(text, start_s, end_s)| Word {
                text: (*text).to_owned(),
                span: Some(Span::new(*start_s, *end_s)),
                probability: None,
            })
            .collect();
        let speech: Vec<Span> = speech.iter().map(|(start_s, end_s)| Span::new(*start_s, *end_s)).collect();
        place(&mut words, &speech, frames);
        words.iter().filter_map(|word| word.span).map(|span| (span.start_s, span.end_s)).collect()
    }

    #[test]
    fn a_pause_belongs_to_no_word() {
        // Attention lets "reaction" end behind the pause that "um" precedes, and "we" begin before the other.
        let words = [("reaction", 8.4, 8.9), ("um", 8.9, 10.5), ("we", 10.5, 10.6), ("have", 10.6, 10.9)];
        let times = placed(&words, &[(8.4, 9.9), (10.45, 11.0)], 1200);
        assert!(times[1].1 < 10.0 && times[2].0 > 10.4, "{times:?}");
        assert!(times[1].1 - times[1].0 > 0.2, "{times:?}");
    }

    #[test]
    fn words_that_share_one_moment_share_the_speech_before_it() {
        let words =
            [("for", 19.3, 19.5), ("then", 19.5, 21.0), ("um", 21.0, 21.0), ("any", 21.0, 21.0), ("z", 21.0, 21.6)];
        let times = placed(&words, &[(19.3, 20.1), (20.6, 21.6)], 2200);
        assert!(times[1].1 < 20.2 && times[2].0 > 20.5 && times[2].1 < 21.1, "{times:?}");
    }

    #[test]
    fn words_behind_the_end_are_dropped() {
        assert_eq!(placed(&[("so", 0.0, 0.4), ("late", 9.0, 9.5)], &[(0.0, 0.5)], 50).len(), 1);
        assert!(placed(&[], &[], 50).is_empty());
    }
}
