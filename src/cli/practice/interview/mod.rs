//! The session itself: put the question, take the answer, say five lines, do what the key says.

mod after;

use std::time::Duration;

use anyhow::Result;

use super::answers::{Answer, Answers, Got};
use super::pane::{Pane, Prepared, prepare};
use super::progress::Progress;
use super::put::{Put, Recording, Taken, Then};
use super::voice::Voice;
use crate::audio::AudioSource;
use crate::audio::takes::TakeFolder;
use crate::cli::history::{Keeper, LabelArgs};
use crate::cli::output::{self, Output};
use crate::cli::record::report;
use crate::cli::request::request;
use crate::config::Settings;
use crate::error::Error;
use crate::history::Asked;
use crate::interrupt::Interrupt;
use crate::language_code;
use crate::personal::Personal;
use crate::pipeline::{Request, Words as WordsFrom};
use crate::practice::follow_up::{Tongue, choose};
use crate::practice::schedule::minutes;
use crate::practice::words::Words;
use crate::practice::{Condition, DeckQuestion, FollowUp};
use crate::report::practice::card;
use crate::types::Seconds;

/// Between two looks at the keys.
const MOMENT: Duration = Duration::from_millis(100);

/// What the session works with.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    pub settings: &'a Settings,
    pub personal: &'a Personal,
    pub folder: &'a TakeFolder,
    pub interrupt: &'a Interrupt,
}

/// How it is held.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Whether somebody sees the screen and presses keys.
    pub is_watched: bool,
    pub prepare_s: Seconds,
    /// Listen to every answer for its fillers.
    pub listen: bool,
    pub silent: bool,
}

pub struct Interview<'a> {
    means: Means<'a>,
    manner: Manner,
    words: &'static Words,
    /// What every analysis of the session is asked for; its question changes.
    request: Request,
    answers: Answers,
    voice: Option<Voice>,
    output: Output<'static>,
    width: usize,
    language: String,
    tag: String,
    takes: usize,
    /// Whether listening for fillers was offered already.
    offered: bool,
}

/// Whether the session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Next,
    Quit,
}

