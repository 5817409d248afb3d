//! From stretches of text to written words: tokens joined, remarks out, punctuation attached, scripts without spaces cut.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::cues::{Segment, TimedText, Times};
use super::encoding::{continues_character, is_stray, join_stray_bytes, whole_characters};
use super::markup::{plain, remarks, without};

/// The words of one piece.
#[derive(Debug, PartialEq)]
pub struct Stretch {
    pub words: Vec<String>,
    pub times: Times,
    pub segment_times: Times,
    /// Counts up with each segment of the file.
    pub segment: usize,
    pub probability: Option<f32>,
    pub is_word: bool,
}

/// The spoken words of all segments; pieces without any are left out.
pub fn spoken(segments: &[Segment]) -> Vec<Stretch> {
    segments.iter().enumerate().flat_map(|(index, segment)| spoken_in(index, segment)).collect()
}

/// The words of each segment, counted through.
pub fn ranges(stretches: &[Stretch]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let (mut at, mut segment) = (0, None);
    for stretch in stretches {
        let end = at + stretch.words.len();
        match ranges.last_mut().filter(|_| segment == Some(stretch.segment)) {
            Some(last) => last.end = end,
            None => ranges.push(at..end),
        }
        (at, segment) = (end, Some(stretch.segment));
    }
    ranges
}

fn spoken_in(index: usize, segment: &Segment) -> Vec<Stretch> {
    // Remarks may cover several pieces ("[Music", "playing]"), so they are looked for in the whole segment.
    let mut joined = String::new();
    let mut ranges = Vec::with_capacity(segment.pieces.len());
    for piece in &segment.pieces {
        let start = joined.len();
        joined.push_str(plain(&piece.text).trim());
        ranges.push(start..joined.len());
        joined.push(' ');
    }
    let gaps = remarks(&joined);

    let mut stretches: Vec<Stretch> = Vec::new();
    let mut opening = String::new();
    for (piece, range) in segment.pieces.iter().zip(ranges) {
        let mut words: Vec<String> = Vec::new();
        for token in tokens(&without(&joined, range, &gaps), piece.is_word) {
            if token.contains(char::is_alphanumeric) {
                words.push(std::mem::take(&mut opening) + &token);
            } else if token.chars().all(opens) {
                opening.push_str(&token);
            } else if token.chars().all(|c| c == '-') && token.len() < 3 {
                // A dash, which right behind a word would be the mark of one broken off.
                if let Some(word) = words.last_mut().or_else(|| stretches.last_mut()?.words.last_mut()) {
                    word.push('–');
                }
            } else if let Some(word) = words.last_mut().or_else(|| stretches.last_mut()?.words.last_mut()) {
                word.push_str(&token);
            }
        }
        if !words.is_empty() {
            stretches.push(stretch(piece, segment.times, index, words));
        }
    }
    stretches
}

fn stretch(piece: &TimedText, segment_times: Times, segment: usize, words: Vec<String>) -> Stretch {
    Stretch {
        words,
        times: piece.times,
        segment_times,
        segment,
        probability: piece.probability,
        is_word: piece.is_word,
    }
}

/// Gives `words` the punctuation that `text`, which holds the same words, has around them; words that it writes
/// otherwise stay as they are.
pub fn punctuate<'a>(words: impl Iterator<Item = &'a mut TimedText>, text: &str) {
    /// How far behind the last word the next one is sought, characters: the text may hold a word more.
    const REACH: usize = 60;
    let letters: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| c.is_alphanumeric())
        .flat_map(|(at, c)| c.to_lowercase().map(move |c| (at, c)))
        .collect();
    let mut next = 0;
    for word in words {
        let wanted: Vec<char> =
            word.text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let stands_at = |at: usize| {
            letters.get(at..at + wanted.len()).is_some_and(|found| {
                let (first, last) = (found[0].0, found[found.len() - 1].0);
                found.iter().map(|(_, c)| c).eq(wanted.iter())
                    && !is_letter(text[..first].chars().next_back())
                    && !is_letter(text[last..].chars().nth(1))
            })
        };
        if wanted.is_empty() {
            continue;
        }
        let Some(at) = (next..letters.len().min(next + REACH)).find(|&at| stands_at(at)) else { continue };
        let (first, last) = (letters[at].0, letters[at + wanted.len() - 1].0);
        let start = text[..first]
            .rfind(|c: char| !opens(c))
            .map_or(0, |i| i + text[i..].chars().next().map_or(0, char::len_utf8));
        let after = &text[last..];
        let end = after
            .char_indices()
            .skip(1)
            .find(|(_, c)| c.is_alphanumeric() || c.is_whitespace())
            .map_or(text.len(), |(i, _)| last + i);
        let gap = if word.text.starts_with(' ') { " " } else { "" };
        word.text = format!("{gap}{}", &text[start..end]);
        next = at + wanted.len();
    }
}

/// Words and lone punctuation of `text`, cut at spaces, and in Chinese and Japanese at the word boundaries of UAX #29,
/// which for Han and Hiragana are single characters. For Thai and its neighbours that rule knows no words, only
/// letters; their phrases stay whole.
fn tokens(text: &str, is_word: bool) -> Vec<String> {
    text.split_whitespace()
        .flat_map(|part| {
            if !is_word && part.contains(is_cut_by_rule) {
                part.split_word_bounds().map(str::to_owned).collect()
            } else {
                vec![part.to_owned()]
            }
        })
        .collect()
}

