//! Writes down pieces of a recording and remembers each, so that none is written twice: while somebody still speaks, what
//! is planned may change, and what stays the same is there already when the recording ends.

use std::collections::HashMap;
use std::time::Duration;

use super::models::Model;
use super::piece::Fingerprint;
use super::worker::{Done, Worker};
use super::written::Hesitations;
use super::{Piece, Written};
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::types::{Span, Transcript, Word, WordTimes};

/// How often the waiting side looks at the clock and at the interrupt.
const HEARTBEAT: Duration = Duration::from_millis(100);
/// The language that is still to be detected.
const AUTO: &str = "auto";

/// A model at work, and what it has written so far.
#[derive(Debug)]
pub struct CachingTranscriber {
    worker: Worker,
    loaded: bool,
    /// As asked for: ISO 639-1, or "auto".
    asked: String,
    /// The language, and the piece it was detected in.
    settled: Option<(Fingerprint, String)>,
    written: HashMap<Fingerprint, Written>,
    at_hand: Option<(Fingerprint, Span)>,
}

impl CachingTranscriber {
    /// Starts loading `model`. `language` is an ISO 639-1 code, or "auto": then it is detected in the first piece.
    /// `verbatim` asks for hesitations too, in the languages and models that can.
    pub fn new(model: &Model, language: &str, verbatim: bool) -> Self {
        Self {
            worker: Worker::start(model.clone(), language.to_owned(), verbatim),
            loaded: false,
            asked: language.to_owned(),
            settled: None,
            written: HashMap::new(),
            at_hand: None,
        }
    }

    /// Whether nothing is being written.
    pub fn is_idle(&self) -> bool {
        self.at_hand.is_none()
    }

    /// What was written of `piece` before, if it would be written the same way now.
    fn recall(&self, piece: &Piece, fingerprint: &Fingerprint) -> Option<&Written> {
        self.written.get(fingerprint).filter(|written| written.would_be_the_same_for(&piece.chunk()))
    }

    /// Begins to write `piece` and does not wait: [`CachingTranscriber::poll`] tells what comes of it. Only when idle.
    pub fn begin(&mut self, piece: Piece, threads: usize) {
        self.at_hand = Some((piece.fingerprint(), piece.span));
        self.worker.write(piece, threads);
    }

    /// Gives up the piece at hand when it is another than that of `fingerprint`.
    fn abandon_unless(&self, fingerprint: &Fingerprint) {
        if self.at_hand.is_some_and(|(at_hand, _)| at_hand != *fingerprint) {
            self.worker.abandon();
        }
    }

    /// Takes in what was done, waiting up to `patience` for it: the span and the words of a piece that is finished.
    ///
    /// # Errors
    /// Those of [`super::whisper::Whisper::load`] and of the recogniser; it writes nothing more after one.
    pub fn poll(&mut self, patience: Duration) -> Result<Option<(Span, &[Word])>> {
        match self.worker.result(patience) {
            Ok(Some(Done::Written(written, language))) => {
                let Some((fingerprint, span)) = self.at_hand.take() else { return Ok(None) };
                self.settled.get_or_insert((fingerprint, language));
                let written = self.written.entry(fingerprint).insert_entry(written).into_mut();
                Ok(Some((span, &written.words)))
            }
            Ok(Some(Done::Settled(language))) => {
                let Some((fingerprint, _)) = self.at_hand.take() else { return Ok(None) };
                if self.settled.as_ref().is_none_or(|(_, before)| *before != language) {
                    self.written.clear();
                }
                self.settled = Some((fingerprint, language));
                Ok(None)
            }
            Ok(Some(Done::Loaded)) => {
                self.loaded = true;
                Ok(None)
            }
            // What was given up.
            Err(Error::Interrupted) => {
                self.at_hand = None;
                Ok(None)
            }
            other => other.map(|_| None),
        }
    }

    /// The transcript of all `pieces` in order, with the recogniser's own times; what is known is not written again.
    /// `progress` hears how many pieces are done, at least ten times a second.
    ///
    /// # Errors
    /// Those of [`CachingTranscriber::poll`], and [`Error::Interrupted`] within a heartbeat of `interrupt`: the thread then ends by
    /// itself at whisper.cpp's next chance to stop.
    pub fn write(
        &mut self,
        pieces: impl IntoIterator<Item = Piece>,
        threads: usize,
        interrupt: &Interrupt,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Transcript> {
        while !self.loaded {
            interrupt.check()?;
            progress(0);
            self.poll(HEARTBEAT)?;
        }
        let mut words = Vec::new();
        let (mut nearly_written, mut smoothed) = (Vec::new(), Vec::new());
        let mut verbatim = true;
        for (done, piece) in pieces.into_iter().enumerate() {
            let mut wait = |transcriber: &mut Self| {
                while !transcriber.is_idle() {
                    interrupt.check()?;
                    progress(done);
                    transcriber.poll(HEARTBEAT)?;
                }
                interrupt.check()
            };
            let (fingerprint, span) = (piece.fingerprint(), piece.span);
            // The language is that of the first piece of the whole.
            let detected_elsewhere = self.settled.as_ref().is_some_and(|(detected_in, _)| *detected_in != fingerprint);
            if done == 0 && self.asked == AUTO && detected_elsewhere {
                self.abandon_unless(&fingerprint);
                wait(self)?;
                self.at_hand = Some((fingerprint, piece.span));
                self.worker.settle(piece.clone(), threads);
                wait(self)?;
            }
            // What is known waits for nothing: a later piece may be at hand.
            if self.recall(&piece, &fingerprint).is_none() {
                self.abandon_unless(&fingerprint);
                wait(self)?;
            }
            if self.recall(&piece, &fingerprint).is_none() {
                self.begin(piece, threads);
                wait(self)?;
            }
            let written = &self.written[&fingerprint];
            words.extend(written.words.iter().cloned());
            nearly_written.extend(written.nearly.iter().copied());
            verbatim &= written.hesitations == Hesitations::Written;
            if written.hesitations == Hesitations::LeftOut {
                smoothed.push(span);
            }
        }
        let language = self.settled.as_ref().map_or(&self.asked, |(_, language)| language).clone();
        Ok(Transcript {
            language,
            word_times: WordTimes::PerWord,
            verbatim: verbatim && !words.is_empty(),
            words,
            nearly_written,
            smoothed,
            ..Transcript::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_piece_at_hand_is_awaited_and_not_written_anew() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let model = Model::open(&root.join("models/demo.bin")).unwrap();
        let mut wav = hound::WavReader::open(root.join("samples/self-intro.wav")).unwrap();
        let samples: Vec<f32> = wav.samples::<i16>().map(|sample| f32::from(sample.unwrap()) / 32_768.0).collect();
        let speech = [Span::new(0.0, 20.0)];
        let [first, second] =
            [(0.0, 8.0), (8.0, 20.0)].map(|(from, to)| Piece::cut(&samples, 1.0, &speech, Span::new(from, to)));

        let mut transcriber = CachingTranscriber::new(&model, "en", true);
        let interrupt = Interrupt::default();
        let alone = transcriber.write([first.clone()], 2, &interrupt, &mut |_| {}).unwrap().words;
        transcriber.begin(second.clone(), 2);
        let mut waited_for = Vec::new();
        let words = transcriber.write([first, second], 2, &interrupt, &mut |done| waited_for.push(done)).unwrap().words;
        assert_eq!(words[..alone.len()], alone);
        assert!(words.len() > alone.len());
        assert!(!waited_for.is_empty() && waited_for.iter().all(|done| *done == 1), "{waited_for:?}");
    }
}
