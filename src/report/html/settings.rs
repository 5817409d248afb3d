//! The numbers of the page (`data/page.toml`), none of which decides what is measured.

use serde::Deserialize;

use crate::data;
use crate::thresholds::value;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What is played before a moment, and after it.
    #[serde(deserialize_with = "value")]
    pub lead_s: f64,
    #[serde(deserialize_with = "value")]
    pub tail_s: f64,
    /// What an arrow key moves by.
    #[serde(deserialize_with = "value")]
    pub step_s: f64,
    /// Of the curves: windows, and the distance between two values.
    #[serde(deserialize_with = "value")]
    pub pace_window_s: f64,
    #[serde(deserialize_with = "value")]
    pub pace_hop_s: f64,
    #[serde(deserialize_with = "value")]
    pub level_window_s: f64,
    #[serde(deserialize_with = "value")]
    pub level_hop_s: f64,
    /// Bottom and top of the level's lane around the speaker's median.
    #[serde(deserialize_with = "value")]
    pub level_below_db: f64,
    #[serde(deserialize_with = "value")]
    pub level_above_db: f64,
    #[serde(deserialize_with = "value")]
    pub pitch_hop_s: f64,
    /// Distance between two values under the pointer.
    #[serde(deserialize_with = "value")]
    pub readout_hop_s: f64,
    #[serde(deserialize_with = "value")]
    pub waveform_columns: f64,
    /// Words from which on a sentence ends a paragraph.
    #[serde(deserialize_with = "value")]
    pub paragraph_words: f64,
    /// Places shown of each measure.
    #[serde(deserialize_with = "value")]
    pub evidence_shown: f64,
    #[serde(deserialize_with = "value")]
    pub opus_kbit_per_s: f64,
}

/// The settings compiled into the program.
pub fn settings() -> &'static Settings {
    data::built_in!(Settings, "page.toml")
}
