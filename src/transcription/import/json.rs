//! JSON as the Whisper programs write it. They share the outline {language, segments[] {start, end, text, words[]}};
//! what differs is the names in it, so one reader serves all and the names tell the program.
//!
//! | program | a word |
//! |---|---|
//! | openai-whisper | `{word, start, end, probability}`, beside a top-level `text` |
//! | faster-whisper | the same without top-level `text`, or the segments alone, also as bare tuples |
//! | WhisperX | `{word, start, end, score}`, times missing for numbers; `word_segments` |
//! | whisper-timestamped | `{text, start, end, confidence}` |
//! | whisper.cpp | see `whisper_cpp` |

use serde_json::{Map, Value};

use crate::error::TranscriptProblem;
use crate::types::Seconds;

use super::segments::{Parsed, Piece, Segment, Times};
use super::{encoding, tokens, whisper_cpp};

pub type Object = Map<String, Value>;

/// Reads any of the JSON forms above.
pub fn parse(text: &str) -> Result<Parsed, TranscriptProblem> {
    let value: Value = serde_json::from_str(text)
        .or_else(|error| serde_json::from_str(&quote_non_finite(text)).map_err(|_| error))
        .map_err(|error| unparsable(format!("JSON, {error}")))?;
    if let Some(segments) = value.get("transcription").and_then(Value::as_array) {
        return whisper_cpp::parse(&value, segments);
    }
    if text.contains(encoding::is_stray) {
        return Err(TranscriptProblem::Encoding { place: "JSON with stray bytes".to_owned() });
    }
    match &value {
        Value::Array(items) if items.first().is_some_and(is_word) => words_alone(items, None),
        Value::Array(items) => whisper(items, None, &Object::new()),
        Value::Object(object) => match (list(object, "segments"), words_of(object)) {
            (Some(segments), words) if segments.iter().any(has_words) || words.is_none() => {
                whisper(segments, words, object)
            }
            (_, Some(words)) => words_alone(words, Some(object)),
            _ => text_alone(object),
        },
        _ => Err(unparsable("JSON, but neither an object nor a list".to_owned())),
    }
}

pub fn unparsable(reason: String) -> TranscriptProblem {
    TranscriptProblem::Unparsable { reason }
}

/// A time in seconds: a number, or one in quotes; missing and null are `None`.
pub fn seconds(value: Option<&Value>, place: &str) -> Result<Option<Seconds>, TranscriptProblem> {
    let number = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    number.map(Some).ok_or_else(|| unparsable(format!("{place}: a time that is not a number")))
}

/// A probability, kept when it is one.
pub fn probability(value: Option<&Value>) -> Option<f32> {
    value?.as_f64().map(|p| p as f32).filter(|p| (0.0..=1.0).contains(p))
}

/// Python writes `NaN` and `Infinity`, which JSON has not: here they become strings, for `seconds` to judge.
fn quote_non_finite(text: &str) -> String {
    const NAMES: [&str; 3] = ["NaN", "-Infinity", "Infinity"];
    let mut quoted = String::with_capacity(text.len() + 16);
    let (mut in_string, mut escaped) = (false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let name = NAMES.iter().find(|name| !in_string && rest.starts_with(**name));
        let length = name.map_or(c.len_utf8(), |name| name.len());
        match name {
            Some(name) => quoted.extend(["\"", name, "\""]),
            None => quoted.push(c),
        }
        in_string ^= c == '"' && !escaped;
        escaped = in_string && c == '\\' && !escaped;
        rest = &rest[length..];
    }
    quoted
}

fn list<'a>(object: &'a Object, key: &str) -> Option<&'a Vec<Value>> {
    object.get(key)?.as_array()
}

fn words_of(object: &Object) -> Option<&Vec<Value>> {
    ["word_segments", "words"].iter().find_map(|key| list(object, key).filter(|words| !words.is_empty()))
}

/// An object with a word in it, as opposed to a segment.
fn is_word(value: &Value) -> bool {
    value.get("word").is_some_and(Value::is_string)
}

fn segment_words(segment: &Value) -> Option<&Vec<Value>> {
    match segment {
        Value::Object(object) => list(object, "words"),
        // A tuple of faster-whisper: the words are its only list of lists (its tokens are a list of numbers).
        Value::Array(fields) => {
            fields.iter().filter_map(Value::as_array).find(|l| l.first().is_some_and(|w| w.is_array() || w.is_object()))
        }
        _ => None,
    }
    .filter(|words| !words.is_empty())
}

