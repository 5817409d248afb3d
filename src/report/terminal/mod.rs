//! The report on a terminal: one screen of 80 columns and 24 rows, or everything.

mod content;
mod gauge;
pub(super) mod numbers;
mod screen;
mod strip;
pub(super) mod text;
mod tightened;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{FormatSpec, Renderer, ReportOptions};
use crate::coaching::{Texts, texts_for};
use crate::format;
use crate::report::retell::in_language;
use crate::types::{Advice, AdviceKind, Analysis};
use text::Paragraph;
pub use text::printable;

/// Left margin of everything.
pub(super) const MARGIN: usize = 2;
/// Places behind one piece of advice.
const MOST_PROOFS: usize = 3;
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

    fn render(&self, analyses: &[Analysis], options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
        let width = options.width.min(WIDEST);
        let texts = texts_for(&options.language);
        for analysis in analyses {
            let analysis = in_language(analysis, &options.language);
            if options.full {
                everything(&analysis, texts, width, options, out)?;
            } else {
                screen::write(&analysis, texts, width, options, out)?;
            }
            if options.tightened {
                writeln!(out)?;
                tightened::write(&analysis, texts, width, out)?;
            }
        }
        Ok(())
    }
}

/// All that was found, part by part.
fn everything(
    analysis: &Analysis,
    texts: &Texts,
    width: usize,
    options: &ReportOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out)?;
    heading(analysis, texts, &options.labels, width, out)?;
    writeln!(out)?;
    verdict(analysis, width, out)?;
    writeln!(out)?;
    strip::write(analysis, texts, width, out)?;
    changes(&analysis.advice, texts, width, out)?;
    worked(&analysis.advice, texts, width, out)?;
    content::write(analysis, texts, width, out)?;
    numbers::write(analysis, texts, width, out)?;
    let lines = [&options.below.goals, &options.below.against];
    if lines.iter().any(|line| line.is_some()) {
        writeln!(out)?;
    }
    lines.into_iter().flatten().try_for_each(|line| Paragraph::new(width, MARGIN).write(&printable(line), out))
}

/// File, question, model and what was written on the run.
fn heading(analysis: &Analysis, texts: &Texts, labels: &[String], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let file = std::path::Path::new(&analysis.recording.path);
    let name = match file.file_name() {
        Some(name) if analysis.recording.path != "-" => name.to_string_lossy().into_owned(),
        _ => texts.word("standard input").to_owned(),
    };
    let mut parts = vec![name];
    parts.extend(analysis.question.title.clone());
    parts.extend(analysis.provenance.transcript_source.clone());
    parts.extend_from_slice(labels);
    Paragraph::new(width, MARGIN).style(DIM).write(&printable(&parts.join(" · ")), out)
}

/// The verdict, and what to know before the numbers.
fn verdict(analysis: &Analysis, width: usize, out: &mut dyn Write) -> io::Result<()> {
    Paragraph::new(width, MARGIN).style(BOLD).write(&analysis.verdict, out)?;
    let mut notices = analysis.notices.iter();
    notices.try_for_each(|notice| Paragraph::new(width, MARGIN).lead("! ", WARN).write(&printable(&notice.text), out))
}

fn changes(advice: &[Advice], texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let changes: Vec<&Advice> = advice.iter().filter(|a| a.kind == AdviceKind::Change).collect();
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{:MARGIN$}{BOLD}{}{BOLD:#}", "", texts.word("For the next take"))?;
    for (number, advice) in (1..).zip(changes) {
        let lead = format!("{number}  ");
        let mut body = printable(&advice.observed);
        body.push_str(&proofs(advice));
        for part in [&advice.why, &advice.next_take].into_iter().flatten() {
            body.push(' ');
            body.push_str(part);
        }
        Paragraph::new(width, MARGIN).lead(&lead, ACCENT).title(&advice.title).write(&body, out)?;
    }
    Ok(())
}

/// The places that prove it, where the sentence does not name them itself: ` 0:31 "responsible for … the", 0:52.`
fn proofs(advice: &Advice) -> String {
    let places: Vec<String> = advice
        .evidence
        .iter()
        .filter_map(|e| {
            Some(format!("{} {}", format::clock(e.span?.start_s), format::quoted(&printable(e.quote.as_deref()?))))
        })
        .collect();
    let told = places.iter().any(|place| advice.observed.contains(place.as_str()));
    let named = &places[..places.len().min(MOST_PROOFS)];
    if named.is_empty() || told { String::new() } else { format!(" {}.", named.join(", ")) }
}

fn worked(advice: &[Advice], texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let praised = advice.iter().filter(|a| a.kind == AdviceKind::Worked);
    let body: Vec<String> = praised.map(|advice| printable(&advice.observed)).collect();
    if body.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let lead = format!("{}  ", texts.word("Worked"));
    Paragraph::new(width, MARGIN).lead(&lead, GOOD).write(&body.join(" "), out)
}
