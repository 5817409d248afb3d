//! An analysis that begins while the recording is still being made.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::limits::limits;
use super::live_transcription::LiveTranscription;
use super::{Prepared, Progress, Request, Words, conclude};
use crate::audio::{self, AudioSource, Follower};
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::types::{Analysis, Word};

/// Follows a WAV file while it grows, and has its words written down as far as they are settled, on threads of its own.
///
/// It only ever reads the file: a slow machine falls behind, and the recording does not suffer. Whatever fails on the way
/// is tried again by [`Live::finish`], which then says why.
pub struct Live {
    request: Request,
    thread: JoinHandle<Option<(LiveTranscription, Option<String>)>>,
    /// Dropped when the recording has ended.
    recording: Sender<()>,
    stop: Interrupt,
}

impl Live {
    /// Begins to follow the file at `path`, which need not be there yet, as `request` asks, whose source is not looked at.
    ///
    /// `on_words` is told all words so far, in order and with the recogniser's own times, each time there are new ones; the
    /// latest may still change. It is called on the follower's thread.
    pub fn follow(path: &Path, mut request: Request, on_words: impl FnMut(&[Word]) + Send + 'static) -> Self {
        request.source = AudioSource::File(path.to_owned());
        let following = LiveTranscription::new(Follower::new(path), &request);
        let model = match &request.words {
            Words::Model(model) => Some(model.clone()),
            _ => None,
        };
        let (recording, is_on) = channel();
        let stop = Interrupt::default();
        let (interrupt, threads) = (stop.clone(), request.threads);
        let thread = thread::spawn(move || {
            let model_sha256 = model.and_then(|model| model.sha256(&interrupt).ok());
            let following = listen(following, &is_on, threads, &interrupt, on_words)?;
            Some((following, model_sha256))
        });
        Self { request, thread, recording, stop }
    }

    /// The analysis of the recording, which is finished now: the same that [`super::analyze`] gives of the file.
    ///
    /// # Errors
    /// Those of [`super::analyze`]. The file is as the recorder left it.
    pub fn finish(self, interrupt: &Interrupt, progress: &mut dyn FnMut(Progress)) -> Result<Analysis> {
        drop(self.recording);
        progress(Progress::Reading(1.0));
        let following = self.thread.join().ok().flatten();
        let mut reading = |share| progress(Progress::Reading(share));
        let (recording, prepared) = match following {
            Some((following, model_sha256)) => {
                let recording = following.follower.finish(&self.request.read, interrupt, &mut reading)?;
                (recording, Prepared { transcriber: following.transcriber, model_sha256 })
            }
            None => {
                let recording = audio::read(&self.request.source, &self.request.read, interrupt, &mut reading)?;
                (recording, Prepared::default())
            }
        };
        conclude(&self.request, recording, prepared, interrupt, progress)
    }

    /// Gives up: the threads end by themselves, soon.
    pub fn discard(self) {
        self.stop.raise();
    }
}

/// Listens until the recording has ended; `None` when it could not be followed.
fn listen(
    mut following: LiveTranscription,
    recording: &Receiver<()>,
    threads: usize,
    stop: &Interrupt,
    mut on_words: impl FnMut(&[Word]),
) -> Option<LiveTranscription> {
    let pause = Duration::from_secs_f64(limits().look_again_s);
    while recording.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        stop.check().ok()?;
        following.listen(stop, &mut on_words).ok()?;
    }
    stop.check().ok()?;
    following.listen(stop, &mut on_words).ok()?;
    following.end(threads);
    Some(following)
}
