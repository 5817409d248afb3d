//! The same analysis for different readers. A new format is one file and one line in [`RENDERERS`].

pub mod comparison;
pub mod html;
mod json;
mod markdown;
mod marks;
pub mod practice;
mod retell;
mod terminal;

use std::io::{self, Write};

use crate::types::Analysis;
pub use retell::in_language;
pub use terminal::printable;

/// What a format is called and how it behaves.
pub struct FormatSpec {
    /// Value of `--format`.
    pub id: &'static str,
    pub title: &'static str,
    /// All analyses of a call make one document (a JSON array); otherwise each is written as soon as it is there.
    pub one_document: bool,
}

/// What the reader's screen allows, and what was asked for. Colour is not here: renderers write it, and the output stream
/// strips it where it is not wanted.
#[derive(Debug, Clone, Default)]
pub struct ReportOptions {
    /// Columns.
    pub width: usize,
    /// Language of the program's own words, such as "es"; that of the answer stays in its quotes.
    pub language: String,
    /// Everything, instead of one screen.
    pub full: bool,
    /// Whether to show the transcript with what could go struck out.
    pub tightened: bool,
    /// What was written on a saved run: a name it was given, tags, a note.
    pub labels: Vec<String>,
    /// Whether what the reader can do next stands under it, in lines of its own.
    pub has_menu: bool,
    /// What stands under the report of one take on a terminal.
    pub below: Below,
}

/// The lines under a report: what the program knows of other takes, and what the reader can do next.
#[derive(Debug, Clone, Default)]
pub struct Below {
    /// The user's goals, with the values of this take.
    pub goals: Option<String>,
    /// This take against the last comparable one.
    pub against: Option<String>,
    /// Command that shows all of it, and the one that makes its page.
    pub full: Option<String>,
    pub page: Option<String>,
}

pub trait Renderer: Sync {
    fn spec(&self) -> &'static FormatSpec;

    /// Writes `analyses`, one or more, to `out`.
    ///
    /// # Errors
    /// Whatever writing to `out` reports.
    fn render(&self, analyses: &[Analysis], options: &ReportOptions, out: &mut dyn Write) -> io::Result<()>;
}

/// Every format, the default first.
pub static RENDERERS: &[&dyn Renderer] = &[&terminal::Terminal, &json::Json, &markdown::Markdown];

/// The renderer whose id is `id`.
pub fn renderer(id: &str) -> Option<&'static dyn Renderer> {
    RENDERERS.iter().copied().find(|renderer| renderer.spec().id == id)
}
