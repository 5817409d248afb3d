//! Fundamental frequency: candidates of each frame, the likeliest path through them, octave errors removed.
//!
//! pYIN (Mauch & Dixon 2014) was built first and measured: its rule "the first dip under the threshold" takes half
//! periods on reverberant and noisy recordings. Praat's candidates (Boersma 1993) with pYIN's prior over thresholds for
//! the probability of a voice do not; `docs/accuracy.md` has the figures.

mod candidates;
mod path;

use std::ops::Range;

use crate::acoustics::frames::{HOP_LENGTH, percentile};
use crate::thresholds::cutoffs;
use crate::types::ANALYSIS_RATE;
use candidates::{CandidateFinder, PITCH_RATE};
use path::{Costs, Lattice};

/// F0 on the 10 ms grid: frame `i` is centred at `(i + 0.5) * HOP_S`, as in [`crate::acoustics::frames`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PitchTrack {
    /// In Hz; `None` where nobody's voice is periodic.
    pub f0_hz: Vec<Option<f32>>,
    /// 0–1, from the frame alone, before the path is chosen.
    pub voiced_probability: Vec<f32>,
}

impl PitchTrack {
    /// Median F0 over the voiced frames, in Hz; `None` without any.
    pub fn median_hz(&self) -> Option<f32> {
        percentile(&mut self.f0_hz.iter().flatten().copied().collect::<Vec<_>>(), 0.5)
    }

    /// The track inside the speaker's own range; what lies outside, such as octave errors and creak, is `None`.
    ///
    /// Source: De Looze & Hirst 2008: the range reaches from the lower to the upper quartile, each times a factor.
    pub fn in_own_range(&self) -> Vec<Option<f32>> {
        let mut voiced: Vec<f32> = self.f0_hz.iter().flatten().copied().collect();
        let (low, high) = (percentile(&mut voiced, 0.25), percentile(&mut voiced, 0.75));
        let (Some(low), Some(high)) = (low, high) else { return vec![None; self.f0_hz.len()] };
        let below = cutoffs().pitch.pitch_range_below as f32;
        let above = cutoffs().pitch.pitch_range_above as f32;
        let own = low * below..=high * above;
        self.f0_hz.iter().map(|f0_hz| f0_hz.filter(|hz| own.contains(hz))).collect()
    }
}

/// Distance of `f0_hz` from `reference_hz` in semitones.
pub fn semitones(f0_hz: f32, reference_hz: f32) -> f32 {
    12.0 * (f0_hz / reference_hz).log2()
}

/// F0 of `samples` (16 kHz mono).
///
/// Source: candidates, costs and path as in Boersma 1993.
pub fn track(samples: &[f32]) -> PitchTrack {
    let half_hop = HOP_LENGTH * PITCH_RATE / ANALYSIS_RATE as usize;
    let voicing = cutoffs().pitch.pitch_voicing_strength as f32;
    let silence = cutoffs().pitch.pitch_silence_share as f32 / (1.0 + voicing);
    let prior = cutoffs().pitch.pitch_threshold_prior;
    let longest = (PITCH_RATE as f64 / cutoffs().pitch.f0_min_hz) as usize;
    let loudest = loudest(samples).max(f32::MIN_POSITIVE);

    let mut finder = CandidateFinder::new();
    let mut lattice = Lattice::default();
    let mut found = Vec::new();
    let mut voiced_probability = Vec::new();
    for block in blocks(samples) {
        let halved = &block.halved;
        for frame in block.frames {
            let centre = frame * half_hop + half_hop / 2 - block.start;
            let around = |reach: usize| &halved[centre.saturating_sub(reach)..(centre + reach).min(halved.len())];
            let level = swing(around(longest / 2), around(longest)) / loudest;
            // Without strength of its own a quiet frame is no voice.
            let quiet = (2.0 - level / silence).max(0.0);
            found.clear();
            if quiet < 1.0 {
                finder.find(halved, centre, &mut found);
            }
            let strength = found.iter().map(|candidate| candidate.strength).fold(0.0, f32::max) - quiet;
            voiced_probability.push(thresholds_under(strength, prior));
            lattice.all.extend_from_slice(&found);
            lattice.ends.push(lattice.all.len());
            lattice.unvoiced.push(voicing + quiet);
        }
    }

    PitchTrack { f0_hz: path::likeliest(&lattice, Costs::new()), voiced_probability }
}

/// pYIN's probability of a voice: the share of its Beta(2, b) prior of thresholds on `1 - strength` that the frame
/// passes.
fn thresholds_under(strength: f32, b: f64) -> f32 {
    let depth = 1.0 - f64::from(strength.clamp(0.0, 1.0));
    ((1.0 - depth).powf(b) * (1.0 + b * depth)) as f32
}

/// A minute of the recording at half the rate, with more on both sides than a frame looks at.
struct Block {
    frames: Range<usize>,
    /// First sample of `halved` in the half-rate recording.
    start: usize,
    halved: Vec<f32>,
}

/// The recording in blocks: half of an hour at once would take as much memory again as half of the recording.
fn blocks(samples: &[f32]) -> impl Iterator<Item = Block> {
    const FRAMES: usize = 6000;
    const MARGIN: usize = 1024;
    let frames = samples.len() / HOP_LENGTH;
    (0..frames).step_by(FRAMES).map(move |first| {
        let last = (first + FRAMES).min(frames);
        let from = (first * HOP_LENGTH).saturating_sub(MARGIN);
        let until = (last * HOP_LENGTH + MARGIN).min(samples.len());
        Block { frames: first..last, start: from / 2, halved: halve(&samples[from..until]) }
    })
}

