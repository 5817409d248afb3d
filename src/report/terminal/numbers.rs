//! The measures, one line each: value, target, gauge, a plain word. Those that cannot be given are named below.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::text::Paragraph;
use super::{DIM, GOOD, MARGIN, WARN, gauge};
use crate::coaching::Texts;
use crate::format;
use crate::measures::{MEASURES, Measure};
use crate::types::{Analysis, Band, Measurement, Position, Unit};

/// Columns between two cells.
const GAP: usize = 2;

/// Every measure of the report, and by reason those that have no value.
pub fn write(analysis: &Analysis, texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let shown: Vec<&'static str> = on_screen().map(|measure| measure.id).collect();
    writeln!(out)?;
    rows(analysis, &shown, texts, width, out)
}

/// The measures called `ids` in the order of the report; those of the report that have no value are named with the reason
/// when one of `ids` has none.
pub fn rows(analysis: &Analysis, ids: &[&str], texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Vec::new();
    for spec in MEASURES.iter().filter(|measure| ids.contains(&measure.id)) {
        if let Some((measurement, value)) = analysis.measurement(spec.id).and_then(|m| Some((m, m.value?))) {
            table.push(Row::of(spec, value, measurement, texts));
        }
    }
    let layout = Layout::of(&table, width);
    table.iter().try_for_each(|row| row.write(&layout, out))?;
    left_out(analysis, texts, width, out)
}

fn on_screen() -> impl Iterator<Item = &'static Measure> {
    MEASURES.iter().copied().filter(|measure| measure.on_screen)
}

/// What of the report has no value, by reason.
fn left_out(analysis: &Analysis, texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut missing: Vec<(String, Vec<&str>)> = Vec::new();
    for spec in on_screen() {
        let Some(measurement) = analysis.measurement(spec.id).filter(|m| m.value.is_none()) else { continue };
        let reason = texts.reason(measurement.undefined_because.as_deref());
        match missing.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, titles)) => titles.push(texts.word(spec.title)),
            None => missing.push((reason, vec![texts.word(spec.title)])),
        }
    }
    missing.into_iter().try_for_each(|(reason, titles)| {
        let text = format!("{}, {reason}: {}.", texts.word("Left out"), titles.join(", "));
        Paragraph::new(width, MARGIN).style(DIM).write(&text, out)
    })
}

/// The cells of one measure.
struct Row {
    title: String,
    value: String,
    target: String,
    gauge: String,
    label: String,
    is_within: bool,
}

impl Row {
    fn of(spec: &Measure, value: f64, measurement: &Measurement, texts: &Texts) -> Row {
        let band = measurement.band.as_ref();
        let shown = |draw: &dyn Fn(&Band) -> String| band.map(draw).unwrap_or_default();
        Row {
            title: texts.word(spec.title).to_owned(),
            value: figure(value, measurement, texts),
            target: shown(&|band| range(band, measurement.unit, texts)),
            gauge: shown(&|band| gauge::draw(measurement.unit.rounded(value), band)),
            label: shown(&|band| texts.word(&band.label).to_owned()),
            is_within: band.is_none_or(|band| band.position == Position::Within),
        }
    }

    fn write(&self, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
        let style = if self.is_within { GOOD } else { WARN };
        let mut cells = vec![(self.title.as_str(), layout.title, anstyle::Style::new())];
        cells.push((&self.value, layout.value, anstyle::Style::new()));
        cells.extend(layout.target.map(|width| (self.target.as_str(), width, DIM)));
        cells.extend(layout.gauge.then_some((self.gauge.as_str(), gauge::WIDTH, style)));
        cells.extend(layout.label.then_some((self.label.as_str(), 0, style)));
        // Nothing behind the last cell that says something.
        let used = cells.iter().rposition(|(text, ..)| !text.is_empty()).map_or(0, |last| last + 1);
        write!(out, "{:MARGIN$}", "")?;
        for (nth, (text, width, style)) in cells[..used].iter().enumerate() {
            let room = if nth + 1 < used { (width + GAP).saturating_sub(text.width()) } else { 0 };
            write!(out, "{style}{text}{style:#}{:room$}", "")?;
        }
        writeln!(out)
    }
}

/// Columns of the cells: as many as their widest text needs. A narrow page does without the gauge, a narrower one without
/// the target, the narrowest without the word.
struct Layout {
    title: usize,
    value: usize,
    target: Option<usize>,
    gauge: bool,
    label: bool,
}

impl Layout {
    fn of(rows: &[Row], width: usize) -> Layout {
        let widest = |cell: &dyn Fn(&Row) -> &str| rows.iter().map(|row| cell(row).width()).max().unwrap_or(0);
        let (title, value) = (widest(&|row| &row.title), widest(&|row| &row.value));
        let (target, label) = (widest(&|row| &row.target), widest(&|row| &row.label));
        let base = MARGIN + title + GAP + value;
        let with_label = base + GAP + label;
        let with_target = with_label + GAP + target;
        Layout {
            title,
            value,
            target: (with_target <= width).then_some(target),
            gauge: with_target + GAP + gauge::WIDTH <= width,
            label: with_label <= width,
        }
    }
}

/// A value or its range with its unit, as precise as it deserves.
pub(in crate::report) fn figure(value: f64, measurement: &Measurement, texts: &Texts) -> String {
    let unit = measurement.unit;
    let shown = |value| texts.number(format::value(value, unit));
    let suffix = texts.word(unit.suffix());
    match measurement.range {
        Some(range) if shown(range.low) != shown(range.high) => {
            format!("{}–{}{suffix}", shown(range.low), shown(range.high))
        }
        _ => format!("{}{suffix}", shown(value)),
    }
}

/// `130–175`, `≤ 2`, `≥ 65`.
pub(in crate::report) fn range(band: &Band, unit: Unit, texts: &Texts) -> String {
    edges(band.low, band.high, unit, texts)
}

/// As [`range`], of the edges alone; absent ones are open.
pub(in crate::report) fn edges(low: Option<f64>, high: Option<f64>, unit: Unit, texts: &Texts) -> String {
    let shown = |value: f64| texts.number(format::value(value, unit));
    match (low, high) {
        (Some(low), Some(high)) => format!("{}–{}", shown(low), shown(high)),
        (None, Some(high)) => format!("≤ {}", shown(high)),
        (Some(low), None) => format!("≥ {}", shown(low)),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_they_hold() {
        let row = |value: &str, target: &str, label: &str| Row {
            title: "fillers a minute".to_owned(),
            value: value.to_owned(),
            target: target.to_owned(),
            gauge: if target.is_empty() { String::new() } else { "   ──────┤  ●".to_owned() },
            label: label.to_owned(),
            is_within: false,
        };
        let rows = [row("7.1–14.2/min", "≤ 2", "many"), row("3", "", "")];
        let shown = |width: usize| {
            let layout = Layout::of(&rows, width);
            let mut out = Vec::new();
            rows.iter().try_for_each(|row| row.write(&layout, &mut out)).unwrap();
            anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
        };
        assert_eq!(shown(80), "  fillers a minute  7.1–14.2/min  ≤ 2     ──────┤  ●  many\n  fillers a minute  3\n");
        assert_eq!(shown(44), "  fillers a minute  7.1–14.2/min  ≤ 2  many\n  fillers a minute  3\n");
        assert_eq!(shown(40), "  fillers a minute  7.1–14.2/min  many\n  fillers a minute  3\n");
        assert_eq!(shown(36), "  fillers a minute  7.1–14.2/min\n  fillers a minute  3\n");
    }
}
