//! `saywell export` and `saywell import`: runs in one portable file.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::{backed_up, opened, table};
use crate::cli::error::CommandError;
use crate::cli::output;
use crate::config::Settings;
use crate::error::Error;
use crate::history::HistoryError;
use crate::history::{Filter, RunRef, Store};
use crate::interrupt::Interrupt;

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Numbers from `saywell history`, last, last~2, best, or names; none means all runs
    #[arg(value_name = "RUN", value_parser = RunRef::parse)]
    runs: Vec<RunRef>,

    /// File to write, instead of saywell-history-DATE.tar.gz here
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Put the recordings in, too
    #[arg(long)]
    audio: bool,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// File that `saywell export` wrote; runs that are there already stay as they are
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Writes the file and says what it holds.
///
/// # Errors
/// Those of the store, [`CommandError::ExportExists`], and of writing.
pub fn export(args: &ExportArgs, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
    let store = opened(settings)?;
    let mut ids: Vec<_> = match args.runs.is_empty() {
        true => store.list(&Filter::default())?.into_iter().map(|run| run.id).collect(),
        false => args.runs.iter().map(|named| store.find(named)).collect::<Result<_, _>>()?,
    };
    if ids.is_empty() {
        return Err(Error::from(HistoryError::NoRuns).into());
    }
    ids.sort();
    ids.dedup();
    let usual = || PathBuf::from(format!("saywell-history-{}.tar.gz", table::now().date()));
    let path = args.output.clone().unwrap_or_else(usual);
    if args.output.is_none() && path.exists() {
        return Err(CommandError::ExportExists(path).into());
    }
    let done = output::in_pieces(&path, |out| store.export(&ids, args.audio, &path, out, interrupt))?;
    for missing in &done.missing {
        let missing = missing.display();
        output::remark(&format!("{missing}: is not there as it was saved; the run is in the file without it"));
    }
    let recordings = if args.audio { format!(", {} with their recording", done.recordings) } else { String::new() };
    output::tell(&format!("{}: {}{recordings}", path.display(), counted(done.runs)))
}

/// Reads the file and says what is new.
///
/// # Errors
/// Those of [`Store::import`].
pub fn import(args: &ImportArgs, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
    if !args.file.exists() {
        return Err(Error::NotFound(args.file.clone()).into());
    }
    let mut store = Store::open(&settings.data_dir)?;
    let done = store.import(&args.file, interrupt)?;
    let known = if done.known > 0 { format!(", {} were there already", done.known) } else { String::new() };
    let recordings = match done.recordings {
        0 => String::new(),
        1 => ", 1 recording put back".to_owned(),
        several => format!(", {several} recordings put back"),
    };
    let told = format!("{}: {} imported{known}{recordings}", args.file.display(), counted(done.new));
    let told = output::tell(&told);
    backed_up(&store);
    told
}

/// `1 run`, `12 runs`
pub(super) fn counted(runs: usize) -> String {
    format!("{runs} {}", if runs == 1 { "run" } else { "runs" })
}
