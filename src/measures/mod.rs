//! What is measured. One file per measure; reports, `explain`, history and docs iterate over [`MEASURES`].

mod articulation_rate;
pub mod docs;
mod duration;
mod filler_clusters;
mod filler_count;
mod filler_rate_per_100_words;
mod filler_rate_per_min;
mod fillers;
mod final_rises;
mod first_fact;
mod hedge_rate;
mod long_pauses;
mod loop_markers;
mod loudness_variation;
mod mean_length_of_run;
mod mid_clause_pauses;
mod onset_latency;
mod overhead;
mod pace_variation;
mod pauses;
mod phonation_ratio;
mod pitch_variation;
mod points_covered;
mod rambling_score;
mod repeated_content;
mod repetitions;
mod restarts;
mod run_ons;
mod shape_coverage;
mod silent_pauses;
pub mod spec;
mod speech_rate;
mod syllable_rate;
mod time_to_point;
mod trailing_close;
mod trailing_off;
mod unfinished;
mod word_count;
mod words;

pub use rambling_score::{Part, parts as rambling_parts};
pub use spec::{BandFrom, MeasureSpec, Need};

use crate::coaching::profiles::Question;
use crate::error::{Error, Result};
use crate::similar;
use crate::speech::Speech;
use crate::types::Measurement;

/// One thing that is measured. Pure: the same speech gives the same measurement.
pub trait Measure: Sync {
    fn spec(&self) -> &'static MeasureSpec;
    fn measure(&self, speech: &Speech, question: &Question) -> Measurement;
}

/// Every measure, in the order of the report. A new one is a file and a line here; a test asks for its band, its
/// advice and its source.
pub static MEASURES: &[&dyn Measure] = &[
    &duration::Duration,
    &word_count::WordCount,
    &speech_rate::SpeechRate,
    &pace_variation::PaceVariation,
    &articulation_rate::ArticulationRate,
    &syllable_rate::SyllableRate,
    &phonation_ratio::PhonationRatio,
    &mean_length_of_run::MeanLengthOfRun,
    &silent_pauses::SilentPauses,
    &mid_clause_pauses::MidClausePauses,
    &long_pauses::LongPauses,
    &filler_count::FillerCount,
    &filler_rate_per_min::FillerRatePerMinute,
    &filler_rate_per_100_words::FillerRatePer100Words,
    &filler_clusters::FillerClusters,
    &run_ons::RunOns,
    &hedge_rate::HedgeRate,
    &repetitions::Repetitions,
    &restarts::Restarts,
    &unfinished::Unfinished,
    &overhead::Overhead,
    &repeated_content::RepeatedContent,
    &loop_markers::LoopMarkers,
    &onset_latency::OnsetLatency,
    &time_to_point::TimeToPoint,
    &first_fact::FirstFact,
    &trailing_close::TrailingClose,
    &shape_coverage::ShapeCoverage,
    &points_covered::PointsCovered,
    &rambling_score::RamblingScore,
    &pitch_variation::PitchVariation,
    &final_rises::FinalRises,
    &loudness_variation::LoudnessVariation,
    &trailing_off::TrailingOff,
];

/// All measurements of `speech`, in the order of [`MEASURES`].
pub fn measure_all(speech: &Speech, question: &Question) -> Vec<Measurement> {
    MEASURES.iter().map(|measure| measure.measure(speech, question)).collect()
}

/// The measure called `id`.
pub fn by_id(id: &str) -> Option<&'static dyn Measure> {
    MEASURES.iter().copied().find(|measure| measure.spec().id == id)
}

/// The measure that `asked` names by its id, else by its title; "fillers-per-minute" is "fillers a minute".
///
/// # Errors
/// [`Error::UnknownMeasure`], with names that look like it.
pub fn named(asked: &str) -> Result<&'static dyn Measure> {
    let plain = |name: &str| name.trim().to_lowercase().replace(['-', '_'], " ").replace(" per ", " a ");
    let same = plain(asked);
    let by_id = || MEASURES.iter().copied().find(|measure| plain(measure.spec().id) == same);
    let titled = || MEASURES.iter().copied().find(|measure| plain(measure.spec().title) == same);
    by_id().or_else(titled).ok_or_else(|| {
        let names = MEASURES.iter().flat_map(|measure| [measure.spec().id, measure.spec().title]);
        Error::UnknownMeasure { asked: asked.to_owned(), hint: similar::hint(&same, names) }
    })
}
