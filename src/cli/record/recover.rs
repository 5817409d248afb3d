//! Takes that were cut off: offered at the next start.

use std::io::{self, IsTerminal};

use anyhow::Result;

use super::super::ask::agreed;
use super::super::output;
use super::quoted;
use super::session::{Finished, Stop};
use crate::audio::takes::TakeFolder;
use crate::format;
use crate::interrupt::Interrupt;

/// A take that the user wants the report of.
pub struct Recovered {
    pub question: Option<String>,
    pub finished: Finished,
}

/// Asks a person at a terminal, when `reporting`, whether to report on a take that was cut off; tells everybody else where
/// it lies.
///
/// # Errors
/// [`crate::error::Error::Interrupted`], and a folder that cannot be read.
pub fn offer(folder: &TakeFolder, reporting: bool, interrupt: &Interrupt) -> Result<Option<Recovered>> {
    for take in folder.cut_off()? {
        let (path, question) = (take.path.clone(), take.question.clone());
        let about = question.as_ref().map_or_else(String::new, |question| format!(" ({question})"));
        let found = format!("a recording of {}{about} was cut off", format::clock(take.duration_s));
        let asked = reporting && io::stdin().is_terminal() && output::is_watched();
        if asked && agreed(&format!("saywell: {found}. Report on it now?"), true, interrupt)? {
            let finished = Finished { path, duration_s: take.duration_s, stop: Stop::Wanted, live: None };
            take.settle();
            return Ok(Some(Recovered { question, finished }));
        }
        let found = if asked { "it stays".to_owned() } else { format!("{found} and is whole again") };
        output::note(&format!("{found}; saywell analyze {}", quoted(&path)));
        take.settle();
    }
    Ok(None)
}
