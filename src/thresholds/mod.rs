//! Every cut-off, band and noticeable difference, read from `data/thresholds.toml` with source and evidence level. Code holds
//! no number of its own: it names a field of [`Cutoffs`], so a misspelt cut-off does not compile and one that is missing
//! in the data ends the first start.

mod cutoffs;
mod differences;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::data;
use crate::types::{Band, EvidenceLevel, Position};

pub use cutoffs::*;
pub use differences::{Counts, DifferenceSpec, Prefer};

/// A number of the data with where it comes from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub value: f64,
    pub unit: String,
    pub source: String,
    pub level: EvidenceLevel,
}

/// For fields of numbers alone: the value of an entry that has unit, source and level as well.
pub(crate) fn value<'de, D: Deserializer<'de>>(entry: D) -> Result<f64, D::Error> {
    Threshold::deserialize(entry).map(|entry| entry.value)
}

/// The target band of one measure; absent edges are open.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandSpec {
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub flag_low: Option<f64>,
    pub flag_high: Option<f64>,
    pub labels: BandLabels,
    pub source: String,
    pub level: EvidenceLevel,
}

/// The word the report puts beside a value, by where it lies.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandLabels {
    /// Beyond the flag; where there is none, the word before it goes on.
    pub well_below: Option<String>,
    #[serde(default)]
    pub below: String,
    pub within: String,
    #[serde(default)]
    pub above: String,
    pub well_above: Option<String>,
}

impl BandLabels {
    /// The word for a place.
    pub fn at(&self, position: Position) -> &str {
        match position {
            Position::WellBelow => self.well_below.as_deref().unwrap_or(&self.below),
            Position::Below => &self.below,
            Position::Within => &self.within,
            Position::Above => &self.above,
            Position::WellAbove => self.well_above.as_deref().unwrap_or(&self.above),
        }
    }

    /// All its words.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let words = [Some(&self.below), Some(&self.within), Some(&self.above)];
        let all = words.into_iter().chain([self.well_below.as_ref(), self.well_above.as_ref()]);
        all.flatten().map(String::as_str).filter(|word| !word.is_empty())
    }
}

impl BandSpec {
    /// The band with the place of `value` in it.
    pub fn place(&self, value: f64) -> Band {
        let over = |edge: Option<f64>| edge.is_some_and(|e| value > e);
        let under = |edge: Option<f64>| edge.is_some_and(|e| value < e);
        let position = if over(self.flag_high) {
            Position::WellAbove
        } else if over(self.high) {
            Position::Above
        } else if under(self.flag_low) {
            Position::WellBelow
        } else if under(self.low) {
            Position::Below
        } else {
            Position::Within
        };
        Band {
            low: self.low,
            high: self.high,
            flag_low: self.flag_low,
            flag_high: self.flag_high,
            position,
            label: self.labels.at(position).to_owned(),
        }
    }
}

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "File")]
pub struct Thresholds {
    /// For those who show them.
    pub cutoffs: BTreeMap<String, Threshold>,
    pub bands: BTreeMap<String, BandSpec>,
    pub differences: BTreeMap<String, DifferenceSpec>,
    read: Cutoffs,
}

/// As it is written: `[cutoffs.ID]`, `[bands.MEASURE_ID]`, `[differences.MEASURE_ID]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    cutoffs: BTreeMap<String, Threshold>,
    bands: BTreeMap<String, BandSpec>,
    differences: BTreeMap<String, DifferenceSpec>,
}

impl TryFrom<File> for Thresholds {
    type Error = serde::de::value::Error;

    fn try_from(file: File) -> Result<Thresholds, Self::Error> {
        let read = Cutoffs::of(&file.cutoffs)?;
        Ok(Thresholds { cutoffs: file.cutoffs, bands: file.bands, differences: file.differences, read })
    }
}

/// The cut-offs that code decides by.
pub fn cutoffs() -> &'static Cutoffs {
    &Thresholds::built_in().read
}

impl Thresholds {
    /// The thresholds compiled into the program.
    pub fn built_in() -> &'static Thresholds {
        data::built_in!(Thresholds, "thresholds.toml")
    }

    /// Everything that decides what a measurement says, for the hash in the provenance; how takes are compared does not.
    pub fn of_measuring(&self) -> String {
        serde_json::to_string(&(&self.cutoffs, &self.bands)).expect("numbers and texts can be written")
    }

    /// The band of measure `id`, when it has one.
    pub fn band(&self, id: &str) -> Option<&BandSpec> {
        self.bands.get(id)
    }

    /// How a difference in measure `id` is judged.
    ///
    /// # Panics
    /// When there is no such measure; a test finds every one in the data.
    pub fn difference(&self, id: &str) -> &DifferenceSpec {
        &self.differences[id]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cutoff_of_the_data_is_a_field() {
        let thresholds = Thresholds::built_in();
        let rooms = serde_json::to_value(&thresholds.read).unwrap();
        let fields = rooms.as_object().unwrap().values().flat_map(|room| room.as_object().unwrap().keys());
        let mut fields: Vec<&String> = fields.collect();
        fields.sort();
        assert_eq!(fields, thresholds.cutoffs.keys().collect::<Vec<_>>());
    }

    #[test]
    fn a_cutoff_that_is_missing_is_named() {
        let mut entries = Thresholds::built_in().cutoffs.clone();
        entries.remove("long_pause_min_s");
        assert_eq!(Cutoffs::of(&entries).unwrap_err().to_string(), "missing field `long_pause_min_s`");
    }

    #[test]
    fn every_band_has_ordered_edges_and_a_source() {
        for (id, band) in &Thresholds::built_in().bands {
            let edges: Vec<f64> = [band.flag_low, band.low, band.high, band.flag_high].into_iter().flatten().collect();
            assert!(!edges.is_empty(), "{id}: a band without an edge");
            assert!(edges.is_sorted(), "{id}: edges out of order {edges:?}");
            assert!(!band.source.is_empty() && !band.labels.within.is_empty(), "{id}");
        }
    }

    #[test]
    fn a_value_on_the_edge_is_inside() {
        let band = &Thresholds::built_in().bands["speech_rate_wpm"];
        assert_eq!(band.place(band.high.unwrap()).position, Position::Within);
        assert_eq!(band.place(band.high.unwrap() + 0.1).position, Position::Above);
        assert_eq!(band.place(band.flag_low.unwrap() - 0.1).position, Position::WellBelow);
    }
}
