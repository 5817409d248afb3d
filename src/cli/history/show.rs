//! `saywell show RUN`: the report of a saved run again, without analysing anything.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::save::UNNAMED;
use super::{local, opened, still_there};
use crate::audio::ReadOptions;
use crate::cli::delivery::{Delivery, Kept};
use crate::cli::error::CommandError;
use crate::cli::flags::ReportArgs;
use crate::cli::output::{self, Output};
use crate::cli::page::PageArgs;
use crate::cli::usage::UsageError;
use crate::config::{Layer, Settings};
use crate::error::Error;
use crate::history::HistoryError;
use crate::history::{AudioFile, RunInfo, RunRef, analysis_in, label};
use crate::interrupt::Interrupt;
use crate::language::Library;
use crate::printable::printable;
use crate::types::Analysis;

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A number from `saywell history`, last, last~2, best, a name, or a file that `analyze --format json` wrote
    #[arg(value_name = "RUN", value_parser = RunRef::parse, default_value = "last")]
    run: RunRef,

    /// An earlier analysis of the run instead of the newest; 1 is the first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    analysis: Option<u32>,

    /// List the analyses of the run instead
    #[arg(long, conflicts_with = "analysis")]
    analyses: bool,

    #[command(flatten)]
    report: ReportArgs,

    #[command(flatten)]
    page: PageArgs,
}

impl ShowArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        self.report.layer()
    }

    /// Finds a place for a page that is only to be opened.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn settle(&mut self, settings: &Settings) -> Result<(), Error> {
        self.page.place.settle(settings, &format!("report-{}", self.run))
    }
}

/// Writes the report.
///
/// # Errors
/// Those of [`saved`], of the recording with `--tight-audio`, of writing, and [`CommandError::LimitCrossed`].
pub fn run(args: &ShowArgs, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
    if args.analyses {
        return analyses(args, settings);
    }
    let saved = saved(&args.run, args.analysis, settings)?;
    let delivery = Delivery::open(&args.report, &args.page, &saved.files(), settings, interrupt)?.page_alone();
    deliver(saved, delivery, interrupt)
}

/// An analysis that was made before, with the recording it was made of.
pub struct Saved {
    analysis: Analysis,
    kept: Kept,
    audio: Option<AudioFile>,
    /// What is written on the run.
    labels: Vec<String>,
}

impl Saved {
    pub fn files(&self) -> Vec<PathBuf> {
        self.audio.iter().map(|audio| audio.path.clone()).collect()
    }
}

/// The `nth` analysis of a run (`None`: the newest), or that in a file.
///
/// # Errors
/// Those of the store and of [`analysis_in`]; [`HistoryError::NotSaved`] for a file that holds none.
pub fn saved(run: &RunRef, nth: Option<u32>, settings: &Settings) -> Result<Saved> {
    if let RunRef::File(path) = run
        && path.is_file()
    {
        let analysis = analysis_in(path)?.ok_or_else(|| Error::from(HistoryError::NotSaved(path.clone())))?;
        return Ok(Saved { analysis, kept: Kept::Nowhere, audio: None, labels: Vec::new() });
    }
    let store = opened(settings)?;
    let id = store.find(run)?;
    let analysis = store.analysis(id, nth.map(|number| number as usize))?;
    let run = store.info(id)?;
    let labels = given(&run).map(str::to_owned).into_iter();
    let labels = labels.chain(run.tags.iter().map(|tag| format!("#{tag}"))).chain(run.note.clone()).collect();
    Ok(Saved { analysis, kept: Kept::Before(id), audio: run.audio, labels })
}

/// Reports on `saved` without analysing anything.
///
/// # Errors
/// [`UsageError::TracksNotKept`], [`CommandError::LimitCrossed`], and those of the delivery.
pub fn deliver(saved: Saved, mut delivery: Delivery<'_>, interrupt: &Interrupt) -> Result<()> {
    let Saved { mut analysis, kept, audio, labels } = saved;
    delivery = delivery.labelled(labels);
    if delivery.shows_tracks() {
        return Err(UsageError::TracksNotKept.into());
    }
    let audio = if delivery.reads_the_recording() { recording(audio, interrupt)? } else { None };
    let read = ReadOptions::again(&analysis.recording);
    delivery.files(&mut analysis, audio.as_deref(), &read);
    delivery.report(analysis, kept, Library::built_in())?;
    if delivery.finish()? { Err(CommandError::LimitCrossed.into()) } else { Ok(()) }
}

/// The recording, as long as it is the one that was saved; says so when it is not.
fn recording(audio: Option<AudioFile>, interrupt: &Interrupt) -> Result<Option<PathBuf>> {
    let Some(audio) = audio else { return Ok(None) };
    let path = audio.path.clone();
    let there = still_there(audio, interrupt)?;
    if there.is_none() {
        let path = path.display();
        output::warn(&format!("{path}: is not there as it was saved, so it is not played"));
    }
    Ok(there)
}

/// The name that somebody gave to `run`: another than its recording's.
pub fn given(run: &RunInfo) -> Option<&str> {
    let recording = run.audio.as_ref().and_then(|audio| audio.path.file_stem()).map(|stem| stem.to_string_lossy());
    let is_given = match recording {
        Some(stem) => label::line(&stem).as_deref() != Some(run.name.as_str()),
        None => run.name != UNNAMED,
    };
    is_given.then_some(run.name.as_str())
}

/// Number, time, and what made each analysis.
fn analyses(args: &ShowArgs, settings: &Settings) -> Result<()> {
    let store = opened(settings)?;
    let id = store.find(&args.run)?;
    let mut lines = Vec::new();
    for (number, made_at) in (1..).zip(store.analyses(id)?) {
        let made = store.analysis(id, Some(number))?.provenance;
        let words = made.transcript_source.unwrap_or_else(|| "no words".to_owned());
        let thresholds = made.threshold_sha256.get(..8).unwrap_or_default();
        lines.push(format!(
            "{number:>5}  {}  saywell {}, {words}, thresholds {thresholds}",
            local(made_at),
            made.saywell_version
        ));
    }
    Output::open(None)?.write(|out| lines.iter().try_for_each(|line| writeln!(out, "{}", printable(line))))?;
    Ok(())
}
