//! What an analysis is asked for, as far as the settings say.

use anyhow::Result;

use crate::audio::{AudioSource, ReadOptions};
use crate::config::Settings;
use crate::language::Library;
use crate::language_code;
use crate::pipeline::{Request, Words};
use crate::question::Question;

/// A request that reads standard input as it is, without tracks; whoever wants something else changes that.
///
/// # Errors
/// [`language_code::UnknownLanguage`].
pub fn request(settings: &Settings, question: Question, words: Words, library: Library) -> Result<Request> {
    Ok(Request {
        source: AudioSource::Stdin,
        read: ReadOptions::default(),
        question,
        words,
        language: language_code::asked(&settings.language)?,
        ui_language: settings.ui_language.clone(),
        library,
        threads: settings.threads,
        verbatim: settings.verbatim,
        tracks: false,
    })
}
