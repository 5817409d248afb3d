//! What a transcript holds besides words: "[Music]", "(laughs)", "[BLANK_AUDIO]", "♪", ">>".

use std::ops::Range;
use std::sync::LazyLock;

use crate::thresholds::Thresholds;

/// Beginnings of words that name a sound.
static SOUNDS: LazyLock<Vec<&str>> = LazyLock::new(|| entries(include_str!("../../data/non_speech.txt")));

/// Sounds of hesitation, which are said, brackets or not.
static HESITATIONS: LazyLock<Vec<&str>> = LazyLock::new(|| entries(include_str!("../../data/hesitations.txt")));

/// The lines of a list without its comments.
fn entries(list: &'static str) -> Vec<&'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

const BRACKETS: [(char, char); 6] = [('[', ']'), ('［', '］'), ('【', '】'), ('(', ')'), ('（', '）'), ('*', '*')];

/// Byte ranges of `text`, in order and apart, that are not words.
///
/// Square brackets hold a remark. Round ones and asterisks do when they name a sound, and round ones also when the
/// segment holds nothing else, as Whisper writes "(upbeat guitar)"; otherwise they are part of the talk. Around a
/// hesitation ("[uh]") only the brackets go.
pub fn remarks(text: &str) -> Vec<Range<usize>> {
    let longest = Thresholds::built_in().cutoff("transcript_remark_max_chars") as usize;
    let mut sure = Vec::new();
    let mut perhaps = Vec::new();
    let mut position = 0;
    while let Some(c) = text[position..].chars().next() {
        let start = position;
        let inside = start + c.len_utf8();
        position = inside;
        if matches!(c, '♩'..='♬' | '🎵' | '🎶') {
            sure.push(start..inside);
        } else if text[start..].starts_with(">>") {
            position = inside + 1;
            sure.push(start..position);
        } else if let Some((_, close)) = BRACKETS.iter().find(|(open, _)| *open == c)
            && let Some(end) = closing(text, inside, *close, longest)
        {
            let remark = &text[inside..end];
            let behind = end + close.len_utf8();
            if is_hesitation(remark) {
                sure.extend([start..inside, end..behind]);
            } else if names_sound(remark) || matches!(c, '[' | '［' | '【') {
                sure.push(start..behind);
            } else if c == '*' {
                continue;
            } else {
                perhaps.push(start..behind);
            }
            position = behind;
        }
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

/// Byte of the next `close` within `longest` characters from `from`.
fn closing(text: &str, from: usize, close: char, longest: usize) -> Option<usize> {
    text[from..].char_indices().take(longest).find(|&(_, c)| c == close).map(|(at, _)| from + at)
}

fn is_hesitation(remark: &str) -> bool {
    let lower = remark.to_lowercase();
    HESITATIONS.contains(&lower.trim_matches(|c: char| !c.is_alphabetic()))
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
            ("many of us [uh] are [Um,] here", "many of us uh are Um, here"),
            ("an open [bracket", "an open [bracket"),
        ] {
            assert_eq!(spoken(text), expected, "{text}");
        }
    }
}
