//! The command line, declared: what it is called with, and which commands there are. The arguments of a command stand with
//! the command, those that several share in `flags`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ColorChoice, Parser, Subcommand};

use super::analyze::AnalyzeArgs;
use super::comparison::{CompareArgs, GoalArgs, TrendArgs};
use super::config::ConfigArgs;
use super::devices::DevicesArgs;
use super::explain::ExplainArgs;
use super::history::{
    DeleteArgs, DoctorArgs, ExportArgs, HistoryArgs, ImportArgs, NoteArgs, ReanalyzeArgs, RenameArgs, ShowArgs, TagArgs,
};
use super::models::ModelsArgs;
use super::output::said;
use super::practice::{PlanArgs, PracticeArgs, PrepareArgs, QuestionsArgs};
use super::record::RecordArgs;
use super::report::ReportOfArgs;
use super::shell;
use super::shell::{CompletionsArgs, ManArgs};
use crate::config::UI_LANGUAGES;

const EXAMPLES: &str = "\
Examples:
  saywell practice                                     be asked, answer, hear what to change, once more
  saywell record --question self-intro                 speak; one screen when you press enter
  saywell analyze answer.m4a                           one screen: length, fillers, pauses, what to change
  saywell analyze answer.m4a --question behavioural    against the usual length of such an answer
  saywell analyze take1.wav take2.wav --format json    for other programs
  saywell analyze answer.m4a --tight-audio short.wav   hear it without fillers, repeats and restarts
  saywell report last --open                           the last one as a page, to look at and listen to
  saywell models download base.en-q8_0                 a model that writes English (78 MiB), once

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
const START: &str = "Practise a spoken answer, and see what an interviewer hears:";
const FIRST_STEPS: [(&str, &str); 5] = [
    ("saywell practice", "be asked, answer, hear what to change"),
    ("saywell record -q self-intro", "speak; the report is there when you stop"),
    ("saywell analyze answer.m4a", "a file from anywhere"),
    ("saywell report last --open", "the last one as a page with its sound"),
    ("saywell compare last~1 last", "what really changed"),
];
const MORE: &str = "saywell --help shows all commands.";

/// The first steps, in the language of the program.
pub fn start() -> String {
    let width = FIRST_STEPS.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    let steps: String =
        FIRST_STEPS.iter().map(|(command, does)| format!("  {command:width$}   {}\n", said(does))).collect();
    format!("{}\n\n{steps}\n{}\n", said(START), said(MORE))
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Be asked questions, one after the other, and answer them
    ///
    /// Each answer is recorded, and gets five lines: its length, the one change with the place that shows it, what went
    /// well, and what an interviewer would ask next. Then once more, or on. Without flags it does what `saywell plan` says.
    Practice(Box<PracticeArgs>),
    /// What the next practice session would be
    Plan(PlanArgs),
    /// One page before the interview: lengths, your best takes, habits, what to ask
    Prepare(PrepareArgs),
    /// The questions there are, when each was last practised, and adding one's own
    Questions(QuestionsArgs),
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
    /// List microphones, or test one
    Devices(DevicesArgs),
    /// List, fetch, check and remove Whisper models
    Models(ModelsArgs),
    /// Show and change the settings
    Config(ConfigArgs),
    /// Print what completes saywell's commands in your shell
    #[command(after_help = shell::COMPLETIONS_HELP)]
    Completions(CompletionsArgs),
    /// Print the manual page, or write those of all commands
    Man(ManArgs),
}

impl Command {
    /// Whether Whisper may be asked for words.
    pub fn transcribes(&self) -> bool {
        matches!(
            self,
            Self::Practice(_)
                | Self::Record(_)
                | Self::Analyze(_)
                | Self::Report(_)
                | Self::Compare(_)
                | Self::Reanalyze(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declaration_is_consistent() {
        Cli::command().debug_assert();
    }
}
