//! What was said: the parts of conciseness, the parts of the answer, the points of the notes, the close.

use std::io::{self, Write};

use super::text::{Paragraph, clock, printable};
use super::{DIM, MARGIN};
use crate::coaching::Texts;
use crate::types::{Analysis, ClosingKind, Span};

/// Columns of the words before each line.
const LEAD: usize = 10;

pub fn write(analysis: &Analysis, texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let content = &analysis.content;
    let at = |span: Option<Span>| span.map(|span| format!(" {}", clock(span.start_s.floor()))).unwrap_or_default();
    let mut line = |lead: &str, text: String| -> io::Result<()> {
        let lead = format!("{:LEAD$}", texts.word(lead));
        Paragraph::new(width, MARGIN).lead(&lead, DIM).write(&printable(&text), out)
    };
    let mut written = false;
    if let Some(score) = analysis.value("rambling_score") {
        let said: Vec<&str> = content.conciseness.iter().filter_map(|part| part.said.as_deref()).collect();
        let text = format!("{score:.0}/100, {}: {}.", texts.word("a rule of thumb"), said.join("; "));
        line("rambling", text)?;
        written = true;
    }
    if !content.shape.is_empty() {
        let part = |part: &crate::types::ShapePart| {
            let place = if part.quote.is_some() { at(part.span) } else { " –".to_owned() };
            format!("{}{place}", texts.word(&part.part))
        };
        line("parts", content.shape.iter().map(part).collect::<Vec<_>>().join(" · "))?;
        written = true;
    }
    if !content.points.is_empty() {
        let covered = content.points.iter().filter(|point| point.covered);
        let mut made: Vec<_> = covered.collect();
        made.sort_by(|a, b| start_s(a.span).total_cmp(&start_s(b.span)));
        let made: Vec<String> = made.iter().map(|point| format!("{}{}", point.point, at(point.span))).collect();
        let missed: Vec<&str> = content.points.iter().filter(|p| !p.covered).map(|p| p.point.as_str()).collect();
        let missed = if missed.is_empty() {
            String::new()
        } else {
            format!("; {}: {}", texts.word("missed"), missed.join(" · "))
        };
        let count = content.points.len();
        line("points", format!("{}/{count}: {}{missed}", made.len(), made.join(" · ")))?;
        written = true;
    }
    if let Some(closing) = content.closing.as_ref().filter(|_| analysis.value("trailing_close_count").is_some()) {
        let kind = match closing.kind {
            ClosingKind::Strong => "strong",
            ClosingKind::Plain => "plain",
            ClosingKind::Trailing => "trailing",
        };
        line("close", format!("{},{} \"{}\"", texts.word(kind), at(closing.span), closing.quote))?;
        written = true;
    }
    if written { writeln!(out) } else { Ok(()) }
}

fn start_s(span: Option<Span>) -> f64 {
    span.map_or(f64::INFINITY, |span| span.start_s)
}
