//! JSON as the Whisper programs write it, and what all readers of JSON share.
//!
//! They share the outline {language, segments[] {start, end, text, words[]}}; what differs is the names in it, so one
//! reader serves all and the names tell the program.
//!
//! | program | a word |
//! |---|---|
//! | openai-whisper | `{word, start, end, probability}`, beside a top-level `text` |
//! | OpenAI's service | the same in a list of its own, without punctuation, beside the segments |
//! | faster-whisper | the same without top-level `text`, or the segments alone, one a line, or as bare tuples |
//! | WhisperX | `{word, start, end, score, speaker}`, times missing for numbers; `word_segments` |
//! | whisper-timestamped | `{text, start, end, confidence}` |
//! | Hugging Face | `chunks[] {timestamp [start, end], text}`, segments or words |
//! | note takers such as Fireflies | none; `sentences[] {text, speaker_name, start_time, end_time}` under several names |

use serde_json::{Map, Value};

use super::TranscriptProblem;
use crate::types::Seconds;

use super::cues::{self, Parsed, Segment, TimedText, Times, unparsable};
use super::encoding::continues_character;
use super::words::{join, punctuate};

pub type Object = Map<String, Value>;

/// Under which names a list of sentences or turns goes, and what it may be wrapped in.
const TURNS: [&str; 6] = ["sentences", "utterances", "turns", "paragraphs", "entries", "transcript"];
const START: [&str; 5] = ["start", "start_time", "startTime", "from", "begin"];
const END: [&str; 5] = ["end", "end_time", "endTime", "to", "stop"];
const WRAPPERS: [&str; 2] = ["data", "transcript"];
/// What one of them says. `raw_text` is what was said before somebody edited it.
const TEXT_OF_TURN: [&str; 5] = ["raw_text", "text", "sentence", "transcript", "content"];

/// An object, or a list of objects, lists or strings; "[Music] So, …" is neither, and "{\rtf" and "{\an8}" are none.
pub fn recognise(text: &str) -> bool {
    let mut start = text.chars().filter(|c| !c.is_whitespace());
    match (start.next(), start.next()) {
        (Some('{'), second) => matches!(second, Some('"' | '}' | '\'') | None),
        (Some('['), Some(second)) => "{[]\"".contains(second),
        _ => false,
    }
}

/// The value in `text`. Several in a row, as in a file with one a line, become a list.
///
/// # Errors
/// [`TranscriptProblem::Unparsable`] when it is no JSON.
pub fn value(text: &str) -> Result<Value, TranscriptProblem> {
    let start = text.trim_start().trim_start_matches(['{', '[', ' ']);
    if start.starts_with('\'') {
        return Err(unparsable("it is what Python prints, not JSON; write it with json.dump"));
    }
    let mut values = values(text).or_else(|error| values(&quote_non_finite(text)).map_err(|_| error))?;
    Ok(if values.len() == 1 { values.remove(0) } else { Value::Array(values) })
}

fn values(text: &str) -> Result<Vec<Value>, TranscriptProblem> {
    let stream = serde_json::Deserializer::from_str(text).into_iter();
    stream.collect::<Result<_, _>>().map_err(|error| unparsable(format!("JSON, {error}")))
}

/// Python writes `NaN` and `Infinity`, which JSON has not: here they become strings, for [`seconds`] to judge.
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

/// A time in seconds: a number, or one in quotes, also with its unit ("1.5s") or as a clock shows it. Missing and null
/// are `None`, what is no time is not a number.
pub fn seconds(value: Option<&Value>) -> Option<Seconds> {
    match value {
        None | Some(Value::Null) => None,
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => {
            let text = text.trim().trim_end_matches('s');
            Some(text.parse().ok().or_else(|| cues::clock(text)).unwrap_or(f64::NAN))
        }
        Some(_) => Some(f64::NAN),
    }
}

/// The first of `keys` that `object` has.
pub fn first<'a>(object: &'a Value, keys: &[&str]) -> Option<&'a Value> {
    keys.iter().find_map(|key| object.get(*key).filter(|value| !value.is_null()))
}

/// A probability, kept when it is one.
pub fn probability(value: Option<&Value>) -> Option<f32> {
    let value = value?;
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    Some(number as f32).filter(|p| (0.0..=1.0).contains(p))
}

