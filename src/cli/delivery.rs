//! What becomes of an analysis: the concise take, the page, the report and its limits. The same for a file, for a
//! recording just made and for a saved run.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::comparison::{self, Footer};
use super::flags::ReportArgs;
use super::history::Keeper;
use super::output::{self, Output};
use super::page::PageArgs;
use super::tight_audio;
use crate::audio::ReadOptions;
use crate::cli::error::CommandError;
use crate::comparison::limits::Limit;
use crate::config::Settings;
use crate::history::RunId;
use crate::interrupt::Interrupt;
use crate::language::Library;
use crate::pipeline::Request;
use crate::report::{self, Below, Renderer, ReportOptions};
use crate::types::Analysis;

/// Whether an analysis is a run of the history.
#[derive(Debug, Clone, Copy)]
pub enum Kept {
    /// It was just saved.
    Now(RunId),
    /// It was saved before.
    Before(RunId),
    Nowhere,
}

impl Kept {
    fn now(self) -> Option<RunId> {
        if let Self::Now(run) = self { Some(run) } else { None }
    }

    /// The commands that show everything, and that make the page with its sound.
    fn ways(self, analysis: &Analysis) -> (Option<String>, Option<String>) {
        match self {
            Self::Now(run) | Self::Before(run) => {
                (Some(format!("saywell show {run} --full")), Some(format!("saywell report {run} --open")))
            }
            Self::Nowhere if analysis.recording.path == "-" => (Some("--full".to_owned()), None),
            Self::Nowhere => (Some("--full".to_owned()), Some("--open".to_owned())),
        }
    }
}

/// Takes analyses one by one, and puts each where the command line wants it.
pub struct Delivery<'a> {
    args: &'a ReportArgs,
    page: &'a PageArgs,
    interrupt: &'a Interrupt,
    renderer: &'static dyn Renderer,
    screen: ReportOptions,
    limits: Vec<Limit>,
    footer: Footer<'a>,
    keeper: Option<Keeper<'a>>,
    output: Output<'a>,
    /// Whether a page, where one is written, is all that is wanted.
    page_alone: bool,
    /// Waiting for the others of their document.
    gathered: Vec<Analysis>,
    delivered: usize,
    is_crossed: bool,
    /// Why the page or the concise take could not be written; the report is there all the same.
    unwritten: Option<anyhow::Error>,
}

impl<'a> Delivery<'a> {
    /// Refuses what cannot work before anything is analysed, and opens the place for the report. `files` are the
    /// recordings to come.
    ///
    /// # Errors
    /// Those of [`tight_audio::check`], [`PageArgs::check`], of the limits, of the goals and of [`Output::open`].
    pub fn open(
        args: &'a ReportArgs,
        page: &'a PageArgs,
        files: &[PathBuf],
        settings: &'a Settings,
        interrupt: &'a Interrupt,
    ) -> Result<Self> {
        if let Some(target) = &args.tight_audio {
            tight_audio::check(target, files)?;
        }
        page.check(files)?;
        Ok(Self {
            args,
            page,
            interrupt,
            renderer: report::renderer(&args.format).expect("the command line offers only these"),
            screen: ReportOptions {
                width: settings.width.unwrap_or_else(output::terminal_width),
                language: settings.ui_language.clone(),
                full: args.full,
                tightened: args.tighten,
                labels: Vec::new(),
                has_menu: false,
                below: Below::default(),
            },
            limits: args.limits.parse()?,
            footer: Footer::load(settings)?,
            keeper: None,
            output: Output::open(args.output.as_deref())?,
            page_alone: false,
            gathered: Vec::new(),
            delivered: 0,
            is_crossed: false,
            unwritten: None,
        })
    }

    /// Saves each new analysis in the history.
    pub fn keeping(mut self, keeper: Keeper<'a>) -> Self {
        self.keeper = Some(keeper);
        self
    }

    /// Whoever asks for a page, and names no other place, gets nothing on the screen.
    pub fn page_alone(self) -> Self {
        let page_alone = self.page.place.html.is_some() && self.args.output.is_none();
        Self { page_alone, ..self }
    }

    /// What is written on the saved run that is to come.
    pub fn labelled(mut self, labels: Vec<String>) -> Self {
        self.screen.labels = labels;
        self
    }

    /// The menu under the report takes some rows, and says where the rest is.
    pub fn with_menu(mut self) -> Self {
        self.screen.has_menu = true;
        self
    }