fn has_words(segment: &Value) -> bool {
    segment_words(segment).is_some()
}

/// Segments with or without words; `words` is a top-level list that segments without their own are read from.
fn whisper(items: &[Value], words: Option<&Vec<Value>>, top: &Object) -> Result<Parsed, TranscriptProblem> {
    let mut count = 0;
    let mut segments = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let place = format!("segment {}", index + 1);
        let (text, times) = text_and_times(item, &place)?;
        let pieces = match segment_words(item) {
            Some(words) => pieces(words, &mut count)?,
            None => vec![Piece { text, times, place, ..Piece::default() }],
        };
        segments.push(Segment { times, pieces });
    }
    let first_word = items.iter().find_map(segment_words).or(words).and_then(|words| words.first());
    Ok(Parsed { format: program(top, first_word), language: language(top), segments })
}

/// Words without segments.
fn words_alone(items: &[Value], top: Option<&Object>) -> Result<Parsed, TranscriptProblem> {
    let mut count = 0;
    let pieces = pieces(items, &mut count)?;
    let empty = Object::new();
    let top = top.unwrap_or(&empty);
    let segments = vec![Segment { times: Times::default(), pieces }];
    Ok(Parsed { format: program(top, items.first()), language: language(top), segments })
}

/// Only a text, as OpenAI's service answers when not asked for times.
fn text_alone(top: &Object) -> Result<Parsed, TranscriptProblem> {
    let Some(text) = top.get("text").and_then(Value::as_str) else {
        return Err(unparsable("JSON without segments, words or text".to_owned()));
    };
    let pieces = vec![Piece { text: text.to_owned(), place: "text".to_owned(), ..Piece::default() }];
    let segments = vec![Segment { times: Times::default(), pieces }];
    Ok(Parsed { format: program(top, None), language: language(top), segments })
}

/// The words of one list, put together where they are tokens.
fn pieces(words: &[Value], count: &mut usize) -> Result<Vec<Piece>, TranscriptProblem> {
    let pieces = words.iter().map(|w| word(w, count)).collect::<Result<Vec<_>, _>>()?;
    Ok(if tokens::are_tokens(&pieces) { tokens::join(pieces) } else { pieces })
}

fn word(value: &Value, count: &mut usize) -> Result<Piece, TranscriptProblem> {
    *count += 1;
    let place = format!("word {count}");
    let (text, times) = text_and_times(value, &place)?;
    let probability = match value {
        Value::Object(object) => {
            ["probability", "score", "confidence"].iter().find_map(|key| probability(object.get(*key)))
        }
        Value::Array(fields) => probability(fields.iter().skip_while(|f| !f.is_string()).nth(1)),
        _ => None,
    };
    Ok(Piece { text, times, probability, is_word: true, place })
}

/// Text and times of a segment or a word, whether object or tuple. In the tuples of every faster-whisper version the
/// text follows start and end.
fn text_and_times(value: &Value, place: &str) -> Result<(String, Times), TranscriptProblem> {
    let (text, start, end) = match value {
        Value::Object(object) => (object.get("word").or(object.get("text")), object.get("start"), object.get("end")),
        Value::Array(fields) => {
            let at = fields.iter().position(Value::is_string).filter(|&at| at >= 2);
            (at.and_then(|i| fields.get(i)), at.and_then(|i| fields.get(i - 2)), at.and_then(|i| fields.get(i - 1)))
        }
        _ => (None, None, None),
    };
    let Some(text) = text.and_then(Value::as_str) else {
        return Err(unparsable(format!("JSON, {place} has no text")));
    };
    let times = Times { start_s: seconds(start, place)?, end_s: seconds(end, place)? };
    Ok((text.to_owned(), times))
}

fn language(top: &Object) -> Option<String> {
    let info = top.get("info").and_then(Value::as_object);
    let named = top.get("language").or_else(|| info?.get("language"));
    named.and_then(Value::as_str).map(str::to_owned)
}

/// The program that wrote it, by the names it uses.
fn program(top: &Object, first_word: Option<&Value>) -> &'static str {
    let word_has = |key: &str| first_word.is_some_and(|word| word.get(key).is_some());
    if word_has("confidence") {
        "whisper-timestamped JSON"
    } else if word_has("score") || top.contains_key("word_segments") {
        "WhisperX JSON"
    } else if top.contains_key("text") {
        "openai-whisper JSON"
    } else {
        "faster-whisper JSON"
    }
}
