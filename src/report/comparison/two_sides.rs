//! Two sides: first what really changed, then what may be chance, the rest in a line; advice; what was said.

use std::io::{self, Write};

use super::{Scope, said};
use crate::format::{pad, quantity};
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{ACCENT, BOLD, DIM, GOOD, MARGIN, WARN};
use crate::types::{Change, Comparison, MeasureChange, Outcome, Standing, TakeInfo};

/// Columns of the titles.
const TITLE: usize = 26;
/// Columns of one value.
const VALUE: usize = 12;
/// Columns from which a row has room for the spread.
const WITH_SPREAD: usize = 76;

pub fn write(comparison: &Comparison, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    heading(comparison, scope, out)?;
    // The others are judged together among themselves, and few of them are anybody's aim.
    let shown: Vec<&MeasureChange> =
        comparison.measures.iter().filter(|change| scope.all || change.on_screen).collect();
    for standing in Standing::ALL {
        let of_it: Vec<&MeasureChange> = shown.iter().copied().filter(|c| c.standing() == standing).collect();
        match standing {
            Standing::Same if !scope.all => summary(standing.title(), &of_it, scope, out)?,
            Standing::Unmeasured => summary(standing.title(), &of_it, scope, out)?,
            _ => rows(standing.title(), &of_it, scope, out)?,
        }
    }
    writeln!(out)?;
    advice(comparison, scope, out)?;
    said::write(&comparison.said, scope, out)?;
    footnote(comparison, scope, out)
}

/// One take, or several by the first and the last of them.
pub fn takes(side: &[TakeInfo]) -> String {
    match side {
        [one] => one.label.clone(),
        [first, .., last] => format!("{} to {} ({} takes)", first.label, last.label, side.len()),
        [] => String::new(),
    }
}

fn heading(comparison: &Comparison, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let question = comparison.b.last().and_then(|take| take.question.clone());
    let mut parts = vec![format!("{} → {}", scope.say(&takes(&comparison.a)), scope.say(&takes(&comparison.b)))];
    parts.extend(question);
    match comparison.past_takes {
        0 if comparison.b.len() == 1 => parts.push(scope.say("no other takes yet")),
        0 => {}
        1 => parts.push(scope.say("1 other take")),
        count => parts.push(scope.say(&format!("{count} other takes"))),
    }
    Paragraph::new(scope.width, MARGIN).style(DIM).write(&printable(&parts.join(" · ")), out)?;
    writeln!(out)?;
    Paragraph::new(scope.width, MARGIN).style(BOLD).write(&scope.say(&comparison.verdict), out)?;
    let notes = comparison.cautions.iter().map(|caution| &caution.text).chain(&comparison.over_correction);
    for note in notes {
        Paragraph::new(scope.width, MARGIN).lead("! ", WARN).write(&printable(&scope.say(note)), out)?;
    }
    writeln!(out)
}

fn rows(title: &str, changes: &[&MeasureChange], scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{:MARGIN$}{BOLD}{}{BOLD:#}", "", scope.say(title))?;
    changes.iter().try_for_each(|change| row(change, scope, out))?;
    writeln!(out)
}

/// Title, both values, the word, and what chance makes in nineteen of twenty cases.
fn row(change: &MeasureChange, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let style = match change.change {
        Change::Better => GOOD,
        Change::Worse => WARN,
        Change::Changed => ACCENT,
        _ => DIM,
    };
    let mark = if change.cautions.is_empty() { ' ' } else { '!' };
    let (a, b) = (scope.say(&quantity(change.a, change.unit)), scope.say(&quantity(change.b, change.unit)));
    write!(
        out,
        "{:MARGIN$}{WARN}{mark}{WARN:#} {}{}→ {}",
        "",
        pad(&scope.say(&change.title), TITLE),
        pad(&a, VALUE),
        pad(&b, VALUE)
    )?;
    let word = if change.change.is_claim() { change.change.word() } else { "" };
    write!(out, "{style}{}{style:#}", pad(&scope.say(word), 8))?;
    if let Some(interval) = change.interval.filter(|_| scope.width >= WITH_SPREAD) {
        let chance = (interval.high - interval.low) / 2.0;
        // One digit more than the values have, as long as it says something.
        let decimals = change.unit.decimals() + usize::from(chance < 10.0);
        write!(out, "{DIM}{}{DIM:#}", scope.say(&format!("chance ±{chance:.decimals$}")))?;
    }
    writeln!(out)
}

/// Titles on a line.
fn summary(title: &str, changes: &[&MeasureChange], scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let titles: Vec<String> = changes.iter().map(|change| scope.say(&change.title)).collect();
    let lead = format!("{}  ", scope.say(title));
    Paragraph::new(scope.width, MARGIN).lead(&lead, BOLD).write(&format!("{}.", titles.join(", ")), out)
}

fn advice(comparison: &Comparison, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    if comparison.advice.is_empty() {
        return Ok(());
    }
    let from = comparison.a.last().map(|take| take.label.as_str()).unwrap_or_default();
    writeln!(out, "{:MARGIN$}{BOLD}{}{BOLD:#}", "", scope.say(&format!("What {} was advised", printable(from))))?;
    for outcome in &comparison.advice {
        let (mark, style) = match outcome.outcome {
            Outcome::Followed => ("✓ ", GOOD),
            Outcome::NotYet => ("· ", DIM),
            Outcome::WrongWay => ("✗ ", WARN),
            Outcome::CannotTell => ("? ", DIM),
        };
        Paragraph::new(scope.width, MARGIN)
            .lead(mark, style)
            .title(&outcome.title)
            .write(&printable(&scope.say(&outcome.text)), out)?;
    }
    writeln!(out)
}

/// What the words above rest on.
fn footnote(comparison: &Comparison, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let text = match comparison.judged {
        0 => "With fewer than three other takes of the same question nothing is called better or worse but counts."
            .to_owned(),
        judged => format!(
            "A change is named when a listener would notice it and chance makes it in fewer than one of twenty cases \
             (±); of {judged} measures chance alone would name about {:.0}.",
            comparison.expected_by_chance
        ),
    };
    let mut text = scope.say(&text);
    if !scope.all {
        text.push(' ');
        text.push_str(&scope.say("--all shows every measure and every sentence."));
    }
    Paragraph::new(scope.width, MARGIN).style(DIM).write(&text, out)
}
