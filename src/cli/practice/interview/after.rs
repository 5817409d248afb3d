//! What follows an answer: hearing the fillers, the five lines, what changed since the take before, and what is next.

use std::path::Path;

use anyhow::Result;

use super::super::listen;
use super::super::put::{Taken, Then};
use super::{Interview, MOMENT};
use crate::audio::AudioError;
use crate::audio::playback::Playback;
use crate::cli::comparison::{past, take_info};
use crate::cli::error::CommandError;
use crate::cli::output;
use crate::cli::record::screen::{Key, Keys};
use crate::cli::record::view::{MARGIN, WIDEST, wrap};
use crate::coaching::texts_for;
use crate::comparison::compare::{self, compare};
use crate::error::Error;
use crate::format;
use crate::history::{AnswerTo, Store};
use crate::practice::FollowUp;
use crate::practice::five_lines::{LineKind, five_lines};
use crate::report::practice::{lines, since};
use crate::types::{Seconds, Span};

/// Heard before and after a moment, so that it makes sense.
const AROUND_MOMENT_S: Seconds = 1.5;
/// Fewer fillers are nothing to listen for.
const FILLERS_MIN: usize = 3;

impl Interview<'_> {
    /// The listening exercise: when it was asked for, or offered once when there is something to hear.
    pub(super) fn listen(&mut self, taken: &Taken) -> Result<()> {
        let fillers = listen::fillers(&taken.analysis);
        if !self.manner.is_watched || fillers.len() < FILLERS_MIN {
            return Ok(());
        }
        if !self.manner.listen {
            if self.offered {
                return Ok(());
            }
            self.offered = true;
            let offer = self.words.fill("listen_offer", &[("count", &fillers.len().to_string())]);
            let yes = self.words.say("listen_yes").chars().next();
            let key = self.ask(&offer)?;
            if !matches!(key, Key::Letter(letter) if letter == 'y' || Some(letter) == yes) {
                return Ok(());
            }
        }
        let path = &taken.recording.path;
        match listen::exercise(path, &fillers, self.words, self.width, &mut self.output, self.means.interrupt) {
            // Who cannot hear it goes on without.
            Err(error) if matches!(error.downcast_ref(), Some(Error::Audio(AudioError::NoPlayback { .. }))) => {
                output::warn(&error.to_string());
                Ok(())
            }
            done => done,
        }
    }

    /// The five lines, and what changed since the take before; the moment that can be played.
    pub(super) fn tell(
        &mut self,
        taken: &Taken,
        next: Option<&FollowUp>,
        before: Option<&Taken>,
    ) -> Result<Option<Span>> {
        let said = five_lines(&taken.analysis, next, self.words, texts_for(&self.language));
        let since = before.and_then(|before| self.since(before, taken));
        let (words, width) = (self.words, self.width);
        self.output.write(|out| {
            lines(&said, &taken.analysis.notices, words, width, out)?;
            match &since {
                Some(since) => {
                    writeln!(out)?;
                    let lines = wrap(since, width.min(WIDEST).saturating_sub(MARGIN));
                    lines.iter().try_for_each(|line| writeln!(out, "{:MARGIN$}{line}", ""))
                }
                None => Ok(()),
            }
        })?;
        Ok(said.iter().find(|line| line.kind == LineKind::Moment).and_then(|line| line.span))
    }

    /// This take against the one before, by the rules of `compare`. A history that cannot be read keeps nobody from going
    /// on: saving has already said so.
    fn since(&self, before: &Taken, now: &Taken) -> Option<String> {
        let store = Store::existing(&self.means.settings.data_dir).ok()??;
        let side = |taken: &Taken| {
            let info = take_info(&store.info(taken.run?).ok()?, &taken.analysis);
            Some(compare::Take { info, analysis: taken.analysis.clone() })
        };
        let (a, b) = (side(before)?, side(now)?);
        let runs: Vec<i64> = [&a, &b].iter().filter_map(|take| take.info.run).collect();
        let question = now.analysis.question.id.clone().map_or(AnswerTo::NoQuestion, AnswerTo::Question);
        let past = past(&store, question, &now.analysis.provenance.language, &runs).ok()?;
        let comparison = compare(&[a], &[b], &past, &self.means.personal.library).ok()?;
        Some(since(&comparison, self.words, texts_for(&self.language)))
    }

    /// The key of one of `offers`; without anybody at the keys the next question comes.
    pub(super) fn choose(&mut self, offers: &[Then]) -> Result<Then> {
        if !self.manner.is_watched {
            return Ok(Then::Next);
        }
        let texts: Vec<&str> = offers.iter().map(|then| self.words.say(then.text())).collect();
        let prompt = texts.join("  ");
        loop {
            let key = self.ask(&prompt)?;
            if let Some(then) = offers.iter().find(|then| Key::Letter(then.key()) == key) {
                return Ok(*then);
            }
        }
    }

    /// Writes `prompt` and waits for a key.
    fn ask(&mut self, prompt: &str) -> Result<Key> {
        let failed = |e: std::io::Error| CommandError::Screen(e.to_string());
        anstream::eprintln!();
        output::prompt(prompt).map_err(failed)?;
        let key = {
            let keys = Keys::open().map_err(failed)?;
            loop {
                self.means.interrupt.check()?;
                if let Some(key) = keys.key(MOMENT).map_err(failed)? {
                    break key;
                }
            }
        };
        anstream::eprintln!();
        if key == Key::Interrupt { Err(Error::Interrupted.into()) } else { Ok(key) }
    }

    /// Plays the moment until it ends or a key is pressed.
    pub(super) fn play(&self, path: &Path, moment: Option<Span>) -> Result<()> {
        let Some(moment) = moment else { return Ok(()) };
        let span = Span::new((moment.start_s - AROUND_MOMENT_S).max(0.0), moment.end_s + AROUND_MOMENT_S);
        let playback = match Playback::of(path, Some(span), self.means.interrupt) {
            Ok(playback) => playback,
            Err(error @ Error::Audio(AudioError::NoPlayback { .. })) => {
                output::warn(&error.to_string());
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        anstream::eprintln!("  {}", self.words.fill("playing", &[("from", &format::clock(span.start_s))]));
        let keys = Keys::open().map_err(|e| CommandError::Screen(e.to_string()))?;
        while !playback.is_over() {
            self.means.interrupt.check()?;
            match keys.key(MOMENT).map_err(|e| CommandError::Screen(e.to_string()))? {
                Some(Key::Interrupt) => return Err(Error::Interrupted.into()),
                Some(_) => break,
                None => {}
            }
        }
        Ok(())
    }
}
