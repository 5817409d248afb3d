//! The time axis: clock, waveform, one row for each kind of mark, curves.

use super::curves::{self, Curve};
use super::words::Words;
use crate::coaching::{Texts, texts_for};
use crate::format;
use crate::report::marks::{self, MARKS};
use crate::report::terminal::text::printable;
use crate::types::{Analysis, EventKind, Seconds, Span, Unit};

/// Distances between clock labels, seconds.
const STEPS: [u32; 11] = [5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800];
/// Clock labels that the whole axis has room for on a phone.
const LABELS: f64 = 8.0;

/// A place on the axis, in percent of its length.
pub struct Place {
    pub x: f64,
    pub width: f64,
}

/// One moment in a row of marks.
pub struct Spot {
    pub place: Place,
    pub span: Span,
    pub quote: String,
}

/// All marks of one kind.
pub struct MarkRow {
    pub glyph: char,
    /// Name of its shape and colour.
    pub kind: &'static str,
    pub label: String,
    pub spots: Vec<Spot>,
}

/// A curve with what its lane is marked with.
pub struct Lane {
    pub id: &'static str,
    pub title: String,
    pub note: String,
    pub path: String,
    pub top: String,
    pub bottom: String,
    /// A shaded stretch of values: the target, or the middle line when it has no height. Percent from above.
    pub band: Option<(f64, f64)>,
    /// Stretches worth a look: where the pitch is flat.
    pub stretches: Vec<Place>,
    pub curve: Curve,
}

pub struct Timeline {
    pub duration: String,
    pub duration_s: Seconds,
    pub width: f64,
    pub ticks: Vec<(f64, String)>,
    pub waveform: String,
    pub pauses: Vec<Place>,
    /// Where words are, as an SVG path in units of `width`.
    pub words: String,
    pub rows: Vec<MarkRow>,
    pub lanes: Vec<Lane>,
}

impl Timeline {
    /// On an axis of `axis_s` seconds: as long as the recording, or longer beside a longer one.
    pub fn of(analysis: &Analysis, words: &'static Words, axis_s: Seconds) -> Timeline {
        let duration_s = analysis.recording.duration_s;
        let place = |span: Span| Place {
            x: 100.0 * span.start_s / axis_s.max(f64::EPSILON),
            width: 100.0 * span.duration_s() / axis_s.max(f64::EPSILON),
        };
        let of_kind = |kind: EventKind| {
            analysis.timeline.iter().filter(move |event| event.kind == kind).map(|event| event.span).map(place)
        };
        let texts = texts_for(words.language);
        Timeline {
            duration: format::value(duration_s, Unit::Seconds),
            duration_s,
            width: curves::width(axis_s),
            ticks: ticks(axis_s),
            waveform: curves::waveform(analysis),
            pauses: of_kind(EventKind::SilentPause).collect(),
            words: curves::dashes(analysis),
            rows: rows(analysis, texts, &place),
            lanes: lanes(analysis, words, &place),
        }
    }
}

fn ticks(duration_s: Seconds) -> Vec<(f64, String)> {
    let step = STEPS.into_iter().map(f64::from).find(|step| duration_s / step <= LABELS).unwrap_or(duration_s.max(1.0));
    let count = (duration_s / step) as usize;
    (0..=count).map(|i| i as f64 * step).map(|s| (100.0 * s / duration_s.max(f64::EPSILON), format::clock(s))).collect()
}

/// The kinds of mark that occur; kinds with one letter share a row.
fn rows(analysis: &Analysis, texts: &Texts, place: &dyn Fn(Span) -> Place) -> Vec<MarkRow> {
    let mut rows: Vec<MarkRow> = Vec::new();
    for mark in &MARKS {
        let spots: Vec<Spot> = marks::places(analysis, &mark.from)
            .into_iter()
            .filter_map(|evidence| {
                let span = evidence.span?;
                Some(Spot { place: place(span), span, quote: printable(&evidence.quote.unwrap_or_default()) })
            })
            .collect();
        match rows.iter_mut().find(|row| row.glyph == mark.glyph) {
            Some(row) => row.spots.extend(spots),
            None if spots.is_empty() => {}
            None => rows.push(MarkRow {
                glyph: mark.glyph,
                kind: kind(mark.glyph),
                label: texts.word(mark.legend).to_owned(),
                spots,
            }),
        }
    }
    // What lies close together is drawn as one, from left to right.
    for row in &mut rows {
        row.spots.sort_by(|a, b| a.span.start_s.total_cmp(&b.span.start_s));
    }
    rows
}

/// The shape and colour of a mark.
pub fn kind(glyph: char) -> &'static str {
    match glyph {
        'u' => "um",
        '?' => "maybe",
        'l' => "filler",
        'h' => "hedge",
        'r' => "repeat",
        '=' => "again",
        '·' => "pause",
        '~' => "drawn",
        _ => "end",
    }
}

fn lanes(analysis: &Analysis, words: &'static Words, place: &dyn Fn(Span) -> Place) -> Vec<Lane> {
    let mut lanes = Vec::new();
    if let Some(curve) = curves::pace(analysis) {
        let band = analysis.measurement("speech_rate_wpm").and_then(|m| m.band.as_ref());
        let target = band.and_then(|band| band.low.zip(band.high));
        lanes.push(Lane {
            id: "pace",
            title: words.say("pace").to_owned(),
            note: words.say("pace_note").to_owned(),
            path: curve.path(),
            top: format!("{:.0}", curve.high),
            bottom: "0".to_owned(),
            band: target.map(|(low, high)| (curve.y(high), curve.y(low) - curve.y(high))),
            stretches: Vec::new(),
            curve,
        });
    }
    if let Some((curve, median_hz)) = curves::pitch(analysis) {
        let flat = analysis.measurement("pitch_variation_st").map_or(&[][..], |m| &m.evidence);
        lanes.push(Lane {
            id: "pitch",
            title: words.say("pitch").to_owned(),
            note: words.with("pitch_note", format!("{median_hz:.0}")),
            path: curve.path(),
            top: format!("+{:.0}", curve.high),
            bottom: format!("−{:.0}", -curve.low),
            band: Some((curve.y(0.0), 0.0)),
            stretches: flat.iter().filter_map(|evidence| evidence.span).map(place).collect(),
            curve,
        });
    }
    if let Some(curve) = curves::level(analysis) {
        lanes.push(Lane {
            id: "level",
            title: words.say("level").to_owned(),
            note: words.say("level_note").to_owned(),
            path: curve.path(),
            top: format!("+{:.0}", curve.high),
            bottom: format!("−{:.0}", -curve.low),
            band: Some((curve.y(0.0), 0.0)),
            stretches: Vec::new(),
            curve,
        });
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::MEASURES;
    use crate::report::marks::From;

    #[test]
    fn marks_name_measures_that_exist() {
        for mark in &MARKS {
            if let From::Measure(id) = mark.from {
                assert!(MEASURES.iter().any(|measure| measure.id == id), "{id}");
            }
        }
    }

    #[test]
    fn the_clock_has_few_even_steps() {
        for seconds in [0.0, 0.4, 3.0, 61.0, 180.0, 3600.0] {
            let ticks = ticks(seconds);
            assert!((1..=9).contains(&ticks.len()), "{seconds}: {}", ticks.len());
        }
        assert_eq!(ticks(61.0)[1].1, "0:10");
    }
}
