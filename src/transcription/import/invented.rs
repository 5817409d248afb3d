//! Words that nobody said: Whisper writes where nobody speaks, ends videos that were none, and repeats itself. What
//! comes from another program is held against the sound as its own words are.

use std::ops::Range;
use std::sync::LazyLock;

use crate::thresholds::cutoffs;
use crate::transcription::loops;
use crate::types::{Seconds, Span, Word};

use super::cues::excerpt;
use super::markup::entries;

/// Phrases that end videos.
static ENDINGS: LazyLock<Vec<&str>> = LazyLock::new(|| known().filter(|phrase| !phrase.starts_with('+')).collect());

/// Beginnings of credits.
static CREDITS: LazyLock<Vec<&str>> = LazyLock::new(|| known().filter_map(|phrase| phrase.strip_prefix('+')).collect());

fn known() -> impl Iterator<Item = &'static str> {
    entries(include_str!("../../data/invented_words.txt")).into_iter()
}

/// The sound that the words are held against.
#[derive(Debug, Clone, Copy)]
pub struct Sound<'a> {
    pub duration_s: Seconds,
    /// Where somebody speaks, in order; empty when that is unknown or nobody was heard.
    pub speech: &'a [Span],
}

/// Words that were left out.
#[derive(Debug, Default, PartialEq)]
pub struct LeftOut {
    pub count: usize,
    /// The first of them.
    pub first: String,
    /// So many of the words stand where nobody was heard that the transcript may be another recording's; they stay.
    pub is_doubtful: bool,
}

/// "Transcribed by https://otter.ai", "Subtitles by the Amara.org community".
pub fn is_credit(line: &str) -> bool {
    let line = letters(line);
    CREDITS.iter().any(|credit| line.strip_prefix(credit).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// Words that end videos or name who made the subtitles.
pub fn is_known<'a>(words: impl Iterator<Item = &'a str> + Clone) -> bool {
    is_ending(words.clone()) || is_credit(&words.take(2 * LONGEST_ENDING).collect::<Vec<_>>().join(" "))
}

/// Takes the words out of `words` that nobody said. `segments` says where in the file they stood together.
pub fn leave_out(words: &mut Vec<Word>, segments: &[Range<usize>], sound: Sound) -> LeftOut {
    let mut out = LeftOut::default();
    let groups: Vec<Range<usize>> = segments.iter().flat_map(|segment| groups(words, segment.clone())).collect();
    let text_of = |group: &Range<usize>| words[group.clone()].iter().map(|word| word.text.as_str());
    let mut gone = vec![false; words.len()];
    let mut unheard = Vec::new();
    for group in &groups {
        let is_known = is_credit(&text_of(group).take(2 * LONGEST_ENDING).collect::<Vec<_>>().join(" "))
            && group.len() < 2 * LONGEST_ENDING
            || is_ending(text_of(group)) && !is_held(&words[group.clone()], sound, true);
        if is_known {
            gone[group.clone()].fill(true);
        } else if !is_held(&words[group.clone()], sound, false) {
            unheard.push(group.clone());
        }
    }
    // What repeats itself there counts once, or a loop would outweigh an answer.
    let distinct: Vec<Word> = unheard.iter().flat_map(|group| words[group.clone()].iter().cloned()).collect();
    let distinct: usize =
        distinct.chunks(WINDOW).map(|window| without_loops(window, &mut LeftOut::default()).len()).sum();
    let held =
        words.len() - unheard.iter().map(ExactSizeIterator::len).sum::<usize>() - gone.iter().filter(|g| **g).count();
    let most = cutoffs().import.transcript_unheard_share_max;
    if distinct as f64 > most * (held + distinct) as f64 {
        out.is_doubtful = true;
    } else {
        unheard.iter().for_each(|group| gone[group.clone()].fill(true));
    }
    out.note(words.iter().zip(&gone).filter(|(_, gone)| **gone).map(|(word, _)| word.text.as_str()));
    let mut gone = gone.into_iter();
    words.retain(|_| !gone.next().unwrap_or_default());

    let kept: Vec<Word> = words.chunks(WINDOW).flat_map(|window| without_loops(window, &mut out)).collect();
    *words = kept;
    out
}

/// Loops are sought in so many words at a time: the search goes back to the start after each.
const WINDOW: usize = 500;

fn without_loops(window: &[Word], out: &mut LeftOut) -> Vec<Word> {
    let mut kept = window.to_vec();
    loops::collapse(&mut kept);
    let at = kept.iter().zip(window).take_while(|(now, then)| now == then).count();
    let lost = window.len() - kept.len();
    out.note(window[at.min(kept.len())..].iter().take(lost).map(|word| word.text.as_str()));
    kept
}

/// The words of a segment, cut where a pause lies between them, and before a known ending.
fn groups(words: &[Word], segment: Range<usize>) -> Vec<Range<usize>> {
    let pause_s = cutoffs().import.transcript_group_pause_s;
    let mut groups = Vec::new();
    let mut start = segment.start;
    for at in segment.clone().skip(1) {
        let gap_s = words[at - 1].span.zip(words[at].span).map_or(0.0, |(before, after)| after.start_s - before.end_s);
        let ends_sentence = words[at - 1].text.ends_with(['.', '!', '?', ',', '…']);
        let rest = || words[at..segment.end].iter().map(|word| word.text.as_str());
        if gap_s >= pause_s || (ends_sentence && segment.end - at <= LONGEST_ENDING && is_ending(rest())) {
            groups.push(start..at);
            start = at;
        }
    }
    groups.push(start..segment.end);
    groups
}

/// Words of the longest known ending.
const LONGEST_ENDING: usize = 8;

fn is_ending<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let text = letters(&words.take(4 * LONGEST_ENDING).collect::<Vec<_>>().join(" "));
    // "Thanks for watching! Thanks for watching!"
    let repeats = |ending: &str| {
        let mut rest = text.as_str();
        while let Some(next) = rest.strip_prefix(ending) {
            rest = next.trim_start();
        }
        rest.is_empty() && !text.is_empty()
    };
    ENDINGS.iter().any(|ending| repeats(ending))
}

