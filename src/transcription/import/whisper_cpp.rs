//! JSON of whisper.cpp: `-oj` gives segments, `-ojf` also their tokens. Times are in milliseconds.

use serde_json::Value;

use crate::error::TranscriptProblem;
use crate::types::Seconds;

use super::encoding::{is_stray, join_stray_bytes};
use super::json::{probability, seconds, unparsable};
use super::segments::{Parsed, Piece, Segment, Times};
use super::words::is_unspaced;

const MS_PER_S: f64 = 1000.0;

/// Reads `{result: {language}, transcription[] {offsets, text, tokens[] {text, offsets, p}}}`.
pub fn parse(top: &Value, items: &[Value]) -> Result<Parsed, TranscriptProblem> {
    let mut count = 0;
    let mut format = "whisper.cpp JSON";
    let mut segments = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let place = format!("segment {}", index + 1);
        let times = offsets(item, &place)?;
        let tokens = item.get("tokens").and_then(Value::as_array).filter(|tokens| !tokens.is_empty());
        let pieces = match tokens {
            Some(tokens) => {
                format = "whisper.cpp full JSON";
                words(tokens, &mut count)?
            }
            None => vec![Piece { text: join_stray_bytes(text(item, &place)?), times, place, ..Piece::default() }],
        };
        segments.push(Segment { times, pieces });
    }
    let language = top.pointer("/result/language").and_then(Value::as_str).map(str::to_owned);
    Ok(Parsed { format, language, segments })
}

fn text<'a>(item: &'a Value, place: &str) -> Result<&'a str, TranscriptProblem> {
    item.get("text").and_then(Value::as_str).ok_or_else(|| unparsable(format!("JSON, {place} has no text")))
}

fn offsets(item: &Value, place: &str) -> Result<Times, TranscriptProblem> {
    let at = |pointer| Ok(seconds(item.pointer(pointer), place)?.map(|ms: Seconds| ms / MS_PER_S));
    Ok(Times { start_s: at("/offsets/from")?, end_s: at("/offsets/to")? })
}

/// One word while its tokens are put together.
#[derive(Default)]
struct Draft {
    text: String,
    times: Times,
    probabilities: Vec<f32>,
}

/// Tokens joined into words: a leading space starts one, and in scripts without spaces every whole character does.
fn words(tokens: &[Value], count: &mut usize) -> Result<Vec<Piece>, TranscriptProblem> {
    let mut pieces = Vec::new();
    let mut draft = Draft::default();
    for token in tokens {
        let place = format!("word {}", *count + 1);
        let text = text(token, &place)?;
        if is_special(text) {
            continue;
        }
        if starts_word(&draft.text, text) {
            pieces.extend(std::mem::take(&mut draft).finish(count));
        }
        let times = offsets(token, &place)?;
        draft.text.push_str(text);
        // The times that whisper.cpp gives to punctuation are those of the silence around it.
        if text.contains(|c: char| c.is_alphanumeric() || is_stray(c)) {
            draft.times.start_s = draft.times.start_s.or(times.start_s);
            draft.times.end_s = times.end_s.or(draft.times.end_s);
            draft.probabilities.extend(probability(token.get("p")));
        }
    }
    pieces.extend(draft.finish(count));
    Ok(pieces)
}

impl Draft {
    /// `None` when nothing was written.
    fn finish(self, count: &mut usize) -> Option<Piece> {
        let text = join_stray_bytes(&self.text);
        if text.trim().is_empty() {
            return None;
        }
        *count += 1;
        let probability = Some(self.probabilities.iter().sum::<f32>() / self.probabilities.len() as f32)
            .filter(|_| !self.probabilities.is_empty());
        Some(Piece { text, times: self.times, probability, is_word: true, place: format!("word {count}") })
    }
}

/// "[_BEG_]", "[_TT_150]", "<|endoftext|>": marks of the decoder, not of the talk.
fn is_special(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with("[_") && text.ends_with(']')) || (text.starts_with("<|") && text.ends_with("|>"))
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
