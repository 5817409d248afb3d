//! What no input may exceed, read from `data/limits.toml`, where the reasons stand.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::data;
use crate::thresholds::{Threshold, value};

/// One field per entry of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Hours of sound in one recording.
    #[serde(deserialize_with = "value")]
    pub recording_h: f64,
    /// Audio tracks of one file that are decoded to choose among them.
    #[serde(deserialize_with = "value")]
    pub tracks: f64,
    /// Size of what stands before the sound in a Matroska file that is to be played on behind damage.
    #[serde(deserialize_with = "value")]
    pub matroska_head_mib: f64,
    /// Of files beside the sound; [`crate::files::limit`] gives them in bytes.
    pub files: BTreeMap<String, Threshold>,
}

/// The limits compiled into the program.
pub fn limits() -> &'static Limits {
    data::built_in!(Limits, "limits.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_every_limit_and_no_other() {
        assert!(limits().recording_h >= 1.0 && limits().tracks >= 2.0 && limits().matroska_head_mib > 0.0);
    }
}
