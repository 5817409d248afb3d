//! From the microphone to a WAV file that plays at any moment.
//!
//! ```text
//! device's thread ──> queue (lock-free) ──> writer's thread ──> NAME.wav
//! stream.rs           queue.rs              writer.rs           growing_wav.rs
//!                                              └─> level.rs: what the meter shows
//! ```
//!
//! The device's thread never allocates, locks or waits. Sound that is lost on the way, in the device or because the disk
//! was too slow for too long, is counted and replaced by silence of the same length, so that time stays right.

mod device;
mod error;
pub(super) mod failure;
mod growing_wav;
mod level;
mod limits;
mod queue;
mod stream;
mod writer;

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Instant;

use cpal::traits::StreamTrait;

pub use device::{Device, DeviceInfo, device, devices};
pub use error::CaptureError;
use failure::SYSTEM_HINT;
pub(crate) use failure::no_microphone;
pub use growing_wav::{Format, GrowingWav};
pub use level::Level;
pub use limits::Limits;
pub use writer::{Ended, Status};

use crate::error::{Error, Result};
use crate::types::Seconds;
use queue::Losses;
use stream::Signals;
use writer::{Board, Command, Writer};

/// A microphone that is open: it listens until this is dropped, and writes while a take is on.
pub struct Capture {
    // The order matters: the device stops before its queue is read to the end.
    stream: Option<cpal::Stream>,
    commands: Option<Sender<Command>>,
    writer: Option<JoinHandle<()>>,
    board: Board,
    losses: Arc<Losses>,
    signals: Arc<Signals>,
    format: Format,
    device: String,
    /// When [`Capture::failure`] last looked, and from when on sound may be asked for.
    watched: Cell<Watched>,
}

/// How long the device has been silent is told by a clock that goes on while this program is stopped (Ctrl-Z, a laptop
/// that sleeps). Nobody looked meanwhile, so the silence counts from the first look afterwards.
#[derive(Debug, Clone, Copy)]
struct Watched {
    looked_at: Instant,
    since: Instant,
}

impl Watched {
    fn new(now: Instant) -> Self {
        Self { looked_at: now, since: now }
    }

    /// How long no sound has come by `now`, when it last came at `heard_at`.
    fn silence_s(&mut self, now: Instant, heard_at: Option<Instant>, stopped_s: Seconds) -> Seconds {
        if now.duration_since(self.looked_at).as_secs_f64() > stopped_s {
            self.since = now;
        }
        self.looked_at = now;
        let from = heard_at.map_or(self.since, |heard_at| heard_at.max(self.since));
        now.saturating_duration_since(from).as_secs_f64()
    }
}

/// Sound that is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lost {
    pub stretches: u64,
    pub seconds: Seconds,
}

impl Capture {
    /// Opens `device` and begins to listen; nothing is kept before [`Capture::begin`].
    ///
    /// # Errors
    /// [`CaptureError::NoMicrophone`], [`CaptureError::MicrophoneForbidden`], [`CaptureError::DeviceBusy`], [`CaptureError::DeviceFormat`],
    /// [`CaptureError::DeviceFailed`].
    pub fn open(device: &Device) -> Result<Self> {
        let _quiet = failure::Quiet::new();
        let limits = Limits::built_in();
        let name = device.info.name.clone();
        let config = device::config(device)?;
        let format = Format { sample_rate: config.sample_rate(), channels: config.channels() };
        let signals = Arc::new(Signals::default());
        let open = |buffer_size| {
            let (inlet, outlet, losses) = queue::queue(format.frames(limits.ring_s) as usize, format.channels);
            let stream = stream::open(device, &config, buffer_size, limits, inlet, &signals)?;
            stream.play()?;
            Ok((stream, outlet, losses))
        };
        let [long, usual] = stream::buffer_sizes(&config, limits);
        let (stream, outlet, losses) =
            open(long).or_else(|_| open(usual)).map_err(|e| failure::opening(Some(&name), &e))?;

        let board = Board::default();
        let writer = Writer::new(outlet, format, limits, board.clone());
        let (commands, orders) = channel();
        let writer =
            std::thread::Builder::new().name("recording".to_owned()).spawn(move || writer.run(&orders)).map_err(
                |e| CaptureError::DeviceFailed { device: name.clone(), reason: e.to_string(), hint: SYSTEM_HINT },
            )?;
        Ok(Self {
            stream: Some(stream),
            commands: Some(commands),
            writer: Some(writer),
            board,
            losses,
            signals,
            format,
            device: name,
            watched: Cell::new(Watched::new(Instant::now())),
        })
    }

