//! What whisper.cpp writes in forms of its own: JSON (`-oj`, with tokens `-ojf`) and the script of its karaoke video
//! (`-owts`).

use serde_json::Value;

use super::TranscriptProblem;
use crate::types::Seconds;

use super::cues::{Parsed, Segment, TimedText, Times, unparsable};
use super::json::{list, probability, seconds, speaker};
use super::words::join;

const MS_PER_S: f64 = 1000.0;

/// Reads `{result: {language}, transcription[] {offsets, text, tokens[] {text, offsets, p}}}`; `None` for other JSON.
pub fn read(top: &Value) -> Option<Result<Parsed, TranscriptProblem>> {
    let items = top.get("transcription")?.as_array()?;
    Some(segments(items).map(|(format, segments)| {
        let language = top.pointer("/result/language").and_then(Value::as_str).map(str::to_owned);
        Parsed { format, language, segments }
    }))
}

fn segments(items: &[Value]) -> Result<(&'static str, Vec<Segment>), TranscriptProblem> {
    let mut format = "whisper.cpp JSON";
    let mut segments = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let times = offsets(item);
        let mut segment = match list(item, "tokens") {
            Some(tokens) => {
                format = "whisper.cpp full JSON";
                Segment { times, speaker: None, pieces: words(tokens)? }
            }
            None => Segment::of_text(text(item, || format!("segment {}", index + 1))?, times),
        };
        segment.speaker = speaker(item);
        segments.push(segment);
    }
    Ok((format, segments))
}

fn text(item: &Value, place: impl Fn() -> String) -> Result<&str, TranscriptProblem> {
    item.get("text").and_then(Value::as_str).ok_or_else(|| unparsable(format!("JSON, {} has no text", place())))
}

fn offsets(item: &Value) -> Times {
    let at = |pointer| seconds(item.pointer(pointer)).map(|ms: Seconds| ms / MS_PER_S);
    Times { start_s: at("/offsets/from"), end_s: at("/offsets/to") }
}

fn words(items: &[Value]) -> Result<Vec<TimedText>, TranscriptProblem> {
    let mut tokens = Vec::with_capacity(items.len());
    for item in items {
        let text = text(item, || "a token".to_owned())?;
        if !is_special(text) {
            let (times, probability) = (offsets(item), probability(item.get("p")));
            tokens.push(TimedText { text: text.to_owned(), times, probability, is_word: true });
        }
    }
    Ok(join(tokens))
}

/// "[_BEG_]", "[_TT_150]", "<|endoftext|>": marks of the decoder, not of the talk.
fn is_special(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with("[_") && text.ends_with(']')) || (text.starts_with("<|") && text.ends_with("|>"))
}

/// Reads the script of `-owts`, which draws each token while it is spoken; `None` for other text.
pub fn read_script(text: &str) -> Option<Parsed> {
    const DRAWN: &str = "drawtext=";
    if !text.contains(DRAWN) || !text.contains("between(t,") {
        return None;
    }
    let mut segments: Vec<Segment> = Vec::new();
    for drawn in text.split(DRAWN).skip(1) {
        let Some((times, shown)) = between(drawn).zip(quoted(drawn, "text='")) else { continue };
        let is_new = shown.is_empty();
        // The token stands between paddings and a cursor; what is underlined has none.
        let token = shown.split_once("> ").map_or(shown, |(_, token)| token).trim_start_matches("\\ ");
        if is_new {
            segments.push(Segment::default());
        } else if let (Some(segment), Some(token)) = (segments.last_mut(), token.split_once('|'))
            && drawn.contains("fontcolor=lightgreen")
            && !is_special(token.0)
        {
            let text = token.0.replace("\\\"", "\"").replace('\u{2019}', "'");
            segment.pieces.push(TimedText { text, times, is_word: true, probability: None });
        }
    }
    for segment in &mut segments {
        segment.pieces = join(std::mem::take(&mut segment.pieces));
    }
    Some(Parsed { format: "whisper.cpp's karaoke script", language: None, segments })
}

/// The times of "…enable='between(t,0.32,0.56)'…".
fn between(drawn: &str) -> Option<Times> {
    let (start, rest) = drawn.split_once("between(t,")?.1.split_once(',')?;
    let end = rest.split_once(')')?.0;
    Some(Times::new(start.parse().ok()?, end.parse().ok()?))
}

/// What stands between `name`, which ends with a quote, and the next quote.
fn quoted<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    Some(text.split_once(name)?.1.split_once('\'')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_karaoke_script_is_read_token_by_token() {
        let at = |text: &str, from: f64, to: f64| {
            format!(
                "drawtext=fontfile='x.ttf':fontsize=24:fontcolor=lightgreen:x=(w-text_w)/2+8:y=h/2:text='{text}':enable='between(t,{from},{to})'"
            )
        };
        let drawn = [
            "drawtext=fontfile='x.ttf':fontcolor=gray:text='':enable='between(t,0,0)'".to_owned(),
            "drawtext=fontfile='x.ttf':fontcolor=gray:text='>  So, I’m in':enable='between(t,0,2)'".to_owned(),
            at("> [_BEG_]|\\ \\ ", 0.0, 0.0),
            at(">  So|\\ \\ \\ ", 0.1, 0.4),
            at("> \\ \\ \\ ,|\\ ", 0.4, 0.5),
            at("> \\ \\ \\ \\  I|\\ \\ ", 0.5, 0.6),
            at("> \\ \\ \\ \\ \\ \\ ’m|", 0.6, 0.8),
            at("\\ \\ __\\ \\ ", 0.6, 0.8),
        ];
        let script = format!("#!/bin/bash\n\nffmpeg -i a.wav -f lavfi -vf \"{}\" a.mp4\n", drawn.join(","));
        let parsed = read_script(&script).unwrap();
        let words: Vec<_> = parsed.segments[0].pieces.iter().map(|p| (p.text.trim(), p.times)).collect();
        assert_eq!(words, [("So,", Times::new(0.1, 0.4)), ("I'm", Times::new(0.5, 0.8))]);
        assert!(read_script("So, drawtext= is an option.").is_none());
    }
}
