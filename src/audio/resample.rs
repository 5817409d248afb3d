//! Any sample rate to 16 kHz, streaming and without a time shift.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _, WindowFunction};

use crate::types::ANALYSIS_RATE;

/// Least input frames per block. The filter is one block long: 1024 frames keep its passband flat to 7.5 kHz at 48 kHz
/// and its ringing within ±11 ms.
const BLOCK: usize = 1024;

/// Resamples a mono stream to [`ANALYSIS_RATE`].
///
/// The filter's start-up delay is trimmed, so sample `i` of the output sounds at `i / 16000` seconds of the input, and
/// the output is `round(n * 16000 / rate)` samples long for `n` samples of input. Input at 16 kHz passes untouched.
#[derive(Debug)]
pub struct Resampler {
    rate: u32,
    /// `None` at 16 kHz.
    filter: Option<Filter>,
    pushed: u64,
    produced: u64,
}

#[derive(Debug)]
struct Filter {
    fft: Box<Fft<f32>>,
    /// Input waiting for a full block.
    waiting: Vec<f32>,
    block_in: usize,
    block_out: Vec<f32>,
    /// Output samples of start-up delay still to drop.
    to_drop: usize,
}

impl Resampler {
    /// `None` when `rate` is 0.
    pub fn new(rate: u32) -> Option<Self> {
        let filter = if rate == ANALYSIS_RATE { None } else { Some(Filter::new(rate)?) };
        Some(Self { rate, filter, pushed: 0, produced: 0 })
    }

    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Takes any number of input samples and appends what they make to `out`.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.pushed += samples.len() as u64;
        let before = out.len();
        match &mut self.filter {
            None => append(out, samples),
            Some(filter) => filter.push(samples, out),
        }
        self.produced += (out.len() - before) as u64;
    }

    /// Appends what is still inside.
    pub fn finish(mut self, out: &mut Vec<f32>) {
        let rate = u64::from(self.rate);
        let wanted = (self.pushed * u64::from(ANALYSIS_RATE) + rate / 2) / rate;
        if let Some(filter) = &mut self.filter {
            let silence = vec![0.0; filter.block_in];
            while self.produced < wanted {
                let before = out.len();
                filter.push(&silence, out);
                self.produced += (out.len() - before) as u64;
            }
        }
        let excess = self.produced.saturating_sub(wanted);
        out.truncate(out.len() - excess as usize);
    }
}

impl Filter {
    fn new(rate: u32) -> Option<Self> {
        let (rate, target) = (rate as usize, ANALYSIS_RATE as usize);
        // The filter is centred on the whole sample at or before its middle, so only even blocks on both sides put the
        // delay on a whole output sample; others would shift the sound by half a sample.
        let even_block = 2 * rate.checked_div(gcd(rate, target))?;
        let fft = Fft::new_custom(
            rate,
            target,
            BLOCK.next_multiple_of(even_block.max(1)),
            1,
            1,
            WindowFunction::BlackmanHarris2,
            FixedSync::Both,
        )
        .ok()?;
        Some(Self {
            waiting: Vec::new(),
            block_in: fft.input_frames_next(),
            block_out: vec![0.0; fft.output_frames_next()],
            to_drop: fft.output_delay(),
            fft: Box::new(fft),
        })
    }

    fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        self.waiting.extend_from_slice(samples);
        let mut start = 0;
        while self.waiting.len() - start >= self.block_in {
            self.block(start, out);
            start += self.block_in;
        }
        self.waiting.drain(..start);
    }

    /// Resamples the block of waiting samples that begins at `start`.
    fn block(&mut self, start: usize, out: &mut Vec<f32>) {
        let frames = self.block_out.len();
        let block = &self.waiting[start..start + self.block_in];
        // The buffers have exactly the sizes the resampler names, and these never change, so neither call can fail;
        // if one did, the block would be silence and the time line would still hold.
        self.block_out.fill(0.0);
        if let (Ok(input), Ok(mut output)) =
            (InterleavedSlice::new(block, 1, block.len()), InterleavedSlice::new_mut(&mut self.block_out, 1, frames))
        {
            let _ = self.fft.process_into_buffer(&input, &mut output, None::<&Indexing>);
        }
        let dropped = self.to_drop.min(frames);
        self.to_drop -= dropped;
        append(out, &self.block_out[dropped..]);
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Appends, growing by an eighth at a time: doubling would need up to twice the memory of an hour-long recording.
fn append(out: &mut Vec<f32>, samples: &[f32]) {
    if out.capacity() - out.len() < samples.len() {
        out.reserve_exact(samples.len().max(out.len() / 8));
    }
    out.extend_from_slice(samples);
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use proptest::prelude::*;

    use super::*;

    const RATES: [u32; 16] = [
        8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 37_800, 44_100, 44_101, 48_000, 50_000, 88_200, 96_000,
        176_400, 192_000,
    ];

    fn resample(samples: &[f32], rate: u32, block: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(rate).unwrap();
        let mut out = Vec::new();
        for block in samples.chunks(block.max(1)) {
            resampler.push(block, &mut out);
        }
        resampler.finish(&mut out);
        out
    }

    /// Time of the highest magnitude, refined between samples by a parabola, seconds.
    fn peak_time_s(samples: &[f32]) -> f64 {
        let (at, _) = samples.iter().enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).unwrap();
        let [a, b, c] = [at - 1, at, at + 1].map(|i| f64::from(samples[i].abs()));
        (at as f64 + 0.5 * (a - c) / (a - 2.0 * b + c)) / f64::from(ANALYSIS_RATE)
    }

    #[test]
    fn a_click_stays_where_it_is_at_every_rate() {
        for rate in RATES {
            for at_s in [0.01, 0.2503, 0.777, 0.99] {
                let mut click = vec![0.0; rate as usize];
                let at = (at_s * f64::from(rate)) as usize;
                click[at] = 1.0;
                let heard = peak_time_s(&resample(&click, rate, 1000));
                let error_s = heard - at as f64 / f64::from(rate);
                assert!(error_s.abs() < 0.000_05, "{rate} Hz, click at {at_s} s is off by {error_s} s");
            }
        }
    }

    #[test]
    fn a_tone_keeps_its_phase_and_level_and_what_is_above_the_band_is_gone() {
        for rate in RATES {
            let tone = |hz: f64, rate: u32| -> Vec<f32> {
                (0..rate).map(|i| (0.5 * (TAU * hz * f64::from(i) / f64::from(rate)).sin()) as f32).collect()
            };
            let (got, wanted) = (resample(&tone(1000.0, rate), rate, 4096), tone(1000.0, ANALYSIS_RATE));
            let worst = (1600..14_400).map(|i| (got[i] - wanted[i]).abs()).fold(0.0, f32::max);
            assert!(worst < 0.001, "{rate} Hz: 1 kHz is off by {worst}");
            if rate > 2 * 12_000 {
                let alias = resample(&tone(12_000.0, rate), rate, 4096);
                let worst = alias[1600..14_400].iter().fold(0.0_f32, |a, &b| a.max(b.abs()));
                assert!(worst < 0.001, "{rate} Hz: 12 kHz comes back at {worst}");
            }
        }
    }

    #[test]
    fn sixteen_kilohertz_pass_untouched_and_no_rate_is_no_resampler() {
        let samples: Vec<f32> = (0..5000).map(|i| (i as f32 * 0.7).sin()).collect();
        assert_eq!(resample(&samples, ANALYSIS_RATE, 333), samples);
        assert!(Resampler::new(0).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_length_is_exact_and_blocks_do_not_matter(
            rate in prop::sample::select(RATES.to_vec()), n in 0_usize..30_000, block in 1_usize..5000,
        ) {
            let samples: Vec<f32> = (0..n).map(|i| (i as f32 * 0.05).sin()).collect();
            let out = resample(&samples, rate, block);
            let wanted = (n as f64 * f64::from(ANALYSIS_RATE) / f64::from(rate)).round() as usize;
            prop_assert_eq!(out.len(), wanted);
            prop_assert_eq!(out, resample(&samples, rate, usize::MAX));
        }
    }
}
