//! The thread between queue and disk: writes what arrives, keeps the header valid, follows the level.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::growing_wav::{Format, GrowingWav};
use super::level::{Level, Meter};
use super::limits::Limits;
use super::queue::{Captured, Outlet};
use crate::error::{Error, Result};

/// What the recording side asks for.
pub enum Command {
    /// Write into this file from now on.
    Begin(GrowingWav),
    /// Let sound pass by, or write it again.
    Pause(bool),
    /// Close the file and answer with how many frames it holds, and what stopped it before.
    End(Sender<Ended>),
}

/// A take that is over.
#[derive(Debug)]
pub struct Ended {
    pub frames: u64,
    /// Why it ended before anybody wanted it to.
    pub stopped_by: Option<Error>,
}

/// What the writer tells while it works.
#[derive(Debug, Clone, Copy, Default)]
pub struct Status {
    /// Frames in the file.
    pub frames: u64,
    pub level: Level,
    /// When sound last arrived.
    pub heard_at: Option<Instant>,
    /// The take cannot go on; [`Ended::stopped_by`] will tell why.
    pub stopped: bool,
}

/// Shared by the writer and those who watch it; the sound callback never touches it.
#[derive(Debug, Clone, Default)]
pub struct Board(Arc<Mutex<Status>>);

impl Board {
    pub fn read(&self) -> Status {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, Status> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Works until the other end of `commands` is gone.
pub struct Writer {
    outlet: Outlet,
    meter: Meter,
    limits: &'static Limits,
    take: Option<OpenFile>,
    paused: bool,
    board: Board,
}

/// One file being written.
struct OpenFile {
    wav: GrowingWav,
    header_at: Instant,
    synced_at: Instant,
    stopped_by: Option<Error>,
}

impl Writer {
    pub fn new(outlet: Outlet, format: Format, limits: &'static Limits, board: Board) -> Self {
        Self { outlet, meter: Meter::new(format, limits), limits, take: None, paused: false, board }
    }

    pub fn run(mut self, commands: &Receiver<Command>) {
        let pace = Duration::from_secs_f64(self.limits.drain_every_s);
        loop {
            match commands.recv_timeout(pace) {
                Ok(command) => {
                    // What arrived before the command belongs to what was before it.
                    self.drain();
                    self.obey(command);
                }
                Err(RecvTimeoutError::Timeout) => self.drain(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.drain();
        if let Some(mut take) = self.take.take() {
            let _ = take.wav.finish();
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Begin(wav) => {
                let now = Instant::now();
                self.take = Some(OpenFile { wav, header_at: now, synced_at: now, stopped_by: None });
                self.paused = false;
                self.meter.restart_silence(true);
            }
            Command::Pause(paused) => {
                self.paused = paused;
                self.meter.restart_silence(false);
            }
            Command::End(answer) => {
                let Some(mut take) = self.take.take() else { return };
                let finished = take.wav.finish();
                let stopped_by = take.stopped_by.or(finished.err());
                let _ = answer.send(Ended { frames: take.wav.frames(), stopped_by });
            }
        }
        self.tell(false);
    }

    fn drain(&mut self) {
        let (meter, paused) = (&mut self.meter, self.paused);
        let take = &mut self.take;
        let mut heard = false;
        self.outlet.drain(|piece| {
            heard = true;
            if let Captured::Sound(samples) = piece {
                meter.hear(samples);
            }
            match take {
                Some(take) if !paused => take.write(piece),
                _ => {}
            }
        });
        if let Some(take) = &mut self.take {
            take.keep_valid(self.limits);
        }
        self.tell(heard);
    }

    fn tell(&self, heard: bool) {
        let mut status = self.board.lock();
        status.level = self.meter.level();
        status.frames = self.take.as_ref().map_or(0, |take| take.wav.frames());
        status.stopped = self.take.as_ref().is_some_and(|take| take.stopped_by.is_some());
        if heard {
            status.heard_at = Some(Instant::now());
        }
    }
}

impl OpenFile {
    fn write(&mut self, piece: Captured<'_>) {
        if self.stopped_by.is_some() {
            return;
        }
        let written = match piece {
            Captured::Sound(samples) => self.wav.append(samples),
            Captured::Missing(frames) => self.wav.append_silence(frames),
        };
        if let Err(error) = written {
            // What is there must play, even though no more goes in.
            let _ = self.wav.update_header();
            self.stopped_by = Some(error);
        }
    }

    fn keep_valid(&mut self, limits: &Limits) {
        let due = |at: Instant, every_s: f64| at.elapsed().as_secs_f64() >= every_s;
        let mut kept: Result<()> = Ok(());
        if due(self.header_at, limits.header_every_s) {
            kept = self.wav.update_header();
            self.header_at = Instant::now();
        }
        if due(self.synced_at, limits.sync_every_s) {
            kept = kept.and_then(|()| self.wav.sync());
            self.synced_at = Instant::now();
        }
        if let Err(error) = kept {
            self.stopped_by.get_or_insert(error);
        }
    }
}
