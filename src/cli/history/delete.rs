//! `saywell delete RUN…`: forget runs, after asking.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::{backed_up, confirmed, described, opened};
use crate::config::Settings;
use crate::error::Error;
use crate::history::{RunInfo, RunRef, Store};
use crate::interrupt::Interrupt;

#[derive(Debug, Args)]
pub struct DeleteArgs {
    /// Numbers from `saywell history`, last, last~2 or best
    #[arg(value_name = "RUN", value_parser = RunRef::parse, required = true)]
    runs: Vec<RunRef>,

    /// Do not ask
    #[arg(short, long)]
    yes: bool,

    /// Leave the recordings where they are
    #[arg(long)]
    keep_audio: bool,
}

/// Asks, then deletes.
///
/// # Errors
/// Those of the store, and of asking.
pub fn run(args: &DeleteArgs, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
    let mut store = opened(settings)?;
    let mut runs: Vec<RunInfo> = Vec::new();
    for named in &args.runs {
        let run = store.info(store.find(named)?)?;
        if !runs.iter().any(|known| known.id == run.id) {
            runs.push(run);
        }
    }
    let recordings = if args.keep_audio { Vec::new() } else { recordings_to_delete(&store, &runs)? };
    if !args.yes {
        for run in &runs {
            anstream::eprintln!("{}", described(run));
        }
        for path in &recordings {
            anstream::eprintln!("recording {}", path.display());
        }
        if !confirmed("delete", "Delete this for good? [y/N] ", interrupt)? {
            anstream::eprintln!("nothing was deleted");
            return Ok(());
        }
    }
    // The runs first: a recording without a run is found by `doctor`, a run without its recording is a loss.
    store.delete(&runs.iter().map(|run| run.id).collect::<Vec<_>>())?;
    for path in &recordings {
        fs::remove_file(path).map_err(|e| Error::writing(path, &e))?;
    }
    for run in &runs {
        let left = run.audio.as_ref().map(|audio| &audio.path).filter(|path| path.exists());
        let left = left.map_or(String::new(), |path| format!("; its recording stays: {}", path.display()));
        anstream::println!("{} deleted{left}", described(run));
    }
    backed_up(&store)
}

/// Recordings in the data folder that only `runs` refer to.
fn recordings_to_delete(store: &Store, runs: &[RunInfo]) -> Result<Vec<PathBuf>, Error> {
    let own = store.data_dir().canonicalize().unwrap_or_else(|_| store.data_dir().to_owned());
    let mut paths: Vec<PathBuf> = Vec::new();
    for audio in runs.iter().filter_map(|run| run.audio.as_ref()) {
        let users = runs.iter().filter(|run| run.audio.as_ref().is_some_and(|other| other.path == audio.path)).count();
        let inside = audio.path.canonicalize().is_ok_and(|path: PathBuf| is_below(&path, &own));
        if inside && !paths.contains(&audio.path) && store.users_of(audio)? == users {
            paths.push(audio.path.clone());
        }
    }
    Ok(paths)
}

fn is_below(path: &Path, folder: &Path) -> bool {
    path.starts_with(folder) && path.is_file()
}
