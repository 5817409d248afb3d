//! The signal behind the audio fixtures: three clicks in silence, to place in time, and a chirp, to compare waveforms.

use std::f64::consts::TAU;
use std::path::{Path, PathBuf};

use saywell::audio::{AudioSource, ReadOptions, Recording, read};
use saywell::error::Result;
use saywell::interrupt::Interrupt;

/// Length of the signal, seconds.
pub const LENGTH_S: f64 = 1.5;
/// Where its clicks are, seconds.
pub const CLICKS_S: [f64; 3] = [0.11, 1.07, 1.33];
/// Where its chirp is, seconds.
pub const CHIRP_S: std::ops::Range<f64> = 0.3..0.9;

/// The signal at `time_s`: clicks are 2 kHz bursts of 1 ms, the chirp goes from 200 to 3000 Hz.
pub fn signal(time_s: f64) -> f64 {
    let clicks: f64 = CLICKS_S.iter().map(|at| click(time_s - at)).sum();
    let length_s = CHIRP_S.end - CHIRP_S.start;
    let t = time_s - CHIRP_S.start;
    if !(0.0..length_s).contains(&t) {
        return clicks;
    }
    let fade = (t.min(length_s - t) / 0.05).min(1.0);
    clicks + 0.4 * fade * (TAU * (200.0 * t + (3000.0 - 200.0) / (2.0 * length_s) * t * t)).sin()
}

fn click(t: f64) -> f64 {
    0.8 * (-(t / 0.0005).powi(2)).exp() * (TAU * 2000.0 * t).cos()
}

/// The signal sampled at `rate` Hz.
pub fn sampled(rate: u32) -> Vec<f32> {
    let n = (LENGTH_S * f64::from(rate)).round() as usize;
    (0..n).map(|i| signal(i as f64 / f64::from(rate)) as f32).collect()
}

/// Writes a 16-bit WAV of one or more channels.
pub fn write_wav(path: &Path, rate: u32, channels: &[Vec<f32>]) {
    let spec = hound::WavSpec {
        channels: channels.len() as u16,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for frame in 0..channels[0].len() {
        for channel in channels {
            writer.write_sample((channel[frame] * 32_767.0).round() as i16).unwrap();
        }
    }
    writer.finalize().unwrap();
}

pub fn open(path: &Path) -> Result<Recording> {
    open_with(path, &ReadOptions::default())
}

pub fn open_with(path: &Path, options: &ReadOptions) -> Result<Recording> {
    read(&AudioSource::File(path.into()), options, &Interrupt::default(), &mut |_| {})
}

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio").join(name)
}

/// Shift of `heard` against `truth` in samples where they agree best, and how well (normalised correlation).
pub fn best_shift(heard: &[f32], truth: &[f32], reach: i64) -> (i64, f64) {
    let at = |shift: i64| -> f64 {
        let (mut cross, mut a2, mut b2) = (0.0, 0.0, 0.0);
        for (i, &b) in truth.iter().enumerate() {
            let Some(&a) = usize::try_from(i as i64 + shift).ok().and_then(|i| heard.get(i)) else { continue };
            cross += f64::from(a) * f64::from(b);
            a2 += f64::from(a) * f64::from(a);
            b2 += f64::from(b) * f64::from(b);
        }
        cross / (a2 * b2).sqrt().max(1e-12)
    };
    (-reach..=reach).map(|shift| (shift, at(shift))).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
}
