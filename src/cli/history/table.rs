//! The table of `saywell history`: one line a run, whatever the width.

use std::io::{self, Write};

use anstyle::Style;
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cli::output::said;
use crate::format;
use crate::history::{RunValues, SESSION_TAG};
use crate::report::printable;
use crate::types::Unit;

/// Measures of the table, in its order.
pub const MEASURES: [&str; 3] = ["duration_s", "speech_rate_wpm", "filler_rate_per_min"];

const QUIET: Style = Style::new().dimmed();
const QUESTION_WIDTH: usize = 12;
/// Columns of run, time and question, with the spaces after them.
const BEFORE_FIGURES: usize = 35;
/// The least columns of length, pace and fillers; a longer heading takes what it needs.
const FIGURES: [usize; 3] = [6, 4, 7];
const BETWEEN: usize = 2;

/// Writes `rows`, the newest of `all` that match, as they look at `now` (its time zone is the reader's).
///
/// # Errors
/// Whatever writing to `out` reports.
pub fn write(rows: &[RunValues], all: usize, now: &ZonedDateTime, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let headings = [said("length"), said("pace"), said("fillers")];
    let [length, pace, fillers] = [0, 1, 2].map(|at| headings[at].width().max(FIGURES[at]));
    // The last heading is cut before a line is.
    let before_fillers = BEFORE_FIGURES + length + BETWEEN + pace + BETWEEN;
    let fillers = fillers.min(width.saturating_sub(before_fillers).max(FIGURES[2]));
    let labels_width = width.saturating_sub(before_fillers + fillers + BETWEEN);
    writeln!(out)?;
    write!(
        out,
        "{QUIET}{:>5}  {:12}  {:QUESTION_WIDTH$}  {:>length$}  {:>pace$}  {:>fillers$}",
        said("run"),
        said("saved"),
        said("question"),
        headings[0],
        headings[1],
        fitted(&headings[2], fillers).trim_end()
    )?;
    let head =
        if labels_width > BETWEEN { fitted(&said("name, tags, note"), labels_width - BETWEEN) } else { String::new() };
    writeln!(out, "{}{QUIET:#}", format!("  {head}").trim_end())?;
    for row in rows {
        let run = &row.run;
        let figure = |at: usize, unit: Unit| {
            let shown = |value: f64| said(&format!("{value:.*}", unit.decimals()));
            row.values[at].map_or("–".to_owned(), shown)
        };
        write!(
            out,
            "{:>5}  {}  {}  {:>length$}  {:>pace$}  {:>fillers$}",
            run.id.to_string(),
            fitted(&saved(row, now), 12),
            fitted(run.question.as_deref().unwrap_or("–"), QUESTION_WIDTH),
            row.values[0].map_or("–".to_owned(), |seconds| format::value(seconds, Unit::Seconds)),
            figure(1, Unit::WordsPerMinute),
            figure(2, Unit::PerMinute),
        )?;
        let labels = if labels_width > BETWEEN { fitted(&labels(row), labels_width - BETWEEN) } else { String::new() };
        writeln!(out, "{}", format!("  {labels}").trim_end())?;
    }
    let more = if all > rows.len() {
        said(&format!("The newest {} of {all} runs; --limit N shows more.", rows.len())) + " "
    } else {
        String::new()
    };
    writeln!(out, "\n{QUIET}  {more}{}{QUIET:#}", said("Pace in words a minute, fillers a minute."))
}

/// `Nov 24 21:50` this year, `Nov 24  2025` before; each language has its own order and names of months.
fn saved(row: &RunValues, now: &ZonedDateTime) -> String {
    let saved = row.run.saved_at.to_zoned_datetime(now.time_zone().clone());
    let form = said(if saved.year() == now.year() { "%b %e %H:%M" } else { "%b %e  %Y" });
    let month = said(&saved.strftime("%b").to_string());
    saved.strftime(&form.replace("%b", &month)).to_string()
}

/// Name, tags and note on one line. A name that is only the recording's comes last: it tells least. The tag that the
/// runs of a practice session share is for `--session`, not for people.
fn labels(row: &RunValues) -> String {
    let run = &row.run;
    let given = run.audio.is_none() || super::show::given(run).is_some();
    let tags = run.tags.iter().filter(|tag| !tag.starts_with(SESSION_TAG));
    let mut parts: Vec<String> = tags.map(|tag| format!("#{tag}")).chain(run.note.clone()).collect();
    parts.insert(if given { 0 } else { parts.len() }, run.name.clone());
    printable(&parts.join(" "))
}

/// `text` on exactly `width` columns; what does not fit ends with "…".
fn fitted(text: &str, width: usize) -> String {
    let text = printable(text);
    if text.width() <= width {
        return format!("{text}{:1$}", "", width - text.width());
    }
    let (mut kept, mut used) = (String::new(), 0);
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= width {
            break;
        }
        kept.push(c);
    }
    format!("{kept}…{:1$}", "", width.saturating_sub(kept.width() + 1))
}

/// Now, in the reader's time zone.
pub fn now() -> ZonedDateTime {
    jiff::Timestamp::now().to_zoned_datetime(TimeZone::system())
}
