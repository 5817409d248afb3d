//! `--html FILE` of takes side by side and over time.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::audio::{self, AudioSource, ReadOptions, Recording};
use crate::cli::history::{opened, still_there};
use crate::cli::output::{self, is_same_file};
use crate::cli::page::{PageArgs, PlaceArgs};
use crate::cli::usage::UsageError;
use crate::comparison::compare::Take;
use crate::config::Settings;
use crate::history::RunId;
use crate::interrupt::Interrupt;
use crate::report::html::Sound;
use crate::report::html::compare::{ComparePage, PageTake};
use crate::report::html::trend::TrendPage;
use crate::types::{Comparison, Trend};

/// Length by which two decodings of one recording may differ, seconds.
const SAME_LENGTH_S: f64 = 0.05;

/// Writes the page of `comparison` between `a` and `b` when one is wanted.
///
/// # Errors
/// Those of the store, of reading a recording, and of writing.
pub fn comparison(
    args: &PageArgs,
    comparison: &Comparison,
    (a, b): (&[Take], &[Take]),
    settings: &Settings,
    interrupt: &Interrupt,
) -> Result<()> {
    let Some(path) = &args.place.html else { return Ok(()) };
    let sound = |take: &Take| sound(args, path, take, settings, interrupt);
    let takes = match (a, b) {
        ([a], [b]) => Some([
            PageTake { analysis: &a.analysis, sound: sound(a)? },
            PageTake { analysis: &b.analysis, sound: sound(b)? },
        ]),
        _ => None,
    };
    let language = settings.ui_language.as_str();
    let mut bytes = Vec::new();
    ComparePage { comparison, language, takes }.render(&mut bytes)?;
    args.place.keep(&bytes, "the comparison")
}

/// Writes the page of `trend` when one is wanted.
///
/// # Errors
/// Those of writing.
pub fn trend(place: &PlaceArgs, trend: &Trend, language: &str) -> Result<()> {
    if place.html.is_none() {
        return Ok(());
    }
    let mut bytes = Vec::new();
    TrendPage { trend, language }.render(&mut bytes)?;
    place.keep(&bytes, "the trend")
}

/// A take whose recording is gone is shown all the same.
fn sound(args: &PageArgs, page: &Path, take: &Take, settings: &Settings, interrupt: &Interrupt) -> Result<Sound> {
    if args.no_audio {
        return Ok(Sound::None);
    }
    let Some((file, heard)) = recording(take, settings, interrupt)? else {
        let label = &take.info.label;
        output::warn(&format!("{label}: its recording is not there any more, so the page does not play it"));
        return Ok(Sound::None);
    };
    if is_same_file(&file, page) {
        return Err(UsageError::PageSame(page.to_owned()).into());
    }
    args.sound(page, &file, heard, &ReadOptions::again(&take.analysis.recording), interrupt)
}

/// Where the recording of a take lies, when it is still the one that was analysed, and what it holds where that had to be
/// read to know.
fn recording(take: &Take, settings: &Settings, interrupt: &Interrupt) -> Result<Option<(PathBuf, Option<Recording>)>> {
    if let Some(run) = take.info.run {
        let audio = opened(settings)?.info(RunId(run))?.audio;
        let file = audio.map(|audio| still_there(audio, interrupt)).transpose()?.flatten();
        return Ok(file.map(|file| (file, None)));
    }
    let known = &take.analysis.recording;
    let file = PathBuf::from(&known.path);
    if !file.is_file() {
        return Ok(None);
    }
    let found = audio::read(&AudioSource::File(file.clone()), &ReadOptions::again(known), interrupt, &mut |_| {})?;
    let is_same = (found.duration_s() - known.duration_s).abs() < SAME_LENGTH_S;
    Ok(is_same.then_some((file, Some(found))))
}
