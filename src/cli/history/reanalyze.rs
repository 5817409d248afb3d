//! `saywell reanalyze RUN…`: today's word lists, thresholds and advice, or another model, for runs that are there.

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;

use super::save::same_recording;
use super::{backed_up, described, opened_to_write};
use crate::audio::{AudioSource, ReadOptions};
use crate::cli::error::CommandError;
use crate::cli::output;
use crate::cli::progress::Bar;
use crate::cli::question;
use crate::cli::request::request;
use crate::config::{Layer, Settings};
use crate::error::Error;
use crate::history::{AudioFile, Filter, Run, RunInfo, RunRef};
use crate::interrupt::Interrupt;
use crate::language_code;
use crate::personal::Personal;
use crate::pipeline::{self, Words};
use crate::transcription::models::ModelStore;
use crate::types::Analysis;

#[derive(Debug, Args)]
pub struct ReanalyzeArgs {
    /// Numbers from `saywell history`, last, last~2 or best
    #[arg(value_name = "RUN", value_parser = RunRef::parse, required_unless_present = "all")]
    runs: Vec<RunRef>,

    /// All runs that have their recording
    #[arg(long, conflicts_with = "runs")]
    all: bool,

    /// Write the words down anew with this model
    #[arg(short, long, value_name = "NAME|PATH")]
    model: Option<String>,

    /// Language of the answers: en, es, …, or auto
    #[arg(short, long, value_name = "LANG", requires = "model")]
    lang: Option<String>,

    /// Clean words: without most of the "um", repetitions and restarts
    #[arg(long, requires = "model")]
    no_verbatim: bool,

    /// Processor threads for Whisper
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

impl ReanalyzeArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        Layer {
            model: self.model.clone(),
            language: self.lang.clone(),
            threads: self.threads.map(usize::from),
            verbatim: self.no_verbatim.then_some(false),
            ..Layer::default()
        }
    }
}

/// Analyses each run again; one that fails does not keep the others from it.
///
/// # Errors
/// Those of the store, and [`CommandError::SomeNotAgain`] when a run that was named failed.
pub fn run(args: &ReanalyzeArgs, settings: &Settings, personal: &Personal, interrupt: &Interrupt) -> Result<()> {
    let mut store = opened_to_write(settings)?;
    let runs: Vec<RunInfo> = match args.all {
        true => store.list(&Filter::default())?,
        false => args.runs.iter().map(|named| store.info(store.find(named)?)).collect::<Result<_, _>>()?,
    };
    let mut failed = 0;
    for info in &runs {
        let before = store.analysis(info.id, None)?;
        let run = Run { info: info.clone(), analysis: before };
        match again(args, &run, settings, personal, interrupt) {
            Ok(analysis) if same(&analysis, &run.analysis) => output::tell(&format!("{}: unchanged", described(info)))?,
            Ok(analysis) => {
                store.add_analysis(info.id, &analysis, Timestamp::now())?;
                let number = store.analyses(info.id)?.len();
                output::tell(&format!("{}: analysis {number} made", described(info)))?;
            }
            Err(error) if matches!(error.downcast_ref(), Some(Error::Interrupted)) => return Err(error),
            Err(error) => {
                failed += 1;
                output::remark(&format!("{}: skipped: {error}", described(info)));
            }
        }
    }
    backed_up(&store);
    // With --all runs without their recording are expected, and no failure unless all are so.
    let expected = args.all && failed < runs.len();
    if failed == 0 || expected { Ok(()) } else { Err(CommandError::SomeNotAgain { failed, all: runs.len() }.into()) }
}

fn again(
    args: &ReanalyzeArgs,
    run: &Run,
    settings: &Settings,
    personal: &Personal,
    interrupt: &Interrupt,
) -> Result<Analysis> {
    let audio = run.info.audio.as_ref().ok_or_else(|| CommandError::NoRecording(run.info.id.to_string()))?;
    check(audio, interrupt)?;
    let words = match &args.model {
        Some(_) => {
            let models = ModelStore::new(&settings.model_folder);
            let language = language_code::code(&settings.language);
            Words::Model(Box::new(models.resolve(settings.model.as_deref(), language)?))
        }
        None => Words::of(&run.analysis),
    };
    let question = question::asked_for(&run.info.asked, personal)?.asked(run.analysis.question.asked);
    let mut request = request(settings, question, words, personal.library.clone())?;
    request.source = AudioSource::File(audio.path.clone());
    request.read = ReadOptions::again(&run.analysis.recording);
    let mut bar = Bar::new(&format!("run {}", run.info.id));
    let mut analysis = pipeline::analyze(&request, interrupt, &mut |progress| bar.show(progress))?;
    analysis.recording.path.clone_from(&run.analysis.recording.path);
    Ok(analysis)
}

/// The recording must be the one that was saved.
fn check(audio: &AudioFile, interrupt: &Interrupt) -> Result<()> {
    if same_recording(audio, interrupt)? {
        Ok(())
    } else {
        Err(CommandError::OtherRecording(audio.path.clone()).into())
    }
}

/// As they are written down, which is less exact than how they are computed.
fn same(one: &Analysis, other: &Analysis) -> bool {
    serde_json::to_value(one).ok() == serde_json::to_value(other).ok()
}
