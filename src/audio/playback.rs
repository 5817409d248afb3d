//! A stretch of a recording out of the speakers.
//!
//! The sound played is the 16 kHz view that was measured, so a second that is heard is the second that was named.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{FromSample, SampleFormat, SizedSample, StreamConfig};

use super::{AudioSource, ReadOptions};
use crate::audio::AudioError;
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::types::{ANALYSIS_RATE, Seconds, Span};

/// What to look at when no sound comes out.
const HINT: &str = if cfg!(target_os = "linux") {
    "see whether `aplay -l` lists a speaker and PipeWire or PulseAudio runs (`pactl info`)"
} else {
    "look whether the system has a speaker chosen for its sound"
};

/// How long a device may take to begin.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sound that plays until it ends or this is dropped.
pub struct Playback {
    _stream: cpal::Stream,
    head: Arc<Head>,
    rate: u32,
    from_s: Seconds,
}

/// How far the device has come.
#[derive(Debug, Default)]
struct Head {
    frames: AtomicU64,
    over: AtomicBool,
    broken: AtomicBool,
}

/// The samples on their way out, at the device's own rate.
struct Reel {
    samples: Vec<f32>,
    /// Samples of the reel for each frame of the device.
    step: f64,
    at: u64,
    channels: usize,
    head: Arc<Head>,
}

impl Playback {
    /// Plays `span` of the recording at `path`, all of it without one.
    ///
    /// # Errors
    /// Those of [`super::read`], and [`AudioError::NoPlayback`].
    pub fn of(path: &Path, span: Option<Span>, interrupt: &Interrupt) -> Result<Playback> {
        let source = AudioSource::File(path.to_owned());
        let samples =
            super::read(&source, &ReadOptions { partial: true, ..ReadOptions::default() }, interrupt, &mut |_| {})?
                .samples;
        let at = |seconds: Seconds| ((seconds.max(0.0) * f64::from(ANALYSIS_RATE)) as usize).min(samples.len());
        let span = span.unwrap_or(Span::new(0.0, f64::INFINITY));
        let (from, to) = (at(span.start_s), at(span.end_s));
        Self::start(samples[from..to.max(from)].to_vec(), span.start_s.max(0.0))
    }

    fn start(samples: Vec<f32>, from_s: Seconds) -> Result<Playback> {
        let refused = |error: cpal::Error| no_playback(error.to_string().lines().next().unwrap_or_default());
        let device = cpal::default_host().default_output_device();
        let device = device.ok_or_else(|| no_playback("there is no speaker"))?;
        let config = device.default_output_config().map_err(refused)?;
        let (format, config) = (config.sample_format(), config.config());
        let head = Arc::new(Head::default());
        let reel = Reel {
            samples,
            step: f64::from(ANALYSIS_RATE) / f64::from(config.sample_rate),
            at: 0,
            channels: usize::from(config.channels),
            head: head.clone(),
        };
        let rate = config.sample_rate;
        let stream = match format {
            SampleFormat::I16 => build::<i16>(&device, config, reel),
            SampleFormat::I32 => build::<i32>(&device, config, reel),
            SampleFormat::U8 => build::<u8>(&device, config, reel),
            SampleFormat::U16 => build::<u16>(&device, config, reel),
            SampleFormat::F32 => build::<f32>(&device, config, reel),
            SampleFormat::F64 => build::<f64>(&device, config, reel),
            other => return Err(no_playback(&format!("the speaker wants sound as {other}"))),
        }
        .map_err(refused)?;
        stream.play().map_err(refused)?;
        Ok(Playback { _stream: stream, head, rate, from_s })
    }

    /// The second of the recording that is being handed to the speaker.
    pub fn position_s(&self) -> Seconds {
        self.from_s + self.head.frames.load(Ordering::Relaxed) as f64 / f64::from(self.rate)
    }

    /// Whether all of it was played, or the speaker is gone.
    pub fn is_over(&self) -> bool {
        self.head.over.load(Ordering::Relaxed) || self.head.broken.load(Ordering::Relaxed)
    }
}

fn no_playback(reason: &str) -> Error {
    AudioError::NoPlayback { reason: reason.to_lowercase(), hint: HINT }.into()
}

fn build<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    mut reel: Reel,
) -> Result<cpal::Stream, cpal::Error> {
    let head = reel.head.clone();
    device.build_output_stream(
        config,
        move |block: &mut [T], _: &cpal::OutputCallbackInfo| {
            for frame in block.chunks_mut(reel.channels) {
                let sample = T::from_sample_(reel.next());
                frame.fill(sample);
            }
        },
        move |error| {
            if matches!(error.kind(), cpal::ErrorKind::DeviceNotAvailable | cpal::ErrorKind::HostUnavailable) {
                head.broken.store(true, Ordering::Relaxed);
            }
        },
        Some(PATIENCE),
    )
}

impl Reel {
    /// The sample of the next frame, between its two neighbours; silence after the end. A quarter of a second of it is played
    /// before it counts as over, so that what the device still holds is heard.
    fn next(&mut self) -> f32 {
        let place = self.at as f64 * self.step;
        self.at += 1;
        let (index, between) = (place as usize, place.fract() as f32);
        let sample = match (self.samples.get(index), self.samples.get(index + 1)) {
            (Some(a), Some(b)) => a + (b - a) * between,
            (Some(a), None) => *a,
            _ => {
                let silence = place - self.samples.len() as f64;
                if silence > f64::from(ANALYSIS_RATE) / 4.0 {
                    self.head.over.store(true, Ordering::Relaxed);
                }
                return 0.0;
            }
        };
        self.head.frames.store(self.at, Ordering::Relaxed);
        sample.clamp(-1.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reel(samples: &[f32], rate: u32) -> Reel {
        let step = f64::from(ANALYSIS_RATE) / f64::from(rate);
        Reel { samples: samples.to_vec(), step, at: 0, channels: 1, head: Arc::default() }
    }

    #[test]
    fn every_sample_comes_at_its_time_at_any_rate() {
        let ramp: Vec<f32> = (0..1600).map(|i| i as f32 / 1600.0).collect();
        for rate in [16_000, 44_100, 48_000, 8_000] {
            let mut reel = reel(&ramp, rate);
            let frames = rate as usize / 10;
            let played: Vec<f32> = (0..frames).map(|_| reel.next()).collect();
            for (at, sample) in played.iter().enumerate().take(frames - 10) {
                let wanted = at as f32 / frames as f32;
                assert!((sample - wanted).abs() < 0.002, "{rate} Hz: {sample} for {wanted} at {at}");
            }
        }
    }

    #[test]
    fn after_the_end_comes_silence_and_then_it_is_over() {
        let mut reel = reel(&[0.5; 160], 16_000);
        (0..160).for_each(|_| assert_eq!(reel.next(), 0.5));
        assert_eq!((reel.next(), reel.head.over.load(Ordering::Relaxed)), (0.0, false));
        (0..5_000).for_each(|_| assert_eq!(reel.next(), 0.0));
        assert!(reel.head.over.load(Ordering::Relaxed));
        assert_eq!(reel.head.frames.load(Ordering::Relaxed), 160);
    }
}
