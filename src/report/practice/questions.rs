//! The questions there are: a list, and one of them whole.

use std::io::{self, Write};

use crate::coaching::Texts;
use crate::format;
use crate::practice::deck::{Condition, Deck, DeckQuestion};
use crate::practice::words::Words;
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{ACCENT, BOLD, DIM, MARGIN, WIDEST};

/// A question in the list, with what is known of its takes.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    pub question: &'a DeckQuestion,
    /// "3 takes, due", "new"; already in words.
    pub state: String,
}

/// The questions of a deck, one a line, by topic.
///
/// # Errors
/// When `out` cannot be written to.
pub fn list(deck: &Deck, questions: &[Listed<'_>], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let width = width.min(WIDEST);
    writeln!(out, "\n{:MARGIN$}{BOLD}{}{BOLD:#} {DIM}({}){DIM:#}", "", printable(&deck.title), deck.name)?;
    Paragraph::new(width, MARGIN).style(DIM).write(&printable(&deck.about), out)?;
    let mut topic = "";
    for Listed { question, state } in questions {
        if question.topic != topic {
            topic = &question.topic;
            writeln!(
                out,
                "\n{:MARGIN$}{ACCENT}{}{ACCENT:#} {DIM}({topic}){DIM:#}",
                "",
                printable(&question.topic_title)
            )?;
        }
        let lead = format!("{}  ", question.id);
        let state = format!("({state})");
        Paragraph::new(width, MARGIN)
            .lead(&lead, DIM)
            .write_runs(&[(&printable(&question.text), anstyle::Style::new()), (&state, DIM)], out)?;
    }
    Ok(())
}

/// One question with everything that belongs to it.
///
/// # Errors
/// When `out` cannot be written to.
pub fn show(
    question: &DeckQuestion,
    state: &str,
    words: &Words,
    texts: &Texts,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let width = width.min(WIDEST);
    writeln!(out)?;
    Paragraph::new(width, MARGIN).style(BOLD).write(&printable(&question.text), out)?;
    let about = format!(
        "{} · {} · {} · {}–{} · {state}",
        question.id,
        printable(&question.topic_title),
        question.profile,
        format::clock(question.low_s),
        format::clock(question.high_s)
    );
    Paragraph::new(width, MARGIN).style(DIM).write(&about, out)?;
    for (name, lines) in [("listens_for", &question.listens_for), ("must_say", &question.points)] {
        if !lines.is_empty() {
            writeln!(out, "\n{:MARGIN$}{BOLD}{}{BOLD:#}", "", words.say(name))?;
            lines
                .iter()
                .try_for_each(|line| Paragraph::new(width, MARGIN).lead("· ", DIM).write(&printable(line), out))?;
        }
    }
    writeln!(out, "\n{:MARGIN$}{BOLD}{}{BOLD:#}", "", words.say("line_next"))?;
    for follow_up in &question.follow_ups {
        let reason = match &follow_up.when {
            Condition::Missing(part) => words.reasons["missing"].replace("{part}", texts.word(part)),
            when => words.reasons[when.kind()].clone(),
        };
        let reason = format!("({reason})");
        Paragraph::new(width, MARGIN)
            .lead("· ", DIM)
            .write_runs(&[(&printable(&follow_up.ask), anstyle::Style::new()), (&reason, DIM)], out)?;
    }
    for source in &question.sources {
        writeln!(out)?;
        let text = format!("{} ({:?})", printable(&source.text), source.level);
        Paragraph::new(width, MARGIN).style(DIM).write(&text, out)?;
    }
    writeln!(out)
}
