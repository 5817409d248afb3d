//! `saywell show RUN`: the report of a saved run again, without analysing anything.

use anyhow::Result;
use clap::Args;

use super::{local, opened};
use crate::audio::ReadOptions;
use crate::cli::args::ReportArgs;
use crate::cli::output::{self, Output};
use crate::cli::practice::{self, Footer};
use crate::cli::tight_audio;
use crate::config::{Layer, Settings};
use crate::error::Error;
use crate::history::{RunRef, analysis_in};
use crate::interrupt::Interrupt;
use crate::language::Library;
use crate::report::{self, Page};

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A number from `saywell history`, last, last~2, best, or a file that `analyze --format json` wrote
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
}

impl ShowArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        Layer { width: self.report.width.map(usize::from), ..Layer::default() }
    }
}

/// Writes the report.
///
/// # Errors
/// Those of the store, of [`analysis_in`], of the recording with `--tight-audio`, and of writing.
pub fn run(args: &ShowArgs, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
    if args.report.tracks {
        return Err(Error::TracksNotKept.into());
    }
    if args.analyses {
        return analyses(args, settings);
    }
    let (analysis, audio) = match &args.run {
        RunRef::File(path) if path.is_file() => {
            (analysis_in(path)?.ok_or_else(|| Error::NotSaved(path.clone()))?, None)
        }
        named => {
            let store = opened(settings)?;
            let id = store.find(named)?;
            let analysis = store.analysis(id, args.analysis.map(|number| number as usize))?;
            (analysis, store.info(id)?.audio)
        }
    };
    if let Some(target) = &args.report.tight_audio {
        let file = audio.ok_or_else(|| Error::NoRecording(args.run.to_string()))?.path;
        tight_audio::check(target, std::slice::from_ref(&file))?;
        tight_audio::write(target, &file, &ReadOptions::default(), &analysis, interrupt)?;
    }
    let limits = args.report.limits.parse()?;
    let footer = Footer::load(settings)?.lines(&analysis, None, Library::built_in());
    let crossed = practice::check_limits(&limits, &analysis);
    let renderer = report::renderer(&args.report.format).expect("the command line offers only these");
    let page = Page { width: settings.width.unwrap_or_else(output::terminal_width), tightened: args.report.tighten };
    let mut output = Output::open(args.report.output.as_deref())?;
    output.write(|out| {
        renderer.render(&[analysis], &page, out)?;
        report::practice::footer(&footer, renderer.spec(), &page, out)
    })?;
    output.finish()?;
    Ok(crossed?)
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
    Output::open(None)?.write(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    Ok(())
}
