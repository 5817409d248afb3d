//! Listens to a recording that is still being made, and has its words written down as far as it is settled.
//!
//! Voice activity and the plan of chunks are the file's own, made of what is there so far. They may still change: the
//! level of the voice is known better later. What was written by an older plan is not used then, but written again.

use std::time::{Duration, Instant};

use super::limits::limits;
use super::{Request, Words};
use crate::acoustics::frames::Levels;
use crate::acoustics::voice_activity;
use crate::acoustics::voice_network::Network;
use crate::audio::Follower;
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::transcription::{CachingTranscriber, Piece, chunks};
use crate::types::{ANALYSIS_RATE, Seconds, Span, Word};

/// What was heard of a recording, and the plan made of it.
#[derive(Default)]
struct PlanSoFar {
    network: Network,
    levels: Levels,
    /// Samples heard, and the factor they had.
    samples: usize,
    gain: f32,
    speech: Vec<Span>,
    plan: Vec<Span>,
    /// Length of the recording when the plan was made.
    planned_s: Seconds,
    /// The chunks of this and of earlier plans that are written.
    written: Vec<Span>,
}

impl PlanSoFar {
    /// Hears what is new of `samples`; all of it again when the gain has changed.
    fn hear(&mut self, samples: &[f32], gain: f32) {
        if self.gain != gain {
            *self = Self { gain, ..Self::default() };
        }
        let new: Vec<f32> = samples[self.samples..].iter().map(|sample| sample * gain).collect();
        self.network.hear(&new);
        self.levels.hear(&new);
        self.samples = samples.len();
    }

    fn duration_s(&self) -> Seconds {
        self.samples as f64 / f64::from(ANALYSIS_RATE)
    }

    /// Makes the plan anew as if the recording ended here.
    fn plan(&mut self, longest_s: Seconds) {
        let level = self.levels.level();
        self.speech = voice_activity::spans(&self.network);
        self.planned_s = self.duration_s();
        self.plan = chunks::plan(&self.speech, level, self.planned_s, longest_s);
    }

    fn plan_is_old(&self) -> bool {
        let new_s = self.duration_s() - self.planned_s;
        new_s >= limits().plan_again_s.max(limits().plan_again_share * self.planned_s)
    }

    /// The chunks worth writing now, the most urgent first: those that are settled, in order; then the last one, when
    /// its speaker has paused and it is written, at `pace` seconds for each of it, before the next can be settled.
    fn due(&self, longest_s: Seconds, pace: f64) -> impl Iterator<Item = Span> {
        let last = self.plan.len().saturating_sub(1);
        let quiet_s = self.planned_s - self.speech.last().map_or(0.0, |span| span.end_s);
        let is_due = move |(i, span): &(usize, &Span)| {
            if *i < last {
                return self.planned_s - span.end_s >= limits().settled_s;
            }
            let room_s = span.start_s + longest_s + limits().settled_s - self.planned_s;
            quiet_s >= limits().quiet_s && pace * span.duration_s() <= room_s
        };
        self.plan.iter().enumerate().filter(is_due).map(|(_, span)| *span)
    }

    /// The end of the last chunk, to be shown before it is settled and written once more then: from the earliest pause on
    /// from which it is written soon, at `pace` seconds for each of it, or else from the last. `None` while too little is new since `shown_s`, and
    /// on a machine that takes too long for even the last words.
    fn preview(&self, shown_s: Seconds, pace: f64) -> Option<Span> {
        let open = self.plan.last()?;
        let pauses = self.speech.iter().map(|span| span.start_s).filter(|start_s| *start_s > open.start_s);
        let starts: Vec<Seconds> = std::iter::once(open.start_s).chain(pauses).collect();
        let takes_s = |start_s: &Seconds| pace * (open.end_s - start_s);
        let soon = starts.iter().find(|start_s| takes_s(start_s) <= limits().preview_takes_s);
        let from_s = *soon.or(starts.last()).filter(|start_s| takes_s(start_s) <= limits().preview_takes_max_s)?;
        (open.end_s - shown_s >= limits().preview_again_s).then(|| Span::new(from_s, open.end_s))
    }
}

/// Follows one recording on behalf of [`super::Live`].
pub(super) struct LiveTranscription {
    pub follower: Follower,
    /// `None` without a model, or when it failed: then the words are written when the recording is finished, and if it
    /// fails again, that is said then.
    pub transcriber: Option<CachingTranscriber>,
    heard: PlanSoFar,
    longest_s: Seconds,
    threads: usize,
    /// When the piece at hand was begun, and its length.
    begun: Option<(Instant, Seconds)>,
    /// Seconds that the last piece took for each of its own; 0 before the first.
    pace: f64,
    /// Up to where words were written, settled or not.
    shown_s: Seconds,
    /// All so far, in order.
    words: Vec<Word>,
}

impl LiveTranscription {
    pub fn new(follower: Follower, request: &Request) -> Self {
        let (transcriber, longest_s) = match &request.words {
            Words::Model(model) => {
                (Some(CachingTranscriber::new(model, &request.language, request.verbatim)), model.longest_chunk_s())
            }
            _ => (None, 0.0),
        };
        let share = (request.threads as f64 * limits().threads_share).max(limits().threads_least);
        Self {
            follower,
            transcriber,
            heard: PlanSoFar::default(),
            longest_s,
            threads: request.threads.min(share as usize),
            begun: None,
            pace: 0.0,
            shown_s: 0.0,
            words: Vec::new(),
        }
    }

