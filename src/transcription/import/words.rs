//! From stretches of text to written words: remarks out, punctuation attached, scripts without spaces cut.

use unicode_segmentation::UnicodeSegmentation;

use super::remarks::{remarks, without};
use super::segments::{Piece, Segment, Times};

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

fn spoken_in(index: usize, segment: &Segment) -> Vec<Stretch> {
    // Remarks may cover several pieces ("[Music", "playing]"), so they are looked for in the whole segment.
    let mut joined = String::new();
    let mut ranges = Vec::with_capacity(segment.pieces.len());
    for piece in &segment.pieces {
        let start = joined.len();
        joined.push_str(piece.text.trim());
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

fn stretch(piece: &Piece, segment_times: Times, segment: usize, words: Vec<String>) -> Stretch {
    Stretch {
        words,
        times: piece.times,
        segment_times,
        segment,
        probability: piece.probability,
        is_word: piece.is_word,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pieces: &[&str], is_word: bool) -> Vec<String> {
        let pieces = pieces.iter().map(|t| Piece { text: (*t).to_owned(), is_word, ..Piece::default() }).collect();
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
        assert_eq!(words(&["- Hello - yes ?"], false), ["Hello-", "yes?"]);
        assert_eq!(words(&["inédit ?", ",", "¿", "Qué", "\""], true), ["inédit?,", "¿Qué\""]);
        assert_eq!(words(&["...", "-"], true), Vec::<String>::new());
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
