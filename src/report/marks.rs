//! What can be seen along the time axis, and where it happened: one list for every report that draws one.

use crate::thresholds::cutoffs;
use crate::types::{Analysis, EventClass, EventKind, Evidence, Seconds, TimelineEvent};

/// Where a mark comes from.
pub enum From {
    Event(EventKind, EventClass),
    /// The evidence of a measure.
    Measure(&'static str),
}

pub struct Mark {
    pub glyph: char,
    /// In English; [`crate::coaching::Texts::word`] has it in other languages.
    pub legend: &'static str,
    pub from: From,
    /// Whether one line of characters has room for it.
    pub on_strip: bool,
}

impl Mark {
    const fn new(glyph: char, legend: &'static str, from: From) -> Self {
        Self { glyph, legend, from, on_strip: true }
    }

    const fn page_only(glyph: char, legend: &'static str, from: From) -> Self {
        Self { glyph, legend, from, on_strip: false }
    }
}

/// Where two meet, the earlier in the list wins.
pub static MARKS: [Mark; 13] = [
    Mark::new('u', "um, uh", From::Event(EventKind::FilledPause, EventClass::Transcribed)),
    Mark::new('u', "um, uh", From::Event(EventKind::FilledPause, EventClass::Heard)),
    Mark::new('?', "maybe um", From::Event(EventKind::FilledPause, EventClass::Possible)),
    Mark::new('l', "filler words", From::Measure("filler_count")),
    Mark::page_only('h', "hedges", From::Measure("hedge_rate_per_100_words")),
    Mark::new('w', "weak end", From::Measure("trailing_close_count")),
    Mark::new('r', "repeats", From::Measure("repetition_count")),
    Mark::new('r', "repeats", From::Measure("restart_count")),
    Mark::page_only('=', "said again", From::Measure("repeated_content_pct")),
    Mark::new('>', "run-on", From::Measure("run_on_count")),
    Mark::page_only('f', "fading end", From::Measure("trailing_off_count")),
    Mark::page_only('~', "drawn out", From::Event(EventKind::FilledPause, EventClass::Stretched)),
    Mark::new('·', "pause in a clause", From::Event(EventKind::SilentPause, EventClass::MidClause)),
];

/// The places of one mark, in time order, with the words around them where they are known.
pub fn places(analysis: &Analysis, from: &From) -> Vec<Evidence> {
    match from {
        From::Event(kind, class) => analysis
            .timeline
            .iter()
            .filter(|event| event.kind == *kind && event.class == Some(*class) && is_probable(event))
            .map(|event| Evidence { span: Some(event.span), quote: event.text.clone() })
            .collect(),
        From::Measure(id) => {
            let filled = Covered::by(analysis.timeline.iter().filter(|event| {
                let is_sound = event.kind == EventKind::FilledPause && event.class != Some(EventClass::Stretched);
                is_sound && is_probable(event)
            }));
            analysis
                .measurement(id)
                .filter(|measurement| measurement.value > Some(0.0))
                .into_iter()
                .flat_map(|measurement| &measurement.evidence)
                .filter(|evidence| evidence.span.is_some_and(|span| !filled.contains(span.start_s)))
                .cloned()
                .collect()
        }
    }
}

/// Where events are, for thousands of questions: each start with the latest end of the events up to it.
struct Covered(Vec<(Seconds, Seconds)>);

impl Covered {
    fn by<'a>(events: impl Iterator<Item = &'a TimelineEvent>) -> Self {
        let mut spans: Vec<(Seconds, Seconds)> = events.map(|event| (event.span.start_s, event.span.end_s)).collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut latest_s = f64::NEG_INFINITY;
        for (_, end_s) in &mut spans {
            latest_s = latest_s.max(*end_s);
            *end_s = latest_s;
        }
        Self(spans)
    }

    fn contains(&self, time_s: Seconds) -> bool {
        let begun = self.0.partition_point(|(start_s, _)| *start_s <= time_s);
        self.0[..begun].last().is_some_and(|(_, latest_s)| *latest_s > time_s)
    }
}

/// Improbable hesitations are evidence in the JSON alone.
fn is_probable(event: &TimelineEvent) -> bool {
    let least = cutoffs().filled_pauses.filled_pause_shown_probability_min;
    event.probability.is_none_or(|p| f64::from(p) >= least)
}
