//! The answer as a strip: a clock, the loudness, and marks under it where things happened.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{ACCENT, DIM, MARGIN, WARN};
use crate::coaching::Texts;
use crate::format;
use crate::report::marks::{self, MARKS};
use crate::types::{Analysis, Seconds, Unit};

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Bars are heights of amplitude, as waveforms are drawn; this exponent lifts the soft parts into sight.
const LIFT: f32 = 0.6;
/// Distances between clock labels, seconds.
const STEPS: [u32; 11] = [5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800];

pub fn write(analysis: &Analysis, texts: &Texts, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let columns = width.saturating_sub(2 * MARGIN);
    let duration_s = analysis.recording.duration_s;
    if columns < 20 || duration_s <= 0.0 {
        return Ok(());
    }
    writeln!(out, "{:MARGIN$}{DIM}{}{DIM:#}", "", axis(duration_s, columns))?;
    writeln!(out, "{:MARGIN$}{ACCENT}{}{ACCENT:#}", "", loudness(analysis, columns).trim_end())?;
    let (row, legend) = marks(analysis, texts, columns);
    if !legend.is_empty() {
        writeln!(out, "{:MARGIN$}{WARN}{}{WARN:#}", "", row.trim_end())?;
    }
    for line in packed(&legend, columns) {
        writeln!(out, "{:MARGIN$}{DIM}{line}{DIM:#}", "")?;
    }
    Ok(())
}

/// The entries in lines that are not wider than `columns`.
fn packed(entries: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for entry in entries {
        match lines.last_mut() {
            Some(line) if line.width() + 2 + entry.width() <= columns => {
                line.push_str("  ");
                line.push_str(entry);
            }
            _ => lines.push(entry.clone()),
        }
    }
    lines
}

fn column(time_s: Seconds, duration_s: Seconds, columns: usize) -> usize {
    ((time_s / duration_s * columns as f64) as usize).min(columns - 1)
}

/// `0:00        0:20        0:40   0:52`: even steps, and the end at the right edge.
fn axis(duration_s: Seconds, columns: usize) -> String {
    let end = format::value(duration_s, Unit::Seconds);
    let mut line = vec![' '; columns];
    let step =
        STEPS.into_iter().map(f64::from).find(|step| step / duration_s * columns as f64 >= 10.0).unwrap_or(duration_s);
    let mut put = |at: usize, label: &str| {
        line[at..].iter_mut().zip(label.chars()).for_each(|(cell, c)| *cell = c);
    };
    let last = columns - end.len();
    put(last, &end);
    for i in 0.. {
        let label = format::clock(i as f64 * step);
        let at = (i as f64 * step / duration_s * columns as f64) as usize;
        if at + label.len() + 2 > last {
            break;
        }
        put(at, &label);
    }
    line.into_iter().collect()
}

/// Amplitude of each column as a bar; a blank where it is silent.
fn loudness(analysis: &Analysis, columns: usize) -> String {
    let envelope = &analysis.recording.envelope_dbfs;
    let mut power = vec![(0.0f32, 0u32); columns];
    for (i, value) in envelope.values.iter().enumerate() {
        let time_s = envelope.start_s + i as f64 * envelope.hop_s;
        let cell = &mut power[column(time_s, analysis.recording.duration_s, columns)];
        cell.0 += value.map_or(0.0, |db| 10f32.powf(db / 10.0));
        cell.1 += 1;
    }
    let mut before = 0.0;
    let amplitudes: Vec<f32> = power
        .into_iter()
        .map(|(sum, count)| {
            // A column shorter than the envelope's step shows its neighbour.
            before = if count == 0 { before } else { (sum / count as f32).sqrt() };
            before
        })
        .collect();
    let top = amplitudes.iter().copied().fold(0.0, f32::max);
    let steps = BARS.len() as f32 + 1.0;
    amplitudes
        .iter()
        .map(|amplitude| match ((amplitude / top).powf(LIFT) * steps) as usize {
            0 => ' ',
            height => BARS[(height - 1).min(BARS.len() - 1)],
        })
        .collect()
}

/// The row of marks, and the legend of those that occur.
fn marks(analysis: &Analysis, texts: &Texts, columns: usize) -> (String, Vec<String>) {
    let mut row = vec![' '; columns];
    let mut legend = Vec::new();
    for mark in MARKS.iter().filter(|mark| mark.on_strip) {
        let mut seen = false;
        let places = marks::places(analysis, &mark.from);
        for time_s in places.iter().filter_map(|place| Some(place.span?.start_s)) {
            let cell = &mut row[column(time_s, analysis.recording.duration_s, columns)];
            seen = true;
            if *cell == ' ' {
                *cell = mark.glyph;
            }
        }
        let entry = format!("{} {}", mark.glyph, texts.word(mark.legend));
        if seen && !legend.contains(&entry) {
            legend.push(entry);
        }
    }
    (row.into_iter().collect(), legend)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_has_even_steps_and_the_end() {
        assert_eq!(axis(52.0, 60), "0:00       0:10        0:20       0:30        0:40      0:52");
        for seconds in [0.4, 3.0, 61.0, 3600.0, 90_000.0] {
            assert_eq!(axis(seconds, 76).chars().count(), 76, "{seconds}");
        }
    }
}