impl<'a> Interview<'a> {
    /// # Errors
    /// A language that Whisper does not know, and those of standard output.
    pub fn new(
        means: Means<'a>,
        manner: Manner,
        language: &str,
        words: WordsFrom,
        answers: Answers,
    ) -> Result<Interview<'a>> {
        let settings = means.settings;
        let question = crate::question::Question::none();
        let mut request = request(settings, question, words, means.personal.library.clone())?;
        request.language = language_code::asked(language)?;
        language.clone_into(&mut request.ui_language);
        let texts = Words::of(language);
        let voice = (manner.is_watched && !manner.silent).then(Voice::find);
        if voice.as_ref().is_some_and(Option::is_none) {
            output::note(texts.say("no_voice"));
        }
        Ok(Interview {
            means,
            manner,
            words: texts,
            request,
            answers,
            voice: voice.flatten(),
            output: Output::open(None)?,
            width: settings.width.unwrap_or_else(output::terminal_width),
            language: language.to_owned(),
            tag: String::new(),
            takes: 0,
            offered: false,
        })
    }

    /// Asks what `progress` has left.
    ///
    /// # Errors
    /// What the microphone, the analysis and the disk refuse; `practice --resume` goes on.
    pub fn run(mut self, mut progress: Progress) -> Result<()> {
        self.tag.clone_from(&progress.tag);
        let personal = self.means.personal;
        let data_dir = &self.means.settings.data_dir;
        // A deck of the user's may have changed since.
        let find = |id: &String| personal.decks.question(&self.language, id);
        let left: Vec<Option<&DeckQuestion>> = progress.questions[progress.next..].iter().map(find).collect();
        let count = progress.questions.len();
        let about = minutes(left.iter().flatten().map(|question| question.high_s)).to_string();
        let slots = [("count", left.len().to_string()), ("minutes", about)];
        let session = if left.len() == 1 { "session_one" } else { "session" };
        self.say(&self.words.fill(session, &slots.each_ref().map(|(slot, value)| (*slot, value.as_str()))))?;
        progress.save(data_dir)?;
        let mut asked = 0;
        for question in left {
            let after = match question {
                Some(question) => {
                    let before = self.takes;
                    let after = self.question(question, (progress.next + 1, count))?;
                    asked += usize::from(self.takes > before);
                    after
                }
                None => Some(After::Next),
            };
            match after {
                Some(After::Next) => {
                    progress.next += 1;
                    progress.save(data_dir)?;
                }
                Some(After::Quit) => break,
                // The folder of answers is used up.
                None => break,
            }
        }
        if progress.next == count {
            Progress::forget(data_dir);
        }
        let end = match self.takes {
            0 => self.words.say("end_none").to_owned(),
            takes => self.words.fill("end", &[("takes", &takes.to_string()), ("questions", &asked.to_string())]),
        };
        self.say(&format!("\n  {end}"))
    }

    /// One question with all its takes and follow-ups; `None` when there are no more answers.
    fn question(&mut self, question: &DeckQuestion, place: (usize, usize)) -> Result<Option<After>> {
        let mut put = Put {
            id: question.id.clone(),
            text: &question.text,
            question,
            is_follow_up: false,
            place,
            take: 1,
            notes: Vec::new(),
        };
        let mut before: Option<Taken> = None;
        let mut asked: Vec<Condition> = Vec::new();
        loop {
            if !self.answers.are_left() {
                return Ok(None);
            }
            self.put(&put)?;
            let taken = match self.take(&mut put)? {
                Some(Got::Nothing) | None => {
                    self.say(&format!("  {}", self.words.say("discarded")))?;
                    match self.choose(&[Then::Again, Then::Next, Then::Quit])? {
                        Then::Again => continue,
                        Then::Next => return Ok(Some(After::Next)),
                        _ => return Ok(Some(After::Quit)),
                    }
                }
                Some(Got::Answer(answer)) => self.analyse(*answer, &put)?,
            };
            let left: Vec<FollowUp> =
                question.follow_ups.iter().filter(|follow_up| !asked.contains(&follow_up.when)).cloned().collect();
            let lexicons = self.means.personal.library.get(&taken.analysis.transcript.language);
            let next = choose(&left, &taken.analysis, Tongue { words: self.words, lexicons });
            self.listen(&taken)?;
            let moment = self.tell(&taken, next, before.as_ref())?;
            let mut offers = vec![Then::Again, Then::Next];
            offers.extend(next.map(|_| Then::FollowUp));
            offers.extend(moment.map(|_| Then::Play));
            offers.push(Then::Quit);
            let then = loop {
                match self.choose(&offers)? {
                    Then::Play => self.play(&taken.recording.path, moment)?,
                    then => break then,
                }
            };
            match (then, next) {
                (Then::Again, _) => {
                    put.take += 1;
                    before = Some(taken);
                }
                (Then::FollowUp, Some(follow_up)) => {
                    asked.push(follow_up.when.clone());
                    let text = &question.follow_ups.iter().find(|known| known.when == follow_up.when);
                    put.text = text.map_or(&question.text, |known| &known.ask);
                    put.id = question.follow_up_id(follow_up);
                    put.is_follow_up = true;
                    put.take = 1;
                    put.notes.clear();
                    before = None;
                }
                (Then::Quit, _) => return Ok(Some(After::Quit)),
                _ => return Ok(Some(After::Next)),
            }
        }
    }

    /// Shows the question.
    fn put(&mut self, put: &Put<'_>) -> Result<()> {
        let shown = put.card();
        let (words, width) = (self.words, self.width);
        self.output.write(|out| card(&shown, words, width, out))?;
        Ok(())
    }

    /// Time to prepare, then the answer. `None`: left while preparing.
    fn take(&mut self, put: &mut Put<'_>) -> Result<Option<Got>> {
        let means = self.means;
        let mut speaking = self.voice.and_then(|voice| voice.speak(put.text, &self.language));
        if self.manner.is_watched && self.manner.prepare_s > 0.0 {
            let heading = put.card().heading(self.words);
            let question = put.question;
            let (listens_for, must_say): (&[String], &[String]) =
                if put.is_follow_up { (&[], &[]) } else { (&question.listens_for, &question.points) };
            let band = self.question_of(put)?.band(0.0);
            let edge = |edge: Option<Option<f64>>| edge.flatten().unwrap_or(0.0);
            let pane = Pane {
                heading: &heading,
                question: put.text,
                listens_for,
                must_say,
                notes: std::mem::take(&mut put.notes),
                typed: String::new(),
                left_s: self.manner.prepare_s,
                prepare_s: self.manner.prepare_s,
                low_s: edge(band.as_ref().map(|band| band.low)),
                high_s: edge(band.as_ref().map(|band| band.high)),
            };
            match prepare(pane, self.words, speaking.take(), means.interrupt)? {
                Prepared::Ready(notes) => put.notes = notes,
                Prepared::Left => return Ok(None),
            }
        }
        // The microphone is not to hear the question.
        while speaking.as_mut().is_some_and(|speaking| !speaking.is_over()) {
            means.interrupt.check()?;
            std::thread::sleep(MOMENT);
        }
        drop(speaking);
        self.request.question = self.question_of(put)?;
        let target_s = self.request.question.longest_s();
        let question = (put.id.as_str(), put.text);
        self.answers.next(question, target_s, &self.request, means.settings, means.folder, means.interrupt).map(Some)
    }

    /// What the answer is compared with: the notes are points, beside those of the question itself.
    fn question_of(&self, put: &Put<'_>) -> Result<crate::question::Question, Error> {
        let Means { personal, .. } = self.means;
        let mut question = personal.questions.question(&put.id)?;
        let points = put.points();
        if !points.is_empty() {
            question = question.with_points(points);
        }
        // Asked in the language of the interview, whatever is heard of the answer.
        let question = question.in_language(&self.language, personal.library.get(&self.language));
        Ok(question.asked(self.manner.is_watched && self.answers.are_live()))
    }

    /// Analyses and keeps the answer.
    fn analyse(&mut self, answer: Answer, put: &Put<'_>) -> Result<Taken> {
        let Means { settings, interrupt, .. } = self.means;
        let Answer { path, live, is_ours, broken } = answer;
        self.request.source = AudioSource::File(path.clone());
        let analysis = report::analysis(&self.request, &path, live, interrupt).inspect_err(|_| {
            if is_ours {
                output::note(&format!("the recording is safe in {}", path.display()));
            }
        })?;
        let stays = !is_ours || settings.keep_audio || broken.is_some();
        let labels = LabelArgs { tags: vec![self.tag.clone()], note: None };
        let asked = Asked { question: Some(put.id.clone()), target_s: None, points: put.own_points() };
        let mut keeper = Keeper::new(settings, &labels, asked, interrupt);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let run = keeper.keep(&analysis, &name, Some(path.as_path()).filter(|_| stays));
        keeper.finish()?;
        self.takes += 1;
        match broken {
            Some(error) => Err(error.into()),
            None => Ok(Taken { analysis, run, recording: Recording { path, goes: !stays } }),
        }
    }

    fn say(&mut self, text: &str) -> Result<()> {
        self.output.write(|out| writeln!(out, "{text}"))?;
        Ok(())
    }
}
