//! Markdown for notes: the verdict, what to change, the numbers, the words.

use std::io::{self, Write};

use super::terminal::numbers::{figure, range};
use super::terminal::text::printable;
use super::{FormatSpec, Renderer, ReportOptions};
use crate::coaching::{Texts, texts_for};
use crate::format;
use crate::measures::MEASURES;
use crate::report::retell::in_language;
use crate::types::{Advice, AdviceKind, Analysis};

pub struct Markdown;

impl Renderer for Markdown {
    fn spec(&self) -> &'static FormatSpec {
        &FormatSpec { id: "markdown", title: "Markdown for notes", one_document: false }
    }

    fn render(&self, analyses: &[Analysis], options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
        for analysis in analyses {
            let texts = texts_for(&options.language);
            let analysis = &in_language(analysis, &options.language);
            writeln!(out, "# {}\n", plain(&analysis.verdict))?;
            let about = [&Some(analysis.recording.path.clone()), &analysis.question.title];
            let about: Vec<String> =
                about.into_iter().flatten().chain(&options.labels).map(|part| plain(part)).collect();
            writeln!(out, "{}\n", about.join(" · "))?;
            for notice in &analysis.notices {
                writeln!(out, "> {}\n", plain(&notice.text))?;
            }
            changes(&analysis.advice, texts, out)?;
            worked(&analysis.advice, texts, out)?;
            numbers(analysis, texts, out)?;
            words(analysis, options.tightened, texts, out)?;
        }
        Ok(())
    }
}

fn changes(advice: &[Advice], texts: &Texts, out: &mut dyn Write) -> io::Result<()> {
    let changes: Vec<&Advice> = advice.iter().filter(|a| a.kind == AdviceKind::Change).collect();
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {}\n", texts.word("For the next take"))?;
    for (number, advice) in (1..).zip(changes) {
        let mut line = format!("{number}. **{}** {}", plain(&advice.title), plain(&advice.observed));
        for part in [&advice.why, &advice.next_take].into_iter().flatten() {
            line.push(' ');
            line.push_str(&plain(part));
        }
        writeln!(out, "{line}")?;
        for evidence in &advice.evidence {
            if let (Some(span), Some(quote)) = (evidence.span, &evidence.quote) {
                writeln!(out, "   - {} “{}”", format::clock(span.start_s), plain(quote))?;
            }
        }
    }
    writeln!(out)
}

fn worked(advice: &[Advice], texts: &Texts, out: &mut dyn Write) -> io::Result<()> {
    let worked: Vec<String> =
        advice.iter().filter(|a| a.kind == AdviceKind::Worked).map(|a| format!("- {}", plain(&a.observed))).collect();
    if worked.is_empty() { Ok(()) } else { writeln!(out, "## {}\n\n{}\n", texts.word("Worked"), worked.join("\n")) }
}

/// Those of the one-screen report, as a table.
fn numbers(analysis: &Analysis, texts: &Texts, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| | | | |\n|---|---|---|---|")?;
    for spec in MEASURES.iter().filter(|spec| spec.on_screen) {
        let Some(measurement) = analysis.measurement(spec.id) else { continue };
        let title = texts.word(spec.title);
        match measurement.value {
            Some(value) => {
                let band = measurement.band.as_ref();
                let target = band.map(|band| range(band, measurement.unit, texts)).unwrap_or_default();
                let label = band.map_or("", |band| texts.word(&band.label));
                writeln!(out, "| {title} | {} | {target} | {label} |", figure(value, measurement, texts))?;
            }
            None => {
                let reason = texts.reason(measurement.undefined_because.as_deref());
                writeln!(out, "| {title} | – | | {reason} |")?;
            }
        }
    }
    writeln!(out)
}

/// The transcript; with what could go struck out where that was asked for.
fn words(analysis: &Analysis, tightened: bool, texts: &Texts, out: &mut dyn Write) -> io::Result<()> {
    let words = &analysis.transcript.words;
    if words.is_empty() {
        return Ok(());
    }
    let text = |range: std::ops::Range<usize>| {
        plain(&words[range].iter().map(|word| word.text.trim()).collect::<Vec<_>>().join(" "))
    };
    let mut parts = Vec::new();
    let mut at = 0;
    for cut in analysis.tightened.cuts.iter().filter(|cut| tightened && cut.word_count > 0) {
        let end = cut.first_word + cut.word_count;
        parts.push(text(at..cut.first_word));
        parts.push(format!("~~{}~~", text(cut.first_word..end)));
        at = end;
    }
    parts.push(text(at..words.len()));
    parts.retain(|part| !part.is_empty());
    let title = if tightened { "Without what could go" } else { "What was said" };
    writeln!(out, "## {}\n\n{}\n", texts.word(title), parts.join(" "))
}

/// Text that Markdown takes as it stands: on one line, with nothing in it that means something.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in printable(&text.split_whitespace().collect::<Vec<_>>().join(" ")).chars() {
        match c {
            '<' => plain.push_str("&lt;"),
            '&' => plain.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => {
                plain.push('\\');
                plain.push(c);
            }
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_taken_for_markup() {
        assert_eq!(plain("a *b* <script>\n`c` | d\u{202e}"), "a \\*b\\* &lt;script> \\`c\\` \\| d");
    }
}
