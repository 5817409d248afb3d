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
pub(super) mod failure;
mod growing_wav;
mod level;
mod limits;
mod queue;
mod stream;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Instant;

use cpal::traits::StreamTrait;

pub use device::{Device, DeviceInfo, device, devices};
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
    opened_at: Instant,
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
    /// [`Error::NoMicrophone`], [`Error::MicrophoneForbidden`], [`Error::DeviceBusy`], [`Error::DeviceFormat`],
    /// [`Error::DeviceFailed`].
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
        let writer = std::thread::Builder::new()
            .name("recording".to_owned())
            .spawn(move || writer.run(&orders))
            .map_err(|e| Error::DeviceFailed { device: name.clone(), reason: e.to_string(), hint: SYSTEM_HINT })?;
        Ok(Self {
            stream: Some(stream),
            commands: Some(commands),
            writer: Some(writer),
            board,
            losses,
            signals,
            format,
            device: name,
            opened_at: Instant::now(),
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
        let heard_at = self.status().heard_at.unwrap_or(self.opened_at);
        let stalled = heard_at.elapsed().as_secs_f64() > Limits::built_in().stall_s;
        stalled.then(|| self.signals.passing().unwrap_or("no more sound comes from it").to_owned())
    }

    /// The error that tells of [`Capture::failure`] before a take began.
    pub fn refused(&self, reason: String) -> Error {
        Error::DeviceFailed { device: self.device.clone(), reason, hint: SYSTEM_HINT }
    }

    /// The error that tells of [`Capture::failure`] when `frames` lie in the file at `path`.
    pub fn device_lost(&self, reason: String, after: String, path: &Path) -> Error {
        Error::DeviceLost { device: self.device.clone(), after, reason, path: path.to_owned() }
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
