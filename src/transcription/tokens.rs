//! Whisper's tokens: when each is said, the words they make, and where one of them was nearly a filler.

use whisper_rs::{WhisperState, WhisperTokenId};

use super::verbatim::Verbatim;
use crate::types::{NearlyWritten, Seconds, Span, Word};

/// whisper.cpp counts time in hundredths of a second.
const TICK_S: Seconds = 0.01;
/// Languages written without spaces: each token there is a word.
const WITHOUT_SPACES: [&str; 7] = ["zh", "ja", "th", "lo", "my", "km", "yue"];

/// One token, and when it is said; what is no text takes no time.
pub struct Token {
    id: WhisperTokenId,
    bytes: Vec<u8>,
    p: f32,
    is_text: bool,
    span: Span,
}

/// The tokens of the last call, on a window that begins at `start_s`. A token's alignment time is where the path leaves it,
/// so it begins at that of the token before.
pub fn of(state: &WhisperState, start_s: Seconds, end_of_text: WhisperTokenId) -> Vec<Token> {
    // One segment: the call asked for no more.
    let Some(segment) = state.get_segment(0) else { return Vec::new() };
    let mut left_s = start_s;
    let tokens = (0..segment.n_tokens()).filter_map(|i| segment.get_token(i)).map(|token| {
        let (id, data) = (token.token_id(), token.token_data());
        let is_text = id < end_of_text;
        let is_aligned = is_text && data.t_dtw >= 0;
        let end_s = if is_aligned { start_s + data.t_dtw as f64 * TICK_S } else { left_s };
        let span = Span::new(left_s, end_s);
        left_s = end_s;
        Token { id, bytes: token.to_bytes().unwrap_or_default().to_vec(), p: data.p, is_text, span }
    });
    tokens.collect()
}

/// Joins tokens into words. They are parts of UTF-8 sequences: bytes are joined first. A word ends with its last letter.
pub fn words(tokens: Vec<Token>, language: &str) -> Vec<Word> {
    let spaceless = WITHOUT_SPACES.contains(&language);
    let mut words: Vec<PartialWord> = Vec::new();
    for Token { bytes, p, span, .. } in tokens.into_iter().filter(|token| token.is_text) {
        let letters = bytes.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
        let complete = words.last().is_none_or(|word| std::str::from_utf8(&word.bytes).is_ok());
        let begins = words.is_empty() || letters && (bytes[0] == b' ' || spaceless && complete);
        if begins {
            words.push(PartialWord { bytes, span, p: vec![p] });
        } else if let Some(word) = words.last_mut() {
            word.bytes.extend(bytes);
            if letters {
                word.span.end_s = span.end_s;
                word.p.push(p);
            }
        }
    }
    words.into_iter().filter_map(PartialWord::finish).collect()
}

/// Where a filler was likely and something else was written: the best of neighbouring tokens. `probabilities` are those of
/// a filler in the place of each token.
pub fn nearly_written(tokens: &[Token], verbatim: &Verbatim, probabilities: &[f32]) -> Vec<NearlyWritten> {
    let mut nearly: Vec<NearlyWritten> = Vec::new();
    for (token, &probability) in tokens.iter().zip(probabilities) {
        if f64::from(probability) < verbatim.limits.nearly_probability_min || verbatim.is_filler(token.id) {
            continue;
        }
        let at_s = token.span.start_s;
        match nearly.last_mut().filter(|before| before.at_s == at_s) {
            Some(before) => before.probability = before.probability.max(probability),
            None => nearly.push(NearlyWritten { at_s, probability }),
        }
    }
    nearly
}

/// A word being joined from tokens.
struct PartialWord {
    bytes: Vec<u8>,
    span: Span,
    p: Vec<f32>,
}

impl PartialWord {
    /// `None` for what is not a word: lone punctuation, "[Music]", "(laughs)".
    fn finish(self) -> Option<Word> {
        let text = String::from_utf8_lossy(&self.bytes).trim().to_owned();
        let spoken = text.chars().any(char::is_alphanumeric) && !text.starts_with(['[', '(', '♪', '*']);
        let probability = self.p.iter().sum::<f32>() / self.p.len().max(1) as f32;
        spoken.then(|| Word {
            text,
            span: Some(Span::new(self.span.start_s, self.span.end_s.max(self.span.start_s))),
            probability: Some(probability),
        })
    }
}
