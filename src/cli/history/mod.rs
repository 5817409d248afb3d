//! The commands on saved runs, one file each.

mod delete;
mod doctor;
mod export;
mod label;
mod list;
mod reanalyze;
mod save;
mod show;
pub(super) mod since;
mod table;

use std::io::{self, IsTerminal};

use anyhow::Result;
use jiff::{Timestamp, tz::TimeZone};

use super::ask::agreed;
use super::output;
use crate::cli::usage::UsageError;
use crate::config::Settings;
use crate::error::Error;
use crate::history::HistoryError;
use crate::history::{RunInfo, RunRef, Store};
use crate::interrupt::Interrupt;

pub use delete::{DeleteArgs, run as delete};
pub use doctor::{DoctorArgs, run as doctor};
pub use export::{ExportArgs, ImportArgs, export, import};
pub use label::{NoteArgs, RenameArgs, TagArgs, note, rename, tag};
pub use list::{HistoryArgs, run as list};
pub use reanalyze::{ReanalyzeArgs, run as reanalyze};
pub use save::{Keeper, LabelArgs, still_there};
pub use show::{ShowArgs, deliver, run as show, saved};

/// The history, for commands that need a run in it.
///
/// # Errors
/// [`HistoryError::NoRuns`], and those of [`Store::open`].
pub(super) fn opened(settings: &Settings) -> Result<Store, Error> {
    Store::existing(&settings.data_dir)?.ok_or_else(|| HistoryError::NoRuns.into())
}

/// The same, for commands that change it.
///
/// # Errors
/// [`HistoryError::NoRuns`], and those of [`Store::open`].
fn opened_to_write(settings: &Settings) -> Result<Store, Error> {
    opened(settings)?;
    Store::open(&settings.data_dir)
}

/// Copies what was just changed, when that is due: a backup must not bring back what was deleted. What was changed is safe
/// without, so a copy that cannot be made is told and is no failure.
fn backed_up(store: &Store) {
    if let Err(error) = store.back_up_when_due(Timestamp::now()) {
        output::warn(&format!("done, but no backup of the history could be made: {error}"));
    }
}

/// Whether `named` is the name of a saved run, and no file.
pub(super) fn is_named(named: &RunRef, settings: &Settings) -> bool {
    let RunRef::File(path) = named else { return true };
    let store = || Store::existing(&settings.data_dir).ok().flatten();
    !path.is_file() && store().is_some_and(|store| store.find(named).is_ok())
}

/// Whether a person is there to be asked.
fn can_ask() -> bool {
    io::stdin().is_terminal() && output::is_watched()
}

/// Whether a person says yes to `question`; anything but a y is a no.
///
/// # Errors
/// [`UsageError::NobodyToAsk`] without a terminal; `what` is the command.
fn confirmed(what: &'static str, question: &str, interrupt: &Interrupt) -> Result<bool> {
    if !can_ask() {
        return Err(UsageError::NobodyToAsk(what).into());
    }
    agreed(question, false, interrupt)
}

/// `run 12 (self-intro, 2026-11-24 21:50)`
fn described(run: &RunInfo) -> String {
    format!("run {} ({}, {})", run.id, run.name, local(run.saved_at))
}

/// In the reader's own time zone.
pub(super) fn local(time: Timestamp) -> String {
    time.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}
