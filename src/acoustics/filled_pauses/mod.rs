//! "Um" and "uh" in the sound, which transcribers leave out.
//!
//! With a transcript only the sound that no word accounts for is looked at, which is where the omitted fillers are;
//! without one every steady stretch is. A small fitted model (`data/filled_pauses.toml`) gives each candidate its
//! probability.

mod candidates;
mod features;
mod model;

use std::ops::Range;

pub use features::FEATURES;
pub use model::Models;

use crate::acoustics::frames::{HOP_S, frame_at};
use crate::acoustics::pitch::PitchTrack;
use crate::acoustics::spectrum::Spectrum;
use crate::thresholds::Thresholds;
use crate::types::Span;
use features::Frames;

/// What the sound of one recording gives, all on the 10 ms grid.
#[derive(Debug, Clone, Copy)]
pub struct Sound<'a> {
    /// dBFS, from [`crate::acoustics::frames::rms_dbfs`].
    pub level: &'a [f32],
    pub pitch: &'a PitchTrack,
    pub spectrum: &'a Spectrum,
    /// From voice activity.
    pub speech: &'a [Span],
}

/// A stretch of sound that may be a filled pause.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub span: Span,
    /// In the order of [`FEATURES`].
    pub features: Vec<f32>,
    /// 0–1, by the fitted model.
    pub probability: f32,
}

/// Every candidate in time order, the improbable ones too. With `words` (in time order) those in the sound that no word
/// accounts for, `None` looks everywhere.
pub fn candidates(sound: Sound<'_>, words: Option<&[Span]>, thresholds: &Thresholds) -> Vec<Candidate> {
    let covered = words.map(|words| covered(words, sound.level.len()));
    let frames = Frames::new(sound, covered.as_deref(), thresholds);
    let ranges = match &covered {
        Some(covered) => candidates::uncovered(&frames, covered, thresholds),
        None => candidates::steady(&frames, thresholds),
    };
    let models = Models::built_in();
    let model = if covered.is_some() { &models.gated } else { &models.free };
    let candidate = |range: Range<usize>| {
        let features = frames.features(range.clone());
        Candidate { span: span_of(range), probability: model.probability(&features), features }
    };
    ranges.into_iter().map(candidate).collect()
}

/// The filled pauses among `candidates`: those at least `probability_min` probable, neighbours of one hesitation joined.
pub fn detected(candidates: &[Candidate], probability_min: f64, thresholds: &Thresholds) -> Vec<(Span, f32)> {
    let join_s = thresholds.cutoff("filled_pause_join_s");
    let mut found: Vec<(Span, f32)> = Vec::new();
    for candidate in candidates.iter().filter(|c| f64::from(c.probability) >= probability_min) {
        match found.last_mut() {
            Some((last, probability)) if candidate.span.start_s - last.end_s < join_s => {
                last.end_s = candidate.span.end_s;
                *probability = probability.max(candidate.probability);
            }
            _ => found.push((candidate.span, candidate.probability)),
        }
    }
    found
}

/// Words with a steady sound that is far longer than a syllable: drawn out ("sooo"), or with the time of an "um" that the
/// transcriber gave to its neighbour. Index into `words` and the steady part.
pub fn stretched(sound: Sound<'_>, words: &[Span], thresholds: &Thresholds) -> Vec<(usize, Span)> {
    let frames = Frames::new(sound, None, thresholds);
    let min_s = thresholds.cutoff("stretched_word_min_s");
    let steady = candidates::steady(&frames, thresholds).into_iter().map(span_of);
    steady
        .filter_map(|span| {
            let middle = (span.start_s + span.end_s) / 2.0;
            let at = words.partition_point(|word| word.end_s <= middle);
            let word = words.get(at).filter(|word| word.contains(middle))?;
            let inside = Span::new(span.start_s.max(word.start_s), span.end_s.min(word.end_s));
            (inside.duration_s() >= min_s).then_some((at, inside))
        })
        .collect()
}

/// Frames that a word accounts for.
fn covered(words: &[Span], frames: usize) -> Vec<bool> {
    let mut covered = vec![false; frames];
    for word in words {
        let until = frame_at(word.end_s + HOP_S / 2.0).min(frames);
        covered[frame_at(word.start_s + HOP_S / 2.0).min(until)..until].fill(true);
    }
    covered
}

fn span_of(range: Range<usize>) -> Span {
    Span::new(range.start as f64 * HOP_S, range.end as f64 * HOP_S)
}
