//! What is measured, a file a topic: each measure is a [`Measure`] and the function that finds its value, and stands in
//! its topic's list. Reports, `explain`, history and docs iterate over [`MEASURES`].

mod coverage;
pub mod curves;
mod disfluencies;
pub mod docs;
mod evidence;
#[cfg(test)]
mod example;
mod fillers;
mod length;
mod measure;
mod pace;
mod pauses;
mod rambling;
mod structure;
mod voice;
mod wording;

use std::sync::LazyLock;

pub use measure::{BandFrom, Measure, Need};
pub use rambling::{Part, parts as rambling_parts};

use crate::error::Result;
use crate::question::Question;
use crate::similar;
use crate::speech::Speech;
use crate::types::Measurement;

/// A measure that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("{asked}: no such measure; {hint}`saywell explain` lists them all")]
pub struct UnknownMeasure {
    pub asked: String,
    pub hint: String,
}

/// Every measure, in the order of the report. Tests ask for its band, its advice and its source.
pub static MEASURES: LazyLock<Vec<&'static Measure>> = LazyLock::new(|| {
    [
        length::ALL,
        pace::ALL,
        pauses::ALL,
        fillers::ALL,
        wording::ALL,
        disfluencies::ALL,
        structure::ALL,
        coverage::ALL,
        rambling::ALL,
        voice::ALL,
    ]
    .concat()
});

/// All measurements of `speech`, in the order of [`MEASURES`].
pub fn measure_all(speech: &Speech, question: &Question) -> Vec<Measurement> {
    MEASURES.iter().map(|measure| measure.measure(speech, question)).collect()
}

/// The measure called `id`.
pub fn by_id(id: &str) -> Option<&'static Measure> {
    MEASURES.iter().copied().find(|measure| measure.id == id)
}

/// The measure that `asked` names by its id, else by its title; "fillers-per-minute" is "fillers a minute".
///
/// # Errors
/// [`UnknownMeasure`], with names that look like it.
pub fn named(asked: &str) -> Result<&'static Measure> {
    let plain = |name: &str| name.trim().to_lowercase().replace(['-', '_'], " ").replace(" per ", " a ");
    let same = plain(asked);
    let by_id = || MEASURES.iter().copied().find(|measure| plain(measure.id) == same);
    let titled = || MEASURES.iter().copied().find(|measure| plain(measure.title) == same);
    by_id().or_else(titled).ok_or_else(|| {
        let names = MEASURES.iter().flat_map(|measure| [measure.id, measure.title]);
        UnknownMeasure { asked: asked.to_owned(), hint: similar::hint(&same, names) }.into()
    })
}
