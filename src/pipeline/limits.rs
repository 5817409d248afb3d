//! When words are written while somebody still speaks (`data/live.toml`); none of it decides what an analysis says.

use serde::Deserialize;

use crate::data;
use crate::thresholds::value;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    /// How far back the end of a chunk must lie, so that it will not move any more.
    #[serde(deserialize_with = "value")]
    pub settled_s: f64,
    /// Silence after which even the last chunk is worth writing.
    #[serde(deserialize_with = "value")]
    pub quiet_s: f64,
    /// How long writing words that are only shown may take, after how much new speech, and what is reckoned with before
    /// anything was written: seconds for each of the sound.
    #[serde(deserialize_with = "value")]
    pub preview_takes_max_s: f64,
    #[serde(deserialize_with = "value")]
    pub preview_again_s: f64,
    #[serde(deserialize_with = "value")]
    pub pace_unknown: f64,
    /// New sound that is worth a new plan, and the same as a share of the recording.
    #[serde(deserialize_with = "value")]
    pub plan_again_s: f64,
    #[serde(deserialize_with = "value")]
    pub plan_again_share: f64,
    /// Threads for Whisper while somebody speaks, of all it may have, and at least so many.
    #[serde(deserialize_with = "value")]
    pub threads_share: f64,
    #[serde(deserialize_with = "value")]
    pub threads_least: f64,
    /// Time between two looks at the recording.
    #[serde(deserialize_with = "value")]
    pub look_again_s: f64,
}

/// The limits compiled into the program.
pub(super) fn limits() -> &'static Limits {
    data::built_in!(Limits, "live.toml")
}