/// A speaker's name or number, under any of the names it has.
pub fn speaker(value: &Value) -> Option<String> {
    const NAMES: [&str; 9] = [
        "speaker",
        "speaker_name",
        "speakerName",
        "speaker_label",
        "speaker_id",
        "speakerTag",
        "speaker_tag",
        "speakerId",
        "participant",
    ];
    let named = first(value, &NAMES)?;
    match named {
        Value::String(name) if !name.trim().is_empty() => Some(name.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The list under `key`, when it is one and not empty.
pub fn list<'a>(object: &'a Value, key: &str) -> Option<&'a Vec<Value>> {
    object.get(key)?.as_array().filter(|items| !items.is_empty())
}

/// What `keys` hold, when it is text.
pub fn text<'a>(value: &'a Value, keys: &[&str]) -> Option<&'a str> {
    first(value, keys)?.as_str()
}

/// Reads the JSON of a Whisper program.
///
/// # Errors
/// [`TranscriptProblem::Unparsable`] when it is none.
pub fn read(value: &Value) -> Result<Parsed, TranscriptProblem> {
    let mut parsed = read_outline(value)?;
    in_seconds(&mut parsed.segments);
    Ok(parsed)
}

/// Whisper's programs count in seconds with fractions. Whole numbers that would make hours of seconds are milliseconds.
fn in_seconds(segments: &mut [Segment]) {
    const MS_PER_S: f64 = 1000.0;
    let times = |segment: &Segment| {
        let pieces = segment.pieces.iter().map(|piece| piece.times);
        let all = std::iter::once(segment.times).chain(pieces);
        all.flat_map(|times| [times.start_s, times.end_s]).flatten().collect::<Vec<_>>()
    };
    let all: Vec<Seconds> = segments.iter().flat_map(times).filter(|time| time.is_finite()).collect();
    if all.iter().any(|time| time.fract() != 0.0) || !all.iter().any(|time| *time >= MS_PER_S) {
        return;
    }
    for segment in segments {
        for times in std::iter::once(&mut segment.times).chain(segment.pieces.iter_mut().map(|piece| &mut piece.times))
        {
            times.start_s = times.start_s.map(|ms| ms / MS_PER_S);
            times.end_s = times.end_s.map(|ms| ms / MS_PER_S);
        }
    }
}

fn read_outline(value: &Value) -> Result<Parsed, TranscriptProblem> {
    match value {
        Value::Array(items) => read_list(items),
        Value::Object(object) => read_object(value, object),
        _ => Err(unparsable("JSON, but neither an object nor a list")),
    }
}

/// Segments or words alone, in a list or one a line.
fn read_list(items: &[Value]) -> Result<Parsed, TranscriptProblem> {
    // Each may be the whole answer for a stretch of the recording.
    if items.iter().any(|item| list(item, "segments").is_some()) {
        let parts = items.iter().map(read_outline).collect::<Result<Vec<_>, _>>()?;
        let (format, language) = (parts[0].format, parts[0].language.clone());
        return Ok(Parsed { format, language, segments: parts.into_iter().flat_map(|part| part.segments).collect() });
    }
    let top = Value::Null;
    if items.first().is_some_and(is_word) {
        let segments = cues::by_speaker(pieces(items)?, Times::default());
        return Ok(Parsed { format: program(&top, items.first()), language: None, segments });
    }
    if items.iter().all(|item| item.get("text").is_none()) && items.iter().any(is_turn) {
        return Ok(turns(items, &top));
    }
    whisper(items, None, &top)
}

fn read_object(value: &Value, object: &Object) -> Result<Parsed, TranscriptProblem> {
    // With speakers told apart, insanely-fast-whisper repeats the chunks under this name.
    let chunks = list(value, "speakers").filter(|list| list.iter().any(has_timestamp)).or(list(value, "chunks"));
    if let Some(chunks) = chunks.filter(|chunks| chunks.iter().any(has_timestamp)) {
        return hugging_face(value, chunks);
    }
    let words = list(value, "word_segments").or(list(value, "words"));
    match (object.get("segments").and_then(Value::as_array), words) {
        (Some(segments), words) if segments.iter().any(has_words) => whisper(segments, words, value),
        (segments, Some(words)) => words_beside(words, segments.map_or(&[], Vec::as_slice), value),
        (Some(segments), None) if !segments.is_empty() => whisper(segments, None, value),
        (_, None) => match turns_in(value) {
            Some(items) => Ok(turns(items, value)),
            None => text_alone(value, object),
        },
    }
}