/// Small letters and digits with single spaces.
fn letters(text: &str) -> String {
    let kept: String =
        text.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).flat_map(char::to_lowercase).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the sound has enough speech for `words` where they stand: a trace of it near by, or `as_much` as it takes to
/// say them.
fn is_held(words: &[Word], sound: Sound, as_much: bool) -> bool {
    let spans = || words.iter().filter_map(|word| word.span);
    let (Some(first), Some(last)) = (spans().next(), spans().next_back()) else { return true };
    if first.start_s >= sound.duration_s {
        return false;
    }
    if sound.speech.is_empty() {
        return true;
    }
    let (reach_s, word_s) = match as_much {
        true => (0.0, cutoffs().import.transcript_spoken_word_min_s),
        false => (cutoffs().import.transcript_word_reach_s, cutoffs().import.transcript_heard_word_min_s),
    };
    let wide = Span::new(first.start_s - reach_s, last.end_s + reach_s);
    let from = sound.speech.partition_point(|span| span.end_s <= wide.start_s);
    let heard_s: f64 = sound.speech[from..]
        .iter()
        .take_while(|span| span.start_s < wide.end_s)
        .map(|span| span.overlap_s(&wide))
        .sum();
    heard_s >= word_s * words.len() as f64
}

impl LeftOut {
    fn note<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        let words: Vec<&str> = words.collect();
        if self.count == 0 && !words.is_empty() {
            self.first = excerpt(words.iter().copied());
        }
        self.count += words.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each segment's words share its time.
    fn left(segments: &[(&str, f64, f64)], speech: &[(f64, f64)]) -> (String, LeftOut) {
        let (mut words, mut ranges) = (Vec::new(), Vec::new());
        for (text, start_s, end_s) in segments {
            let texts: Vec<&str> = text.split_whitespace().collect();
            let each_s = (end_s - start_s) / texts.len() as f64;
            let from = words.len();
            words.extend(texts.iter().enumerate().map(|(i, text)| Word {
                text: (*text).to_owned(),
                span: Some(Span::new(start_s + i as f64 * each_s, start_s + (i + 1) as f64 * each_s)),
                probability: None,
            }));
            ranges.push(from..words.len());
        }
        let speech: Vec<Span> = speech.iter().map(|(from, to)| Span::new(*from, *to)).collect();
        let out = leave_out(&mut words, &ranges, Sound { duration_s: 40.0, speech: &speech });
        (words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "), out)
    }

    #[test]
    fn words_in_silence_are_nobodys() {
        let (kept, out) =
            left(&[("So I led it.", 0.0, 2.0), ("Thank you.", 20.0, 22.0), ("It grew.", 25.0, 26.0)], &[(0.1, 2.0)]);
        assert_eq!((kept.as_str(), out.count, out.first.as_str()), ("So I led it.", 4, "Thank you. It grew."));
        let (kept, _) = left(&[("So I led it.", 0.0, 2.0), ("It grew.", 3.0, 4.0)], &[(0.1, 2.0), (3.4, 4.0)]);
        assert_eq!(kept, "So I led it. It grew.");
        assert_eq!(left(&[("So I led it.", 0.0, 2.0)], &[]).1, LeftOut::default(), "nobody heard, nothing known");
    }

    #[test]
    fn known_endings_need_the_sound_to_say_them() {
        let speech = [(0.1, 2.4)];
        assert_eq!(left(&[("So I led it. Thank you for watching!", 0.0, 9.0)], &speech).0, "So I led it.");
        assert_eq!(left(&[("So I led it.", 0.0, 2.0), ("Thank you.", 2.2, 9.0)], &speech).0, "So I led it.");
        assert_eq!(left(&[("So I led it.", 0.0, 1.6), ("Thank you.", 1.7, 2.4)], &speech).0, "So I led it. Thank you.");
        assert_eq!(
            left(&[("So I led it.", 0.0, 1.6), ("Subtitles by the Amara.org community", 1.7, 2.4)], &speech).0,
            "So I led it."
        );
    }

    #[test]
    fn loops_shrink_and_do_not_outweigh_the_answer() {
        let more = "Thanks for watching! Thanks for watching! Thanks for watching! Thanks for watching!";
        assert_eq!(
            left(&[("So I led it.", 0.0, 2.0), (more, 5.0, 20.0), (more, 20.0, 30.0)], &[(0.1, 2.0)]).0,
            "So I led it."
        );
        let (kept, out) = left(&[("so we we we we we we we left", 0.0, 4.0)], &[(0.0, 4.0)]);
        assert_eq!((kept.as_str(), out.count), ("so we left", 6));
    }

    #[test]
    fn a_transcript_of_another_recording_is_doubted_and_stays() {
        let (kept, out) = left(&[("So it.", 0.0, 1.0), ("Then a second team came to us.", 10.0, 14.0)], &[(0.1, 1.0)]);
        assert!(out.is_doubtful && out.count == 0 && kept.ends_with("to us."), "{out:?}");
    }
}
