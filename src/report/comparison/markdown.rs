//! Markdown for notes: what really changed, the numbers as a table, the advice, the sentences.

use std::io::{self, Write};

use super::two_sides::takes;
use super::{ComparisonRenderer, Scope, Shown};
use crate::format::{self, quantity};
use crate::report::FormatSpec;
use crate::report::markdown::plain;
use crate::types::{Comparison, ComparisonTable, MeasureChange, SaidKind, SaidSentence, Standing, Trend};

pub struct Markdown;

impl ComparisonRenderer for Markdown {
    fn spec(&self) -> &'static FormatSpec {
        &FormatSpec { id: "markdown", title: "Markdown for notes", one_document: true }
    }

    fn render(&self, shown: Shown<'_>, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
        match shown {
            Shown::Comparison(comparison) => compared(comparison, scope, out),
            Shown::Table(table) => side_by_side(table, scope, out),
            Shown::Trend(trend) => over_time(trend, scope, out),
        }
    }
}

fn compared(comparison: &Comparison, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", plain(&scope.say(&comparison.verdict)))?;
    writeln!(out, "{} → {}\n", plain(&scope.say(&takes(&comparison.a))), plain(&scope.say(&takes(&comparison.b))))?;
    let cautions = comparison.cautions.iter().map(|caution| &caution.text).chain(&comparison.over_correction);
    notes(cautions, scope, out)?;
    writeln!(out, "| | A | B | |\n|---|---|---|---|")?;
    for change in comparison.measures.iter().filter(|change| scope.all || change.on_screen) {
        let (a, b) = (scope.say(&quantity(change.a, change.unit)), scope.say(&quantity(change.b, change.unit)));
        writeln!(out, "| {} | {a} | {b} | {} |", scope.say(&change.title), word(change, scope))?;
    }
    if !comparison.advice.is_empty() {
        writeln!(out, "\n## {}\n", scope.say("What A was advised"))?;
        for outcome in &comparison.advice {
            writeln!(out, "- **{}** {}", plain(&outcome.title), plain(&scope.say(&outcome.text)))?;
        }
    }
    let differs = comparison.said.iter().filter(|pair| scope.all || pair.kind != SaidKind::Kept);
    for (nth, pair) in differs.enumerate() {
        if nth == 0 {
            writeln!(out, "\n## {}\n", scope.say("Sentence by sentence"))?;
        }
        let word = match pair.kind {
            SaidKind::Kept => "kept",
            SaidKind::Reworded => "reworded",
            SaidKind::Cut => "cut",
            SaidKind::Added => "added",
        };
        let sides: Vec<String> = [&pair.a, &pair.b].into_iter().flatten().map(quote).collect();
        writeln!(out, "- {}: {}", scope.say(word), sides.join(" → "))?;
    }
    writeln!(out)
}

fn side_by_side(table: &ComparisonTable, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    notes(table.cautions.iter().map(|caution| &caution.text), scope, out)?;
    let heads: Vec<String> = table.takes.iter().map(|take| plain(&take.label)).collect();
    writeln!(out, "| | {} | |\n|---|{}---|", heads.join(" | "), "---|".repeat(heads.len()))?;
    for row in table.rows.iter().filter(|row| scope.all || row.on_screen) {
        let values: Vec<String> = row.values.iter().map(|value| scope.say(&quantity(*value, row.unit))).collect();
        let word = if row.change.is_claim() { row.change.word() } else { "" };
        writeln!(out, "| {} | {} | {} |", scope.say(&row.title), values.join(" | "), scope.say(word))?;
    }
    writeln!(out)
}

fn over_time(trend: &Trend, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    if let Some(question) = &trend.question {
        writeln!(out, "# {}\n", plain(question))?;
    }
    notes(trend.cautions.iter().chain(&trend.over_correction), scope, out)?;
    writeln!(out, "| | {} | {} | |\n|---|---|---|---|", scope.say("newest"), scope.say("best"))?;
    for measure in &trend.measures {
        let newest = scope.say(&quantity(measure.points.last().and_then(|point| point.value), measure.unit));
        let best = scope.say(&quantity(measure.best.as_ref().and_then(|best| best.value), measure.unit));
        let word = if measure.change.is_claim() {
            format!("**{}**, ", scope.say(measure.change.word()))
        } else {
            String::new()
        };
        writeln!(
            out,
            "| {} | {newest} | {best} | {word}{} |",
            scope.say(&measure.title),
            plain(&scope.say(&measure.text))
        )?;
    }
    writeln!(out)
}

fn notes<'a>(mut texts: impl Iterator<Item = &'a String>, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    texts.try_for_each(|text| writeln!(out, "> {}\n", plain(&scope.say(text))))
}

fn word(change: &MeasureChange, scope: &Scope) -> String {
    match change.standing() {
        Standing::Changed => scope.say(change.change.word()),
        Standing::MayBeChance => {
            format!("{}; {}", scope.say(change.change.word()), lower(&scope.say(change.standing().title())))
        }
        standing => lower(&scope.say(standing.title())),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn quote(sentence: &SaidSentence) -> String {
    let clock = sentence.span.map(|span| format!("{} ", format::clock(span.start_s))).unwrap_or_default();
    format!("{clock}“{}”", plain(&sentence.text))
}
