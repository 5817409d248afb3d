//! Plain text: words without times, a segment per line. Text that plainly is something else is refused.

use crate::error::TranscriptProblem;
use crate::thresholds::Thresholds;

use super::json::unparsable;
use super::segments::{Parsed, Piece, Segment, Times};

/// Reads plain text.
pub fn parse(text: &str) -> Result<Parsed, TranscriptProblem> {
    refuse_markup(text)?;
    refuse_table(text)?;
    let line = |(index, line): (usize, &str)| Segment {
        times: Times::default(),
        pieces: vec![Piece { text: line.to_owned(), place: format!("line {}", index + 1), ..Piece::default() }],
    };
    Ok(Parsed { format: "plain text", language: None, segments: text.lines().enumerate().map(line).collect() })
}

fn refuse_markup(text: &str) -> Result<(), TranscriptProblem> {
    let start = text.trim_start().get(..16).unwrap_or(text.trim_start()).to_lowercase();
    let other = [
        ("{\\rtf", "a rich text document"),
        ("<?xml", "XML"),
        ("<tt", "TTML"),
        ("<!doctype", "a web page"),
        ("<html", "a web page"),
        ("[script info]", "ASS subtitles"),
        ("%pdf", "a PDF"),
    ];
    match other.iter().find(|(mark, _)| start.starts_with(mark)) {
        Some((_, name)) => Err(unparsable(format!("it is {name}"))),
        None => Ok(()),
    }
}

/// Tables and lyrics carry times in their lines; read as text, these would count as words.
fn refuse_table(text: &str) -> Result<(), TranscriptProblem> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let timed = lines.iter().filter(|line| has_times(line)).count();
    let most = Thresholds::built_in().cutoff("transcript_timed_line_share_max") * lines.len() as f64;
    if timed > 0 && timed as f64 > most {
        return Err(unparsable("its lines carry times in a form of their own".to_owned()));
    }
    Ok(())
}

/// A clock time in front, or two numbers as the first or last fields.
fn has_times(line: &str) -> bool {
    let fields: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || ",;|[]()<>".contains(c)).filter(|field| !field.is_empty()).collect();
    let number = |field: &&str| {
        field.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && field.contains(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    };
    let clock = |field: &&str| {
        field.contains(':')
            && field.bytes().all(|b| b.is_ascii_digit() || b == b':' || b == b'.')
            && !field.ends_with(':')
    };
    match fields.as_slice() {
        [first, ..] if clock(first) => true,
        [a, b, _, ..] if number(a) && number(b) => true,
        [_, .., a, b] if number(a) && number(b) => true,
        _ => false,
    }
}
