//! Every cut-off of the program, read from `data/thresholds.toml`: value, unit, source, evidence level.
//!
//! Code names a threshold by its id and holds no number of its own. A test reads the sources and fails when an id
//! that code asks for is missing in the data, or when an entry is never asked for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::types::{Band, EvidenceLevel, Position};

const BUILT_IN: &str = include_str!("data/thresholds.toml");

/// One cut-off.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub value: f64,
    pub unit: String,
    pub source: String,
    pub level: EvidenceLevel,
}

/// The target band of one measure; absent edges are open.
#[derive(Debug, Clone, Deserialize)]
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
#[derive(Debug, Clone, Default, Deserialize)]
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

/// All cut-offs (`[cutoffs.ID]`) and all bands (`[bands.MEASURE_ID]`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    pub cutoffs: BTreeMap<String, Threshold>,
    pub bands: BTreeMap<String, BandSpec>,
}

impl Thresholds {
    /// The thresholds compiled into the program.
    pub fn built_in() -> &'static Thresholds {
        static BUILT: LazyLock<Thresholds> =
            LazyLock::new(|| toml::from_str(BUILT_IN).expect("data/thresholds.toml is checked by a test"));
        &BUILT
    }

    /// The file's text, for the hash in the provenance.
    pub fn text() -> &'static str {
        BUILT_IN
    }

    /// The value of cut-off `id`. Ids are checked against the data by a test, so a released program never misses one.
    pub fn cutoff(&self, id: &'static str) -> f64 {
        self.cutoffs.get(id).unwrap_or_else(|| panic!("data/thresholds.toml lacks [cutoffs.{id}]")).value
    }

    /// The band of measure `id`, when it has one.
    pub fn band(&self, id: &str) -> Option<&BandSpec> {
        self.bands.get(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids that the sources ask for: `.cutoff("ID")`.
    fn asked_for() -> std::collections::BTreeSet<String> {
        fn visit(folder: &std::path::Path, found: &mut std::collections::BTreeSet<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    visit(&path, found);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    for part in text.split(".cutoff(\"").skip(1) {
                        let id = part.split('"').next().unwrap();
                        if id != "ID" && !id.starts_with(')') {
                            found.insert(id.to_owned());
                        }
                    }
                }
            }
        }
        let mut found = std::collections::BTreeSet::new();
        visit(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        found
    }

    #[test]
    fn every_cutoff_asked_for_is_in_the_data_and_none_is_left_over() {
        let in_data = Thresholds::built_in().cutoffs.keys().cloned().collect();
        assert_eq!(asked_for(), in_data);
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
