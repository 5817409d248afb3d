//! What is asked, what came of it, and what the user may want next.

use std::path::PathBuf;

use crate::cli::record::session;
use crate::history::RunId;
use crate::practice::DeckQuestion;
use crate::report::practice::Card;
use crate::types::Analysis;

/// What is being asked: a question, or a follow-up to it.
pub struct Put<'q> {
    pub id: String,
    pub text: &'q str,
    pub question: &'q DeckQuestion,
    pub is_follow_up: bool,
    /// Number of the question, and how many there are.
    pub place: (usize, usize),
    pub take: usize,
    pub notes: Vec<String>,
}

/// A take that is over.
pub struct Taken {
    pub analysis: Analysis,
    pub run: Option<RunId>,
    pub recording: Recording,
}

/// Where it lies; deleted at the end of its question when recordings are not kept.
pub struct Recording {
    pub path: PathBuf,
    pub goes: bool,
}

impl Drop for Recording {
    fn drop(&mut self) {
        if self.goes {
            session::remove(&self.path);
        }
    }
}

/// What the user wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Again,
    Next,
    FollowUp,
    Play,
    Quit,
}

impl Put<'_> {
    pub fn card(&self) -> Card<'_> {
        let place = Some(self.place).filter(|_| !self.is_follow_up);
        Card { place, topic: &self.question.topic_title, text: self.text, take: self.take }
    }

    /// The speaker's own points: the notes, and what the question itself asks for beside them. Empty without notes.
    pub fn own_points(&self) -> Vec<String> {
        match self.notes.is_empty() {
            true => Vec::new(),
            false => self.points(),
        }
    }

    pub fn points(&self) -> Vec<String> {
        let of_question = self.question.points.iter().filter(|_| !self.is_follow_up);
        of_question.chain(&self.notes).cloned().collect()
    }
}

impl Then {
    pub fn key(self) -> char {
        match self {
            Then::Again => 'a',
            Then::Next => 'n',
            Then::FollowUp => 'f',
            Then::Play => 'p',
            Then::Quit => 'q',
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Then::Again => "key_again",
            Then::Next => "key_next",
            Then::FollowUp => "key_follow_up",
            Then::Play => "key_play",
            Then::Quit => "key_quit",
        }
    }
}
