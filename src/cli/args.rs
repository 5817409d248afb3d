//! The command line, declared.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ColorChoice, Parser, Subcommand};

use super::comparison::{CompareArgs, GoalArgs, LimitArgs, TrendArgs};
use super::devices::DevicesArgs;
use super::history::{
    DeleteArgs, DoctorArgs, ExportArgs, HistoryArgs, ImportArgs, LabelArgs, NoteArgs, ReanalyzeArgs, RenameArgs,
    ShowArgs, TagArgs,
};
use super::models::ModelsArgs;
use super::page::PageArgs;
use super::record::RecordArgs;
use super::report::ReportOfArgs;
use crate::config::{Layer, UI_LANGUAGES};
use crate::report::RENDERERS;

const EXAMPLES: &str = "\
Examples:
  saywell record --question self-intro                 speak; one screen when you press enter
  saywell analyze answer.m4a                           one screen: length, fillers, pauses, what to change
  saywell analyze answer.m4a --question behavioural    against the usual length of such an answer
  saywell analyze take1.wav take2.wav --format json    for other programs
  saywell analyze answer.m4a --tight-audio short.wav   hear it without fillers, repeats and restarts
  saywell report last --open                           the last one as a page, to look at and listen to
  saywell models download base.en-q5_1                 a model that writes English (57 MiB), once

Nothing you record leaves this machine. Exit status: 0 done, 1 failed, 2 wrong usage,
3 a limit of --fail-on was crossed, 130 interrupted.";

/// Practise a spoken answer: how long it was, where the fillers, pauses and rambling are, what to change.
#[derive(Debug, Parser)]
#[command(name = "saywell", version, after_help = EXAMPLES, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Settings file instead of the usual one
    #[arg(long, global = true, value_name = "FILE", env = "SAYWELL_CONFIG", hide_env = true)]
    pub config: Option<PathBuf>,

    /// Folder of recordings, runs and models instead of the usual one
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Language of the program's own words; that of the system when left out
    #[arg(long, global = true, value_name = "LANG", value_parser = PossibleValuesParser::new(UI_LANGUAGES))]
    pub ui_lang: Option<String>,

    /// When to colour: a terminal decides by itself, NO_COLOR is respected
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    pub color: ColorChoice,
}

/// What somebody who types the name alone wants to know.
pub const START: &str = "\
Practise a spoken answer, and see what an interviewer hears:

  saywell record --question self-intro     speak; the report is there when you stop
  saywell analyze answer.m4a               a file from anywhere
  saywell report last --open               the last one as a page, to look at and to listen to
  saywell compare last~1 last              what really changed

saywell --help shows all commands.
";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Record an answer, and report on it
    Record(Box<RecordArgs>),
    /// Report on saved recordings
    Analyze(Box<AnalyzeArgs>),
    /// The report of one answer, on the screen or as a page to look at and listen to
    Report(Box<ReportOfArgs>),
    /// What really changed between two takes, or groups of them
    Compare(Box<CompareArgs>),
    /// How measures go over the takes of one question
    Trend(Box<TrendArgs>),
    /// What you set out to reach
    Goal(GoalArgs),
    /// List saved runs
    History(HistoryArgs),
    /// The report of a saved run again
    Show(Box<ShowArgs>),
    /// Put tags on a saved run, or take them away
    Tag(TagArgs),
    /// Write a note on a saved run
    Note(NoteArgs),
    /// Give a saved run another name
    Rename(RenameArgs),
    /// Forget saved runs, after asking
    ///
    /// Their recordings go too when they lie in saywell's own folder and no other run needs them; a recording elsewhere
    /// stays. Backups of the two days of practice before keep the run until newer ones take their place.
    Delete(DeleteArgs),
    /// Analyse saved runs again: today's thresholds, or another model
    ///
    /// The words stay, and are measured with today's word lists and thresholds; with --model they are written down anew.
    /// The recording must be where it was, and the same. The analysis before is kept: `saywell show RUN --analysis 1`.
    Reanalyze(Box<ReanalyzeArgs>),
    /// Write saved runs into one file, to keep or to move
    ///
    /// A gzipped tar of plain JSON, which `saywell import` reads on any machine, and anybody with `tar`.
    Export(ExportArgs),
    /// Read runs from a file that `export` wrote
    Import(ImportArgs),
    /// Check the saved runs, and put a backup in their place when they are damaged
    ///
    /// Reads every saved run and every backup. A damaged history is replaced by its newest sound backup, after asking; runs
    /// that only the damaged file has are brought over as far as they can be read, and that file is kept.
    Doctor(DoctorArgs),
    /// What a measure means, how it is made, and on what evidence
    Explain(ExplainArgs),
    /// List microphones
    Devices(DevicesArgs),
    /// List, fetch, check and remove Whisper models
    Models(ModelsArgs),
}

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

    /// Analyse what is there of a file that was cut off
    #[arg(long, help_heading = "Report")]
    pub partial: bool,
}

/// What the answer is compared with.
#[derive(Debug, Args)]
pub struct TargetArgs {
    /// What was asked: self-intro, behavioural, project, technical, factual, closing, or your own; sets the target
    #[arg(short, long, value_name = "KIND", help_heading = "Target")]
    pub question: Option<String>,

