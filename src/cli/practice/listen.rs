//! "Did you hear them?": the answer once more, a key at every filler, and then both side by side.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::audio::playback::Playback;
use crate::cli::error::CommandError;
use crate::cli::output::Output;
use crate::cli::record::screen::{Key, Keys};
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::practice::listening::matched;
use crate::practice::words::Words;
use crate::report::practice::{HeardFiller, listening};
use crate::types::{Analysis, Span};

/// Between two looks at the keys: a press is as late as this at most.
const MOMENT: Duration = Duration::from_millis(20);

/// The fillers of an answer with their places; one without a place cannot be listened for.
pub fn fillers(analysis: &Analysis) -> Vec<(Span, String)> {
    let evidence =
        analysis.measurement("filler_count").map(|measured| measured.evidence.as_slice()).unwrap_or_default();
    evidence.iter().filter_map(|place| Some((place.span?, place.quote.clone().unwrap_or_default()))).collect()
}

/// Plays the recording at `path`, takes the keys, shows what was heard of `fillers`.
///
/// # Errors
/// [`crate::audio::AudioError::NoPlayback`], [`Error::Interrupted`], and those of the terminal.
pub fn exercise(
    path: &Path,
    fillers: &[(Span, String)],
    words: &Words,
    width: usize,
    output: &mut Output<'_>,
    interrupt: &Interrupt,
) -> Result<()> {
    let playback = Playback::of(path, None, interrupt)?;
    anstream::eprintln!("  {}", words.say("listen_keys"));
    let mut presses = Vec::new();
    let keys = Keys::open().map_err(|e| CommandError::Screen(e.to_string()))?;
    while !playback.is_over() {
        interrupt.check()?;
        match keys.key(MOMENT).map_err(|e| CommandError::Screen(e.to_string()))? {
            Some(Key::Interrupt) => return Err(Error::Interrupted.into()),
            Some(Key::Enter) => break,
            Some(_) => presses.push(playback.position_s()),
            None => {}
        }
    }
    let until_s = playback.position_s();
    drop((keys, playback));
    // What was not played cannot be missed.
    let played: Vec<&(Span, String)> = fillers.iter().filter(|(span, _)| span.start_s < until_s).collect();
    let heard = matched(&presses, &played.iter().map(|(span, _)| *span).collect::<Vec<_>>());
    let shown: Vec<HeardFiller> =
        played.iter().map(|(span, quote)| HeardFiller { start_s: span.start_s, quote: quote.clone() }).collect();
    output.write(|out| listening(&heard, &shown, words, width, out))?;
    Ok(())
}
