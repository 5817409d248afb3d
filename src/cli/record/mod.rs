//! `saywell record`: from the microphone to the report.

mod menu;
pub(super) mod recover;
pub(super) mod report;
pub(super) mod screen;
pub(super) mod session;
pub(super) mod view;

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::flags::{ReportArgs, TargetArgs, WordsArgs, parse_seconds};
use super::history::LabelArgs;
use super::output::{self, Output};
use super::page::PageArgs;
use super::question;
use crate::audio::capture::CaptureError;
use crate::audio::capture::{self, Capture, Limits};
use crate::audio::takes::TakeFolder;
use crate::cli::error::CommandError;
use crate::cli::usage::UsageError;
use crate::config::{Layer, Settings};
use crate::error::Error;
use crate::format;
use crate::interrupt::Interrupt;
use crate::personal::Personal;
use crate::pipeline::Request;
use crate::printable;
use crate::question::Question;
use menu::Next;
use report::Report;
use screen::Screen;
use session::{Finished, Plan, Session, Stop, lost};

const KEYS: &str = "\
While it records: space pauses and goes on, enter finishes, r begins again, q discards. Without a terminal it records \
until --max, --stop-after-silence or a signal; a signal keeps the recording and leaves the report out (exit status 130).";

#[derive(Debug, Args)]
#[command(after_help = KEYS)]
#[command(mut_arg("transcript", |arg| arg.hide(true)))]
pub struct RecordArgs {
    /// Microphone by name, part of a name or id; see `saywell devices`
    #[arg(short, long, value_name = "NAME", help_heading = "Recording")]
    device: Option<String>,

    /// Stop after TIME, such as 10m; an hour when left out
    #[arg(long, value_name = "TIME", value_parser = parse_seconds, help_heading = "Recording")]
    max: Option<f64>,

    /// Seconds before it begins; 3 at a terminal, else none
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(0..=60), help_heading = "Recording")]
    countdown: Option<u16>,

    /// Stop when nothing was said for TIME, such as 8s, after the first words
    #[arg(long, value_name = "TIME", value_parser = parse_seconds, help_heading = "Recording")]
    stop_after_silence: Option<f64>,

    /// Record into FILE (WAV) instead of the folder of recordings
    #[arg(long = "into", id = "recording", value_name = "FILE", help_heading = "Recording")]
    recording: Option<PathBuf>,

    /// Record only; prints the name of the file
    #[arg(long, help_heading = "Recording")]
    no_analyze: bool,

    /// Keep the recording after the report, whatever the settings say
    #[arg(long, overrides_with = "no_keep_audio", help_heading = "Recording")]
    keep_audio: bool,

    /// Delete the recording once the report is there
    #[arg(long, overrides_with = "keep_audio", conflicts_with_all = ["no_analyze", "recording"], help_heading = "Recording")]
    no_keep_audio: bool,

    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    words: WordsArgs,

    #[command(flatten)]
    report: ReportArgs,

    #[command(flatten)]
    pub page: PageArgs,

    #[command(flatten)]
    labels: LabelArgs,
}

impl RecordArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        let own = Layer {
            device: self.device.clone(),
            keep_audio: (self.keep_audio || self.no_keep_audio).then_some(!self.no_keep_audio),
            ..Layer::default()
        };
        own.over(self.words.layer()).over(self.target.layer()).over(self.report.layer())
    }

    /// Whether somebody reads the report on a screen and can say what is next.
    fn asks_afterwards(&self) -> bool {
        !self.no_analyze && self.report.output.is_none() && self.report.is_text() && output::is_personal()
    }
}

/// Records, and reports on what was said, as often as the user wants.
///
/// # Errors
/// What the microphone, the disk and the analysis refuse; a recording that was begun is kept whatever happens.
pub fn run(args: &RecordArgs, settings: &Settings, personal: Personal, interrupt: &Interrupt) -> Result<()> {
    loop {
        if one_take(args, settings, personal.clone(), interrupt)? == Next::Leave {
            return Ok(());
        }
    }
}