/// The list of sentences or turns in `value`, also one or two wrappers deep.
fn turns_in(value: &Value) -> Option<&Vec<Value>> {
    let here = TURNS.iter().filter_map(|key| list(value, key)).find(|items| items.iter().any(is_turn));
    here.or_else(|| WRAPPERS.iter().filter_map(|key| value.get(key)).find_map(turns_in))
}

/// Something said, and when or by whom.
fn is_turn(value: &Value) -> bool {
    text(value, &TEXT_OF_TURN).is_some() && (first(value, &START).is_some() || speaker(value).is_some())
}

fn turns(items: &[Value], top: &Value) -> Parsed {
    let segments = items.iter().filter_map(|item| {
        let said = text(item, &TEXT_OF_TURN)?;
        Some(Segment { speaker: speaker(item), ..Segment::of_text(said, times(item)) })
    });
    Parsed { format: "JSON of sentences", language: language(top), segments: segments.collect() }
}

/// An object with a word in it, as opposed to a segment.
fn is_word(value: &Value) -> bool {
    value.get("word").is_some_and(Value::is_string)
}

fn segment_words(segment: &Value) -> Option<&Vec<Value>> {
    match segment {
        Value::Object(_) => list(segment, "words"),
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

fn has_timestamp(chunk: &Value) -> bool {
    chunk.get("timestamp").is_some_and(Value::is_array)
}

/// Segments with or without words.
fn whisper(items: &[Value], words: Option<&Vec<Value>>, top: &Value) -> Result<Parsed, TranscriptProblem> {
    let mut segments = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let (text, times) = text_and_times(item, || format!("segment {}", index + 1))?;
        match segment_words(item) {
            Some(words) => {
                let named = speaker(item);
                let pieces = pieces(words)?.into_iter().map(|(own, piece)| (own.or_else(|| named.clone()), piece));
                segments.extend(cues::by_speaker(pieces, times));
            }
            None => segments.push(Segment { speaker: speaker(item), ..Segment::of_text(text, times) }),
        }
    }
    let first_word = items.iter().find_map(segment_words).or(words).and_then(|words| words.first());
    Ok(Parsed { format: program(top, first_word), language: language(top), segments })
}

/// Words in a list of their own: theirs are the times, punctuation is that of the text beside them.
fn words_beside(words: &[Value], segments: &[Value], top: &Value) -> Result<Parsed, TranscriptProblem> {
    let mut pieces = pieces(words)?;
    let in_segments: Vec<&str> = segments.iter().filter_map(|segment| text(segment, &["text"])).collect();
    let written = match in_segments.is_empty() {
        true => text(top, &["text"]).unwrap_or_default().to_owned(),
        false => in_segments.join(" "),
    };
    punctuate(pieces.iter_mut().map(|(_, piece)| piece), &written);
    let segments = cues::by_speaker(pieces, Times::default());
    Ok(Parsed { format: program(top, words.first()), language: language(top), segments })
}

/// Only a text, as OpenAI's service answers when not asked for times.
fn text_alone(top: &Value, object: &Object) -> Result<Parsed, TranscriptProblem> {
    let is_known = ["segments", "words", "chunks"].iter().any(|key| object.get(*key).is_some_and(Value::is_array));
    let Some(text) = text(top, &["text"]).or(is_known.then_some("")) else {
        let keys: Vec<&str> = object.keys().map(String::as_str).take(4).collect();
        let keys = if keys.is_empty() { "nothing".to_owned() } else { cues::excerpt([keys.join(", ").as_str()]) };
        return Err(unparsable(format!(
            "JSON of no form it knows, with {keys} in it, without segments, words or text"
        )));
    };
    let segments = text.lines().map(|line| Segment::of_text(line, Times::default())).collect();
    Ok(Parsed { format: program(top, None), language: language(top), segments })
}

/// Of transformers and insanely-fast-whisper; with `return_timestamps="word"` each chunk is a word.
fn hugging_face(top: &Value, chunks: &[Value]) -> Result<Parsed, TranscriptProblem> {
    let mut segments = Vec::with_capacity(chunks.len());
    for (index, chunk) in chunks.iter().enumerate() {
        let Some(text) = text(chunk, &["text"]) else {
            return Err(unparsable(format!("JSON, chunk {} has no text", index + 1)));
        };
        let time = |at| seconds(chunk.get("timestamp").and_then(|pair| pair.get(at)));
        let times = Times { start_s: time(0), end_s: time(1) };
        segments.push(Segment { speaker: speaker(chunk), ..Segment::of_text(text, times) });
    }
    let single = |segment: &Segment| segment.pieces[0].text.split_whitespace().nth(1).is_none();
    let format = "Hugging Face JSON";
    if segments.len() > 1 && segments.iter().all(single) {
        let words = segments.into_iter().flat_map(|segment| {
            segment.pieces.into_iter().map(move |piece| (segment.speaker.clone(), TimedText { is_word: true, ..piece }))
        });
        segments = cues::by_speaker(words.collect::<Vec<_>>(), Times::default());
    }
    Ok(Parsed { format, language: language(top), segments })
}

/// The words of one list with their speakers, put together where they are tokens.
fn pieces(words: &[Value]) -> Result<Vec<(Option<String>, TimedText)>, TranscriptProblem> {
    let mut pieces = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        pieces.push((speaker(word), piece(word, index)?));
    }
    if !are_tokens(pieces.iter().map(|(_, piece)| piece)) {
        return Ok(pieces);
    }
    let mut joined: Vec<(Option<String>, TimedText)> = Vec::new();
    for (speaker, words) in cues::by_speaker(pieces, Times::default()).into_iter().map(|s| (s.speaker, s.pieces)) {
        joined.extend(join(words).into_iter().map(|word| (speaker.clone(), word)));
    }
    Ok(joined)
}

