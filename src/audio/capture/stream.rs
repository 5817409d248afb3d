//! The device's own thread: its sound, in whatever form, into the queue. Nothing here allocates, locks or waits once the
//! stream runs.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use cpal::traits::DeviceTrait;
use cpal::{
    BufferSize, ErrorKind, FromSample, I24, InputCallbackInfo, SampleFormat, SizedSample, StreamConfig, StreamInstant,
    SupportedBufferSize, SupportedStreamConfig, U24,
};

use super::device::Device;
use super::failure;
use super::limits::Limits;
use super::queue::Inlet;

/// What the device's thread tells the others.
#[derive(Debug, Default)]
pub struct Signals {
    /// Times the device itself had to drop sound.
    xruns: AtomicU64,
    /// The first failure that ends the stream.
    fatal: OnceLock<String>,
    /// The latest complaint that may pass.
    passing: OnceLock<String>,
    /// The system moved the stream to another microphone.
    moved: AtomicBool,
}

impl Signals {
    pub fn fatal(&self) -> Option<&str> {
        self.fatal.get().map(String::as_str)
    }

    pub fn passing(&self) -> Option<&str> {
        self.passing.get().map(String::as_str)
    }

    pub fn moved(&self) -> bool {
        self.moved.load(Ordering::Relaxed)
    }

    fn note(&self, error: &cpal::Error) {
        match error.kind() {
            ErrorKind::Xrun => {
                self.xruns.fetch_add(1, Ordering::Relaxed);
            }
            ErrorKind::RealtimeDenied => {}
            ErrorKind::DeviceChanged => self.moved.store(true, Ordering::Relaxed),
            ErrorKind::StreamInvalidated => {
                let _ = self.fatal.set("its sample rate or format changed".to_owned());
            }
            ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => {
                let _ = self.fatal.set("it is gone; was it unplugged?".to_owned());
            }
            ErrorKind::PermissionDenied => {
                let _ = self.fatal.set("the system no longer permits it".to_owned());
            }
            // A signal may interrupt the device's thread; whether sound still comes is what decides.
            _ => {
                let _ = self.passing.set(failure::reason(error));
            }
        }
    }
}

/// Opens `device` as `config` says, its sound going into `inlet`; it does not run yet.
///
/// # Errors
/// What the device refuses.
pub(super) fn open(
    device: &Device,
    config: &SupportedStreamConfig,
    buffer_size: BufferSize,
    limits: &Limits,
    inlet: Inlet,
    signals: &Arc<Signals>,
) -> Result<cpal::Stream, cpal::Error> {
    let stream = StreamConfig { buffer_size, ..config.config() };
    build_for(config.sample_format(), device, stream, limits, inlet, signals)
}

/// Long stretches first; a device that does not take them uses its own.
pub(super) fn buffer_sizes(config: &SupportedStreamConfig, limits: &Limits) -> [BufferSize; 2] {
    let wanted = (limits.period_s * f64::from(config.sample_rate())) as u32;
    let long = match *config.buffer_size() {
        SupportedBufferSize::Range { min, max } if min <= max => BufferSize::Fixed(wanted.clamp(min, max)),
        _ => BufferSize::Default,
    };
    [long, BufferSize::Default]
}

fn build_for(
    format: SampleFormat,
    device: &Device,
    config: StreamConfig,
    limits: &Limits,
    inlet: Inlet,
    signals: &Arc<Signals>,
) -> Result<cpal::Stream, cpal::Error> {
    let build = match format {
        SampleFormat::I8 => build::<i8>,
        SampleFormat::I16 => build::<i16>,
        SampleFormat::I24 => build::<I24>,
        SampleFormat::I32 => build::<i32>,
        SampleFormat::I64 => build::<i64>,
        SampleFormat::U8 => build::<u8>,
        SampleFormat::U16 => build::<u16>,
        SampleFormat::U24 => build::<U24>,
        SampleFormat::U32 => build::<u32>,
        SampleFormat::U64 => build::<u64>,
        SampleFormat::F32 => build::<f32>,
        SampleFormat::F64 => build::<f64>,
        _ => return Err(ErrorKind::UnsupportedConfig.into()),
    };
    build(device, config, limits, inlet, signals)
}

