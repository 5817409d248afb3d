//! A stretch of a recording through the loudspeakers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, OutputCallbackInfo, SampleFormat, SizedSample, StreamConfig};

use super::ANALYSIS_RATE;
use super::capture::failure;
use crate::error::{Error, Result};

/// Where a device cannot start at once it may take this long.
const STALL: Duration = Duration::from_secs(5);
/// How often it is looked whether the end is reached.
const MOMENT: Duration = Duration::from_millis(50);

/// Plays `samples` (mono, [`ANALYSIS_RATE`]) on the default device, until they end or `stop`, which is asked every moment
/// and may wait up to one, says so.
///
/// # Errors
/// [`Error::NoLoudspeaker`].
pub fn play(samples: &[f32], stop: &mut dyn FnMut(Duration) -> bool) -> Result<()> {
    let _quiet = failure::Quiet::new();
    let refused = |error: cpal::Error| Error::NoLoudspeaker { reason: failure::reason(&error) };
    let none = || Error::NoLoudspeaker { reason: "there is none".to_owned() };
    let device = cpal::default_host().default_output_device().ok_or_else(none)?;
    let config = device.default_output_config().map_err(refused)?;
    let build = match config.sample_format() {
        SampleFormat::F32 => build::<f32>,
        SampleFormat::I16 => build::<i16>,
        SampleFormat::I32 => build::<i32>,
        SampleFormat::U8 => build::<u8>,
        SampleFormat::U16 => build::<u16>,
        format => return Err(Error::NoLoudspeaker { reason: format!("it wants its samples as {format}") }),
    };
    let sound = at_rate(samples, config.sample_rate());
    let length = sound.len();
    let played = Arc::new(AtomicUsize::new(0));
    let stream = build(&device, config.config(), sound, played.clone()).map_err(refused)?;
    stream.play().map_err(refused)?;
    // A device that takes nothing for so long never will.
    let mut waited = Duration::ZERO;
    let mut before = 0;
    while played.load(Ordering::Relaxed) < length && !stop(MOMENT) {
        let now = played.load(Ordering::Relaxed);
        waited = if now == before { waited + MOMENT } else { Duration::ZERO };
        before = now;
        if waited > STALL {
            return Err(Error::NoLoudspeaker { reason: "it does not play".to_owned() });
        }
    }
    Ok(())
}

fn build<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    sound: Vec<f32>,
    played: Arc<AtomicUsize>,
) -> std::result::Result<cpal::Stream, cpal::Error> {
    let channels = usize::from(config.channels).max(1);
    let mut at = 0;
    device.build_output_stream(
        config,
        move |block: &mut [T], _: &OutputCallbackInfo| {
            for frame in block.chunks_mut(channels) {
                let sample = sound.get(at).copied().unwrap_or(0.0);
                frame.fill(T::from_sample(sample));
                at += 1;
            }
            played.store(at.min(sound.len()), Ordering::Relaxed);
        },
        |_| {},
        Some(STALL),
    )
}

/// Speech of 16 kHz at the rate of a device, on straight lines between its samples.
fn at_rate(samples: &[f32], rate: u32) -> Vec<f32> {
    let step = f64::from(ANALYSIS_RATE) / f64::from(rate.max(1));
    let count = (samples.len() as f64 / step) as usize;
    let sample = |at: usize| samples.get(at).copied().unwrap_or(0.0);
    let between = |i: usize| {
        let place = i as f64 * step;
        let (at, share) = (place as usize, place.fract() as f32);
        (sample(at) * (1.0 - share) + sample(at + 1) * share).clamp(-1.0, 1.0)
    };
    (0..count).map(between).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_keeps_its_length_and_its_pitch() {
        let tone = |rate: f64, n: usize| (std::f64::consts::TAU * 440.0 * n as f64 / rate).sin() as f32;
        let samples: Vec<f32> = (0..16_000).map(|n| tone(16_000.0, n)).collect();
        let played = at_rate(&samples, 48_000);
        assert_eq!(played.len(), 48_000);
        let worst = (0..47_000).map(|n| (played[n] - tone(48_000.0, n)).abs()).fold(0.0, f32::max);
        assert!(worst < 0.01, "{worst}");
        assert!(at_rate(&[], 48_000).is_empty());
    }
}
