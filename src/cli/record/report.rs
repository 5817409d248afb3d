//! From a finished recording to its report.

use std::path::Path;

use anyhow::Result;

use super::super::delivery::Delivery;
use super::super::history::Keeper;
use super::super::output::Output;
use super::super::progress::Bar;
use super::super::request::request;
use super::super::words;
use super::RecordArgs;
use crate::audio::AudioSource;
use crate::config::Settings;
use crate::history::{Asked, RunId};
use crate::interrupt::Interrupt;
use crate::personal::Personal;
use crate::pipeline::{self, Live, Request};
use crate::question::Question;
use crate::report::{RENDERERS, ReportOptions};
use crate::types::Analysis;

/// A report that can be written as soon as the recording is there.
pub struct Report<'a> {
    request: Request,
    delivery: Delivery<'a>,
}

impl<'a> Report<'a> {
    /// Finds the words' model and opens the place for the report.
    ///
    /// # Errors
    /// What [`Delivery::open`], [`words::choose`] and [`request`] refuse.
    pub fn prepare(
        args: &'a RecordArgs,
        settings: &'a Settings,
        asked: Asked,
        question: Question,
        personal: Personal,
        interrupt: &'a Interrupt,
    ) -> Result<Self> {
        let file = args.recording.clone().unwrap_or_default();
        let mut delivery = Delivery::open(&args.report, &args.page, &[file], settings, interrupt)?
            .keeping(Keeper::new(settings, &args.labels, asked, interrupt));
        if args.asks_afterwards() {
            delivery = delivery.with_menu();
        }
        let words = words::choose(&args.words, settings, interrupt)?;
        let mut request = request(settings, question, words, personal.library)?;
        // The recorder has a bound of its own.
        request.read.max_hours = Some(f64::INFINITY);
        request.tracks = delivery.wants_tracks();
        Ok(Self { request, delivery })
    }

    /// What the analysis is asked for; its source is not known yet.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Finishes the analysis that followed the recording at `path`, or makes it as `saywell analyze` does: both are the
    /// same. The run is saved, with the recording when that `stays`.
    ///
    /// # Errors
    /// What the analysis and the history refuse.
    pub fn write(mut self, path: &Path, stays: bool, live: Option<Live>, interrupt: &Interrupt) -> Result<Told> {
        self.request.source = AudioSource::File(path.to_owned());
        let mut analysis = analysis(&self.request, path, live, interrupt)?;
        let screen = self.delivery.screen().clone();
        let run = self.delivery.new_analysis(&mut analysis, Some(path), stays, &self.request)?;
        Ok(Told { analysis, run, screen, is_crossed: self.delivery.finish()? })
    }
}

/// What was reported.
pub struct Told {
    pub analysis: Analysis,
    /// What it was saved as.
    pub run: Option<RunId>,
    screen: ReportOptions,
    pub is_crossed: bool,
}

impl Told {
    /// How it was shown.
    pub fn screen(&self) -> &ReportOptions {
        &self.screen
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// Those of writing.
    pub fn in_full(&self) -> Result<()> {
        let screen = ReportOptions { full: true, ..self.screen.clone() };
        let text = RENDERERS[0];
        Output::open(None)?.write(|out| text.render(std::slice::from_ref(&self.analysis), &screen, out))?;
        Ok(())
    }
}

/// Finishes the analysis that followed the recording at `path`, or makes it as `request` asks, with a bar meanwhile.
///
/// # Errors
/// Those of [`pipeline::analyze`].
pub fn analysis(request: &Request, path: &Path, live: Option<Live>, interrupt: &Interrupt) -> Result<Analysis> {
    let mut bar = Bar::new(&path.file_name().unwrap_or_default().to_string_lossy());
    let mut show = |progress| bar.show(progress);
    Ok(match live {
        Some(live) => live.finish(interrupt, &mut show)?,
        None => pipeline::analyze(request, interrupt, &mut show)?,
    })
}
