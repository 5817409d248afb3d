//! `saywell doctor`: are the saved runs sound, and if not, the backup in their place.

use std::fs;
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use clap::Args;
use indicatif::ProgressBar;
use jiff::Timestamp;

use super::export::counted;
use super::{can_ask, confirmed};
use crate::cli::output;
use crate::config::Settings;
use crate::error::Error;
use crate::history::{Backups, FILE_NAME, Store, checkup};
use crate::interrupt::Interrupt;
use crate::transcription::models::readable_size;

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
/// [`Error::StillDamaged`] when a damaged history stays so, and those of the repair.
pub fn run(args: &DoctorArgs, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
    let path = settings.data_dir.join(FILE_NAME);
    let backups = Backups::of(&settings.data_dir);
    if !path.exists() && backups.newest().is_none() {
        anstream::println!("{}", Error::NoRuns);
        return Ok(());
    }
    // A newer or foreign database, and one that may not be read, are not for this program to judge.
    match Store::existing(&settings.data_dir) {
        Ok(_) | Err(Error::HistoryDamaged { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let sound = if path.exists() { told(&path, FILE_NAME) } else { lost(FILE_NAME) };
    // All of them are told; the first sound one is the newest.
    let backups_found = backups.all();
    let good: Vec<&PathBuf> = backups_found.iter().filter(|backup| told(backup, &shown(backup, settings))).collect();
    for leftover in backups.leftovers(Timestamp::now()) {
        fs::remove_dir_all(&leftover).map_err(|e| Error::writing(&leftover, &e))?;
        anstream::println!("{GOOD}✓{GOOD:#} {}: left by an interrupted backup, removed", shown(&leftover, settings));
    }
    if sound {
        return Ok(());
    }
    restore(args, settings, &path, good.first().map(|backup| backup.as_path()), interrupt)
}

fn restore(
    args: &DoctorArgs,
    settings: &Settings,
    path: &Path,
    backup: Option<&Path>,
    interrupt: &Interrupt,
) -> Result<()> {
    let question = match backup {
        Some(backup) => {
            format!("Put {} in its place, and bring over what else can be read? [y/N] ", shown(backup, settings))
        }
        None => "There is no sound backup. Start a new history with the runs that can be read? [y/N] ".to_owned(),
    };
    let agreed = args.yes || (can_ask() && confirmed("doctor", &question, interrupt)?);
    if !agreed {
        return Err(Error::StillDamaged(path.to_owned()).into());
    }
    let done = checkup::restore(&settings.data_dir, backup, Timestamp::now())?;
    anstream::println!("{GOOD}✓{GOOD:#} {FILE_NAME}: {} from the backup", counted(done.from_backup));
    if done.rescued > 0 {
        anstream::println!("{GOOD}✓{GOOD:#} {} that no backup had, out of the damaged file", counted(done.rescued));
    }
    if done.lost > 0 {
        anstream::println!("{BAD}✗{BAD:#} {} could not be read any more", counted(done.lost));
    }
    if done.aside.exists() {
        anstream::println!("  the damaged file is kept as {}", done.aside.display());
    }
    Ok(())
}

/// Checks a database and prints a line about it; whether it is sound.
fn told(path: &Path, name: &str) -> bool {
    let bar = if output::is_watched() { ProgressBar::new(1) } else { ProgressBar::hidden() };
    let checked = checkup::check(path, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    match &checked {
        Ok(runs) => {
            let size = readable_size(fs::metadata(path).map_or(0, |file| file.len()));
            anstream::println!("{GOOD}✓{GOOD:#} {name}: {}, all read, {size}", counted(*runs));
        }
        Err(problem) => anstream::println!("{BAD}✗{BAD:#} {name}: damaged ({problem})"),
    }
    checked.is_ok()
}

fn lost(name: &str) -> bool {
    anstream::println!("{BAD}✗{BAD:#} {name}: not there any more");
    false
}

/// Below the data folder.
fn shown(path: &Path, settings: &Settings) -> String {
    path.strip_prefix(&settings.data_dir).unwrap_or(path).display().to_string()
}
