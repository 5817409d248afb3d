//! One screen at 80 columns: the verdict, where things happened, what to change, what worked, the numbers.

mod content;
mod gauge;
pub(super) mod numbers;
mod strip;
pub(super) mod text;
mod tightened;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{FormatSpec, Page, Renderer};
use crate::coaching::{Texts, format_clock, texts_for};
use crate::types::{Advice, AdviceKind, Analysis};
use text::Paragraph;
pub use text::printable;

/// Left margin of everything.
pub(super) const MARGIN: usize = 2;
/// Lines longer than this are hard to read, whatever the window.
pub(super) const WIDEST: usize = 100;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const ACCENT: Style = AnsiColor::Cyan.on_default();
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const WARN: Style = AnsiColor::Yellow.on_default();

pub struct Terminal;

impl Renderer for Terminal {
    fn spec(&self) -> &'static FormatSpec {
        &FormatSpec { id: "text", title: "one screen for people", one_document: false }
    }

    fn render(&self, analyses: &[Analysis], page: &Page, out: &mut dyn Write) -> io::Result<()> {
        let width = page.width.min(WIDEST);
        for analysis in analyses {
            // The report speaks the language of the answer.
            let texts = texts_for(&analysis.transcript.language);
            writeln!(out)?;
            heading(analysis, &page.labels, width, out)?;
            strip::write(analysis, texts, width, out)?;
            changes(&analysis.advice, texts, width, out)?;
            worked(&analysis.advice, texts, width, out)?;
            content::write(analysis, texts, width, out)?;
            numbers::write(analysis, texts, width, out)?;
            if page.tightened {
                tightened::write(analysis, texts, width, out)?;
            }
        }
        Ok(())
    }
}

/// File, question, model and what was written on the run; the verdict; what to know before the numbers.
fn heading(analysis: &Analysis, labels: &[String], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let file = std::path::Path::new(&analysis.recording.path);
    let name = match file.file_name() {
        Some(name) if analysis.recording.path != "-" => name.to_string_lossy().into_owned(),
        _ => "standard input".to_owned(),
    };
    let mut parts = vec![name];
    parts.extend(analysis.question.title.clone());
    parts.extend(analysis.provenance.transcript_source.clone());
    parts.extend_from_slice(labels);
    Paragraph::new(width, MARGIN).style(DIM).write(&text::printable(&parts.join(" · ")), out)?;
    writeln!(out)?;
    Paragraph::new(width, MARGIN).style(BOLD).write(&analysis.verdict, out)?;
    for notice in &analysis.notices {
        Paragraph::new(width, MARGIN).lead("! ", WARN).write(&notice.text, out)?;
    }
    writeln!(out)
}

fn changes(advice: &[Advice], texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let changes: Vec<&Advice> = advice.iter().filter(|a| a.kind == AdviceKind::Change).collect();
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{:MARGIN$}{BOLD}{}{BOLD:#}", "", texts.word("For the next take"))?;
    for (number, advice) in (1..).zip(changes) {
        let lead = format!("{number}  ");
        let mut body = text::printable(&advice.observed);
        body.push_str(&proofs(advice));
        for part in [&advice.why, &advice.next_take].into_iter().flatten() {
            body.push(' ');
            body.push_str(part);
        }
        Paragraph::new(width, MARGIN).lead(&lead, ACCENT).title(&advice.title).write(&body, out)?;
    }
    writeln!(out)
}

/// The places that prove it, where the sentence does not name them itself: ` 0:31 "responsible for … the", 0:52.`
fn proofs(advice: &Advice) -> String {
    let places: Vec<String> = advice
        .evidence
        .iter()
        .filter_map(|e| Some(format!("{} \"{}\"", format_clock(e.span?.start_s), text::printable(e.quote.as_deref()?))))
        .take(3)
        .collect();
    let told = places.iter().any(|place| advice.observed.contains(place.as_str()));
    if places.is_empty() || told { String::new() } else { format!(" {}.", places.join(", ")) }
}

fn worked(advice: &[Advice], texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut body = Vec::new();
    for advice in advice.iter().filter(|a| a.kind == AdviceKind::Worked) {
        body.push(text::printable(&advice.observed));
    }
    if body.is_empty() {
        return Ok(());
    }
    let lead = format!("{:9}", texts.word("Worked"));
    Paragraph::new(width, MARGIN).lead(&lead, GOOD).write(&body.join(" "), out)?;
    writeln!(out)
}
