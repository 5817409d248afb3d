//! Whisper on a thread of its own, so that whoever waits can show progress and leave within a moment.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::models::Model;
use super::whisper::Whisper;
use super::{Chunk, Transcriber};
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::types::{Seconds, Span, Word};

/// How often the waiting side looks at the clock and at the interrupt.
const HEARTBEAT: Duration = Duration::from_millis(100);

/// What to write down, and how.
pub struct Job {
    pub model: Model,
    /// ISO 639-1, or "auto".
    pub language: String,
    pub threads: usize,
    /// 16 kHz mono.
    pub samples: Arc<Vec<f32>>,
    /// Where somebody speaks.
    pub speech: Vec<Span>,
    /// From [`super::chunks::plan`].
    pub chunks: Vec<Span>,
}

/// The words of all chunks in order, with the recogniser's own times, and the language they are in.
#[derive(Debug)]
pub struct Heard {
    pub words: Vec<Word>,
    pub language: String,
}

enum Event {
    Chunk(Vec<Word>),
    Done(String),
    Failed(Error),
}

/// Runs `job` to its end. `progress` hears the seconds of audio done so far, at least ten times a second.
///
/// # Errors
/// Those of [`Whisper::load`] and of the recogniser, and [`Error::Interrupted`] within a heartbeat of `interrupt`:
/// the thread then ends by itself at whisper.cpp's next chance to stop.
pub fn transcribe(job: Job, interrupt: &Interrupt, progress: &mut dyn FnMut(Seconds)) -> Result<Heard> {
    let chunks = job.chunks.clone();
    let events = start(job, interrupt);
    let mut words = Vec::new();
    let mut done = chunks.iter();
    let mut done_s = 0.0;
    loop {
        interrupt.check()?;
        progress(done_s);
        match events.recv_timeout(HEARTBEAT) {
            Ok(Event::Chunk(heard)) => {
                words.extend(heard);
                done_s += done.next().map_or(0.0, Span::duration_s);
            }
            Ok(Event::Done(language)) => return Ok(Heard { words, language }),
            Ok(Event::Failed(error)) => return Err(error),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(interrupt.check().err().unwrap_or(Error::TranscriberDied));
            }
        }
    }
}

fn start(job: Job, interrupt: &Interrupt) -> Receiver<Event> {
    let (send, events) = channel();
    let interrupt = interrupt.clone();
    thread::spawn(move || {
        let work = || -> Result<String> {
            let mut whisper =
                Whisper::load(&job.model.path, &job.model.header, &job.language, job.threads, &interrupt)?;
            for span in &job.chunks {
                interrupt.check()?;
                let words = whisper.transcribe(&Chunk::new(&job.samples, &job.speech, *span))?;
                // The other side is gone only when it was interrupted.
                let _ = send.send(Event::Chunk(words));
            }
            Ok(whisper.language().to_owned())
        };
        let _ = send.send(work().map_or_else(Event::Failed, Event::Done));
    });
    events
}
