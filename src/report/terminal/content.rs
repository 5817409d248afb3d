//! What was said: how concise it was, the parts of the answer and its close, the points of the notes.

use std::io::{self, Write};

use super::text::{Paragraph, printable};
use super::{DIM, MARGIN};
use crate::coaching::Texts;
use crate::format;
use crate::types::{Analysis, ClosingKind, Content, Span};

/// Columns of the words before each line.
const LEAD: usize = 10;

pub fn write(analysis: &Analysis, texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let content = &analysis.content;
    let lines = [
        ("rambling", analysis.value("rambling_score").and_then(|_| conciseness(content))),
        (
            if content.shape.is_empty() { "end" } else { "parts" },
            parts(content, analysis.value("trailing_close_count").is_some(), texts),
        ),
        ("points", (!content.points.is_empty()).then(|| points(content, texts))),
    ];
    if lines.iter().any(|(_, text)| text.is_some()) {
        writeln!(out)?;
    }
    for (lead, text) in lines.into_iter().filter_map(|(lead, text)| Some((lead, text?))) {
        let lead = format!("{:LEAD$}", texts.word(lead));
        Paragraph::new(width, MARGIN).lead(&lead, DIM).write(&printable(&text), out)?;
    }
    Ok(())
}

/// What the score comes from. The number itself would be one more that nobody can act on: it stays in the JSON.
fn conciseness(content: &Content) -> Option<String> {
    let counted = content.conciseness.iter().filter(|part| part.points > Some(0.0));
    let said: Vec<&str> = counted.filter_map(|part| part.said.as_deref()).collect();
    (!said.is_empty()).then(|| format!("{}.", said.join(". ")))
}

fn parts(content: &Content, ends: bool, texts: &Texts) -> Option<String> {
    let mut parts = Vec::new();
    for part in &content.shape {
        let place = if part.quote.is_some() { at(part.span) } else { " –".to_owned() };
        parts.push(format!("{}{place}", texts.part(&part.part)));
    }
    if let Some(closing) = content.closing.as_ref().filter(|_| ends) {
        let kind = match closing.kind {
            ClosingKind::Strong => "strong close",
            ClosingKind::Plain => "plain close",
            ClosingKind::Trailing => "trailing close",
        };
        parts.push(format!("{}{}", texts.word(kind), at(closing.span)));
    }
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Those made, in the order in which they were, then those missed.
fn points(content: &Content, texts: &Texts) -> String {
    let (mut made, missed): (Vec<_>, Vec<_>) = content.points.iter().partition(|point| point.covered);
    made.sort_by(|a, b| start_s(a.span).total_cmp(&start_s(b.span)));
    let said = made.iter().map(|point| format!("{}{}", point.point, at(point.span))).collect::<Vec<_>>().join(" · ");
    let left_out = missed.iter().map(|point| point.point.as_str()).collect::<Vec<_>>().join(" · ");
    let missed = if missed.is_empty() { String::new() } else { format!("{}: {left_out}", texts.word("missed")) };
    let lists = [said, missed].into_iter().filter(|list| !list.is_empty()).collect::<Vec<_>>().join("; ");
    format!("{}/{}: {lists}", made.len(), content.points.len())
}

fn at(span: Option<Span>) -> String {
    span.map(|span| format!(" {}", format::clock(span.start_s))).unwrap_or_default()
}

fn start_s(span: Option<Span>) -> f64 {
    span.map_or(f64::INFINITY, |span| span.start_s)
}
