//! After the report: hear the moment, look at the page, go again. For people at a terminal alone.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use super::report::Told;
use super::screen::{Key, Keys};
use crate::audio::ReadOptions;
use crate::audio::playback::Playback;
use crate::cli::output;
use crate::cli::page::PageArgs;
use crate::config::Settings;
use crate::format;
use crate::interrupt::Interrupt;
use crate::report::html;
use crate::types::{Advice, AdviceKind, Evidence, Span};

/// Between two looks at the keys.
const MOMENT: Duration = Duration::from_millis(50);

/// What the user does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Again,
    Leave,
}

/// Asks until the user goes again or leaves. `repeats` is whether another take can be made in the same way.
///
/// # Errors
/// When the terminal is gone.
pub fn ask(told: &Told, path: &Path, repeats: bool, settings: &Settings, interrupt: &Interrupt) -> Result<Next> {
    let moment = moment(&told.analysis.advice);
    let mut choices = Vec::new();
    choices.extend(moment.as_ref().map(|_| "[p]lay the moment"));
    choices.push("[o]pen the page");
    choices.extend(repeats.then_some("[a]gain"));
    choices.extend(["[f]ull report", "[q]uit"]);
    let line = choices.into_iter().map(output::said).collect::<Vec<_>>().join("  ");
    loop {
        output::prompt(&line)?;
        let key = pressed(interrupt)?;
        anstream::eprintln!();
        match key {
            Key::Letter('p') => {
                if let Some((span, quote)) = &moment {
                    output::note(&format!("{} {quote}", format::clock(span.start_s)));
                    report(play(path, *span, interrupt));
                }
            }
            Key::Letter('o') => report(open(told, path, settings, interrupt)),
            Key::Letter('a') if repeats => return Ok(Next::Again),
            Key::Letter('f') => told.in_full()?,
            Key::Letter('q') | Key::Enter | Key::Interrupt => return Ok(Next::Leave),
            _ => {}
        }
        if interrupt.is_raised() {
            return Ok(Next::Leave);
        }
    }
}

/// The next key, however long it takes; [`Key::Interrupt`] when the user stops the program otherwise.
fn pressed(interrupt: &Interrupt) -> Result<Key> {
    let keys = Keys::open()?;
    loop {
        if interrupt.is_raised() {
            return Ok(Key::Interrupt);
        }
        if let Some(key) = keys.key(MOMENT)? {
            return Ok(key);
        }
    }
}

/// What fails here is no end of the menu.
fn report(done: Result<()>) {
    if let Err(error) = done {
        output::warn(&format!("{error:#}"));
    }
}

/// The place that proves the change most worth making, and its words; else that of what went well.
fn moment(advice: &[Advice]) -> Option<(Span, String)> {
    let place = |evidence: &Evidence| {
        let quote = evidence.quote.as_ref().map(|quote| format!("\"{}\"", crate::report::printable(quote)));
        Some((evidence.span?, quote.unwrap_or_default()))
    };
    let of = |kind: AdviceKind| {
        advice.iter().filter(move |advice| advice.kind == kind).find_map(|a| a.evidence.iter().find_map(place))
    };
    of(AdviceKind::Change).or_else(|| of(AdviceKind::Worked))
}

/// Plays the moment with a little around it; any key ends it.
fn play(path: &Path, span: Span, interrupt: &Interrupt) -> Result<()> {
    let around = Span::new(span.start_s - html::settings().lead_s, span.end_s + html::settings().tail_s);
    let keys = Keys::open()?;
    let playback = Playback::of(path, Some(around), interrupt)?;
    while !playback.is_over() && !interrupt.is_raised() && keys.key(MOMENT)?.is_none() {}
    Ok(())
}

/// The page of this run, in saywell's own folder.
fn open(told: &Told, path: &Path, settings: &Settings, interrupt: &Interrupt) -> Result<()> {
    let mut page = PageArgs::default();
    page.place.open = true;
    let name = told.run.map_or("report-recording".to_owned(), |run| format!("report-{run}"));
    page.place.settle(settings, &name)?;
    let mut analysis = told.analysis.clone();
    let read = ReadOptions::again(&analysis.recording);
    page.write(Some(path), &read, &mut analysis, told.screen(), interrupt)
}
