//! Takes side by side and over time, for different readers. A new format is one file and one line in [`RENDERERS`].

mod chart;

mod json;
mod markdown;
mod said;
mod sparkline;
mod table;
mod text;
mod trend;
mod two_sides;

use std::io::{self, Write};

pub use sparkline::sparkline;

use super::FormatSpec;
use crate::types::{Comparison, ComparisonTable, Trend};
use crate::wording;

/// What there is to show.
#[derive(Debug, Clone, Copy)]
pub enum Shown<'a> {
    Comparison(&'a Comparison),
    Table(&'a ComparisonTable),
    Trend(&'a Trend),
}

/// What the reader's screen allows, and how much was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Columns.
    pub width: usize,
    /// Language of the program's own words.
    pub language: &'a str,
    /// Every measure and every sentence, instead of one screen.
    pub all: bool,
}

impl Scope<'_> {
    /// `text`, which was made in English, as the reader has it.
    fn say(&self, text: &str) -> String {
        wording::say(self.language, text)
    }
}

pub trait ComparisonRenderer: Sync {
    fn spec(&self) -> &'static FormatSpec;

    /// Writes `shown` to `out`.
    ///
    /// # Errors
    /// Whatever writing to `out` reports.
    fn render(&self, shown: Shown<'_>, scope: &Scope, out: &mut dyn Write) -> io::Result<()>;
}

/// Every format, the default first.
pub static RENDERERS: &[&dyn ComparisonRenderer] = &[&text::Text, &json::Json, &markdown::Markdown];

/// The renderer whose id is `id`.
pub fn renderer(id: &str) -> Option<&'static dyn ComparisonRenderer> {
    RENDERERS.iter().copied().find(|renderer| renderer.spec().id == id)
}