/// Belongs to a script that puts no spaces between words, the ones openai-whisper treats so: Thai, Lao, Myanmar,
/// Japanese, Chinese (and Khmer).
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E01}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_cut_by_rule(c: char) -> bool {
    c >= '\u{3000}' && is_unspaced(c)
}

/// Punctuation that belongs to the word behind it.
fn opens(c: char) -> bool {
    "¿¡([{«“‘„「『《〈（".contains(c)
}

/// One word while its tokens are put together.
#[derive(Default)]
struct TokenRun {
    text: String,
    times: Times,
    probabilities: Vec<f32>,
}

/// Tokens joined into words: a leading space starts one, and in scripts without spaces every whole character does.
/// A word's probability is the mean of its tokens'.
pub fn join(tokens: Vec<TimedText>) -> Vec<TimedText> {
    let mut words = Vec::new();
    let mut run = TokenRun::default();
    for token in tokens {
        if starts_word(&run.text, &token.text) {
            words.extend(std::mem::take(&mut run).finish());
        }
        run.text.push_str(&token.text);
        // The times that whisper.cpp gives to punctuation are those of the silence around it.
        if token.text.contains(|c: char| c.is_alphanumeric() || is_stray(c)) {
            run.times.start_s = run.times.start_s.or(token.times.start_s);
            run.times.end_s = token.times.end_s.or(run.times.end_s);
            run.probabilities.extend(token.probability);
        }
    }
    words.extend(run.finish());
    words
}

impl TokenRun {
    /// `None` when nothing was written.
    fn finish(self) -> Option<TimedText> {
        let text = whole_characters(&self.text);
        if text.trim().is_empty() {
            return None;
        }
        let probability = Some(self.probabilities.iter().sum::<f32>() / self.probabilities.len() as f32)
            .filter(|_| !self.probabilities.is_empty());
        Some(TimedText { text, times: self.times, probability, is_word: true })
    }
}

/// Whether token `text` begins a word when `before` is what the current word holds so far.
fn starts_word(before: &str, text: &str) -> bool {
    const LONGEST_CHARACTER_BYTES: usize = 4;
    if text.starts_with(' ') {
        return true;
    }
    if text.starts_with(continues_character) {
        return false;
    }
    let tail: Vec<char> = before.chars().rev().take(LONGEST_CHARACTER_BYTES).collect();
    let last = join_stray_bytes(&tail.into_iter().rev().collect::<String>()).chars().next_back();
    last.is_some_and(is_unspaced) && text.starts_with(|c: char| c.is_alphanumeric() || is_stray(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pieces: &[&str], is_word: bool) -> Vec<String> {
        let pieces =
            pieces.iter().map(|t| TimedText { text: (*t).to_owned(), is_word, ..TimedText::default() }).collect();
        let segments = [Segment { pieces, ..Segment::default() }];
        spoken(&segments).into_iter().flat_map(|s| s.words).collect()
    }

    #[test]
    fn case_and_punctuation_stay_with_the_word() {
        assert_eq!(words(&["So, my last  project,\nThe API"], false), ["So,", "my", "last", "project,", "The", "API"]);
        assert_eq!(words(&["it's well-known"], false), ["it's", "well-known"]);
    }

    #[test]
    fn lone_punctuation_joins_its_neighbour() {
        assert_eq!(words(&["- Hello - yes ?"], false), ["Hello–", "yes?"]);
        assert_eq!(words(&["inédit ?", ",", "¿", "Qué", "\""], true), ["inédit?,", "¿Qué\""]);
        assert_eq!(words(&["...", "-"], true), Vec::<String>::new());
    }

    #[test]
    fn words_take_their_punctuation_from_the_text() {
        let mut pieces: Vec<TimedText> = ["So", "um", "it", "was", "not", "hard", "Qué", "tal", "R", "D"]
            .map(|t| TimedText { text: t.to_owned(), ..TimedText::default() })
            .into();
        punctuate(pieces.iter_mut(), "So, um, it was hard. ¿Qué tal? R&D!");
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts, ["So,", "um,", "it", "was", "not", "hard.", "¿Qué", "tal?", "R&", "D!"]);
    }

    #[test]
    fn a_remark_over_several_words_goes() {
        assert_eq!(words(&["Hi", "[Music", "playing]", "there"], true), ["Hi", "there"]);
        assert_eq!(words(&["[", "BLANK", "]yes"], true), ["yes"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut() {
        assert_eq!(words(&["我做API。"], false), ["我", "做", "API。"]);
        assert_eq!(words(&["データを作る"], false), ["データ", "を", "作", "る"]);
        assert_eq!(words(&["你好"], true), ["你好"]);
        assert_eq!(words(&["저는 개발자입니다"], false), ["저는", "개발자입니다"]);
        assert_eq!(words(&["สวัสดีครับ ทุกคน"], false), ["สวัสดีครับ", "ทุกคน"]);
    }
}
