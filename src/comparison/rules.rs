//! What two takes are compared by: `data/comparison.toml`. What a listener notices of each measure stands beside its band, in
//! `data/thresholds.toml`.

use serde::Deserialize;

use crate::data;
use crate::thresholds::value;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// How often a measure may be called changed when nothing changed, 0–1.
    #[serde(deserialize_with = "value")]
    pub false_word_rate: f64,
    /// Of all measures called changed, the share that may be so by chance.
    #[serde(deserialize_with = "value")]
    pub false_discovery_rate: f64,
    /// Fewest other takes that a spread is learned from.
    #[serde(deserialize_with = "value")]
    pub past_takes_min: f64,
    /// Most other takes, the newest, that it is learned from.
    #[serde(deserialize_with = "value")]
    pub past_takes_max: f64,
    /// Takes from which on chance is drawn as well as reckoned.
    #[serde(deserialize_with = "value")]
    pub bootstrap_takes_min: f64,
    #[serde(deserialize_with = "value")]
    pub bootstrap_draws: f64,
    /// Most degrees of freedom that other measures lend.
    #[serde(deserialize_with = "value")]
    pub borrowed_takes_max: f64,
    /// Variance of counts over their mean, until the takes themselves tell.
    #[serde(deserialize_with = "value")]
    pub counting_dispersion: f64,
    /// Degrees of freedom of that.
    #[serde(deserialize_with = "value")]
    pub counting_prior_takes: f64,
    #[serde(deserialize_with = "value")]
    pub trend_takes_min: f64,
    #[serde(deserialize_with = "value")]
    pub trend_takes_max: f64,
    /// Takes that the weeks of practice are counted from.
    #[serde(deserialize_with = "value")]
    pub practice_takes_max: f64,
    #[serde(deserialize_with = "value")]
    pub trend_span_min_days: f64,
    /// Takes in a row that make over-correction.
    #[serde(deserialize_with = "value")]
    pub over_correction_takes: f64,
    /// Share of content from which on two sentences say the same.
    #[serde(deserialize_with = "value")]
    pub same_sentence_min: f64,
    /// Share of words from which on a sentence was kept.
    #[serde(deserialize_with = "value")]
    pub kept_sentence_min: f64,
    /// Difference in loudness between two recordings that is said.
    #[serde(deserialize_with = "value")]
    pub level_difference_db: f64,
    #[serde(deserialize_with = "value")]
    pub clipped_pct_max: f64,
}

impl Rules {
    /// The rules compiled into the program.
    pub fn built_in() -> &'static Rules {
        data::built_in!(Rules, "comparison.toml")
    }
}
