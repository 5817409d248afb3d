//! The measures, one line each: value, target, gauge, a plain word. Those that cannot be given are named below.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::text::{Paragraph, clock};
use super::{DIM, GOOD, MARGIN, WARN, gauge};
use crate::measures::MEASURES;
use crate::types::{Analysis, Band, Measurement, Position, Unit};

pub fn write(analysis: &Analysis, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut missing: Vec<(&str, Vec<&str>)> = Vec::new();
    for measure in MEASURES.iter().map(|measure| measure.spec()) {
        let Some(measurement) = analysis.measurement(measure.id) else { continue };
        match measurement.value {
            Some(value) => row(measure.title, value, measurement, out)?,
            None => {
                let reason = measurement.undefined_because.as_deref().unwrap_or("not enough speech");
                match missing.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, titles)) => titles.push(measure.title),
                    None => missing.push((reason, vec![measure.title])),
                }
            }
        }
    }
    for (reason, titles) in missing {
        let text = format!("Left out, {reason}: {}.", titles.join(", "));
        Paragraph::new(width, MARGIN).style(DIM).write(&text, out)?;
    }
    writeln!(out)
}

fn row(title: &str, value: f64, measurement: &Measurement, out: &mut dyn Write) -> io::Result<()> {
    let shown = figure(value, measurement.unit);
    write!(out, "{:MARGIN$}{}{}", "", pad(title, 24), pad(&shown, 13))?;
    if let Some(band) = &measurement.band {
        let style = match band.position {
            Position::Within => GOOD,
            _ => WARN,
        };
        let range = range(band, measurement.unit);
        write!(out, "{DIM}{}{DIM:#}{style}{}  {}{style:#}", pad(&range, 12), gauge::draw(value, band), band.label)?;
    }
    writeln!(out)
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// A value with its unit, as precise as it deserves.
fn figure(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Seconds => clock(value),
        _ => format!("{}{}", number(value, unit), suffix(unit)),
    }
}

fn number(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Seconds => clock(value),
        Unit::Count | Unit::WordsPerMinute | Unit::Percent | Unit::Points => format!("{value:.0}"),
        _ => {
            let text = format!("{value:.1}");
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
    }
}

fn suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds | Unit::Count | Unit::Points => "",
        Unit::WordsPerMinute => " wpm",
        Unit::SyllablesPerSecond => " syll/s",
        Unit::Syllables => " syll",
        Unit::PerMinute => "/min",
        Unit::Per100Words => "/100 words",
        Unit::Percent => " %",
        Unit::Semitones => " st",
        Unit::Decibels => " dB",
    }
}

/// `130–175`, `≤ 2`, `≥ 65`.
fn range(band: &Band, unit: Unit) -> String {
    match (band.low, band.high) {
        (Some(low), Some(high)) => format!("{}–{}", number(low, unit), number(high, unit)),
        (None, Some(high)) => format!("≤ {}", number(high, unit)),
        (Some(low), None) => format!("≥ {}", number(low, unit)),
        (None, None) => String::new(),
    }
}