/// One take, with its report and what the user wants after it.
fn one_take(args: &RecordArgs, settings: &Settings, personal: Personal, interrupt: &Interrupt) -> Result<Next> {
    check(args)?;
    let folder = TakeFolder::open(&settings.data_dir)?;
    let recovered = recover::offer(&folder, !args.no_analyze, interrupt)?;
    let mut settings = settings.clone();
    if let Some(take) = &recovered {
        settings.question = settings.question.or_else(|| take.question.clone());
    }
    let asked = question::asked(&args.target, &settings, &personal)?;
    // Nobody knows what stood on the screen before a take that was cut off.
    let is_shown = recovered.is_none() && screen::is_there();
    let question = question::asked_for(&asked, &personal)?.asked(is_shown);
    let plan = plan(args, &settings, &question);
    // Everything that can be refused is refused before anybody speaks, and a wrong device before a model is fetched.
    if recovered.is_none() {
        capture::device(settings.device.as_deref())?;
    }
    let report = match args.no_analyze {
        true => None,
        false => Some(Report::prepare(args, &settings, asked, question, personal, interrupt)?),
    };
    let finished = match recovered {
        Some(take) => take.finished,
        None => match take(&plan, report.as_ref().map(Report::request), &settings, &folder, interrupt)? {
            Some(finished) => finished,
            None => return Ok(Next::Leave),
        },
    };
    let Some(Finished { path, duration_s, stop, live }) = finished.kept()? else {
        output::note("discarded, nothing was kept");
        return Ok(Next::Leave);
    };
    let (mut is_crossed, mut next) = (false, Next::Leave);
    match report {
        Some(report) => {
            output::note(&format!("{} recorded in {}", format::clock(duration_s), path.display()));
            let stays = settings.keep_audio || args.recording.is_some() || !matches!(stop, Stop::Wanted);
            let told = report.write(&path, stays, live, interrupt).inspect_err(|_| {
                output::note(&format!("the recording is safe; saywell analyze {}", quoted(&path)));
            })?;
            is_crossed = told.is_crossed;
            if args.asks_afterwards() && matches!(stop, Stop::Wanted) {
                next = menu::ask(&told, &path, args.recording.is_none(), &settings, interrupt)?;
            }
            if !stays {
                session::remove(&path);
            }
        }
        None => Output::open(None)?.write(|out| writeln!(out, "{}", path.display()))?,
    }
    match stop {
        Stop::Broken(error) => Err(error.into()),
        _ if is_crossed => Err(CommandError::LimitCrossed.into()),
        _ => Ok(next),
    }
}

/// Refuses what cannot work before the microphone is touched.
fn check(args: &RecordArgs) -> Result<()> {
    args.labels.check(!args.no_analyze)?;
    if args.words.transcript.is_some() {
        return Err(UsageError::TranscriptOfRecording.into());
    }
    let Some(path) = &args.recording else { return Ok(()) };
    if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("wav")) {
        return Err(UsageError::RecordingName(path.clone()).into());
    }
    let same = |other: &PathBuf| std::path::absolute(other).ok() == std::path::absolute(path).ok();
    if args.report.output.as_ref().is_some_and(same) {
        return Err(UsageError::ReportSame(path.clone()).into());
    }
    if args.report.tight_audio.as_ref().is_some_and(same) {
        return Err(UsageError::TightAudioSame(path.clone()).into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.filter(|folder| !folder.is_dir()) {
        Some(folder) => Err(Error::NotFound(folder.to_owned()).into()),
        None if path.exists() => Err(Error::from(CaptureError::RecordingExists(path.clone())).into()),
        None => Ok(()),
    }
}

fn plan(args: &RecordArgs, settings: &Settings, question: &Question) -> Plan {
    let limits = Limits::built_in();
    let countdown_s = if screen::is_there() { limits.countdown_s } else { 0.0 };
    Plan {
        named: args.recording.clone(),
        question_id: question.info().id.clone(),
        question_title: question.info().title.clone(),
        target_s: question.longest_s(),
        max_s: args.max.unwrap_or(limits.max_s),
        countdown_s: args.countdown.map_or(countdown_s, f64::from),
        stop_after_silence_s: args.stop_after_silence,
        language: settings.ui_language.clone(),
    }
}

/// Opens the microphone and records one take; `None` when the user left before it began.
pub(super) fn take(
    plan: &Plan,
    request: Option<&Request>,
    settings: &Settings,
    folder: &TakeFolder,
    interrupt: &Interrupt,
) -> Result<Option<Finished>> {
    let device = capture::device(settings.device.as_deref())?;
    let capture = Capture::open(&device)?;
    let screen =
        if screen::is_there() { Some(Screen::open().map_err(|e| CommandError::Screen(e.to_string()))?) } else { None };
    let finished = Session::new(&capture, folder, plan, request, screen, interrupt).run()?;
    if let Some(lost) = lost(&capture) {
        output::warn(&lost);
    }
    Ok(finished)
}

/// `path` as it can be pasted into a shell.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |letter: char| letter.is_alphanumeric() || "/._-~+:\\".contains(letter);
    if text.chars().all(plain) { text } else { printable::quoted(path) }
}
