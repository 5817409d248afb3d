//! Curves over time: pace, pitch, level, and the outline of the sound, as values and as SVG paths.

use super::settings::settings;
use crate::measures::curves;
use crate::thresholds::Thresholds;
use crate::types::{Analysis, EventKind, Seconds, Series, Span};

/// Units of a path for one second.
const UNITS_PER_S: f64 = 100.0;
/// Units of a path for the height of a lane.
pub const HEIGHT: f64 = 100.0;
/// Loudness is seen as this power of the amplitude: soft parts stay in sight.
const LIFT: f32 = 0.7;

/// A curve in its lane.
pub struct Curve {
    pub series: Series,
    /// Bottom and top of the lane, in the unit of the values.
    pub low: f64,
    pub high: f64,
}

impl Curve {
    fn new(series: Series, low: f64, high: f64) -> Option<Curve> {
        series.values.iter().any(Option::is_some).then_some(Curve { series, low, high })
    }

    /// Height of `value` in the lane, from above, 0 to [`HEIGHT`].
    pub fn y(&self, value: f64) -> f64 {
        (HEIGHT * (self.high - value) / (self.high - self.low)).clamp(0.0, HEIGHT)
    }

    /// The curve as an SVG path, interrupted where it is undefined.
    pub fn path(&self) -> String {
        let mut path = String::new();
        let mut before: Option<(i64, i64)> = None;
        for (i, value) in self.series.values.iter().enumerate() {
            let x = (UNITS_PER_S * (self.series.start_s + i as f64 * self.series.hop_s)).round() as i64;
            let here = value.map(|value| (x, self.y(f64::from(value)).round() as i64));
            match (before, here) {
                (Some((x0, y0)), Some((x, y))) => path.push_str(&format!("l{} {}", x - x0, y - y0)),
                // A point alone is a dot: a line of no length with round ends.
                (None, Some((x, y))) => path.push_str(&format!("M{x} {y}l0 0")),
                (_, None) => {}
            }
            before = here;
        }
        path
    }
}

/// Width of so many seconds in the units of a path.
pub fn width(duration_s: Seconds) -> f64 {
    (UNITS_PER_S * duration_s).max(1.0)
}

/// A dash for each word of the timeline, as an SVG path in the middle of its lane.
pub fn dashes(analysis: &Analysis) -> String {
    let words = analysis.timeline.iter().filter(|event| event.kind == EventKind::Word);
    let units = |seconds: Seconds| (UNITS_PER_S * seconds).round();
    let dash = |span: Span| format!("M{} {}h{}", units(span.start_s), HEIGHT / 2.0, units(span.duration_s()).max(1.0));
    words.map(|event| dash(event.span)).collect()
}

/// The outline of the sound, mirrored around the middle of its lane, as an SVG path.
pub fn waveform(analysis: &Analysis) -> String {
    let level = analysis.tracks.as_ref().map_or(&analysis.recording.envelope_dbfs, |tracks| &tracks.rms_dbfs);
    let columns = (settings().waveform_columns as usize).min(level.values.len()).max(1);
    let mut tops = vec![0.0f32; columns];
    for (i, value) in level.values.iter().enumerate() {
        let top = &mut tops[i * columns / level.values.len()];
        *top = top.max(value.map_or(0.0, |db| 10f32.powf(db / 20.0)));
    }
    let loudest = tops.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let half = HEIGHT / 2.0;
    let above = tops.iter().map(|top| half - half * f64::from((top / loudest).powf(LIFT)));
    let points: Vec<(f64, f64)> =
        above.enumerate().map(|(i, y)| (width(analysis.recording.duration_s) * i as f64 / columns as f64, y)).collect();
    let below = points.iter().rev().map(|(x, y)| (*x, HEIGHT - y));
    format!("M0 {half}{}z", relative((0, half as i64), points.iter().copied().chain(below)))
}

/// Lines from `start` through `points`, each as the step from the one before.
fn relative(start: (i64, i64), points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut before = start;
    let mut path = String::new();
    for (x, y) in points {
        let here = (x.round() as i64, y.round() as i64);
        path.push_str(&format!("l{} {}", here.0 - before.0, here.1 - before.1));
        before = here;
    }
    path
}

/// Words a minute in a window that slides along the answer; a window that is mostly outside it says nothing.
pub fn pace(analysis: &Analysis) -> Option<Curve> {
    let is_word = |text: &str| text.chars().any(char::is_alphanumeric);
    let words: Vec<Span> =
        analysis.transcript.words.iter().filter(|word| is_word(&word.text)).filter_map(|word| word.span).collect();
    let answer = words.first()?.to(words.last()?);
    let (window_s, hop_s) = (settings().pace_window_s, settings().pace_hop_s);
    let mut middles: Vec<Seconds> = words.iter().map(Span::middle_s).collect();
    middles.sort_by(f64::total_cmp);
    let before = |time_s: Seconds| middles.partition_point(|middle_s| *middle_s < time_s);
    let at = |time_s: Seconds| {
        let window = Span::new(time_s - window_s / 2.0, time_s + window_s / 2.0);
        let inside_s = window.overlap_s(&answer);
        let count = before(window.end_s) - before(window.start_s);
        (inside_s > window_s / 2.0).then(|| (60.0 * count as f64 / inside_s) as f32)
    };
    let count = (analysis.recording.duration_s / hop_s) as usize + 1;
    let values: Vec<Option<f32>> = (0..count).map(|i| at(i as f64 * hop_s)).collect();
    let top = values.iter().flatten().copied().fold(0.0, f32::max);
    let band_top = Thresholds::built_in().band("speech_rate_wpm").and_then(|band| band.flag_high).unwrap_or(0.0);
    Curve::new(Series { start_s: 0.0, hop_s, values }, 0.0, 1.1 * f64::from(top).max(band_top))
}

/// F0 in semitones around the speaker's median, which is the second value, in Hz.
pub fn pitch(analysis: &Analysis) -> Option<(Curve, f32)> {
    let (series, median_hz) = curves::pitch(&analysis.tracks.as_ref()?.f0_hz, settings().pitch_hop_s)?;
    let most = f64::from(series.values.iter().flatten().fold(1.0f32, |most, st| most.max(st.abs())).ceil());
    Curve::new(series, -most, most).map(|curve| (curve, median_hz))
}

/// Level in dB around the speaker's median, in windows of momentary loudness; undefined in silent pauses.
pub fn level(analysis: &Analysis) -> Option<Curve> {
    let rms_dbfs = &analysis.tracks.as_ref()?.rms_dbfs;
    let mut silent: Vec<Span> =
        analysis.timeline.iter().filter(|event| event.kind == EventKind::SilentPause).map(|event| event.span).collect();
    silent.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    let (window_s, hop_s) = (settings().level_window_s, settings().level_hop_s);
    let mut series = curves::level(rms_dbfs, &silent, analysis.recording.duration_s, window_s, hop_s)?;
    let (low, high) = (settings().level_below_db, settings().level_above_db);
    series.values.iter_mut().for_each(|db| *db = db.filter(|db| f64::from(*db) >= low));
    Curve::new(series, low, high)
}
