//! The coarse shape of the spectrum over time: how vowels and hums are told from moving speech.

use realfft::RealFftPlanner;

use crate::acoustics::frames::{FRAME_LENGTH, HOP_LENGTH, frame_at};
use crate::types::{ANALYSIS_RATE, Span};

/// Bands of a spectrum: 17 over the width of a telephone, which every recording has.
pub const BANDS: usize = 17;
/// Lower edge of the lowest and upper edge of the highest band, in Hz.
const LOWEST_HZ: f32 = 150.0;
const HIGHEST_HZ: f32 = 3800.0;
const FFT_LENGTH: usize = 512;
/// Frames on each side that a frame's change is measured over: 40 ms in all.
const REACH: usize = 2;
/// Keeps digital silence finite: −100 dB re full scale.
const FLOOR: f32 = 1e-10;

/// Frame `i` is centred at `(i + 0.5) * HOP_S`, as in [`crate::acoustics::frames`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spectrum {
    /// Level of each mel band in dB.
    pub bands_db: Vec<[f32; BANDS]>,
    /// How fast the shape changes: mean difference over the bands, in dB, between 20 ms before and 20 ms after, without
    /// the change of the level as a whole. Small in a held vowel or hum.
    pub flux_db: Vec<f32>,
}

/// Mel spectrum of `samples` (16 kHz mono), frames of 25 ms every 10 ms.
pub fn analyze(samples: &[f32]) -> Spectrum {
    let forward = RealFftPlanner::<f32>::new().plan_fft_forward(FFT_LENGTH);
    let mut frame = forward.make_input_vec();
    let mut bins = forward.make_output_vec();
    let mut scratch = forward.make_scratch_vec();
    let window: Vec<f32> = (0..FRAME_LENGTH)
        .map(|i| 0.5 - 0.5 * (std::f32::consts::TAU * (i as f32 + 0.5) / FRAME_LENGTH as f32).cos())
        .collect();
    let scale = 4.0 / (FRAME_LENGTH as f32).powi(2);
    let weights = band_weights();
    let bands_db: Vec<[f32; BANDS]> = (0..samples.len() / HOP_LENGTH)
        .map(|i| {
            let start = (i * HOP_LENGTH + HOP_LENGTH / 2) as isize - (FRAME_LENGTH / 2) as isize;
            frame.fill(0.0);
            for (k, weight) in window.iter().enumerate() {
                let at = usize::try_from(start + k as isize).ok();
                frame[k] = at.and_then(|at| samples.get(at)).map_or(0.0, |sample| sample * weight);
            }
            forward.process_with_scratch(&mut frame, &mut bins, &mut scratch).expect("the buffers are the plan's own");
            let mut bands = [0.0; BANDS];
            for (band, (first, weights)) in bands.iter_mut().zip(&weights) {
                let power: f32 = weights.iter().zip(&bins[*first..]).map(|(w, bin)| w * bin.norm_sqr()).sum();
                *band = 10.0 * (power * scale).max(FLOOR).log10();
            }
            bands
        })
        .collect();
    Spectrum { flux_db: flux_db(&bands_db), bands_db }
}

impl Spectrum {
    /// How different the sounds in `spans` are from each other, as they are heard over 50 ms: the standard deviation of each
    /// band beside the level as a whole, in dB, mean over the bands. Every sound of a voice has another shape; a noise has
    /// one, however its level moves.
    pub fn variety_db(&self, spans: &[Span]) -> f32 {
        let mut shapes: Vec<[f32; BANDS]> = Vec::new();
        for span in spans {
            let end = frame_at(span.end_s).min(self.bands_db.len());
            let frames = &self.bands_db[frame_at(span.start_s).min(end)..end];
            shapes.extend(frames.windows(2 * REACH + 1).map(shape_of));
        }
        let count = shapes.len().max(1) as f32;
        let deviation = |band: usize| {
            let mean = shapes.iter().map(|shape| shape[band]).sum::<f32>() / count;
            (shapes.iter().map(|shape| (shape[band] - mean).powi(2)).sum::<f32>() / count).sqrt()
        };
        (0..BANDS).map(deviation).sum::<f32>() / BANDS as f32
    }
}

/// The bands of a few frames together, without the level as a whole.
fn shape_of(frames: &[[f32; BANDS]]) -> [f32; BANDS] {
    let mut shape = [0.0; BANDS];
    for (band, db) in shape.iter_mut().enumerate() {
        *db = 10.0 * frames.iter().map(|frame| 10f32.powf(frame[band] / 10.0)).sum::<f32>().log10();
    }
    let mean = shape.iter().sum::<f32>() / BANDS as f32;
    shape.map(|db| db - mean)
}

