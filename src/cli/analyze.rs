//! `saywell analyze FILE…`: saved recordings in, reports out.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::delivery::Delivery;
use super::flags::{ReadArgs, ReportArgs, TargetArgs, WordsArgs};
use super::history::{Keeper, LabelArgs};
use super::page::PageArgs;
use super::progress::Bar;
use super::request::request;
use super::{question, words};
use crate::audio::AudioSource;
use crate::cli::error::CommandError;
use crate::cli::usage::UsageError;
use crate::config::{Layer, Settings};
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::personal::Personal;
use crate::pipeline;

#[derive(Debug, Args)]
pub struct AnalyzeArgs {
    /// Recordings (WAV, MP3, FLAC, M4A, Ogg, Opus, WebM, MP4, …); "-" reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub target: TargetArgs,

    #[command(flatten)]
    pub words: WordsArgs,

    #[command(flatten)]
    pub report: ReportArgs,

    #[command(flatten)]
    pub page: PageArgs,

    /// Keep the run: `saywell history` lists it, `saywell show` shows it again
    #[arg(long, help_heading = "History")]
    pub save: bool,

    #[command(flatten)]
    pub labels: LabelArgs,

    #[command(flatten)]
    pub read: ReadArgs,
}

impl AnalyzeArgs {
    pub fn layer(&self) -> Layer {
        self.words.layer().over(self.target.layer()).over(self.report.layer())
    }
}

/// Analyses every file; one that fails does not keep the others from their report.
pub fn run(args: &AnalyzeArgs, settings: &Settings, personal: Personal, interrupt: &Interrupt) -> Result<()> {
    let delivery = Delivery::open(&args.report, &args.page, &args.files, settings, interrupt)?;
    analyze(args, delivery, settings, personal, interrupt)
}

/// Analyses every file into `delivery`.
pub fn analyze<'a>(
    args: &'a AnalyzeArgs,
    mut delivery: Delivery<'a>,
    settings: &'a Settings,
    personal: Personal,
    interrupt: &'a Interrupt,
) -> Result<()> {
    if args.files.len() > 1 && args.words.transcript.is_some() {
        return Err(UsageError::OneTranscript.into());
    }
    args.labels.check(args.save)?;
    let asked = question::asked(&args.target, settings, &personal)?;
    let question = question::asked_for(&asked, &personal)?;
    let words = words::choose(&args.words, settings, interrupt)?;
    let mut request = request(settings, question, words, personal.library)?;
    request.read = args.read.options();
    request.tracks = delivery.wants_tracks();
    if args.save {
        delivery = delivery.keeping(Keeper::new(settings, &args.labels, asked, interrupt));
    }

    let mut failed = 0;
    for file in &args.files {
        request.source = source(file);
        let mut bar = Bar::new(&file.display().to_string());
        let analysis = pipeline::analyze(&request, interrupt, &mut |progress| bar.show(progress));
        drop(bar);
        match analysis {
            Ok(mut analysis) => {
                // Standard input, and a pipe, cannot be read again.
                let audio = Some(file.as_path()).filter(|file| *file != Path::new("-") && file.is_file());
                delivery.new_analysis(&mut analysis, audio, true, &request)?;
            }
            Err(error) if args.files.len() == 1 || matches!(error, Error::Interrupted) => return Err(error.into()),
            Err(error) => {
                failed += 1;
                super::report(&error.into());
            }
        }
    }
    let is_crossed = delivery.finish()?;
    if failed > 0 {
        return Err(CommandError::SomeFailed { failed, all: args.files.len() }.into());
    }
    if is_crossed { Err(CommandError::LimitCrossed.into()) } else { Ok(()) }
}

fn source(file: &Path) -> AudioSource {
    if file == Path::new("-") { AudioSource::Stdin } else { AudioSource::File(PathBuf::from(file)) }
}
