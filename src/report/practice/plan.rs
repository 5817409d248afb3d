//! The next session on one screen.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::practice::words::Words;
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{BOLD, DIM, MARGIN, WIDEST};

/// What is planned, already in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The weakest measure with the surest evidence.
    pub weakest: String,
    /// The goal that the session serves; empty without goals.
    pub goals: Vec<String>,
    pub questions: Vec<Planned>,
    pub minutes: usize,
}

/// One question of the session.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub text: String,
    /// "due", "new", "in 3 days".
    pub when: String,
}

/// # Errors
/// When `out` cannot be written to.
pub fn plan(plan: &Plan, words: &Words, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let width = width.min(WIDEST);
    let labels = ["plan_weakest", "plan_goal", "plan_questions", "plan_minutes"];
    let column = labels.map(|name| words.say(name).width()).into_iter().max().unwrap_or(0) + 2;
    let label = |name: &str| {
        let text = words.say(name);
        format!("{text}{:1$}", "", column - text.width())
    };
    writeln!(out, "\n{:MARGIN$}{BOLD}{}{BOLD:#}\n", "", words.say("plan_title"))?;
    Paragraph::new(width, MARGIN).lead(&label("plan_weakest"), BOLD).write(&printable(&plan.weakest), out)?;
    for goal in &plan.goals {
        Paragraph::new(width, MARGIN).lead(&label("plan_goal"), BOLD).write(&printable(goal), out)?;
    }
    for (at, question) in plan.questions.iter().enumerate() {
        let lead = if at == 0 { label("plan_questions") } else { " ".repeat(column) };
        let when = format!("({})", question.when);
        Paragraph::new(width, MARGIN)
            .lead(&lead, BOLD)
            .write_runs(&[(&printable(&question.text), anstyle::Style::new()), (&when, DIM)], out)?;
    }
    let minutes = words.fill("plan_minutes_text", &[("minutes", &plan.minutes.to_string())]);
    Paragraph::new(width, MARGIN).lead(&label("plan_minutes"), BOLD).write(&minutes, out)?;
    writeln!(out)
}
