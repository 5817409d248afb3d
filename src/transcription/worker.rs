//! Whisper on a thread of its own, so that whoever waits can show progress and leave within a moment.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread;
use std::time::Duration;

use super::models::Model;
use super::whisper::Whisper;
use super::{Piece, Written};
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::transcription::TranscriptionError;

enum Order {
    /// Detect the language anew, in this piece.
    Settle(Piece),
    Write(Piece),
}

/// How an order is carried out.
struct Effort {
    threads: usize,
    stop: Interrupt,
}

/// What came of an order, each with the language that is being written; the first, from loading the model, has none.
#[derive(Debug)]
pub(super) enum Done {
    Loaded,
    Settled(String),
    Written(Written, String),
}

/// The thread; it ends soon after this is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    orders: Sender<(Order, Effort)>,
    results: Receiver<Result<Done>>,
    /// Stops the order at hand.
    stop: Interrupt,
}

impl Worker {
    /// Starts loading `model`; what became of it is the first result.
    pub fn start(model: Model, language: String, verbatim: bool) -> Self {
        let (orders, inbox) = channel();
        let (outbox, results) = channel();
        thread::spawn(move || {
            let whisper = Whisper::load(&model.path, &model.header, &language, verbatim);
            work(whisper, &inbox, &outbox);
        });
        Self { orders, results, stop: Interrupt::default() }
    }

    pub fn write(&mut self, piece: Piece, threads: usize) {
        self.order(Order::Write(piece), threads);
    }

    pub fn settle(&mut self, piece: Piece, threads: usize) {
        self.order(Order::Settle(piece), threads);
    }

    fn order(&mut self, order: Order, threads: usize) {
        self.stop = Interrupt::default();
        // A thread that has died says so when its result is asked for.
        let _ = self.orders.send((order, Effort { threads, stop: self.stop.clone() }));
    }

    /// Gives up the order at hand; its result is then [`Error::Interrupted`], at whisper.cpp's next chance to stop.
    pub fn abandon(&self) {
        self.stop.raise();
    }

    /// The next result, waiting up to `patience` for it.
    pub fn result(&self, patience: Duration) -> Result<Option<Done>> {
        let result = if patience.is_zero() {
            self.results.try_recv().map_err(|e| e == TryRecvError::Disconnected)
        } else {
            self.results.recv_timeout(patience).map_err(|e| e == RecvTimeoutError::Disconnected)
        };
        match result {
            Ok(done) => done.map(Some),
            Err(died) if died => Err(TranscriptionError::Died.into()),
            Err(_) => Ok(None),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.abandon();
    }
}

/// Works through `inbox` until nobody is left to ask. The other side does not listen any more when it is gone, so what
/// it is sent then may be lost.
fn work(whisper: Result<Whisper>, inbox: &Receiver<(Order, Effort)>, outbox: &Sender<Result<Done>>) {
    let mut whisper = match whisper {
        Ok(whisper) => whisper,
        Err(error) => {
            let _ = outbox.send(Err(error));
            return;
        }
    };
    let _ = outbox.send(Ok(Done::Loaded));
    while let Ok((order, effort)) = inbox.recv() {
        whisper.prepare(effort.threads, &effort.stop);
        let done = effort.stop.check().and_then(|()| match order {
            Order::Settle(piece) => {
                whisper.unsettle_language();
                whisper.settle_language(&piece.chunk()).map(|language| Done::Settled(language.to_owned()))
            }
            Order::Write(piece) => {
                whisper.transcribe(&piece.chunk()).map(|written| Done::Written(written, whisper.language().to_owned()))
            }
        });
        let _ = outbox.send(done);
    }
}
