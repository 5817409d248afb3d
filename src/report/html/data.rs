//! What the script works on, as JSON inside the page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::settings::settings;
use super::timeline::Timeline;
use super::words::Words;
use crate::types::{Analysis, Seconds, Series, Span};

/// Milliseconds `[start, end]`.
type Stretch = [u64; 2];

#[derive(Serialize)]
pub struct Data<'a> {
    duration_s: Seconds,
    lead_s: Seconds,
    tail_s: Seconds,
    step_s: Seconds,
    /// Of each word of the transcript; null without a time.
    words: Vec<Option<Stretch>>,
    /// What playing the tight take skips, in order.
    cuts: Vec<Stretch>,
    /// Each mark with its label and words, in time order.
    findings: Vec<(Stretch, &'a str, &'a str)>,
    curves: BTreeMap<&'static str, Readout>,
    say: BTreeMap<&'a str, &'a str>,
}

/// A curve to be read off under the pointer: value `i` at `start_s + i * hop_s`, in tenths.
#[derive(Serialize)]
struct Readout {
    start_s: Seconds,
    hop_s: Seconds,
    values: Vec<Option<i32>>,
}

impl<'a> Data<'a> {
    pub fn of(analysis: &'a Analysis, timeline: &'a Timeline, words: &'a Words) -> Data<'a> {
        let rows = timeline.rows.iter();
        let mut findings: Vec<(Stretch, &str, &str)> = rows
            .flat_map(|row| row.spots.iter().map(|spot| (stretch(spot.span), row.label.as_str(), spot.quote.as_str())))
            .collect();
        findings.sort_unstable();
        let mut cuts: Vec<Stretch> = analysis.tightened.cuts.iter().filter_map(|cut| cut.span).map(stretch).collect();
        cuts.sort_unstable();
        Data {
            duration_s: analysis.recording.duration_s,
            lead_s: settings().lead_s,
            tail_s: settings().tail_s,
            step_s: settings().step_s,
            words: analysis.transcript.words.iter().map(|word| word.span.map(stretch)).collect(),
            cuts,
            findings,
            curves: timeline.lanes.iter().map(|lane| (lane.id, readout(&lane.curve.series))).collect(),
            say: words.for_script(),
        }
    }
}

fn stretch(span: Span) -> Stretch {
    [span.start_s, span.end_s].map(|seconds| (1000.0 * seconds.max(0.0)).round() as u64)
}

fn readout(series: &Series) -> Readout {
    let step = (settings().readout_hop_s / series.hop_s).round().max(1.0) as usize;
    let values =
        series.values.iter().step_by(step).map(|value| value.map(|value| (10.0 * value).round() as i32)).collect();
    Readout { start_s: series.start_s, hop_s: series.hop_s * step as f64, values }
}
