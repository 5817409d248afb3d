//! What a text holds besides words: tags, entities, marks of the decoder, "[Music]", "(laughs)", "♪", ">>".

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::cues::clock;
use super::encoding::whole_characters;
use crate::thresholds::cutoffs;

/// Words that name a sound, and those that go with them.
static SOUNDS: LazyLock<Vec<&str>> = LazyLock::new(|| entries(include_str!("../../data/non_speech.txt")));

/// Sounds of hesitation, which are said, brackets or not.
static HESITATIONS: LazyLock<Vec<&str>> = LazyLock::new(|| entries(include_str!("../../data/hesitations.txt")));

/// The tags of subtitles and of text copied from pages; any other word in angle brackets was said.
const TAGS: [&str; 17] =
    ["i", "b", "u", "c", "v", "s", "em", "strong", "br", "p", "span", "font", "ruby", "rt", "lang", "div", "a"];

const BRACKETS: [(char, char); 6] = [('[', ']'), ('［', '］'), ('【', '】'), ('(', ')'), ('（', '）'), ('*', '*')];

/// The lines of a list without its comments.
pub fn entries(list: &'static str) -> Vec<&'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// `text` without tags (`<i>`, `<c.red>`, `<v Anna>`, `{\an8}`), the decoder's marks (`<|0.00|>`, `[_BEG_]`) and
/// invisible characters; entities as characters, characters whole and composed (NFC).
pub fn plain(text: &str) -> String {
    let whole = whole_characters(text);
    let mut kept = String::with_capacity(whole.len());
    let mut rest = whole.as_str();
    while let Some(at) = rest.find(['<', '{', '[']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        match tag(rest) {
            Some(length) => {
                // A line break parts words.
                if rest.starts_with("<br") || rest.starts_with("<|") {
                    kept.push(' ');
                }
                rest = &rest[length..];
            }
            None => {
                kept.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    kept.push_str(rest);
    let unescaped = if kept.contains('&') { html_escape::decode_html_entities(&kept) } else { Cow::Borrowed(&*kept) };
    unescaped.chars().filter(|c| !is_invisible(*c)).nfc().collect()
}

/// Soft hyphens, joiners of no width and marks of direction, which stand inside words and are none of their letters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Length in bytes of the tag that `text` starts with.
pub fn tag(text: &str) -> Option<usize> {
    const LONGEST: usize = 200;
    let (first, close) = match text.as_bytes().first()? {
        b'<' if text.starts_with("<|") => (&text[2..], "|>"),
        b'<' => (&text[1..], ">"),
        b'[' => (text.strip_prefix("[_")?, "_]"),
        _ => (text.strip_prefix("{\\")?, "}"),
    };
    let window_end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let window = &text[..window_end];
    let end = match close {
        // "[_TT_150]" ends without the second line.
        "_]" => window.find(']')?,
        close => window.find(close)? + close.len() - 1,
    };
    let is_tag = close != ">" || {
        let name: &str =
            first.trim_start_matches('/').split(['>', ' ', '.', '\t', '\n', '/']).next().unwrap_or_default();
        // Subtitles hold times inside a line: "<00:00:01.000>".
        TAGS.contains(&name.to_ascii_lowercase().as_str()) || clock(name).is_some()
    };
    is_tag.then_some(end + 1)
}

/// Byte ranges of `text`, in order and apart, that are not words.
///
/// Square brackets hold a remark. Round ones and asterisks do when they name nothing but a sound, and round ones also
/// when the segment holds nothing else and they are no sentence, as Whisper writes "(upbeat guitar)"; otherwise they
/// are part of the talk. Around a hesitation ("[uh]") only the brackets go.
pub fn remarks(text: &str) -> Vec<Range<usize>> {
    let longest = cutoffs().import.transcript_remark_max_chars as usize;
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
            } else if !is_sentence(remark) {
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

/// Whether every word belongs to the naming of a sound and one of them is the sound: "laughs nervously", but neither
/// "human resources" nor "music was my subject". In the list a sound's beginning is marked by a star, what goes with
/// it by a plus.
fn names_sound(remark: &str) -> bool {
    let lower = remark.to_lowercase();
    let mut has_sound = false;
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let is_sound = SOUNDS.iter().any(|sound| match sound.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => *sound == word,
        });
        if !is_sound && !SOUNDS.iter().any(|with| with.strip_prefix('+') == Some(word)) {
            return false;
        }
        has_sound |= is_sound;
    }
    has_sound
}

/// Longer than the naming of a sound, or with a mark inside.
fn is_sentence(remark: &str) -> bool {
    const LONGEST_NAME: usize = 4;
    remark.contains([',', '.', '?', '!', ';']) || remark.split_whitespace().count() > LONGEST_NAME
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
    fn tags_go_and_entities_are_read() {
        for (written, shown) in [
            ("<v Anna><i>R&amp;D</i>, <c.red>I said</c>", "R&D, I said"),
            ("{\\an8}<font color=\"#fff\">Don&#39;t</font>", "Don't"),
            ("It&#8217;s caf&eacute; &mdash; you&#x27;re", "It’s café — you're"),
            ("<|startoftranscript|><|en|><|0.00|> So<|2.00|>", "    So "),
            ("[_BEG_] So[_TT_150]", " So"),
            ("<00:00:01.000><c> so</c>", " so"),
            ("one<br/>two", "one two"),
            ("basicame\u{301}nte co\u{AD}op", "basicaménte coop"),
            ("5 < 6 & 7 > 3 <open", "5 < 6 & 7 > 3 <open"),
            ("a Vec<u8> of [x", "a Vec<u8> of [x"),
        ] {
            assert_eq!(plain(written), shown);
        }
    }

    #[test]
    fn remarks_go_and_words_stay() {
        for (text, expected) in [
            ("[Music]", ""),
            ("[BLANK_AUDIO] So, hello", "So, hello"),
            ("well [*] I think", "well I think"),
            ("(laughs) yes", "yes"),
            ("(audience laughing) yes (clears throat)", "yes"),
            ("I led (well, shared) the team", "I led (well, shared) the team"),
            ("I lead HR (human resources) here", "I lead HR (human resources) here"),
            ("It was hard (humbling, really).", "It was hard (humbling, really)."),
            ("a (musician turned) coder, (music was my subject)", "a (musician turned) coder, (music was my subject)"),
            ("(That was in the second year, I think.)", "(That was in the second year, I think.)"),
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
