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
use crate::thresholds::cutoffs;
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
pub fn candidates(sound: Sound<'_>, words: Option<&[Span]>) -> Vec<Candidate> {
    let covered = words.map(|words| covered(words, sound.level.len()));
    let frames = Frames::new(sound, covered.as_deref());
    let ranges = match &covered {
        Some(covered) => candidates::uncovered(&frames, covered),
        None => candidates::steady(&frames),
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
pub fn detected(candidates: &[Candidate], probability_min: f64) -> Vec<(Span, f32)> {
    let join_s = cutoffs().filled_pauses.filled_pause_join_s;
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
pub fn stretched(sound: Sound<'_>, words: &[Span]) -> Vec<(usize, Span)> {
    let frames = Frames::new(sound, None);
    let min_s = cutoffs().filled_pauses.stretched_word_min_s;
    let steady = candidates::steady(&frames).into_iter().map(span_of);
    steady
        .filter_map(|span| {
            let middle = span.middle_s();
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

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;
    use crate::acoustics::{frames, pitch, spectrum};
    use crate::types::ANALYSIS_RATE;

    /// A buzz of 110 Hz at each of `spans`, over a faint noise.
    fn buzzing(seconds: f64, spans: &[Span]) -> Vec<f32> {
        let mut state = 7u32;
        (0..(seconds * f64::from(ANALYSIS_RATE)) as usize)
            .map(|i| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = 1e-4 * ((state >> 8) as f32 / (1u32 << 23) as f32 - 1.0);
                let t = i as f32 / ANALYSIS_RATE as f32;
                let buzz: f32 = (1..12).map(|k| (TAU * 110.0 * k as f32 * t).sin() / k as f32).sum();
                noise + if spans.iter().any(|span| span.contains(f64::from(t))) { 0.1 * buzz } else { 0.0 }
            })
            .collect()
    }

    fn heard<T>(samples: &[f32], speech: &[Span], ask: impl FnOnce(Sound<'_>) -> T) -> T {
        let pitch = pitch::track(samples);
        let level = frames::rms_dbfs(samples);
        let spectrum = spectrum::analyze(samples);
        ask(Sound { level: &level, pitch: &pitch, spectrum: &spectrum, speech })
    }

    #[test]
    fn candidates_are_the_sounds_that_no_word_covers() {
        let sounds = [Span::new(0.5, 1.0), Span::new(1.5, 1.9), Span::new(2.5, 3.0)];
        let samples = buzzing(4.0, &sounds);
        let words = [sounds[0], sounds[2]];
        let gated = heard(&samples, &sounds, |sound| candidates(sound, Some(&words)));
        assert_eq!(gated.len(), 1, "{gated:?}");
        let span = gated[0].span;
        assert!((span.start_s - 1.5).abs() < 0.03 && (span.end_s - 1.9).abs() < 0.03, "{span:?}");
        assert_eq!(gated[0].features.len(), FEATURES.len());
        assert!(gated[0].features.iter().all(|value| value.is_finite()));
        let free = heard(&samples, &sounds, |sound| candidates(sound, None));
        assert_eq!(free.len(), 3, "{free:?}");
    }

    #[test]
    fn parts_of_one_hesitation_are_joined_and_improbable_ones_left_out() {
        let candidate = |start_s: f64, probability: f32| Candidate {
            span: Span::new(start_s, start_s + 0.2),
            features: Vec::new(),
            probability,
        };
        let all = [candidate(1.0, 0.9), candidate(1.25, 0.5), candidate(2.0, 0.2), candidate(3.0, 0.6)];
        let found = detected(&all, 0.4);
        assert_eq!(found, [(Span::new(1.0, 1.45), 0.9), (Span::new(3.0, 3.2), 0.6)]);
    }

    #[test]
    fn a_word_that_is_held_is_stretched() {
        let samples = buzzing(4.0, &[Span::new(0.5, 0.7), Span::new(2.0, 2.9)]);
        let words = [Span::new(0.5, 0.7), Span::new(1.9, 2.95)];
        let found = heard(&samples, &words, |sound| stretched(sound, &words));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, 1);
        assert!((found[0].1.start_s - 2.0).abs() < 0.05, "{found:?}");
    }

    #[test]
    fn silence_and_nothing_have_no_candidates() {
        for samples in [vec![0.0; 32_000], Vec::new()] {
            assert!(heard(&samples, &[], |sound| candidates(sound, None)).is_empty());
            assert!(heard(&samples, &[], |sound| candidates(sound, Some(&[]))).is_empty());
        }
    }
}
