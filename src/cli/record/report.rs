//! From a finished recording to its report.

use std::path::Path;

use anyhow::Result;

use super::super::output::{self, Output};
use super::super::progress::Bar;
use super::super::{tight_audio, words};
use super::RecordArgs;
use crate::audio::{AudioSource, ReadOptions};
use crate::coaching::profiles::Question;
use crate::config::Settings;
use crate::interrupt::Interrupt;
use crate::personal::Personal;
use crate::pipeline::{self, Live, Request};
use crate::report::{self, Page};
use crate::transcription::whisper;

/// A report that can be written as soon as the recording is there.
pub struct Report<'a> {
    args: &'a RecordArgs,
    request: Request,
    output: Output<'a>,
}

impl<'a> Report<'a> {
    /// Finds the words' model and opens the place for the report.
    ///
    /// # Errors
    /// What [`words::choose`], [`whisper::language_code`] and [`Output::open`] refuse.
    pub fn prepare(
        args: &'a RecordArgs,
        settings: &Settings,
        question: Question,
        personal: Personal,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        if let Some(target) = &args.report.tight_audio {
            tight_audio::check(target, &[args.recording.clone().unwrap_or_default()])?;
        }
        let request = Request {
            source: AudioSource::Stdin,
            read: ReadOptions::default(),
            question,
            words: words::choose(&args.words, settings, interrupt)?,
            language: whisper::language_code(&settings.language)?,
            library: personal.library,
            threads: settings.threads,
            tracks: args.report.tracks,
        };
        Ok(Self { args, request, output: Output::open(args.report.output.as_deref())? })
    }

    /// What the analysis is asked for; its source is not known yet.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Finishes the analysis that followed the recording at `path`, or makes it as `saywell analyze` does: both are the
    /// same.
    ///
    /// # Errors
    /// What the analysis refuses; the recording stays then.
    pub fn write(mut self, path: &Path, live: Option<Live>, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
        let shown = &self.args.report;
        self.request.source = AudioSource::File(path.to_owned());
        let mut bar = Bar::new(&path.file_name().unwrap_or_default().to_string_lossy());
        let mut show = |progress| bar.show(progress);
        let analysis = match live {
            Some(live) => live.finish(interrupt, &mut show),
            None => pipeline::analyze(&self.request, interrupt, &mut show),
        };
        drop(bar);
        let analysis = analysis?;
        if let Some(target) = &shown.tight_audio {
            tight_audio::write(target, path, &self.request.read, &analysis, interrupt)?;
        }
        let renderer = report::renderer(&shown.format).expect("the command line offers only these");
        let page = Page { width: settings.width.unwrap_or_else(output::terminal_width), tightened: shown.tighten };
        self.output.write(|out| renderer.render(&[analysis], &page, out))?;
        Ok(self.output.finish()?)
    }
}
