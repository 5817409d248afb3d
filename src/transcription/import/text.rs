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
    let start = text.trim_start().chars().take(16).collect::<String>().to_lowercase();
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
    // One line proves nothing: "9:30 is when I start."
    if timed > 1 && timed as f64 > most {
        return Err(unparsable("its lines carry times in a form of their own".to_owned()));
    }
    Ok(())
}

/// A clock time in front, or two decimals as the first or last fields.
fn has_times(line: &str) -> bool {
    let fields: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || ",;|[]()<>".contains(c)).filter(|field| !field.is_empty()).collect();
    let figures = |field: &str, mark: char| {
        field.split_once(mark).is_some_and(|(before, after)| {
            before.bytes().all(|b| b.is_ascii_digit())
                && after.starts_with(|c: char| c.is_ascii_digit())
                && after.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
        })
    };
    match fields.as_slice() {
        [first, ..] if figures(first, ':') => true,
        [a, b, _, ..] | [_, .., a, b] if figures(a, '.') && figures(b, '.') => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_refused_and_figures_in_talk_are_not() {
        for table in [
            "0.38\t2.76\tSo\n3.0\t4.0\tmy\n",
            "[00:12.0]So\n[00:15.3]my\n",
            "0:00 So\n0:03 my\n",
            "So;1.5;2.5\nmy;2.5;3.5\n",
        ] {
            assert!(parse(table).is_err(), "{table}");
        }
        for talk in
            ["From 2019 2020", "9:30 is when I start.", "Ratio 1.5 2.5", "9:30 is early.\nI start then.\nReally."]
        {
            assert!(parse(talk).is_ok(), "{talk}");
        }
    }
}
