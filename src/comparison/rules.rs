//! What a difference is judged by: `data/comparison.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::thresholds::Threshold;
use crate::types::EvidenceLevel;

const BUILT_IN: &str = include_str!("../data/comparison.toml");

/// The better direction of a measure without a target band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prefer {
    Lower,
    Higher,
}

/// What a measure counts in: things that come one by one vary by chance, the more the fewer they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Counts {
    #[serde(rename = "take")]
    Take,
    #[serde(rename = "minute")]
    Minute,
    #[serde(rename = "100 words")]
    HundredWords,
}

/// How the differences of one measure are judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureRule {
    /// In the measure's unit.
    noticeable: Option<f64>,
    /// In percent of the smaller value.
    noticeable_pct: Option<f64>,
    pub prefer: Option<Prefer>,
    pub counts: Option<Counts>,
    pub source: String,
    pub level: EvidenceLevel,
}

impl MeasureRule {
    /// The smallest difference between `a` and `b` that a listener is taken to notice, in the measure's unit.
    pub fn noticeable(&self, a: f64, b: f64) -> f64 {
        let share = self.noticeable_pct.map(|pct| pct / 100.0 * a.abs().min(b.abs()));
        self.noticeable.or(share).unwrap_or(0.0)
    }
}

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    cutoffs: BTreeMap<String, Threshold>,
    pub measures: BTreeMap<String, MeasureRule>,
}

impl Rules {
    /// The rules compiled into the program.
    pub fn built_in() -> &'static Rules {
        static BUILT: LazyLock<Rules> =
            LazyLock::new(|| toml::from_str(BUILT_IN).expect("data/comparison.toml is checked by a test"));
        &BUILT
    }

    /// The value called `id`, which a test finds in the data.
    pub fn number(&self, id: &'static str) -> f64 {
        self.cutoffs.get(id).unwrap_or_else(|| panic!("data/comparison.toml lacks [cutoffs.{id}]")).value
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::measures::{BandFrom, MEASURES};

    #[test]
    fn every_measure_has_its_noticeable_difference_and_a_direction_where_no_band_gives_one() {
        let rules = Rules::built_in();
        let known: BTreeSet<&str> = MEASURES.iter().map(|measure| measure.spec().id).collect();
        let listed: BTreeSet<&str> = rules.measures.keys().map(String::as_str).collect();
        assert_eq!(known, listed);
        for measure in MEASURES.iter().map(|measure| measure.spec()) {
            let rule = &rules.measures[measure.id];
            assert!(rule.noticeable(100.0, 100.0) > 0.0, "{}", measure.id);
            assert!(rule.noticeable.is_none() != rule.noticeable_pct.is_none(), "{}: one of both", measure.id);
            let has_band = !matches!(measure.band, BandFrom::Nowhere(_));
            assert!(!(has_band && rule.prefer.is_some()), "{}: its band gives the direction", measure.id);
        }
    }

    #[test]
    fn every_cutoff_is_asked_for_and_every_one_asked_for_is_there() {
        let mut asked = BTreeSet::new();
        for folder in ["src/comparison", "src/cli/comparison"] {
            for entry in std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
                let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
                for part in text.split(".number(\"").skip(1) {
                    asked.insert(part.split('"').next().unwrap().to_owned());
                }
            }
        }
        let listed: BTreeSet<String> = Rules::built_in().cutoffs.keys().cloned().collect();
        asked.retain(|id| !id.starts_with(')'));
        assert_eq!(asked, listed);
    }
}