/// Whether the words of a segment still carry their tokens' leading spaces, so that one without continues a word; or
/// are cut within a character, which only tokens are.
fn are_tokens<'a>(words: impl Iterator<Item = &'a TimedText> + Clone) -> bool {
    let spaced = words.clone().filter(|word| word.text.starts_with(' ')).count();
    let whole = words.clone().filter(|word| !word.text.starts_with(continues_character)).count();
    spaced > whole / 2 || words.into_iter().any(|word| word.text.starts_with(continues_character))
}

fn piece(value: &Value, index: usize) -> Result<TimedText, TranscriptProblem> {
    let (text, times) = text_and_times(value, || format!("word {}", index + 1))?;
    let probability = match value {
        Value::Array(fields) => probability(fields.iter().skip_while(|f| !f.is_string()).nth(1)),
        _ => probability(first(value, &["probability", "score", "confidence"])),
    };
    Ok(TimedText { text, times, probability, is_word: true })
}

/// Text and times of a segment or a word, whether object or tuple. In the tuples of every faster-whisper version the
/// text follows start and end.
fn text_and_times(value: &Value, place: impl Fn() -> String) -> Result<(String, Times), TranscriptProblem> {
    let (text, times) = match value {
        Value::Object(_) => (first(value, &["word", "text"]), times(value)),
        Value::Array(fields) => {
            let at = fields.iter().position(Value::is_string).filter(|&at| at >= 2);
            let time = |back: usize| seconds(at.and_then(|i| fields.get(i - back)));
            (at.and_then(|i| fields.get(i)), Times { start_s: time(2), end_s: time(1) })
        }
        _ => (None, Times::default()),
    };
    let Some(text) = text.and_then(Value::as_str) else {
        return Err(unparsable(format!("JSON, {} has no text", place())));
    };
    Ok((text.to_owned(), times))
}

/// When an object is said: from when to when, or from when and for how long.
fn times(value: &Value) -> Times {
    let start_s = seconds(first(value, &START));
    let duration_s = || Some(start_s? + seconds(first(value, &["duration", "dur"]))?);
    Times { start_s, end_s: seconds(first(value, &END)).or_else(duration_s) }
}

fn language(top: &Value) -> Option<String> {
    let keys = ["language", "language_code", "detected_language"];
    let named = text(top, &keys).or_else(|| text(top.get("info")?, &keys));
    named.map(str::to_owned)
}

/// The program that wrote it, by the names it uses.
fn program(top: &Value, first_word: Option<&Value>) -> &'static str {
    let word_has = |key: &str| first_word.is_some_and(|word| word.get(key).is_some());
    if word_has("confidence") {
        "whisper-timestamped JSON"
    } else if word_has("score") || top.get("word_segments").is_some() {
        "WhisperX JSON"
    } else if top.get("text").is_some() {
        "openai-whisper JSON"
    } else {
        "faster-whisper JSON"
    }
}
