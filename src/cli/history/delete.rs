//! `saywell delete RUN…`: forget runs, after asking.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::save::same_recording;
use super::{backed_up, confirmed, described, opened_to_write};
use crate::cli::output;
use crate::config::Settings;
use crate::error::Error;
use crate::history::{Backups, Holder, RunInfo, RunRef, Store};
use crate::interrupt::Interrupt;

#[derive(Debug, Args)]
pub struct DeleteArgs {
    /// Numbers from `saywell history`, last, last~2, best, or names
    #[arg(value_name = "RUN", value_parser = RunRef::parse, required = true)]
    runs: Vec<RunRef>,

    /// Do not ask
    #[arg(short, long)]
    yes: bool,

    /// Leave the recordings where they are
    #[arg(long)]
    keep_audio: bool,

    /// Take them out of the backups too, and delete damaged histories that were put aside
    #[arg(long)]
    everywhere: bool,
}

/// What is to be forgotten.
#[derive(Default)]
struct Doomed {
    runs: Vec<RunInfo>,
    /// Of the runs, and of those that only backups still know.
    uids: Vec<String>,
}

/// Asks, then deletes.
///
/// # Errors
/// Those of the store, and of asking.
pub fn run(args: &DeleteArgs, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
    let mut store = opened_to_write(settings)?;
    let backups = store.backups();
    let doomed = doomed(args, &store, &backups)?;
    let recordings = if args.keep_audio { Vec::new() } else { recordings_to_delete(&store, &doomed.runs, interrupt)? };
    if !args.yes {
        doomed.runs.iter().for_each(|run| output::remark(&described(run)));
        recordings.iter().for_each(|path| output::remark(&format!("recording {}", path.display())));
        if args.everywhere {
            let holders = backups.holders(&doomed.uids);
            holders.iter().for_each(|holder| output::remark(&format!("what {} holds of it", holder.path.display())));
        }
        if !confirmed("delete", "Delete this for good?", interrupt)? {
            output::remark("nothing was deleted");
            return Ok(());
        }
    }
    // The runs first: a recording without a run can be seen in its folder, a run without its recording is a loss.
    store.delete(&doomed.runs.iter().map(|run| run.id).collect::<Vec<_>>())?;
    for path in &recordings {
        fs::remove_file(path).map_err(|e| Error::writing(path, &e))?;
    }
    // The copy of today then holds them no more.
    backed_up(&store);
    let holders = backups.holders(&doomed.uids);
    if args.everywhere {
        holders.iter().try_for_each(|holder| Backups::forget(&holder.path, &doomed.uids))?;
    }
    for run in &doomed.runs {
        let left = run.audio.as_ref().map(|audio| &audio.path).filter(|path| path.exists());
        let left = left.map_or(String::new(), |path| format!("; its recording stays: {}", path.display()));
        output::tell(&format!("{} deleted{left}", described(run)))?;
    }
    kept(&holders, args.everywhere).iter().try_for_each(|line| output::tell(line))?;
    Ok(())
}

/// The runs that were named; with `--everywhere` also those that only a backup knows by their number.
fn doomed(args: &DeleteArgs, store: &Store, backups: &Backups) -> Result<Doomed, Error> {
    let mut doomed = Doomed::default();
    for named in &args.runs {
        let uid = match (store.find(named), named) {
            (Ok(id), _) => {
                let run = store.info(id)?;
                let uid = run.uid.clone();
                if !doomed.uids.contains(&uid) {
                    doomed.runs.push(run);
                }
                uid
            }
            (Err(error), RunRef::Id(id)) if args.everywhere => backups.uid_of(id.0).ok_or(error)?,
            (Err(error), _) => return Err(error),
        };
        if !doomed.uids.contains(&uid) {
            doomed.uids.push(uid);
        }
    }
    Ok(doomed)
}

/// Until when copies keep what was deleted, or that they do not any more.
fn kept(holders: &[Holder], everywhere: bool) -> Vec<String> {
    let counted = |count: usize, one: &str, more: &str| {
        if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
    };
    if everywhere {
        let gone = (!holders.is_empty()).then(|| counted(holders.len(), "other file", "other files"));
        return gone.map(|files| format!("and out of {files}: no backup keeps it any more")).into_iter().collect();
    }
    let days: Vec<usize> = holders.iter().filter_map(|holder| holder.days).collect();
    let passing = days.iter().max().map(|most| {
        let keep = counted(days.len(), "backup keeps it", "backups keep it");
        format!("{keep} until runs are saved on {}", counted(*most, "more day", "more days"))
    });
    let staying = holders.iter().filter(|holder| holder.days.is_none());
    let staying = staying.map(|holder| format!("{} keeps it for good", holder.path.display()));
    let mut lines: Vec<String> = passing.into_iter().chain(staying).collect();
    if !lines.is_empty() {
        lines.push("`saywell delete --everywhere` with its number takes it out of them now".to_owned());
    }
    lines
}

/// Recordings in the folder of recordings, as they were saved, that only `runs` refer to. A path alone is no proof: what a
/// history says may come from anywhere.
fn recordings_to_delete(store: &Store, runs: &[RunInfo], interrupt: &Interrupt) -> Result<Vec<PathBuf>, Error> {
    let own = store.data_dir().join("recordings");
    let own = own.canonicalize().unwrap_or(own);
    let mut paths: Vec<PathBuf> = Vec::new();
    for audio in runs.iter().filter_map(|run| run.audio.as_ref()) {
        let users = runs.iter().filter(|run| run.audio.as_ref().is_some_and(|other| other.path == audio.path)).count();
        let inside = audio.path.canonicalize().is_ok_and(|path: PathBuf| is_below(&path, &own));
        if inside
            && !paths.contains(&audio.path)
            && store.users_of(audio)? == users
            && same_recording(audio, interrupt)?
        {
            paths.push(audio.path.clone());
        }
    }
    Ok(paths)
}

fn is_below(path: &Path, folder: &Path) -> bool {
    path.starts_with(folder) && path.is_file()
}
