//! A recording from the countdown to its end: keys and clock in, one finished file out.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::ZonedDateTime;

use super::super::output;
use super::screen::{Key, Screen};
use super::view::{Loss, Phase, View};
use crate::audio::capture::{Capture, Limits};
use crate::audio::takes::{Marker, TakeFolder};
use crate::cli::error::CommandError;
use crate::error::Error;
use crate::format;
use crate::interrupt::Interrupt;
use crate::pipeline::{Live, Request, Words};
use crate::types::{Seconds, Word};

/// What was asked for.
#[derive(Debug, Default)]
pub struct Plan {
    /// The file's name; made of time and question when nobody gives one.
    pub named: Option<PathBuf>,
    pub question_id: Option<String>,
    pub question_title: Option<String>,
    pub target_s: Option<Seconds>,
    pub max_s: Seconds,
    pub countdown_s: Seconds,
    pub stop_after_silence_s: Option<Seconds>,
    /// In which the screen speaks.
    pub language: String,
}

/// How a recording ended.
#[derive(Debug)]
pub enum Stop {
    /// As wanted: a key, the silence, the longest time.
    Wanted,
    /// Thrown away, as wanted.
    Discarded,
    Interrupted,
    /// Against everybody's will; what was recorded until then is there.
    Broken(Error),
}

/// A take that is over and complete on the disk.
pub struct Finished {
    pub path: PathBuf,
    pub duration_s: Seconds,
    pub stop: Stop,
    /// The analysis that began while it was on.
    pub live: Option<Live>,
}

impl Finished {
    /// What there is to report on: sound that was to be kept. `None` when it was thrown away, as wanted.
    ///
    /// # Errors
    /// [`CommandError::RecordingInterrupted`], [`Error::Interrupted`], [`CommandError::NothingRecorded`], and what broke a take before
    /// its first sound.
    pub fn kept(self) -> Result<Option<Finished>> {
        let empty = self.duration_s == 0.0;
        match self.stop {
            Stop::Discarded => Ok(None),
            Stop::Interrupted if empty => Err(Error::Interrupted.into()),
            Stop::Interrupted => {
                Err(CommandError::RecordingInterrupted { length: format::clock(self.duration_s), path: self.path }
                    .into())
            }
            Stop::Broken(error) if empty => Err(error.into()),
            Stop::Wanted if empty => Err(CommandError::NothingRecorded.into()),
            Stop::Wanted | Stop::Broken(_) => Ok(Some(self)),
        }
    }
}

/// What the loop does next.
enum Next {
    Stop(Stop),
    Again,
}

/// The take that is on.
struct Ongoing {
    path: PathBuf,
    marker: Marker,
    live: Option<Live>,
}

pub struct Session<'a> {
    capture: &'a Capture,
    folder: &'a TakeFolder,
    plan: &'a Plan,
    /// The analysis wanted in the end; `None` when there will be none.
    request: Option<&'a Request>,
    interrupt: &'a Interrupt,
    screen: Option<Screen>,
    /// What the screen shows of the words, shared with the one who writes them down.
    words: Arc<Mutex<Shown>>,
}

impl<'a> Session<'a> {
    pub fn new(
        capture: &'a Capture,
        folder: &'a TakeFolder,
        plan: &'a Plan,
        request: Option<&'a Request>,
        screen: Option<Screen>,
        interrupt: &'a Interrupt,
    ) -> Self {
        Self { capture, folder, plan, request, interrupt, screen, words: Arc::default() }
    }

    /// Records until somebody or something ends it. `None` when it was left before it began.
    ///
    /// # Errors
    /// [`Error::Interrupted`] before the take began, and what beginning a file refuses.
    pub fn run(mut self) -> Result<Option<Finished>> {
        loop {
            if !self.count_down()? {
                return Ok(None);
            }
            let take = self.begin()?;
            match self.record() {
                Next::Stop(stop) => return Ok(Some(self.finish(take, stop))),
                Next::Again => {
                    self.capture.end();
                    take.discard();
                }
            }
        }
    }