fn build<T: SizedSample>(
    device: &Device,
    config: StreamConfig,
    limits: &Limits,
    mut inlet: Inlet,
    signals: &Arc<Signals>,
) -> Result<cpal::Stream, cpal::Error>
where
    f32: FromSample<T>,
{
    let mut clock = Clock::new(config, limits, signals.clone());
    let signals = signals.clone();
    device.device.build_input_stream(
        config,
        move |block: &[T], info: &InputCallbackInfo| {
            inlet.lose(clock.missing(block.len(), info.timestamp().capture));
            inlet.push(block.iter().map(|sample| to_i16(*sample)));
        },
        move |error| signals.note(&error),
        Some(Duration::from_secs_f64(limits.stall_s)),
    )
}

/// The nearest of 65,536 steps; what exceeds full scale is clipped, what is no number is silence.
fn to_i16<T: Copy>(sample: T) -> i16
where
    f32: FromSample<T>,
{
    let scaled = f32::from_sample_(sample) * -f32::from(i16::MIN);
    scaled.round() as i16
}

/// Tells from the device's clock how much sound it dropped when it says that it did.
struct Clock {
    channels: usize,
    frame_s: f64,
    longest_gap_s: f64,
    signals: Arc<Signals>,
    xruns: u64,
    next: Option<StreamInstant>,
}

impl Clock {
    fn new(config: StreamConfig, limits: &Limits, signals: Arc<Signals>) -> Self {
        Self {
            channels: usize::from(config.channels),
            frame_s: 1.0 / f64::from(config.sample_rate),
            longest_gap_s: limits.longest_gap_s,
            signals,
            xruns: 0,
            next: None,
        }
    }

    /// Frames that are missing before a block of `samples` samples that was captured at `at`.
    fn missing(&mut self, samples: usize, at: StreamInstant) -> u64 {
        let xruns = self.signals.xruns.load(Ordering::Relaxed);
        let late_s = self.next.map_or(0.0, |next| at.duration_since(next).as_secs_f64());
        let missing_s = if xruns > self.xruns { late_s.min(self.longest_gap_s) } else { 0.0 };
        self.xruns = xruns;
        let length_s = (samples / self.channels) as f64 * self.frame_s;
        self.next = at.checked_add(Duration::from_secs_f64(length_s));
        (missing_s / self.frame_s) as u64
    }
}

#[cfg(test)]
mod tests {
    use cpal::Sample;

    use super::*;

    #[test]
    fn every_form_of_a_sample_is_the_same_sample() {
        for sample in [i16::MIN, -12_345, -1, 0, 1, 777, i16::MAX] {
            assert_eq!(to_i16(sample), sample);
            assert_eq!(to_i16(f32::from(sample) / 32_768.0), sample);
            assert_eq!(to_i16(f64::from(sample) / 32_768.0), sample);
            assert_eq!(to_i16(i32::from(sample) << 16), sample);
            assert_eq!(to_i16(i64::from(sample) << 48), sample);
            assert_eq!(to_i16(I24::new(i32::from(sample) << 8).unwrap()), sample);
            assert_eq!(to_i16(u16::from_sample(sample)), sample);
            assert_eq!(to_i16(u32::from_sample(sample)), sample);
            assert_eq!(to_i16(U24::from_sample(sample)), sample);
        }
        assert_eq!(to_i16(i8::MIN), i16::MIN);
        assert_eq!(to_i16(128_u8), 0);
        assert_eq!((to_i16(1.5_f32), to_i16(-9.0_f64), to_i16(f32::NAN)), (i16::MAX, i16::MIN, 0));
    }

    #[test]
    fn only_when_the_device_says_so_is_a_late_block_a_gap() {
        let signals = Arc::new(Signals::default());
        let config = StreamConfig { channels: 2, sample_rate: 1_000, buffer_size: BufferSize::Default };
        let mut clock = Clock::new(config, Limits::built_in(), signals.clone());
        let at = |ms: u64| StreamInstant::from_nanos(ms * 1_000_000);
        assert_eq!(clock.missing(200, at(0)), 0);
        assert_eq!(clock.missing(200, at(150)), 0, "a late callback is no gap");
        signals.note(&ErrorKind::Xrun.into());
        assert_eq!(clock.missing(200, at(650)), 400);
        assert_eq!(clock.missing(200, at(750)), 0);
        signals.note(&ErrorKind::Xrun.into());
        assert_eq!(clock.missing(200, at(900_000_000)), 60_000, "a clock that jumps is not believed");
        assert_eq!(signals.fatal(), None);
    }
}