/// Triangles evenly spaced on the mel scale: first bin and weights of each.
fn band_weights() -> Vec<(usize, Vec<f32>)> {
    let mel = |hz: f32| 2595.0 * (1.0 + hz / 700.0).log10();
    let hz = |mel: f32| 700.0 * (10f32.powf(mel / 2595.0) - 1.0);
    let step = (mel(HIGHEST_HZ) - mel(LOWEST_HZ)) / (BANDS + 1) as f32;
    let edge = |k: usize| hz(mel(LOWEST_HZ) + step * k as f32) * FFT_LENGTH as f32 / ANALYSIS_RATE as f32;
    (0..BANDS)
        .map(|band| {
            let (low, middle, high) = (edge(band), edge(band + 1), edge(band + 2));
            let first = low.ceil() as usize;
            let weight = |bin: usize| {
                let bin = bin as f32;
                ((bin - low) / (middle - low)).min((high - bin) / (high - middle)).max(0.0)
            };
            (first, (first..=high.floor() as usize).map(weight).collect())
        })
        .collect()
}

/// How fast the shape of the spectrum changes around each frame.
fn flux_db(bands_db: &[[f32; BANDS]]) -> Vec<f32> {
    let last = bands_db.len().saturating_sub(1);
    (0..bands_db.len())
        .map(|i| {
            let (before, after) = (&bands_db[i.saturating_sub(REACH)], &bands_db[(i + REACH).min(last)]);
            let mut differences = [0.0; BANDS];
            differences.iter_mut().zip(before.iter().zip(after)).for_each(|(d, (a, b))| *d = b - a);
            let mean = differences.iter().sum::<f32>() / BANDS as f32;
            differences.iter().map(|d| (d - mean).abs()).sum::<f32>() / BANDS as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    fn tone(hz: f32) -> Vec<f32> {
        (0..16_000).map(|i| 0.5 * (TAU * hz * i as f32 / ANALYSIS_RATE as f32).sin()).collect()
    }

    /// A buzz of 125 Hz and its harmonics.
    fn buzz() -> Vec<f32> {
        let sum = |t: f32| (1..30).map(|k| (TAU * 125.0 * k as f32 * t).sin() / k as f32).sum::<f32>();
        (0..16_000).map(|i| 0.2 * sum(i as f32 / ANALYSIS_RATE as f32)).collect()
    }

    #[test]
    fn a_tone_stands_out_in_its_band() {
        let spectrum = analyze(&tone(1000.0));
        let loudest = |frame: &[f32; BANDS]| (0..BANDS).max_by(|a, b| frame[*a].total_cmp(&frame[*b])).unwrap();
        let (low, middle, high) = (
            loudest(&analyze(&tone(400.0)).bands_db[50]),
            loudest(&spectrum.bands_db[50]),
            loudest(&analyze(&tone(3000.0)).bands_db[50]),
        );
        assert!(low < middle && middle < high, "{low} {middle} {high}");
    }

    #[test]
    fn a_noise_has_one_shape_however_its_level_moves() {
        let mut state = 1_u32;
        let mut noise = std::iter::repeat_with(move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        });
        let swell = |i: usize| 0.5 + 0.45 * (TAU * 4.0 * i as f32 / ANALYSIS_RATE as f32).sin();
        let swelling: Vec<f32> = (0..48_000).map(|i| 0.3 * swell(i) * noise.next().unwrap()).collect();
        let all = [Span::new(0.0, 3.0)];
        let variety = analyze(&swelling).variety_db(&all);
        assert!((0.5..1.4).contains(&variety), "{variety}");
        let sounds: Vec<f32> = swelling[..16_000].iter().copied().chain(buzz()).chain(tone(1000.0)).collect();
        assert!(analyze(&sounds).variety_db(&all) > 3.0);
        assert_eq!(analyze(&[]).variety_db(&all), 0.0);
    }

    #[test]
    fn a_held_sound_stands_still_also_while_it_fades_and_a_new_one_moves() {
        let still = |samples: &[f32]| analyze(samples).flux_db[5..95].iter().copied().fold(0.0, f32::max);
        let held = buzz();
        assert!(still(&held) < 1.0, "{}", still(&held));
        let fading: Vec<f32> = held.iter().enumerate().map(|(i, x)| x * (1.0 - 0.9 * i as f32 / 16_000.0)).collect();
        assert!(still(&fading) < 1.0, "{}", still(&fading));
        let changing: Vec<f32> = held[..8000].iter().chain(&tone(2000.0)[..8000]).copied().collect();
        assert!(still(&changing) > 5.0, "{}", still(&changing));
        assert!(analyze(&[]).flux_db.is_empty());
    }
}
