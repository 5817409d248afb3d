//! `saywell report FILE`: the report of one answer, on the screen or as a page.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::analyze;
use super::args::{AnalyzeArgs, ReportArgs, TargetArgs, WordsArgs};
use super::history::LabelArgs;
use super::page::PageArgs;
use crate::config::Settings;
use crate::interrupt::Interrupt;
use crate::personal::Personal;

#[derive(Debug, Args)]
pub struct ReportOfArgs {
    /// A recording
    #[arg(value_name = "FILE")]
    pub of: PathBuf,

    #[command(flatten)]
    pub page: PageArgs,

    #[command(flatten)]
    pub target: TargetArgs,

    #[command(flatten)]
    pub words: WordsArgs,

    #[command(flatten)]
    pub report: ReportArgs,

    /// Analyse what is there of a file that was cut off
    #[arg(long, help_heading = "Report")]
    pub partial: bool,
}

impl ReportOfArgs {
    /// The same wishes, as `analyze` takes them.
    pub fn analyzed(self) -> AnalyzeArgs {
        let Self { of, page, target, words, report, partial } = self;
        AnalyzeArgs { files: vec![of], target, words, report, page, save: false, labels: LabelArgs::default(), partial }
    }
}

/// Reports on a recording by analysing it. Who asks for a page, and names no other place, gets the page alone.
pub fn run(args: &AnalyzeArgs, settings: &Settings, personal: Personal, interrupt: &Interrupt) -> Result<()> {
    let on_screen = args.page.place.html.is_none() || args.report.output.is_some();
    analyze::run(args, on_screen, settings, personal, interrupt)
}
