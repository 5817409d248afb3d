//! `saywell compare A B`: what really changed between two takes, or two groups of them; with more, a table.

use anyhow::Result;
use clap::Args;

use super::takes::{Loader, Side};
use super::{ShownArgs, page};
use crate::cli::flags::WordsArgs;
use crate::cli::page::PageArgs;
use crate::cli::usage::UsageError;
use crate::comparison::compare::{Take, compare, table};
use crate::config::{Layer, Settings};
use crate::interrupt::Interrupt;
use crate::personal::Personal;
use crate::report::{self, comparison::Shown};
use crate::types::{Analysis, Comparison};

/// What really changed between two takes. With three and more, a table. The older one is the one compared with.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Numbers from `saywell history`, last, last~2, best, files; or groups of takes, such as last~9..last~5
    #[arg(value_name = "RUN", required = true, num_args = 2.., value_parser = clap::value_parser!(Side))]
    runs: Vec<Side>,

    /// Show every measure and every sentence
    #[arg(short, long, help_heading = "Report")]
    all: bool,

    #[command(flatten)]
    shown: ShownArgs,

    #[command(flatten)]
    pub page: PageArgs,

    /// What was asked in recordings that were never saved
    #[arg(short, long, value_name = "KIND", help_heading = "Recordings that were never saved")]
    question: Option<String>,

    /// Model by name or path, for such recordings
    #[arg(
        short,
        long,
        value_name = "NAME|PATH",
        conflicts_with = "no_transcript",
        help_heading = "Recordings that were never saved"
    )]
    model: Option<String>,

    /// Their language: en, es, …, or auto
    #[arg(short, long, value_name = "LANG", help_heading = "Recordings that were never saved")]
    lang: Option<String>,

    /// Compare them by their sound alone
    #[arg(long, help_heading = "Recordings that were never saved")]
    no_transcript: bool,
}

impl CompareArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        self.words().layer().over(Layer { question: self.question.clone(), ..Layer::default() })
    }

    fn words(&self) -> WordsArgs {
        WordsArgs {
            model: self.model.clone(),
            lang: self.lang.clone(),
            transcript: None,
            speaker: None,
            no_transcript: self.no_transcript,
            no_verbatim: false,
            threads: None,
        }
    }
}

/// Loads, compares, shows.
///
/// # Errors
/// Those of the store, of reading files, and of the comparison.
pub fn run(args: &CompareArgs, settings: &Settings, personal: &Personal, interrupt: &Interrupt) -> Result<()> {
    args.page.place.check()?;
    if args.page.place.html.is_some() && args.runs.len() > 2 {
        return Err(UsageError::PageOfTwo.into());
    }
    let words = args.words();
    let loader = Loader { settings, personal, words: &words, interrupt };
    let mut sides = args.runs.iter().map(|side| loader.side(side)).collect::<Result<Vec<_>>>()?;
    if sides.len() == 2 {
        let (b, a) = (sides.pop().unwrap_or_default(), sides.pop().unwrap_or_default());
        let (a, b) = loader.oldest_first(a, b)?;
        let past = loader.past(&a.iter().chain(&b).collect::<Vec<_>>())?;
        let mut comparison = compare(&a, &b, &past, &personal.library)?;
        if let Some(advised) = a.last() {
            retitle(&mut comparison, &report::in_language(&advised.analysis, &settings.ui_language));
        }
        page::comparison(&args.page, &comparison, (&a, &b), settings, interrupt)?;
        return args.shown.write(Shown::Comparison(&comparison), args.all, &args.page.place, settings);
    }
    let mut takes: Vec<Take> = sides.into_iter().flatten().collect();
    let runs: Vec<i64> = takes.iter().filter_map(|take| take.info.run).collect();
    if let Some(take) = takes.iter().find(|take| runs.iter().filter(|run| take.info.run == Some(**run)).count() > 1) {
        return Err(UsageError::SameTake { run: take.info.label.clone() }.into());
    }
    takes.sort_by_cached_key(|take| loader.place(take).unwrap_or(i64::MAX));
    let past = loader.past(&takes.iter().collect::<Vec<_>>())?;
    let table = table(&takes, &past)?;
    args.shown.write(Shown::Table(&table), args.all, &args.page.place, settings)
}

/// What the earlier take was advised, as its report would say it now: it may have been written in another language.
fn retitle(comparison: &mut Comparison, told: &Analysis) {
    for outcome in &mut comparison.advice {
        if let Some(advice) = told.advice.iter().find(|advice| advice.rule == outcome.rule) {
            outcome.title.clone_from(&advice.title);
        }
    }
}
