//! The question, as it is put.

use std::io::{self, Write};

use crate::practice::words::Words;
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{BOLD, DIM, MARGIN, WIDEST};

/// What stands above an answer.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// Number of the question and how many there are; `None` for a follow-up.
    pub place: Option<(usize, usize)>,
    pub topic: &'a str,
    pub text: &'a str,
    /// Of this question, the first is 1.
    pub take: usize,
}

impl Card<'_> {
    /// "Question 2 of 5 · Conflict · take 2"
    pub fn heading(&self, words: &Words) -> String {
        let place = match self.place {
            Some((number, count)) => {
                words.fill("question_of", &[("number", &number.to_string()), ("count", &count.to_string())])
            }
            None => words.say("follow_up").to_owned(),
        };
        let take = (self.take > 1).then(|| words.fill("take", &[("number", &self.take.to_string())]));
        [Some(place), Some(self.topic.to_owned()), take].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// # Errors
/// When `out` cannot be written to.
pub fn card(card: &Card<'_>, words: &Words, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let width = width.min(WIDEST);
    writeln!(out)?;
    Paragraph::new(width, MARGIN).style(DIM).write(&printable(&card.heading(words)), out)?;
    Paragraph::new(width, MARGIN).style(BOLD).write(&printable(card.text), out)
}
