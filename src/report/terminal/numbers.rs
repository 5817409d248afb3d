//! The measures, one line each: value, target, gauge, a plain word. Those that cannot be given are named below.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::text::Paragraph;
use super::{DIM, GOOD, MARGIN, WARN, gauge};
use crate::coaching::{Texts, format_value};
use crate::measures::MEASURES;
use crate::types::{Analysis, Band, Measurement, Position, Unit};

/// Columns from which a row has room for the target range, and for the gauge too.
const WITH_RANGE: usize = 62;
const WITH_GAUGE: usize = 76;

pub fn write(analysis: &Analysis, texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut missing: Vec<(&str, Vec<&str>)> = Vec::new();
    for measure in MEASURES.iter().filter(|spec| spec.on_screen) {
        let Some(measurement) = analysis.measurement(measure.id) else { continue };
        match measurement.value {
            Some(value) => row(texts, measure.title, value, measurement, width, out)?,
            None => {
                let reason = texts.word(measurement.undefined_because.as_deref().unwrap_or("not enough speech"));
                match missing.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, titles)) => titles.push(texts.word(measure.title)),
                    None => missing.push((reason, vec![texts.word(measure.title)])),
                }
            }
        }
    }
    for (reason, titles) in missing {
        let text = format!("{}, {reason}: {}.", texts.word("Left out"), titles.join(", "));
        Paragraph::new(width, MARGIN).style(DIM).write(&text, out)?;
    }
    writeln!(out)
}

/// Title, value, target range, gauge, word. A narrow page does without the gauge, a very narrow one without the range.
fn row(
    texts: &Texts,
    title: &str,
    value: f64,
    measurement: &Measurement,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "{:MARGIN$}{}{}", "", pad(texts.word(title), 23), pad(&figure(value, measurement), 12))?;
    if let Some(band) = &measurement.band {
        let style = if band.position == Position::Within { GOOD } else { WARN };
        let mut cells = Vec::new();
        if width >= WITH_RANGE {
            write!(out, "{DIM}{}{DIM:#}", pad(&range(band, measurement.unit), 12))?;
        }
        if width >= WITH_GAUGE {
            cells.push(gauge::draw(measurement.unit.rounded(value), band));
        }
        cells.push(texts.word(&band.label).to_owned());
        write!(out, "{style}{}{style:#}", cells.join("  "))?;
    }
    writeln!(out)
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// A value or its range with its unit, as precise as it deserves.
pub(in crate::report) fn figure(value: f64, measurement: &Measurement) -> String {
    let unit = measurement.unit;
    let shown = |value| format_value(value, unit);
    match measurement.range {
        Some(range) if shown(range.low) != shown(range.high) => {
            format!("{}–{}{}", shown(range.low), shown(range.high), unit.suffix())
        }
        _ => format!("{}{}", shown(value), unit.suffix()),
    }
}

/// `130–175`, `≤ 2`, `≥ 65`.
pub(in crate::report) fn range(band: &Band, unit: Unit) -> String {
    edges(band.low, band.high, unit)
}

/// As [`range`], of the edges alone; absent ones are open.
pub(in crate::report) fn edges(low: Option<f64>, high: Option<f64>, unit: Unit) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{}–{}", format_value(low, unit), format_value(high, unit)),
        (None, Some(high)) => format!("≤ {}", format_value(high, unit)),
        (Some(low), None) => format!("≥ {}", format_value(low, unit)),
        (None, None) => String::new(),
    }
}
