//! Tokens to words. whisper.cpp writes tokens, and some servers list tokens as words (" that", "'s").

use super::encoding::{is_stray, join_stray_bytes, whole_characters};
use super::segments::{Piece, Times};
use super::words::is_unspaced;

/// One word while its tokens are put together.
#[derive(Default)]
struct Draft {
    text: String,
    times: Times,
    probabilities: Vec<f32>,
    place: String,
}

/// Tokens joined into words: a leading space starts one, and in scripts without spaces every whole character does.
/// A word's probability is the mean of its tokens'.
pub fn join(tokens: Vec<Piece>) -> Vec<Piece> {
    let mut words = Vec::new();
    let mut draft = Draft::default();
    for token in tokens {
        if starts_word(&draft.text, &token.text) {
            words.extend(std::mem::take(&mut draft).finish());
        }
        if draft.text.is_empty() {
            draft.place = token.place;
        }
        draft.text.push_str(&token.text);
        // The times that whisper.cpp gives to punctuation are those of the silence around it.
        if token.text.contains(|c: char| c.is_alphanumeric() || is_stray(c)) {
            draft.times.start_s = draft.times.start_s.or(token.times.start_s);
            draft.times.end_s = token.times.end_s.or(draft.times.end_s);
            draft.probabilities.extend(token.probability);
        }
    }
    words.extend(draft.finish());
    words
}

/// Whether the words of a segment still carry their tokens' leading spaces, so that one without continues a word.
pub fn are_tokens(words: &[Piece]) -> bool {
    let spaced = words.iter().filter(|word| word.text.starts_with(' ')).count();
    spaced > words.len() / 2
}

impl Draft {
    /// `None` when nothing was written.
    fn finish(self) -> Option<Piece> {
        let text = whole_characters(&self.text);
        if text.trim().is_empty() {
            return None;
        }
        let probability = Some(self.probabilities.iter().sum::<f32>() / self.probabilities.len() as f32)
            .filter(|_| !self.probabilities.is_empty());
        Some(Piece { text, times: self.times, probability, is_word: true, place: self.place })
    }
}

/// Whether token `text` begins a word when `before` is what the current word holds so far.
fn starts_word(before: &str, text: &str) -> bool {
    const LONGEST_CHARACTER_BYTES: usize = 4;
    if text.starts_with(' ') {
        return true;
    }
    let tail: Vec<char> = before.chars().rev().take(LONGEST_CHARACTER_BYTES).collect();
    let last = join_stray_bytes(&tail.into_iter().rev().collect::<String>()).chars().next_back();
    last.is_some_and(is_unspaced) && text.starts_with(|c: char| c.is_alphanumeric() || is_stray(c))
}