/// Largest distance of the half-rate recording from its mean.
fn loudest(samples: &[f32]) -> f32 {
    let mean = samples.iter().map(|sample| f64::from(*sample)).sum::<f64>() / samples.len().max(1) as f64;
    let most = |block: Block| block.halved.iter().fold(0.0f32, |most, sample| most.max((sample - mean as f32).abs()));
    blocks(samples).map(most).fold(0.0, f32::max)
}

/// Largest distance of `samples` from the mean of `around`.
fn swing(samples: &[f32], around: &[f32]) -> f32 {
    let mean = around.iter().sum::<f32>() / around.len().max(1) as f32;
    samples.iter().fold(0.0, |most, sample| most.max((sample - mean).abs()))
}

/// Half the rate, by a half-band filter: flat to 3 kHz, 35 dB down from 5 kHz on.
fn halve(samples: &[f32]) -> Vec<f32> {
    /// Taps at odd distances from the middle; those at even ones are zero, the middle is one half.
    const TAPS: [f32; 6] = [0.312_43, -0.089_60, 0.039_22, -0.016_68, 0.005_73, -0.001_06];
    let at = |index: isize| usize::try_from(index).ok().and_then(|i| samples.get(i)).copied().unwrap_or(0.0);
    let reach = 2 * TAPS.len() - 1;
    (0..samples.len() / 2)
        .map(|i| {
            let middle = 2 * i;
            if middle >= reach && middle + reach < samples.len() {
                let around = &samples[middle - reach..=middle + reach];
                let sides = TAPS.iter().enumerate().map(|(k, tap)| {
                    let distance = 2 * k + 1;
                    tap * (around[reach - distance] + around[reach + distance])
                });
                0.5 * around[reach] + sides.sum::<f32>()
            } else {
                let middle = middle as isize;
                let sides = TAPS.iter().enumerate().map(|(k, tap)| {
                    let distance = 2 * k as isize + 1;
                    tap * (at(middle - distance) + at(middle + distance))
                });
                0.5 * at(middle) + sides.sum::<f32>()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    /// Ten harmonics whose pitch at time `t` is `hz(t)`.
    fn voice(seconds: f32, hz: impl Fn(f32) -> f32) -> Vec<f32> {
        let rate = ANALYSIS_RATE as f32;
        let mut phase = 0.0;
        (0..(seconds * rate) as usize)
            .map(|i| {
                phase = (phase + TAU * hz(i as f32 / rate) / rate) % TAU;
                (1..=10).map(|k| 0.1 / k as f32 * (phase * k as f32).sin()).sum()
            })
            .collect()
    }

    #[test]
    fn steady_voices_are_found_within_a_twentieth_of_a_semitone() {
        for hz in [65.0, 98.0, 130.0, 220.0, 310.0, 390.0] {
            let track = track(&voice(1.0, |_| hz));
            for f0 in &track.f0_hz[10..90] {
                let off = semitones(f0.expect("voiced"), hz);
                assert!(off.abs() < 0.05, "{hz} Hz: {f0:?}");
            }
            assert!(track.voiced_probability[10..90].iter().all(|p| *p > 0.9), "{hz} Hz");
        }
    }

    #[test]
    fn a_glide_is_followed_in_time() {
        let hz = |t: f32| 110.0 * 2f32.powf(t);
        let track = track(&voice(1.0, hz));
        for (i, f0) in track.f0_hz.iter().enumerate().take(90).skip(10) {
            let truth = hz((i as f32 + 0.5) * 0.01);
            assert!(semitones(f0.expect("voiced"), truth).abs() < 0.2, "frame {i}: {f0:?} for {truth}");
        }
    }

    #[test]
    fn silence_and_noise_have_no_pitch() {
        let silent = track(&[0.0; 16_000]);
        assert!(silent.f0_hz.iter().all(Option::is_none) && silent.voiced_probability.iter().all(|p| *p == 0.0));
        let mut state = 1u32;
        let noise: Vec<f32> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1u32 << 23) as f32 - 1.0
        })
        .take(32_000)
        .collect();
        let noisy = track(&noise);
        assert!(noisy.f0_hz.iter().flatten().count() < 10, "{:?}", noisy.f0_hz);
        assert_eq!(track(&[]), PitchTrack::default());
    }

    #[test]
    fn no_block_shows_its_seam() {
        let long = voice(150.0, |t| 120.0 + 20.0 * (0.7 * t).sin());
        let whole = track(&long);
        let seam = 6000;
        let part = track(&long[(seam - 100) * HOP_LENGTH..(seam + 100) * HOP_LENGTH]);
        for (i, f0) in part.f0_hz.iter().enumerate().take(190).skip(10) {
            let both = (f0.expect("voiced"), whole.f0_hz[seam - 100 + i].expect("voiced"));
            assert!(semitones(both.0, both.1).abs() < 1e-3, "frame {i}: {both:?}");
        }
    }

    #[test]
    fn octave_errors_lie_outside_the_own_range() {
        let mut f0_hz = vec![Some(120.0); 100];
        f0_hz[10] = Some(240.1);
        f0_hz[20] = Some(60.0);
        f0_hz[30] = Some(170.0);
        let own = PitchTrack { f0_hz, voiced_probability: vec![1.0; 100] }.in_own_range();
        assert_eq!((own[10], own[20], own[30]), (None, None, Some(170.0)));
        assert_eq!(own.iter().flatten().count(), 98);
    }
}
