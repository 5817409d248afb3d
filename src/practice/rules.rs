//! The numbers of practice, read from `data/practice.toml`; units and sources stand there.

use serde::Deserialize;

use crate::data;
use crate::thresholds::value;

/// One field per entry of the file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Questions of a session.
    #[serde(deserialize_with = "value")]
    pub questions: f64,
    /// The same at most.
    #[serde(deserialize_with = "value")]
    pub questions_max: f64,
    /// Time to prepare.
    #[serde(deserialize_with = "value")]
    pub prepare_s: f64,
    /// What a question takes beside its answer.
    #[serde(deserialize_with = "value")]
    pub around_answer_s: f64,
    /// Words under which nothing counts as missing.
    #[serde(deserialize_with = "value")]
    pub words_for_missing_min: f64,
    /// How far outside its band a length must lie.
    #[serde(deserialize_with = "value")]
    pub outside_length_min_s: f64,
    /// Words for the team that are too many…
    #[serde(deserialize_with = "value")]
    pub we_min: f64,
    /// …when they outnumber those for the speaker so many times.
    #[serde(deserialize_with = "value")]
    pub we_per_i_min: f64,
    /// How long before a filler a key may be pressed for it.
    #[serde(deserialize_with = "value")]
    pub press_early_s: f64,
    /// How long after it.
    #[serde(deserialize_with = "value")]
    pub press_late_s: f64,
    /// Share of what was learned that is to be there when a question comes again.
    #[serde(deserialize_with = "value")]
    pub retention: f64,
    /// Longest time until a question comes again.
    #[serde(deserialize_with = "value")]
    pub interval_max_days: f64,
}

impl Rules {
    /// Those in the program.
    pub fn built_in() -> &'static Rules {
        data::built_in!(Rules, "practice.toml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_there_and_makes_sense() {
        let rules = Rules::built_in();
        assert!(rules.questions >= 1.0 && rules.questions <= rules.questions_max);
        assert!(rules.press_early_s < rules.press_late_s);
        assert!((0.5..1.0).contains(&rules.retention));
    }
}
