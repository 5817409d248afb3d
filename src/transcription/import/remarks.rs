//! What a transcript holds besides words: "[Music]", "(laughs)", "[BLANK_AUDIO]", "♪", ">>".

use std::ops::Range;
use std::sync::LazyLock;

use crate::thresholds::Thresholds;

/// Beginnings of words that name a sound.
static SOUNDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    include_str!("../../data/non_speech.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect()
});

/// Byte ranges of `text`, in order and apart, that are not words.
///
/// Square brackets always hold a remark. Round ones and asterisks do when they name a sound, and round ones also when
/// the segment holds nothing else, as Whisper writes "(upbeat guitar)"; otherwise they are part of the talk.
pub fn remarks(text: &str) -> Vec<Range<usize>> {
    let longest = Thresholds::built_in().cutoff("transcript_remark_max_chars") as usize;
    let mut sure = Vec::new();
    let mut perhaps = Vec::new();
    let mut position = 0;
    while let Some(c) = text[position..].chars().next() {
        let after = position + c.len_utf8();
        let found = match c {
            '♩'..='♬' | '🎵' | '🎶' => Some((after, true)),
            '>' if text[after..].starts_with('>') => Some((after + 1, true)),
            '[' => closing(text, after, ']', longest).map(|end| (end, true)),
            '［' => closing(text, after, '］', longest).map(|end| (end, true)),
            '【' => closing(text, after, '】', longest).map(|end| (end, true)),
            '(' => closing(text, after, ')', longest).map(|end| (end, names_sound(&text[after..end]))),
            '（' => closing(text, after, '）', longest).map(|end| (end, names_sound(&text[after..end]))),
            '*' => {
                closing(text, after, '*', longest).filter(|&end| names_sound(&text[after..end])).map(|end| (end, true))
            }
            _ => None,
        };
        position = match found {
            Some((end, true)) => {
                sure.push(position..end);
                end
            }
            Some((end, false)) => {
                perhaps.push(position..end);
                end
            }
            None => after,
        };
    }
    if !perhaps.is_empty() {
        let all = merge(&sure, &perhaps);
        if !without(text, 0..text.len(), &all).contains(char::is_alphanumeric) {
            return all;
        }
    }
    sure
}

/// `range` of `text` with a space in place of each of `gaps`.
pub fn without(text: &str, range: Range<usize>, gaps: &[Range<usize>]) -> String {
    let mut kept = String::new();
    let mut from = range.start;
    let first = gaps.partition_point(|gap| gap.end <= range.start);
    for gap in gaps[first..].iter().take_while(|gap| gap.start < range.end) {
        if gap.start > from {
            kept.push_str(&text[from..gap.start]);
        }
        kept.push(' ');
        from = gap.end.min(range.end);
    }
    kept.push_str(&text[from..range.end]);
    kept
}

/// Byte behind the next `close` within `longest` characters from `from`.
fn closing(text: &str, from: usize, close: char, longest: usize) -> Option<usize> {
    text[from..].char_indices().take(longest).find(|&(_, c)| c == close).map(|(at, c)| from + at + c.len_utf8())
}

fn names_sound(remark: &str) -> bool {
    let lower = remark.to_lowercase();
    lower.split(|c: char| !c.is_alphabetic()).any(|word| SOUNDS.iter().any(|sound| word.starts_with(sound)))
}

fn merge(a: &[Range<usize>], b: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut all = [a, b].concat();
    all.sort_by_key(|range| range.start);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> String {
        let kept = without(text, 0..text.len(), &remarks(text));
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn remarks_go_and_words_stay() {
        for (text, expected) in [
            ("[Music]", ""),
            ("[BLANK_AUDIO] So, hello", "So, hello"),
            ("well [*] I think", "well I think"),
            ("(laughs) yes", "yes"),
            ("I led (well, shared) the team", "I led (well, shared) the team"),
            ("(upbeat guitar)", ""),
            ("*sighs* fine", "fine"),
            ("five * three * two", "five * three * two"),
            ("♪ la la ♪", "la la"),
            (">> Good morning.", "Good morning."),
            ("(risas) claro", "claro"),
            ("an open [bracket", "an open [bracket"),
        ] {
            assert_eq!(spoken(text), expected, "{text}");
        }
    }
}