    /// Counts down, and on until the first sound has come: a headset takes seconds to wake, and what is said meanwhile would
    /// be lost. `false` when the user leaves.
    fn count_down(&mut self) -> Result<bool> {
        let mut begin = Instant::now() + Duration::from_secs_f64(self.plan.countdown_s);
        let mut told = self.screen.is_some();
        loop {
            self.interrupt.check()?;
            if let Some(reason) = self.capture.failure() {
                return Err(self.capture.refused(reason).into());
            }
            let left_s = begin.saturating_duration_since(Instant::now()).as_secs_f64();
            if left_s == 0.0 && self.capture.status().heard_at.is_some() {
                return Ok(true);
            }
            self.show(if left_s > 0.0 { Phase::Countdown(left_s) } else { Phase::Waiting });
            if !told && begin.elapsed().as_secs_f64() > Limits::built_in().patience_s {
                anstream::eprintln!("saywell: waiting for the microphone ({})", self.capture.device());
                told = true;
            }
            match self.key() {
                Some(Key::Interrupt) => return Err(Error::Interrupted.into()),
                Some(Key::Letter('q')) => return Ok(false),
                Some(_) => begin = Instant::now(),
                None => {}
            }
        }
    }

    fn begin(&mut self) -> Result<Ongoing> {
        let (named, question) = (self.plan.named.as_deref(), self.plan.question_id.as_deref());
        let (wav, marker) = self.folder.begin(named, question, &ZonedDateTime::now(), self.capture.format())?;
        let path = wav.path().to_owned();
        self.capture.begin(wav);
        if self.screen.is_none() {
            let (device, path) = (self.capture.device(), path.display());
            output::note(&format!("recording from {device} into {path}; Ctrl-C stops and keeps it"));
        }
        // A take that was discarded may still be writing its last words, into a page of its own.
        self.words = Arc::default();
        let live = self.request.map(|request| Live::follow(&path, request.clone(), show_on(self.words.clone())));
        Ok(Ongoing { path, marker, live })
    }

    fn record(&mut self) -> Next {
        let mut paused = false;
        loop {
            if let Some(stop) = self.ended(paused) {
                return Next::Stop(stop);
            }
            self.show(if paused { Phase::Paused } else { Phase::Recording });
            match self.key() {
                Some(Key::Interrupt) => return Next::Stop(Stop::Interrupted),
                Some(Key::Enter) => return Next::Stop(Stop::Wanted),
                Some(Key::Space) => {
                    paused = !paused;
                    self.capture.pause(paused);
                }
                Some(Key::Letter(letter @ ('q' | 'r'))) => {
                    self.capture.pause(true);
                    let loss = if letter == 'q' { Loss::Discard } else { Loss::Again };
                    if let Some(next) = self.ask_before(loss) {
                        return next;
                    }
                    self.capture.pause(paused);
                }
                Some(Key::Letter(_) | Key::Other) | None => {}
            }
        }
    }

    /// What ends the take without a key.
    fn ended(&self, paused: bool) -> Option<Stop> {
        let status = self.capture.status();
        let recorded_s = self.capture.format().seconds(status.frames);
        let silent = self.plan.stop_after_silence_s.is_some_and(|longest_s| status.level.silence_s >= longest_s);
        if self.interrupt.is_raised() {
            Some(Stop::Interrupted)
        } else if status.stopped || self.capture.failure().is_some() {
            // Which of the two, and why, is known when the file is complete.
            Some(Stop::Wanted)
        } else if recorded_s >= self.plan.max_s || (!paused && status.level.spoken && silent) {
            Some(Stop::Wanted)
        } else {
            None
        }
    }

    /// What was said is thrown away after a yes alone.
    fn ask_before(&mut self, loss: Loss) -> Option<Next> {
        loop {
            if let Some(stop) = self.ended(true) {
                return Some(Next::Stop(stop));
            }
            self.show(Phase::Asking(loss));
            match (self.key(), loss) {
                (Some(Key::Interrupt), _) => return Some(Next::Stop(Stop::Interrupted)),
                (Some(Key::Letter('y' | 's')), Loss::Discard) => return Some(Next::Stop(Stop::Discarded)),
                (Some(Key::Letter('y' | 's')), Loss::Again) => return Some(Next::Again),
                (Some(_), _) => return None,
                (None, _) => {}
            }
        }
    }

