//! Several takes, a column each.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::Scope;
use crate::format;
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{BOLD, DIM, GOOD, MARGIN, WARN};
use crate::types::{Change, ComparisonTable, TableRow, TakeInfo};

/// Columns of the titles: with their unit, if all fit into so many; on a narrow screen.
const WIDEST_TITLE: usize = 36;
const NARROW_TITLE: usize = 20;
const WITH_WIDE_TITLE: usize = 70;
/// Columns of the last word.
const WORD: usize = 9;
const CELL_MIN: usize = 7;
const CELL_MAX: usize = 12;

/// As many columns as fit, the first and the newest; the others stay in the JSON.
pub fn write(table: &ComparisonTable, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let is_wide = scope.width >= WITH_WIDE_TITLE;
    let rows: Vec<&TableRow> = table.rows.iter().filter(|row| scope.all || row.on_screen).collect();
    let widest = rows.iter().map(|row| name(row, is_wide, scope).width()).max().unwrap_or(0) + 1;
    let (title, word) = if is_wide { (widest.min(WIDEST_TITLE), WORD) } else { (NARROW_TITLE, 0) };
    let room = scope.width.saturating_sub(MARGIN + title + word);
    let fitting = (room / CELL_MIN).max(2).min(table.takes.len());
    let cell = (room / fitting).clamp(CELL_MIN, CELL_MAX);
    let columns: Vec<usize> = std::iter::once(0).chain(table.takes.len() + 1 - fitting..table.takes.len()).collect();

    for caution in &table.cautions {
        Paragraph::new(scope.width, MARGIN).lead("! ", WARN).write(&printable(&scope.say(&caution.text)), out)?;
    }
    if !table.cautions.is_empty() {
        writeln!(out)?;
    }
    write!(out, "{:MARGIN$}{BOLD}{:title$}", "", "")?;
    for at in &columns {
        write!(out, "{}", right(&head(&table.takes[*at]), cell))?;
    }
    writeln!(out, "{BOLD:#}")?;
    for row in rows {
        write!(out, "{:MARGIN$}{}", "", left(&name(row, is_wide, scope), title))?;
        for at in &columns {
            let value = row.values[*at].map_or_else(|| "–".to_owned(), |value| format::value(value, row.unit));
            let value = scope.say(&value);
            write!(out, "{}", right(&value, cell))?;
        }
        let style = match row.change {
            Change::Better => GOOD,
            Change::Worse => WARN,
            _ => DIM,
        };
        let word = if is_wide && row.change.is_claim() { scope.say(row.change.word()) } else { String::new() };
        writeln!(out, "{style}{}{style:#}", if word.is_empty() { String::new() } else { format!("  {word}") })?;
    }
    writeln!(out)?;
    let mut notes = Vec::new();
    if columns.len() < table.takes.len() {
        notes.push(scope.say(&format!("{} of {} takes fit; --format json has all.", columns.len(), table.takes.len())));
    }
    if is_wide {
        let word = "The word is that of the last take against the first; without one they are about the same, or there \
                    are too few takes to tell.";
        notes.push(scope.say(word));
    }
    if notes.is_empty() {
        return Ok(());
    }
    Paragraph::new(scope.width, MARGIN).style(DIM).write(&notes.join(" "), out)
}

/// What is measured, with its unit where there is room.
fn name(row: &TableRow, with_unit: bool, scope: &Scope) -> String {
    let title = scope.say(&row.title);
    match row.unit.suffix() {
        suffix if with_unit && !suffix.is_empty() => format!("{title}, {}", scope.say(suffix).trim()),
        _ => title,
    }
}

/// The number of a run, the name of a file.
fn head(take: &TakeInfo) -> String {
    take.run.map_or_else(|| printable(&take.label), |run| format!("run {run}"))
}

fn left(text: &str, width: usize) -> String {
    let text = cut(text, width - 1);
    format!("{text}{:1$}", "", width - text.width())
}

fn right(text: &str, width: usize) -> String {
    let text = cut(text, width - 1);
    format!("{:1$}{text}", "", width - text.width())
}

fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if kept.width() + 2 > width {
            break;
        }
        kept.push(letter);
    }
    format!("{kept}…")
}
