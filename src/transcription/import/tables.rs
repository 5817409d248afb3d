//! Tables of segments or words: openai-whisper's TSV (start and end in milliseconds, text) and whisper-timestamped's
//! CSV (text, start and end in seconds, no header).

use crate::error::TranscriptProblem;
use crate::types::Seconds;

use super::json::unparsable;
use super::segments::{Parsed, Piece, Segment, Times};

const TSV_HEADER: &str = "start\tend\ttext";
const MS_PER_S: f64 = 1000.0;

/// The rows of `text` when it is one of the two tables.
pub fn parse(text: &str) -> Option<Result<Parsed, TranscriptProblem>> {
    if text.lines().next().map(str::trim_end) == Some(TSV_HEADER) {
        return Some(tsv(text));
    }
    csv(text).map(Ok)
}

fn tsv(text: &str) -> Result<Parsed, TranscriptProblem> {
    let row = |(index, line): (usize, &str)| {
        let place = format!("line {}", index + 1);
        let mut fields = line.splitn(3, '\t');
        let mut ms = || fields.next()?.trim().parse::<Seconds>().ok().map(|ms| ms / MS_PER_S);
        match (ms(), ms(), fields.next()) {
            (Some(start_s), Some(end_s), Some(text)) => Ok(segment(text.to_owned(), start_s, end_s, place)),
            _ => Err(unparsable(format!("{place} is not start, end and text with tabs between"))),
        }
    };
    let segments = lines(text).skip(1).map(row).collect::<Result<_, _>>()?;
    Ok(Parsed { format: "TSV", language: None, segments })
}

/// `None` unless every line is a row: text may hold commas and figures, so one that is not makes it no table.
fn csv(text: &str) -> Option<Parsed> {
    let row = |(index, line): (usize, &str)| {
        let mut fields = line.rsplitn(3, ',');
        let (end_s, start_s) = (decimal(fields.next()?)?, decimal(fields.next()?)?);
        let text = fields.next()?;
        let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let text = bare.map_or_else(|| text.to_owned(), |quoted| quoted.replace("\"\"", "\""));
        Some(segment(text, start_s, end_s, format!("line {}", index + 1)))
    };
    let segments: Vec<Segment> = lines(text).map(row).collect::<Option<_>>()?;
    (!segments.is_empty()).then_some(Parsed { format: "CSV", language: None, segments })
}

/// "0.38": Python writes every time with its point, people write a list "1,2" without.
fn decimal(field: &str) -> Option<Seconds> {
    let plain = field.contains('.') && field.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'e'));
    plain.then(|| field.parse().ok())?
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
}

fn segment(text: String, start_s: Seconds, end_s: Seconds, place: String) -> Segment {
    let times = Times::new(start_s, end_s);
    Segment { times, pieces: vec![Piece { text, times, place, ..Piece::default() }] }
}
