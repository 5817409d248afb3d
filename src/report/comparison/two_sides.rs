//! Two sides: first what really changed, then what may be chance, the rest in a line; advice; what was said.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{Scope, said};
use crate::format::{pad, quantity};
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{ACCENT, BOLD, DIM, GOOD, MARGIN, WARN};
use crate::types::{Change, Comparison, MeasureChange, Outcome, Standing, TakeInfo};

/// Columns of the mark, the arrow and the word of a row.
const MARK: usize = 2;
const ARROW: usize = 2;
const WORD: usize = 8;

/// Columns of the titles and of one value: as many as the widest needs, and a space.
struct Columns {
    title: usize,
    value: usize,
}

impl Columns {
    fn of<'a>(changes: impl Iterator<Item = &'a MeasureChange> + Clone, scope: &Scope) -> Self {
        let titles = changes.clone().map(|change| change.title.clone());
        let values = changes.flat_map(|change| [change.a, change.b].map(|value| quantity(value, change.unit)));
        let (title, value) = (titles.map(|text| scope.say(&text).width()), values.map(|text| scope.say(&text).width()));
        Self { title: title.max().unwrap_or(0) + 2, value: value.max().unwrap_or(0) + 1 }
    }

    /// Columns before what chance makes.
    fn before_chance(&self) -> usize {
        MARGIN + MARK + self.title + self.value + ARROW + self.value + WORD
    }
}

pub fn write(comparison: &Comparison, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    heading(comparison, scope, out)?;
    // The others are judged together among themselves, and few of them are anybody's aim.
    let shown: Vec<&MeasureChange> =
        comparison.measures.iter().filter(|change| scope.all || change.on_screen).collect();
    let in_a_line = |standing| standing == Standing::Unmeasured || standing == Standing::Same && !scope.all;
    let columns = Columns::of(shown.iter().copied().filter(|change| !in_a_line(change.standing())), scope);
    for standing in Standing::ALL {
        let of_it: Vec<&MeasureChange> = shown.iter().copied().filter(|c| c.standing() == standing).collect();
        if in_a_line(standing) {
            summary(standing.title(), &of_it, scope, out)?;
        } else {
            rows(standing.title(), &of_it, &columns, scope, out)?;
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

fn rows(
    title: &str,
    changes: &[&MeasureChange],
    columns: &Columns,
    scope: &Scope,
    out: &mut dyn Write,
) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{:MARGIN$}{BOLD}{}{BOLD:#}", "", scope.say(title))?;
    changes.iter().try_for_each(|change| row(change, columns, scope, out))?;
    writeln!(out)
}

/// Title, both values, the word, and what chance makes in nineteen of twenty cases.
fn row(change: &MeasureChange, columns: &Columns, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
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
        pad(&scope.say(&change.title), columns.title),
        pad(&a, columns.value),
        pad(&b, columns.value)
    )?;
    let word = if change.change.is_claim() { change.change.word() } else { "" };
    write!(out, "{style}{}{style:#}", pad(&scope.say(word), WORD))?;
    if let Some(interval) = change.interval {
        let chance = (interval.high - interval.low) / 2.0;
        // One digit more than the values have, as long as it says something.
        let decimals = change.unit.decimals() + usize::from(chance < 10.0);
        let chance = scope.say(&format!("chance ±{chance:.decimals$}"));
        if columns.before_chance() + chance.width() <= scope.width {
            write!(out, "{DIM}{chance}{DIM:#}")?;
        }
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
