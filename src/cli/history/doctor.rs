//! `saywell doctor`: are the saved runs sound, and if not, the backup in their place.

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use clap::Args;
use indicatif::ProgressBar;
use jiff::Timestamp;

use super::export::counted;
use super::{can_ask, confirmed};
use crate::cli::error::CommandError;
use crate::cli::output;
use crate::config::Settings;
use crate::error::Error;
use crate::format;
use crate::history::HistoryError;
use crate::history::{Backups, FILE_NAME, Store, checkup, restore};
use crate::interrupt::Interrupt;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Do not ask before a backup takes the place of a damaged history
    #[arg(short, long)]
    yes: bool,
}

/// Checks, tells, and repairs when allowed.
///
/// # Errors
/// [`CommandError::StillDamaged`] when a damaged history stays so, and those of the repair.
pub fn run(args: &DoctorArgs, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
    let path = settings.data_dir.join(FILE_NAME);
    let backups = Backups::of(&settings.data_dir);
    // What an interrupted doctor had decided is done first.
    restore::resume(&settings.data_dir)?;
    if !path.exists() && backups.newest().is_none() {
        return output::tell(&HistoryError::NoRuns.to_string());
    }
    // A newer or foreign database, and one that may not be read, are not for this program to judge.
    if path.exists() {
        match Store::open(&settings.data_dir) {
            Ok(_) | Err(Error::History(HistoryError::Damaged { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let sound = if path.exists() { told(&path, FILE_NAME, interrupt)? } else { lost(FILE_NAME)? };
    // All of them are told, the newest first.
    let backups_found = backups.all();
    let mut good: Vec<&PathBuf> = Vec::new();
    for backup in &backups_found {
        if told(backup, &shown(backup, settings), interrupt)? {
            good.push(backup);
        }
    }
    if sound {
        return Ok(());
    }
    // Of those that know the same, the newest.
    let best = good.iter().rev().max_by_key(|backup| Backups::reach(backup));
    repair(args, settings, &path, best.map(|backup| backup.as_path()), interrupt)
}

fn repair(
    args: &DoctorArgs,
    settings: &Settings,
    path: &Path,
    backup: Option<&Path>,
    interrupt: &Interrupt,
) -> Result<()> {
    let question = match backup {
        Some(backup) => {
            format!("Put {} in its place, and bring over what else can be read?", shown(backup, settings))
        }
        None => "There is no sound backup. Start a new history with the runs that can be read?".to_owned(),
    };
    let agreed = args.yes || (can_ask() && confirmed("doctor", &question, interrupt)?);
    if !agreed {
        return Err(CommandError::StillDamaged(path.to_owned()).into());
    }
    let done = restore::restore(&settings.data_dir, backup, Timestamp::now())?;
    good(&format!("{FILE_NAME}: {} from the backup", counted(done.from_backup)))?;
    if done.rescued > 0 {
        good(&format!("{} that no backup had, out of the damaged file", counted(done.rescued)))?;
    }
    let lost = done.lost.iter().map(|range| range.clone().count()).sum();
    if lost > 0 {
        let numbers: Vec<String> = done.lost.iter().map(named).collect();
        bad(&format!("{} cannot be read any more, unless deleted before: {}", counted(lost), numbers.join(", ")))?;
    }
    if !done.counted {
        let since = backup.map_or(String::new(), |backup| format!(" after {}", shown(backup, settings)));
        bad(&format!("what was saved{since} may be lost: the damaged file does not say how many runs it had"))?;
    }
    if done.aside.exists() {
        output::tell(&format!("  the damaged file is kept as {}", done.aside.display()))?;
    }
    Ok(())
}

/// `7`, `9 to 12`
fn named(numbers: &RangeInclusive<i64>) -> String {
    match (numbers.start(), numbers.end()) {
        (one, other) if one == other => one.to_string(),
        (first, last) => format!("{first} to {last}"),
    }
}

fn good(line: &str) -> Result<()> {
    output::tell_marked(GOOD, "✓", line)
}

fn bad(line: &str) -> Result<()> {
    output::tell_marked(BAD, "✗", line)
}

/// Checks a database and prints a line about it; whether it is sound.
fn told(path: &Path, name: &str, interrupt: &Interrupt) -> Result<bool> {
    let bar = if output::is_watched() { ProgressBar::new(1) } else { ProgressBar::hidden() };
    let checked = checkup::check(path, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    interrupt.check()?;
    match &checked {
        Ok(runs) => {
            let size = format::byte_size(fs::metadata(path).map_or(0, |file| file.len()));
            good(&format!("{name}: {}, all read, {size}", counted(*runs)))?;
        }
        Err(problem) => bad(&format!("{name}: damaged ({problem})"))?,
    }
    Ok(checked.is_ok())
}

fn lost(name: &str) -> Result<bool> {
    bad(&format!("{name}: not there any more"))?;
    Ok(false)
}

/// Below the data folder.
fn shown(path: &Path, settings: &Settings) -> String {
    path.strip_prefix(&settings.data_dir).unwrap_or(path).display().to_string()
}
