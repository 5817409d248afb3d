//! Sound that lies off the zero line, brought back to it.
//!
//! Cheap sound cards add a constant to every sample. It cannot be heard, but it is energy: pauses are no longer quiet, and
//! a detector of voices finds none. Where it is there for seconds a high-pass takes it out, of the whole recording and
//! from its first sample on; other recordings stay as they are, to the bit.

use std::f64::consts::TAU;

use crate::thresholds::cutoffs;
use crate::types::ANALYSIS_RATE;

/// Samples of the stretches whose mean is looked at: a second.
const STRETCH: usize = ANALYSIS_RATE as usize;

/// Watches 16 kHz samples as they come, and takes a constant out of them in place.
#[derive(Debug, Default)]
pub(super) struct Offset {
    /// Samples looked at while none was off zero; the filter's when there is one.
    seen: usize,
    /// Means of the latest stretches, all off zero on one side.
    off: Vec<f64>,
    filter: Option<HighPass>,
}

impl Offset {
    /// Takes in what is new of `samples`, which are all from the start; `is_end` when no more will come.
    pub fn level(&mut self, samples: &mut [f32], is_end: bool) {
        let least = cutoffs().sound.dc_offset_min;
        let wanted = cutoffs().sound.dc_offset_s as usize;
        while self.filter.is_none() && samples.len() >= self.seen + STRETCH {
            let mean = mean(&samples[self.seen..self.seen + STRETCH]);
            if mean.abs() < least || self.off.first().is_some_and(|first| first * mean < 0.0) {
                self.off.clear();
            }
            if mean.abs() >= least {
                self.off.push(mean);
            }
            self.seen += STRETCH;
            if self.off.len() >= wanted {
                self.begin(samples);
            }
        }
        // What is shorter is off zero when all of it is. Asked last, for it reads all samples.
        let is_short = is_end && samples.len() < wanted * STRETCH && self.off.len() == samples.len() / STRETCH;
        if self.filter.is_none() && is_short && mean(samples).abs() >= least {
            self.begin(samples);
        }
        if let Some(filter) = &mut self.filter {
            samples[self.seen..].iter_mut().for_each(|sample| *sample = filter.next(*sample));
            self.seen = samples.len();
        }
    }

    /// `length` samples were put in before the end of what was looked at.
    pub fn shift(&mut self, length: usize) {
        if self.filter.is_some() {
            self.seen += length;
        }
    }

    /// Starts from the constant that the first stretch has, so that nothing jumps.
    fn begin(&mut self, samples: &[f32]) {
        self.filter = Some(HighPass::at_rest_on(mean(&samples[..samples.len().min(STRETCH)])));
        self.seen = 0;
    }
}

fn mean(samples: &[f32]) -> f64 {
    samples.iter().map(|&sample| f64::from(sample)).sum::<f64>() / samples.len().max(1) as f64
}

/// One zero at 0 Hz and one pole beside it.
#[derive(Debug)]
struct HighPass {
    pole: f64,
    input: f64,
    output: f64,
}

impl HighPass {
    fn at_rest_on(input: f64) -> Self {
        let corner_hz = cutoffs().sound.dc_highpass_hz;
        Self { pole: 1.0 - TAU * corner_hz / f64::from(ANALYSIS_RATE), input, output: 0.0 }
    }

    fn next(&mut self, sample: f32) -> f32 {
        let input = f64::from(sample);
        self.output = input - self.input + self.pole * self.output;
        self.input = input;
        self.output as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: usize, offset: impl Fn(usize) -> f32) -> Vec<f32> {
        (0..seconds * STRETCH).map(|i| 0.1 * (i as f32 * 0.05).sin() + offset(i)).collect()
    }

    fn levelled(mut samples: Vec<f32>, piece: usize) -> Vec<f32> {
        let mut offset = Offset::default();
        for end in (piece..samples.len()).step_by(piece) {
            offset.level(&mut samples[..end], false);
        }
        offset.level(&mut samples, true);
        samples
    }

    #[test]
    fn a_constant_is_taken_out_and_nothing_else() {
        for constant in [0.3, -0.48, 0.01] {
            let samples = levelled(tone(6, |_| constant), 1000);
            assert!(mean(&samples).abs() < 1e-4);
            assert!(samples.iter().all(|sample| sample.abs() < 0.12), "nothing jumps");
            assert_eq!(samples, levelled(tone(6, |_| constant), 77_777), "however it comes");
        }
        let short: Vec<f32> = tone(1, |_| 0.2)[..5000].to_vec();
        assert!(mean(&levelled(short, 999)).abs() < 0.01);
    }

    #[test]
    fn a_constant_in_a_part_is_taken_out_there() {
        let joined = levelled(tone(10, |i| if i < 5 * STRETCH { 0.0 } else { 0.4 }), 1600);
        assert!(mean(&joined[6 * STRETCH..]).abs() < 1e-3);
    }

    #[test]
    fn sound_that_lies_on_zero_or_sways_is_left_alone() {
        let plain = tone(6, |_| 0.004);
        assert_eq!(levelled(plain.clone(), 5000), plain);
        let swaying = tone(6, |i| if (i / STRETCH).is_multiple_of(2) { 0.03 } else { -0.03 });
        assert_eq!(levelled(swaying.clone(), 5000), swaying);
        assert!(levelled(Vec::new(), 10).is_empty());
    }
}
