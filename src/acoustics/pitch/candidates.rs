//! Pitch candidates of one frame: the peaks of its autocorrelation.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use crate::thresholds::cutoffs;
use crate::types::ANALYSIS_RATE;

/// Pitch is sought at half the analysis rate: a voice's periods are long, and half the samples cost half.
pub const PITCH_RATE: usize = ANALYSIS_RATE as usize / 2;
/// Samples of a frame: 50 ms, three periods of 60 Hz.
const WINDOW: usize = 400;
/// Window and longest lag together, a product of small primes.
const FFT_LENGTH: usize = 576;
/// Lags per sample: the inverse transform is longer, which interpolates as exactly as the signal allows.
const FINENESS: usize = 2;
/// More are never needed: period, its half and its multiples.
const MOST_CANDIDATES: usize = 6;

/// One way to read the pitch of a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    pub f0_hz: f32,
    /// Correlation of the frame with itself one period later, 1 for a periodic one.
    pub strength: f32,
}

/// Reads candidates out of frames; owns the transforms and their buffers.
pub struct CandidateFinder {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    frame: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    fine_spectrum: Vec<Complex<f32>>,
    correlation: Vec<f32>,
    scratch: Vec<Complex<f32>>,
    window: Vec<f32>,
    /// 1 ÷ correlation of the window with itself, by fine lag.
    correction: Vec<f32>,
    /// Shortest and longest period, in fine lags.
    lags: std::ops::Range<usize>,
    strength_min: f32,
}

impl CandidateFinder {
    pub fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let forward = planner.plan_fft_forward(FFT_LENGTH);
        let inverse = planner.plan_fft_inverse(FFT_LENGTH * FINENESS);
        let period = |hz: f64| (PITCH_RATE * FINENESS) as f64 / hz;
        let shortest = period(cutoffs().pitch.f0_max_hz).floor() as usize;
        let longest = period(cutoffs().pitch.f0_min_hz).ceil() as usize;
        let hann = |i: usize| 0.5 - 0.5 * (std::f32::consts::TAU * (i as f32 + 0.5) / WINDOW as f32).cos();
        let mut finder = Self {
            frame: forward.make_input_vec(),
            spectrum: forward.make_output_vec(),
            fine_spectrum: inverse.make_input_vec(),
            correlation: inverse.make_output_vec(),
            scratch: vec![Complex::default(); forward.get_scratch_len().max(inverse.get_scratch_len())],
            forward,
            inverse,
            window: (0..WINDOW).map(hann).collect(),
            correction: Vec::new(),
            lags: shortest..longest + 1,
            strength_min: cutoffs().pitch.pitch_candidate_strength_min as f32,
        };
        finder.frame[..WINDOW].copy_from_slice(&finder.window);
        finder.correlate();
        finder.correction = finder.correlation[..=longest + 1].iter().map(|r| finder.correlation[0] / r).collect();
        finder
    }

    /// The candidates around sample `centre` of `samples` (at [`PITCH_RATE`]), the strongest of them, shortest period
    /// first. Replaces what `found` held.
    ///
    /// Source: Boersma 1993: the correlation of the windowed frame over that of the window.
    pub fn find(&mut self, samples: &[f32], centre: usize, found: &mut Vec<Candidate>) {
        found.clear();
        let start = centre as isize - (WINDOW / 2) as isize;
        let from = start.max(0) as usize;
        let until = ((start + WINDOW as isize).max(0) as usize).min(samples.len());
        if from >= until {
            return;
        }
        let offset = (from as isize - start) as usize;
        let heard = &samples[from..until];
        let mean = heard.iter().sum::<f32>() / heard.len() as f32;
        self.frame.fill(0.0);
        for ((to, sample), weight) in self.frame[offset..].iter_mut().zip(heard).zip(&self.window[offset..]) {
            *to = (sample - mean) * weight;
        }
        self.correlate();
        if self.correlation[0] <= 0.0 {
            return;
        }
        let scale = 1.0 / self.correlation[0];
        let at = |lag: usize| self.correlation[lag] * self.correction[lag] * scale;
        let (mut before, mut here) = (at(self.lags.start - 1), at(self.lags.start));
        for lag in self.lags.clone() {
            let after = at(lag + 1);
            if here > before && here >= after && here > self.strength_min {
                // The peak lies where a parabola through its three points does.
                let curve = 2.0 * here - before - after;
                let shift = if curve > 0.0 { 0.5 * (after - before) / curve } else { 0.0 };
                let strength = (here + 0.25 * (after - before) * shift).min(1.0);
                let f0_hz = (PITCH_RATE * FINENESS) as f32 / (lag as f32 + shift);
                found.push(Candidate { f0_hz, strength });
            }
            (before, here) = (here, after);
        }
        while found.len() > MOST_CANDIDATES {
            let weakest = (0..found.len()).min_by(|&a, &b| found[a].strength.total_cmp(&found[b].strength));
            found.remove(weakest.unwrap_or(0));
        }
    }

    /// Leaves the autocorrelation of `self.frame` by fine lag in `self.correlation`, not scaled.
    fn correlate(&mut self) {
        let fits = "the buffers are the plan's own";
        self.forward.process_with_scratch(&mut self.frame, &mut self.spectrum, &mut self.scratch).expect(fits);
        self.fine_spectrum.fill(Complex::default());
        for (power, bin) in self.fine_spectrum.iter_mut().zip(&self.spectrum) {
            power.re = bin.norm_sqr();
        }
        self.inverse
            .process_with_scratch(&mut self.fine_spectrum, &mut self.correlation, &mut self.scratch)
            .expect(fits);
    }
}
