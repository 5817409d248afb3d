//! What no input may exceed, read from `data/limits.toml`, where the reasons stand.

use serde::{Deserialize, Deserializer};

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
    pub files: FileLimits,
}

/// Of files beside the sound.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLimits {
    #[serde(rename = "settings_max_kib", deserialize_with = "bytes")]
    pub settings_bytes: u64,
    #[serde(rename = "analysis_max_mib", deserialize_with = "bytes")]
    pub analysis_bytes: u64,
    #[serde(rename = "archive_recording_max_mib", deserialize_with = "bytes")]
    pub archive_recording_bytes: u64,
    #[serde(rename = "pipe_max_mib", deserialize_with = "bytes")]
    pub pipe_bytes: u64,
    #[serde(rename = "transcript_max_words", deserialize_with = "count")]
    pub transcript_words: u64,
    #[serde(rename = "archive_analyses_max", deserialize_with = "count")]
    pub archive_analyses: u64,
    #[serde(rename = "label_max_chars", deserialize_with = "count")]
    pub label_chars: u64,
    #[serde(rename = "analysis_max_hours", deserialize_with = "value")]
    pub analysis_hours: f64,
}

/// The bytes of an entry in KiB or MiB.
fn bytes<'de, D: Deserializer<'de>>(entry: D) -> Result<u64, D::Error> {
    let Threshold { value, unit, .. } = Threshold::deserialize(entry)?;
    match unit.as_str() {
        "KiB" => Ok((value * 1024.0) as u64),
        "MiB" => Ok((value * 1024.0 * 1024.0) as u64),
        _ => Err(serde::de::Error::custom(format!("a size in {unit}, neither KiB nor MiB"))),
    }
}

/// The value of an entry that counts.
fn count<'de, D: Deserializer<'de>>(entry: D) -> Result<u64, D::Error> {
    value(entry).map(|value| value as u64)
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

    #[test]
    fn sizes_are_in_bytes_whatever_their_unit() {
        let size = |entry: &str| bytes(toml::Deserializer::parse(entry).unwrap());
        let entry = |unit: &str| format!("value = 2\nunit = \"{unit}\"\nsource = \"made up\"\nlevel = \"D\"\n");
        assert_eq!(size(&entry("KiB")).unwrap(), 2_048);
        assert_eq!(size(&entry("MiB")).unwrap(), 2_097_152);
        assert!(size(&entry("words")).is_err());
    }
}