    fn finish(self, take: Ongoing, stop: Stop) -> Finished {
        let failure = self.capture.failure();
        let ended = self.capture.end();
        let frames = ended.as_ref().map_or(0, |ended| ended.frames);
        let duration_s = self.capture.format().seconds(frames);
        let stop = match (stop, ended.and_then(|ended| ended.stopped_by), failure) {
            (Stop::Discarded, ..) => Stop::Discarded,
            (_, Some(error), _) => Stop::Broken(error),
            (_, None, Some(reason)) => {
                Stop::Broken(self.capture.device_lost(reason, format::clock(duration_s), &take.path))
            }
            (stop, None, None) => stop,
        };
        let path = take.path.clone();
        let live = match &stop {
            Stop::Wanted | Stop::Broken(_) if frames > 0 => take.keep(),
            Stop::Interrupted if frames > 0 => {
                take.keep().into_iter().for_each(Live::discard);
                None
            }
            _ => {
                take.discard();
                None
            }
        };
        Finished { path, duration_s, stop, live }
    }

    fn show(&mut self, phase: Phase) {
        let Some(screen) = &mut self.screen else { return };
        let status = self.capture.status();
        let written = self.request.is_some_and(|request| matches!(request.words, Words::Model(_)));
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let elapsed_s = self.capture.format().seconds(status.frames);
        let heard_s = if status.level.spoken { elapsed_s - status.level.silence_s } else { 0.0 };
        let notes: Vec<String> = lost(self.capture).into_iter().collect();
        let view = View {
            phase,
            microphone: self.capture.device(),
            question: self.plan.question_title.as_deref(),
            elapsed_s,
            target_s: self.plan.target_s,
            max_s: self.plan.max_s,
            level: status.level,
            words: written.then_some(words.text.as_str()),
            words_late: written && heard_s - words.until_s > Limits::built_in().words_late_s,
            notes: &notes,
            language: &self.plan.language,
        };
        let (columns, rows) = screen.size();
        let lines = view.lines(columns, rows);
        if screen.show(lines).is_err() {
            // Nobody can press a key any more; what was said is kept.
            self.interrupt.raise();
        }
    }

    /// A key, or nothing after a moment.
    fn key(&self) -> Option<Key> {
        let moment = Duration::from_secs_f64(Limits::built_in().drain_every_s);
        let Some(screen) = &self.screen else {
            std::thread::sleep(moment);
            return None;
        };
        screen.key(moment).unwrap_or_else(|_| {
            std::thread::sleep(moment);
            Some(Key::Interrupt)
        })
    }
}

impl Ongoing {
    fn keep(self) -> Option<Live> {
        self.marker.remove();
        self.live
    }

    fn discard(self) {
        self.live.into_iter().for_each(Live::discard);
        remove(&self.path);
        self.marker.remove();
    }
}

/// Deletes a recording; one that is gone already is no matter.
pub fn remove(path: &Path) {
    let _ = std::fs::remove_file(path);
}

/// The words that the screen shows, and up to where in the recording they reach.
#[derive(Debug, Clone, Default)]
struct Shown {
    text: String,
    until_s: Seconds,
}

fn show_on(shown: Arc<Mutex<Shown>>) -> impl FnMut(&[Word]) + Send + 'static {
    move |words| {
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let until_s = words.iter().filter_map(|word| word.span).next_back().map_or(0.0, |span| span.end_s);
        *shown.lock().unwrap_or_else(PoisonError::into_inner) = Shown { text: texts.join(" "), until_s };
    }
}

/// What is missing from the recording, or may surprise in it.
pub fn lost(capture: &Capture) -> Option<String> {
    let lost = capture.lost();
    if lost.stretches > 0 {
        let times = if lost.stretches == 1 { "once".to_owned() } else { format!("{} times", lost.stretches) };
        return Some(format!(
            "{:.2} s of sound did not arrive ({times}: the computer was too busy); silence stands in its place",
            lost.seconds
        ));
    }
    capture.moved().then(|| "the system moved to another microphone in the middle".to_owned())
}
