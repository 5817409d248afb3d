//! The numbers of recording, read from `data/recording.toml`; units and sources stand there.

use serde::Deserialize;

use crate::data;
use crate::thresholds::value;

/// One field per entry of the file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Sound that one callback brings.
    #[serde(deserialize_with = "value")]
    pub period_s: f64,
    /// Sound that fits between the callback and the disk.
    #[serde(deserialize_with = "value")]
    pub ring_s: f64,
    /// Between two writes.
    #[serde(deserialize_with = "value")]
    pub drain_every_s: f64,
    /// Speech that is not among the words on the screen yet, from where on that is said.
    #[serde(deserialize_with = "value")]
    pub words_late_s: f64,
    /// Between two valid headers.
    #[serde(deserialize_with = "value")]
    pub header_every_s: f64,
    /// Between two syncs to the disk.
    #[serde(deserialize_with = "value")]
    pub sync_every_s: f64,
    /// Without any sound from the device before it counts as gone.
    #[serde(deserialize_with = "value")]
    pub stall_s: f64,
    /// The same before its first sound.
    #[serde(deserialize_with = "value")]
    pub wake_s: f64,
    /// How long one waits for the first sound before that is said.
    #[serde(deserialize_with = "value")]
    pub patience_s: f64,
    /// Longest stretch of silence that stands in for lost sound.
    #[serde(deserialize_with = "value")]
    pub longest_gap_s: f64,
    /// Block of the level meter.
    #[serde(deserialize_with = "value")]
    pub block_s: f64,
    /// How long the meter shows a peak.
    #[serde(deserialize_with = "value")]
    pub peak_hold_s: f64,
    /// How long the clipping warning stays.
    #[serde(deserialize_with = "value")]
    pub clip_hold_s: f64,
    /// How long it must be quiet before that is said.
    #[serde(deserialize_with = "value")]
    pub quiet_after_s: f64,
    /// Left end of the meter.
    #[serde(deserialize_with = "value")]
    pub meter_floor_dbfs: f64,
    /// Level that ends a silence in a quiet room.
    #[serde(deserialize_with = "value")]
    pub gate_dbfs: f64,
    /// The same over the room's noise.
    #[serde(deserialize_with = "value")]
    pub gate_over_noise_db: f64,
    /// Stretch whose quietest block is the room's noise.
    #[serde(deserialize_with = "value")]
    pub noise_window_s: f64,
    /// Countdown at a terminal.
    #[serde(deserialize_with = "value")]
    pub countdown_s: f64,
    /// Longest recording when nobody says otherwise.
    #[serde(deserialize_with = "value")]
    pub max_s: f64,
    /// Share of the target from which the end is near.
    #[serde(deserialize_with = "value")]
    pub near_end_share: f64,
}

impl Limits {
    /// The numbers compiled into the program.
    pub fn built_in() -> &'static Limits {
        data::built_in!(Limits, "recording.toml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_every_number_and_no_other() {
        let limits = Limits::built_in();
        assert!(limits.header_every_s + 2.0 * limits.drain_every_s < 1.0, "a header is valid at least every second");
        assert!(limits.ring_s > limits.stall_s && limits.gate_dbfs > limits.meter_floor_dbfs);
    }
}