    /// Its name.
    pub fn device(&self) -> &str {
        &self.device
    }

    pub fn format(&self) -> Format {
        self.format
    }

    /// From now on sound goes into `wav`.
    pub fn begin(&self, wav: GrowingWav) {
        self.order(Command::Begin(wav));
    }

    /// Lets sound pass by, or keeps it again.
    pub fn pause(&self, paused: bool) {
        self.order(Command::Pause(paused));
    }

    /// Ends the take; its file is complete when this returns. `None` when none was on.
    pub fn end(&self) -> Option<Ended> {
        let (answer, ended) = channel();
        self.order(Command::End(answer));
        ended.recv().ok()
    }

    pub fn status(&self) -> Status {
        self.board.read()
    }

    /// What was lost since the microphone was opened.
    pub fn lost(&self) -> Lost {
        Lost { stretches: self.losses.stretches(), seconds: self.format.seconds(self.losses.frames()) }
    }

    /// Whether the system moved to another microphone in the middle.
    pub fn moved(&self) -> bool {
        self.signals.moved()
    }

    /// Why no more sound will come, once that is so.
    pub fn failure(&self) -> Option<String> {
        if let Some(reason) = self.signals.fatal() {
            return Some(reason.to_owned());
        }
        let limits = Limits::built_in();
        let heard_at = self.status().heard_at;
        let mut watched = self.watched.get();
        // Whoever records looks many times a second.
        let silence_s = watched.silence_s(Instant::now(), heard_at, limits.stall_s / 2.0);
        self.watched.set(watched);
        let (longest_s, otherwise) = match heard_at {
            Some(_) => (limits.stall_s, "no more sound comes from it"),
            None => (limits.wake_s, "no sound comes from it"),
        };
        (silence_s > longest_s).then(|| self.signals.passing().unwrap_or(otherwise).to_owned())
    }

    /// The error that tells of [`Capture::failure`] before a take began.
    pub fn refused(&self, reason: String) -> Error {
        CaptureError::DeviceFailed { device: self.device.clone(), reason, hint: SYSTEM_HINT }.into()
    }

    /// The error that tells of [`Capture::failure`] when `frames` lie in the file at `path`.
    pub fn device_lost(&self, reason: String, after: String, path: &Path) -> Error {
        CaptureError::DeviceLost { device: self.device.clone(), after, reason, path: path.to_owned() }.into()
    }

    fn order(&self, command: Command) {
        if let Some(commands) = &self.commands {
            // The writer lives as long as this sender.
            let _ = commands.send(command);
        }
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.stream = None;
        self.commands = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_program_that_was_stopped_gives_the_device_time_to_answer() {
        let start = Instant::now();
        let at = |seconds: f64| start + Duration::from_secs_f64(seconds);
        let mut watched = Watched::new(start);
        let silence_s = |watched: &mut Watched, now_s: f64, heard_s: Option<f64>| {
            (watched.silence_s(at(now_s), heard_s.map(at), 1.5) * 10.0).round() / 10.0
        };
        assert_eq!(silence_s(&mut watched, 1.0, None), 1.0);
        assert_eq!(silence_s(&mut watched, 2.0, Some(1.5)), 0.5);
        // Ten seconds in which nobody looked: stopped, and on again.
        assert_eq!(silence_s(&mut watched, 12.0, Some(2.0)), 0.0);
        assert_eq!(silence_s(&mut watched, 13.0, Some(2.0)), 1.0);
        assert_eq!(silence_s(&mut watched, 14.4, Some(2.0)), 2.4, "and still silent");
    }
}