    /// Longest good length, such as 90s, 2m or 1:30
    #[arg(short, long, value_name = "TIME", value_parser = parse_seconds, help_heading = "Target")]
    pub target: Option<f64>,

    /// Points the answer should make, one a line: notes, lines of a CV, keywords of an advert
    #[arg(long, value_name = "FILE", help_heading = "Target")]
    pub points: Option<PathBuf>,
}

/// Where the words come from.
#[derive(Debug, Args)]
pub struct WordsArgs {
    /// Model by name or path
    #[arg(short, long, value_name = "NAME|PATH", conflicts_with_all = ["transcript", "no_transcript"], help_heading = "Words")]
    pub model: Option<String>,

    /// Language of the answer: en, es, …, or auto
    #[arg(short, long, value_name = "LANG", help_heading = "Words")]
    pub lang: Option<String>,

    /// Words written elsewhere: JSON of a Whisper program, SRT, VTT or plain text
    #[arg(long, value_name = "FILE", conflicts_with = "no_transcript", help_heading = "Words")]
    pub transcript: Option<PathBuf>,

    /// No words: measure the sound alone
    #[arg(long, conflicts_with = "tight_audio", help_heading = "Words")]
    pub no_transcript: bool,

    /// Clean words, as Whisper writes them by itself: without most of the "um", repetitions and restarts
    #[arg(long, conflicts_with_all = ["transcript", "no_transcript"], help_heading = "Words")]
    pub no_verbatim: bool,

    /// Processor threads for Whisper
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), help_heading = "Words")]
    pub threads: Option<u16>,
}

/// How the report is shown, and what else is written.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Form of the report
    #[arg(short, long, value_name = "FORMAT", default_value = RENDERERS[0].spec().id, value_parser = format_ids(), help_heading = "Report")]
    pub format: String,

    /// Put the tracks of pitch, voicing and level into the JSON, for plotting
    #[arg(long, help_heading = "Report")]
    pub tracks: bool,

    /// Write the report to FILE instead of the terminal
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub limits: LimitArgs,

    /// Columns of the report, instead of the terminal's own
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=400), help_heading = "Report")]
    pub width: Option<u16>,

    /// Everything: all changes with their reasons, every number, instead of one screen
    #[arg(long, help_heading = "Report")]
    pub full: bool,

    /// Show the transcript with what could go struck out
    #[arg(long, help_heading = "Report")]
    pub tighten: bool,

    /// Write the answer without what could go, to listen to, as WAV
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub tight_audio: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A measure by its id or its title in the report: pace, filler_count, …; none lists them all
    #[arg(value_name = "MEASURE")]
    pub measure: Option<String>,
}

// What of these flags decides settings.

impl TargetArgs {
    pub fn layer(&self) -> Layer {
        Layer { question: self.question.clone(), ..Layer::default() }
    }

    pub fn is_given(&self) -> bool {
        self.question.is_some() || self.target.is_some() || self.points.is_some()
    }
}

impl WordsArgs {
    pub fn layer(&self) -> Layer {
        Layer {
            model: self.model.clone(),
            language: self.lang.clone(),
            threads: self.threads.map(usize::from),
            verbatim: self.no_verbatim.then_some(false),
            ..Layer::default()
        }
    }

    pub fn is_given(&self) -> bool {
        self.layer() != Layer::default() || self.transcript.is_some() || self.no_transcript
    }
}

impl ReportArgs {
    /// Whether the report is the one for people.
    pub fn is_text(&self) -> bool {
        self.format == RENDERERS[0].spec().id
    }

    pub fn layer(&self) -> Layer {
        Layer { width: self.width.map(usize::from), ..Layer::default() }
    }
}

impl AnalyzeArgs {
    pub fn layer(&self) -> Layer {
        self.words.layer().over(self.target.layer()).over(self.report.layer())
    }
}

fn format_ids() -> PossibleValuesParser {
    PossibleValuesParser::new(RENDERERS.iter().map(|renderer| {
        let spec = renderer.spec();
        clap::builder::PossibleValue::new(spec.id).help(spec.title)
    }))
}

/// `90`, `90s`, `2m`, `1m30s`, `1:30` as seconds.
pub fn parse_seconds(text: &str) -> Result<f64, String> {
    let parse = || -> Option<f64> {
        if let Some((minutes, seconds)) = text.split_once(':') {
            return Some(minutes.parse::<u32>().ok()? as f64 * 60.0 + seconds.parse::<f64>().ok()?);
        }
        let (minutes, rest) =
            text.split_once('m').map_or((0.0, text), |(m, rest)| (m.parse().unwrap_or(f64::NAN), rest));
        let rest = rest.strip_suffix('s').unwrap_or(rest);
        let seconds = if rest.is_empty() { 0.0 } else { rest.parse::<f64>().ok()? };
        Some(minutes * 60.0 + seconds)
    };
    parse()
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
        .ok_or_else(|| "give a time such as 90s, 2m or 1:30".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declaration_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, seconds) in
            [("90", 90.0), ("90s", 90.0), ("2m", 120.0), ("1m30s", 90.0), ("1:30", 90.0), ("0.5m", 30.0)]
        {
            assert_eq!(parse_seconds(text), Ok(seconds), "{text}");
        }
        for text in ["", "0", "-5", "abc", "1:xx", "nan", "inf", "m"] {
            assert!(parse_seconds(text).is_err(), "{text}");
        }
    }
}