    /// How the report is shown.
    pub fn screen(&self) -> &ReportOptions {
        &self.screen
    }

    /// Whether the reader asked for the tracks.
    pub fn shows_tracks(&self) -> bool {
        self.args.tracks
    }

    /// Whether the analyses must hold their tracks.
    pub fn wants_tracks(&self) -> bool {
        self.args.tracks || self.page.place.html.is_some()
    }

    /// Whether [`Delivery::files`] needs the recording.
    pub fn reads_the_recording(&self) -> bool {
        self.args.tight_audio.is_some() || self.page.place.html.is_some()
    }

    /// All that becomes of `analysis`, which was just made as `request` asks: what goes into files of its own, its place in
    /// the history, and the report. `audio` is the recording, where it can be read again; the history knows of it when it
    /// `stays`. Gives what it was saved as.
    ///
    /// # Errors
    /// Those of [`Delivery::report`].
    pub fn new_analysis(
        &mut self,
        analysis: &mut Analysis,
        audio: Option<&Path>,
        stays: bool,
        request: &Request,
    ) -> Result<Option<RunId>> {
        self.files(analysis, audio, &request.read);
        let name = audio.and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
        let lasting = audio.filter(|_| stays);
        let run = self.keeper.as_mut().and_then(|keeper| keeper.keep(analysis, &name, lasting));
        self.report(analysis.clone(), run.map_or(Kept::Nowhere, Kept::Now), &request.library)?;
        Ok(run)
    }

    /// Writes what goes into files of its own. `audio` is the recording, where there is one. What cannot be written takes
    /// nothing else with it: [`Delivery::finish`] says why.
    pub fn files(&mut self, analysis: &mut Analysis, audio: Option<&Path>, read: &ReadOptions) {
        if let Err(error) = self.write_files(analysis, audio, read) {
            self.unwritten.get_or_insert(error);
        }
        // The page needs the tracks; whoever reads the JSON has not asked for them.
        analysis.tracks = analysis.tracks.take().filter(|_| self.args.tracks);
    }

    /// # Errors
    /// [`CommandError::NoRecording`] and everything that reading the recording again and writing refuse.
    fn write_files(&self, analysis: &mut Analysis, audio: Option<&Path>, read: &ReadOptions) -> Result<()> {
        if let Some(target) = &self.args.tight_audio {
            let audio = audio.ok_or_else(|| CommandError::NoRecording(analysis.recording.path.clone()))?;
            tight_audio::write(target, audio, read, analysis, self.interrupt)?;
        }
        self.page.write(audio, read, analysis, &self.screen, self.interrupt)
    }

    /// Writes the report, or keeps it for the document it is to be part of.
    ///
    /// # Errors
    /// Those of writing.
    pub fn report(&mut self, analysis: Analysis, kept: Kept, library: &Library) -> Result<()> {
        self.delivered += 1;
        self.is_crossed |= comparison::crosses(&self.limits, &analysis);
        if self.page_alone && self.unwritten.is_none() {
            return Ok(());
        }
        if self.renderer.spec().one_document {
            self.gathered.push(analysis);
            return Ok(());
        }
        let below = self.footer.lines(&analysis, kept.now(), library);
        let (full, page) = if self.screen.has_menu { (None, None) } else { kept.ways(&analysis) };
        let screen = ReportOptions { below: Below { full, page, ..below }, ..self.screen.clone() };
        let renderer = self.renderer;
        self.output.write(|out| renderer.render(&[analysis], &screen, out))?;
        Ok(())
    }

    /// Gives the report its name once something is in it, says what was saved, and whether a limit was crossed.
    ///
    /// # Errors
    /// Those of the history, and of writing, here and in [`Delivery::files`].
    pub fn finish(mut self) -> Result<bool> {
        let keeper = self.keeper.take();
        let written = self.finish_report();
        keeper.map_or(Ok(()), Keeper::finish)?;
        written
    }

    fn finish_report(mut self) -> Result<bool> {
        if !self.gathered.is_empty() {
            let (renderer, screen, gathered) = (self.renderer, &self.screen, &self.gathered);
            self.output.write(|out| renderer.render(gathered, screen, out))?;
        }
        if self.delivered > 0 {
            self.output.finish()?;
        }
        self.unwritten.map_or(Ok(self.is_crossed), Err)
    }
}
