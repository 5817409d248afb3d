//! One page before the interview, for the terminal or as Markdown.

use std::io::{self, Write};

use crate::practice::words::Words;
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{BOLD, DIM, MARGIN, WIDEST};

/// What the page holds, already in words.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Question and its length: "Tell me about yourself. 1:00–1:30".
    pub lengths: Vec<String>,
    pub best: Vec<BestTake>,
    /// What comes up in most of the last takes, with one place to hear each.
    pub habits: Vec<String>,
}

/// The best take of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct BestTake {
    pub question: String,
    /// "run 12, 1:24"
    pub about: String,
    /// What was said, without what could go; empty without a transcript.
    pub text: String,
}

/// What the page ends with, whoever reads it: lists of `data/practice/`.
pub const LISTS: [&str; 3] = ["ask_them", "ask_before", "check"];

/// Where the page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Terminal { width: usize },
    Markdown,
}

/// # Errors
/// When `out` cannot be written to.
pub fn prepare(sheet: &Sheet, words: &Words, form: Form, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Printer { form, out };
    page.title(words.say("prepare_title"))?;
    page.heading(words.say("prepare_lengths"))?;
    page.points(&sheet.lengths)?;
    page.heading(words.say("prepare_best"))?;
    if sheet.best.is_empty() {
        page.text(words.say("prepare_no_takes"))?;
    }
    for take in &sheet.best {
        page.take(take)?;
    }
    page.heading(words.say("prepare_habits"))?;
    match sheet.habits.is_empty() {
        true => page.text(words.say("prepare_no_habits"))?,
        false => page.points(&sheet.habits)?,
    }
    for list in LISTS {
        page.heading(words.say(&format!("prepare_{list}")))?;
        page.points(words.list(list))?;
    }
    page.end()
}

struct Printer<'a> {
    form: Form,
    out: &'a mut dyn Write,
}

impl Printer<'_> {
    fn title(&mut self, text: &str) -> io::Result<()> {
        match self.form {
            Form::Terminal { .. } => writeln!(self.out, "\n{:MARGIN$}{BOLD}{text}{BOLD:#}", ""),
            Form::Markdown => writeln!(self.out, "# {text}"),
        }
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        match self.form {
            Form::Terminal { .. } => writeln!(self.out, "\n{:MARGIN$}{BOLD}{text}{BOLD:#}", ""),
            Form::Markdown => writeln!(self.out, "\n## {text}\n"),
        }
    }

    fn points(&mut self, points: &[String]) -> io::Result<()> {
        for point in points.iter().map(|point| printable(point)) {
            match self.form {
                Form::Terminal { width } => {
                    Paragraph::new(width.min(WIDEST), MARGIN).lead("· ", DIM).write(&point, self.out)?;
                }
                Form::Markdown => writeln!(self.out, "- {}", escaped(&point))?,
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        match self.form {
            Form::Terminal { width } => Paragraph::new(width.min(WIDEST), MARGIN).write(&printable(text), self.out),
            Form::Markdown => writeln!(self.out, "{}", escaped(&printable(text))),
        }
    }

    fn take(&mut self, take: &BestTake) -> io::Result<()> {
        let (question, text) = (printable(&take.question), printable(&take.text));
        match self.form {
            Form::Terminal { width } => {
                let width = width.min(WIDEST);
                let about = format!("({})", take.about);
                let runs = [(question.as_str(), anstyle::Style::new()), (&about, DIM)];
                Paragraph::new(width, MARGIN).lead("· ", DIM).write_runs(&runs, self.out)?;
                if text.is_empty() {
                    Ok(())
                } else {
                    Paragraph::new(width, MARGIN + 2).style(DIM).write(&text, self.out)
                }
            }
            Form::Markdown => {
                writeln!(self.out, "- **{}** ({})", escaped(&question), take.about)?;
                if text.is_empty() { Ok(()) } else { writeln!(self.out, "  {}", escaped(&text)) }
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        match self.form {
            Form::Terminal { .. } => writeln!(self.out),
            Form::Markdown => Ok(()),
        }
    }
}

/// Words are no markup.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut all, letter| {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            all.push('\\');
        }
        all.push(letter);
        all
    })
}
