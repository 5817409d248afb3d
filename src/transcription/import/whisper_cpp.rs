//! JSON of whisper.cpp: `-oj` gives segments, `-ojf` also their tokens. Times are in milliseconds.

use serde_json::Value;

use crate::error::TranscriptProblem;
use crate::types::Seconds;

use super::encoding::whole_characters;
use super::json::{probability, seconds, unparsable};
use super::segments::{Parsed, Piece, Segment, Times};
use super::tokens;

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
            None => vec![Piece { text: whole_characters(text(item, &place)?), times, place, ..Piece::default() }],
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

/// The words of one segment, numbered on from `count`.
fn words(items: &[Value], count: &mut usize) -> Result<Vec<Piece>, TranscriptProblem> {
    let place = format!("word {}", *count + 1);
    let mut tokens = Vec::with_capacity(items.len());
    for item in items {
        let text = text(item, &place)?;
        if !is_special(text) {
            let (times, probability) = (offsets(item, &place)?, probability(item.get("p")));
            tokens.push(Piece { text: text.to_owned(), times, probability, ..Piece::default() });
        }
    }
    let mut words = tokens::join(tokens);
    for word in &mut words {
        *count += 1;
        word.place = format!("word {count}");
    }
    Ok(words)
}

/// "[_BEG_]", "[_TT_150]", "<|endoftext|>": marks of the decoder, not of the talk.
fn is_special(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with("[_") && text.ends_with(']')) || (text.starts_with("<|") && text.ends_with("|>"))
}