    /// Takes in what is new, and keeps the transcriber at work. `on_words` is told all words so far when there are new ones.
    ///
    /// # Errors
    /// Those of [`Follower::advance`].
    pub fn listen(&mut self, stop: &Interrupt, on_words: &mut impl FnMut(&[Word])) -> Result<()> {
        self.follower.advance(stop)?;
        if self.transcriber.is_none() {
            return Ok(());
        }
        self.heard.hear(self.follower.samples(), self.follower.gain());
        let plan_is_old = self.heard.plan_is_old();
        if plan_is_old {
            self.heard.plan(self.longest_s);
        }
        if self.take_words(on_words) || plan_is_old {
            self.begin_first(self.heard.due(self.longest_s, self.pace).collect(), self.threads);
            let pace = if self.pace > 0.0 { self.pace } else { limits().pace_unknown };
            self.begin_first(self.heard.preview(self.shown_s, pace).into_iter().collect(), self.threads);
        }
        Ok(())
    }

    /// The recording has ended: begins the first piece that the last plan still lacks.
    pub fn end(&mut self, threads: usize) {
        if self.transcriber.is_none() {
            return;
        }
        self.heard.hear(self.follower.samples(), self.follower.gain());
        self.heard.plan(self.longest_s);
        self.begin_first(self.heard.plan.clone(), threads);
    }

    /// Whether the transcriber has finished something.
    fn take_words(&mut self, on_words: &mut impl FnMut(&[Word])) -> bool {
        let Some(transcriber) = &mut self.transcriber else { return false };
        let was_busy = !transcriber.is_idle();
        match transcriber.poll(Duration::ZERO) {
            Ok(Some((span, words))) => {
                if let Some((begun, length_s)) = self.begun.take() {
                    self.pace = begun.elapsed().as_secs_f64() / length_s;
                }
                self.heard.written.push(span);
                replace(&mut self.words, span, words);
                on_words(&self.words);
            }
            Ok(None) => {}
            Err(_) => self.transcriber = None,
        }
        was_busy && self.transcriber.as_ref().is_some_and(CachingTranscriber::is_idle)
    }

    /// Begins the first of `spans` that is not written yet.
    fn begin_first(&mut self, spans: Vec<Span>, threads: usize) {
        let Some(transcriber) = self.transcriber.as_mut().filter(|transcriber| transcriber.is_idle()) else { return };
        if let Some(span) = spans.into_iter().find(|span| !self.heard.written.contains(span)) {
            self.begun = Some((Instant::now(), span.duration_s()));
            self.shown_s = self.shown_s.max(span.end_s);
            let piece = Piece::cut(self.follower.samples(), self.heard.gain, &self.heard.speech, span);
            transcriber.begin(piece, threads);
        }
    }
}

/// Puts `new` in the place of what `words` hold of `span`.
fn replace(words: &mut Vec<Word>, span: Span, new: &[Word]) {
    let middle_s = |word: &Word| word.span.map_or(0.0, |span| span.middle_s());
    words.retain(|word| !span.contains(middle_s(word)));
    let at = words.partition_point(|word| middle_s(word) < span.start_s);
    words.splice(at..at, new.iter().cloned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_settled_while_one_speaks_is_in_the_plan_of_the_end() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/self-intro.wav");
        let read = crate::audio::read(
            &crate::audio::AudioSource::File(file),
            &crate::audio::ReadOptions::default(),
            &Interrupt::default(),
            &mut |_| {},
        );
        let samples = read.unwrap().samples;
        for longest_s in [14.0, 28.0] {
            let (mut heard, mut written) = (PlanSoFar::default(), Vec::new());
            for end in (0..=samples.len()).step_by(4000) {
                heard.hear(&samples[..end], 1.0);
                heard.plan(longest_s);
                written.extend(heard.due(longest_s, 0.0).filter(|span| !written.contains(span)).collect::<Vec<_>>());
            }
            heard.hear(&samples, 1.0);
            heard.plan(longest_s);
            assert!(heard.plan.iter().all(|span| written.contains(span)), "{:?} of {written:?}", heard.plan);
            // What was written in a pause and became longer is the price of seeing the words early.
            let seconds = |spans: &[Span]| spans.iter().map(Span::duration_s).sum::<f64>();
            let work = seconds(&written) / seconds(&heard.plan);
            assert!(work < 2.5, "{work} times the plan was written");
        }
    }

    #[test]
    fn words_take_the_place_of_those_heard_there_before() {
        let word = |text: &str, at_s: f64| Word {
            text: text.to_owned(),
            span: Some(Span::new(at_s, at_s + 0.2)),
            probability: None,
        };
        let mut words = vec![word("I", 0.0), word("led", 1.0), word("the", 2.0), word("team", 3.0)];
        replace(&mut words, Span::new(0.9, 2.5), &[word("let", 1.0), word("a", 2.0)]);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["I", "let", "a", "team"]);
    }
}
