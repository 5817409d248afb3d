//! Yes-or-no questions to a person at a terminal.

use std::io::{self, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::output::said;
use crate::interrupt::Interrupt;
use crate::printable::printable;

/// Between two looks whether the user wants to stop.
const MOMENT: Duration = Duration::from_millis(100);

/// What somebody answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    /// Enter alone.
    Usual,
    /// Neither: a question of their own, or a slip.
    Unclear,
}

/// Asks until the answer is clear; enter alone means `usual`, the end of input no.
///
/// # Errors
/// [`crate::error::Error::Interrupted`], and when the terminal is gone.
pub fn agreed(question: &str, usual: bool, interrupt: &Interrupt) -> anyhow::Result<bool> {
    let choices = if usual { "[Y/n]" } else { "[y/N]" };
    let mut line = format!("{} {} ", printable(&said(question)), said(choices));
    loop {
        let mut err = anstream::stderr().lock();
        write!(err, "{line}")?;
        err.flush()?;
        drop(err);
        match answer(read(interrupt)?.as_deref()) {
            Answer::Yes => return Ok(true),
            Answer::No => return Ok(false),
            Answer::Usual => return Ok(usual),
            Answer::Unclear => line = format!("{} {} ", said("Please answer y for yes or n for no."), said(choices)),
        }
    }
}

/// A line of standard input, `None` at its end; read on a thread, so that Ctrl-C is heard while the question stands.
fn read(interrupt: &Interrupt) -> anyhow::Result<Option<String>> {
    let (send, lines) = channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line).unwrap_or(0);
        let _ = send.send((read > 0).then_some(line));
    });
    loop {
        interrupt.check()?;
        match lines.recv_timeout(MOMENT) {
            Ok(line) => return Ok(line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}

/// In every language of the program: whoever reads a Spanish question may type "sí".
fn answer(line: Option<&str>) -> Answer {
    match line.map(|line| line.trim().to_lowercase()).as_deref() {
        None | Some("n" | "no") => Answer::No,
        Some("") => Answer::Usual,
        Some("y" | "yes" | "s" | "si" | "sí") => Answer::Yes,
        Some(_) => Answer::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_no_answer() {
        for (line, meant) in [
            (None, Answer::No),
            (Some("\n"), Answer::Usual),
            (Some(" Yes \n"), Answer::Yes),
            (Some("sí"), Answer::Yes),
            (Some("N"), Answer::No),
            (Some("?"), Answer::Unclear),
            (Some("nevermind, which one?"), Answer::Unclear),
        ] {
            assert_eq!(answer(line), meant, "{line:?}");
        }
    }
}
