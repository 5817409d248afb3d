//! `saywell analyze FILE…`: saved recordings in, reports out.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::args::{AnalyzeArgs, TargetArgs};
use super::history;
use super::output::{self, Output};
use super::practice::{self, Footer};
use super::progress::Bar;
use super::tight_audio;
use super::words;
use crate::audio::{AudioSource, ReadOptions};
use crate::coaching::profiles::Question;
use crate::config::Settings;
use crate::error::Error;
use crate::history::Asked;
use crate::interrupt::Interrupt;
use crate::personal::{self, Personal};
use crate::pipeline::{self, Request};
use crate::report::{self, Page};
use crate::transcription::whisper;

/// Analyses every file; one that fails does not keep the others from their report. Without `on_screen` only what goes
/// into files of its own is written.
pub fn run(
    args: &AnalyzeArgs,
    on_screen: bool,
    settings: &Settings,
    personal: Personal,
    interrupt: &Interrupt,
) -> Result<()> {
    if args.files.len() > 1 && args.words.transcript.is_some() {
        return Err(Error::OneTranscript.into());
    }
    if let Some(target) = &args.report.tight_audio {
        tight_audio::check(target, &args.files)?;
    }
    args.page.check(&args.files)?;
    args.labels.check(args.save)?;
    let limits = args.report.limits.parse()?;
    let footer = Footer::load(settings)?;
    let asked = asked(&args.target, settings)?;
    let renderer = report::renderer(&args.report.format).expect("the command line offers only these");
    let page = Page { width: settings.width.unwrap_or_else(output::terminal_width), tightened: args.report.tighten };
    let mut request = Request {
        source: AudioSource::Stdin,
        read: ReadOptions { partial: args.partial },
        question: question_for(&asked, &personal)?,
        words: words::choose(&args.words, settings, interrupt)?,
        language: whisper::language_code(&settings.language)?,
        library: personal.library,
        threads: settings.threads,
        tracks: args.report.tracks || args.page.place.html.is_some(),
    };
    let mut output = Output::open(args.report.output.as_deref())?;

    let mut analyses = Vec::new();
    let (mut done, mut failed) = (0, 0);
    let (mut saved, mut unsaved) = (Vec::new(), None);
    let mut crossed = Ok(());
    for file in &args.files {
        request.source = source(file);
        let mut bar = Bar::new(&file.display().to_string());
        let mut analysis = pipeline::analyze(&request, interrupt, &mut |progress| bar.show(progress));
        drop(bar);
        if let (Ok(analysis), Some(target)) = (&analysis, &args.report.tight_audio) {
            tight_audio::write(target, file, &request.read, analysis, interrupt)?;
        }
        if let Ok(analysis) = &mut analysis {
            args.page.write(file, &request.read, analysis, interrupt)?;
            // The page needs the tracks, whoever reads the JSON has not asked for them.
            analysis.tracks = analysis.tracks.take().filter(|_| args.report.tracks);
        }
        if let (Ok(analysis), true) = (&analysis, args.save) {
            let audio = Some(file.as_path()).filter(|file| *file != Path::new("-"));
            // Whoever waited for the report gets it, whatever becomes of the history.
            match history::save_run(settings, analysis, asked.clone(), audio, &args.labels, interrupt) {
                Ok(id) => saved.push(id),
                Err(error) => unsaved = Some(error),
            }
        }
        if let Ok(analysis) = &analysis {
            crossed = crossed.and(practice::check_limits(&limits, analysis));
        }
        match analysis {
            Ok(_) if !on_screen => {}
            Ok(analysis) if renderer.spec().one_document => analyses.push(analysis),
            Ok(analysis) => {
                let run = saved.last().copied().filter(|_| args.save && unsaved.is_none());
                let footer = footer.lines(&analysis, run, &request.library);
                output.write(|out| {
                    renderer.render(&[analysis], &page, out)?;
                    report::practice::footer(&footer, renderer.spec(), &page, out)
                })?;
            }
            Err(error) if args.files.len() == 1 || matches!(error, Error::Interrupted) => return Err(error.into()),
            Err(error) => {
                failed += 1;
                super::report(&error.into());
                continue;
            }
        }
        done += 1;
    }
    if !analyses.is_empty() {
        output.write(|out| renderer.render(&analyses, &page, out))?;
    }
    if done > 0 {
        output.finish()?;
    }
    history::after_saving(settings, &saved)?;
    if let Some(error) = unsaved {
        return Err(error.into());
    }
    if failed > 0 {
        return Err(Error::SomeFailed { failed, all: args.files.len() }.into());
    }
    Ok(crossed?)
}

/// What the answer is to be compared with, from flags and settings.
pub fn asked(args: &TargetArgs, settings: &Settings) -> Result<Asked> {
    Ok(Asked {
        question: settings.question.clone(),
        target_s: args.target,
        points: args.points.as_deref().map(personal::points).transpose()?.unwrap_or_default(),
    })
}

/// The question that `asked` describes.
///
/// # Errors
/// [`Error::UnknownQuestion`], [`Error::Target`].
pub fn question_for(asked: &Asked, personal: &Personal) -> Result<Question, Error> {
    let mut question = match &asked.question {
        Some(id) => personal.questions.question(id)?,
        None => Question::none(),
    };
    if let Some(seconds) = asked.target_s {
        question = question.with_target(seconds)?;
    }
    if !asked.points.is_empty() {
        question = question.with_points(asked.points.clone());
    }
    Ok(question)
}

fn source(file: &Path) -> AudioSource {
    if file == Path::new("-") { AudioSource::Stdin } else { AudioSource::File(PathBuf::from(file)) }
}
