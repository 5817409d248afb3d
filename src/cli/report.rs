//! `saywell report RUN|FILE`: the report of one answer, on the screen or as a page.

use anyhow::Result;
use clap::Args;

use super::analyze::{self, AnalyzeArgs};
use super::delivery::Delivery;
use super::flags::{ReadArgs, ReportArgs, TargetArgs, WordsArgs};
use super::history::{self, LabelArgs};
use super::page::PageArgs;
use crate::cli::usage::UsageError;
use crate::config::{Layer, Settings};
use crate::history::{RunRef, analysis_in};
use crate::interrupt::Interrupt;
use crate::personal::Personal;

#[derive(Debug, Args)]
pub struct ReportOfArgs {
    /// A recording to analyse; or what was analysed before: a number from `saywell history`, last, last~2, best, or a file
    /// that `analyze --format json` wrote
    #[arg(value_name = "RUN|FILE", value_parser = RunRef::parse, default_value = "last")]
    of: RunRef,

    #[command(flatten)]
    page: PageArgs,

    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    words: WordsArgs,

    #[command(flatten)]
    report: ReportArgs,

    #[command(flatten)]
    read: ReadArgs,
}

impl ReportOfArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        self.words.layer().over(self.target.layer()).over(self.report.layer())
    }
}

/// Reports on a recording by analysing it, and on a saved run without. Who asks for a page, and names no other place, gets
/// the page alone.
///
/// # Errors
/// Those of `analyze` and of `show`; [`UsageError::AnalysedAlready`] for wishes that come too late.
pub fn run(args: ReportOfArgs, settings: &Settings, personal: Personal, interrupt: &Interrupt) -> Result<()> {
    let ReportOfArgs { of, mut page, target, words, report, read } = args;
    page.place.settle(settings, &format!("report-{of}"))?;
    if let RunRef::File(file) = &of
        && !history::is_named(&of, settings)
        && (!file.is_file() || analysis_in(file)?.is_none())
    {
        let labels = LabelArgs::default();
        let args = AnalyzeArgs { files: vec![file.clone()], target, words, report, page, save: false, labels, read };
        let delivery = Delivery::open(&args.report, &args.page, &args.files, settings, interrupt)?.page_alone();
        return analyze::analyze(&args, delivery, settings, personal, interrupt);
    }
    if words.is_given() || target.is_given() || read.is_given() {
        return Err(UsageError::AnalysedAlready(of.to_string()).into());
    }
    let saved = history::saved(&of, None, settings)?;
    let delivery = Delivery::open(&report, &page, &saved.files(), settings, interrupt)?.page_alone();
    history::deliver(saved, delivery, interrupt)
}
