//! The sentences of one language: rules for advice and the verdict (`data/advice/LANG.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::language;
use crate::types::{AdviceKind, Position};

/// The language of the program itself, for those without texts of their own.
const FALLBACK: &str = "en";

/// A language's advice file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// The words for 0, 1, 2, …; larger numbers are written in digits.
    pub small_numbers: Vec<String>,
    /// Joins two phrases.
    pub and: String,
    pub verdict: VerdictTexts,
    /// Where two rules weigh the same, the first comes first.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

/// What to say when a measure lies in a certain place. Each text is a list: the first whose facts are known is taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id of the measure.
    pub measure: String,
    pub positions: Vec<Position>,
    pub title: String,
    pub observed: Vec<String>,
    pub why: Option<String>,
    /// Absent on rules that name what worked.
    pub next_take: Option<String>,
    /// A few words for the verdict, small letter first.
    pub brief: String,
}

impl Rule {
    pub fn kind(&self) -> AdviceKind {
        if self.positions == [Position::Within] { AdviceKind::Worked } else { AdviceKind::Change }
    }
}

/// The parts of the one-sentence verdict.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictTexts {
    pub silent: String,
    /// The length without a target.
    pub untargeted: String,
    /// The length by position in the target.
    pub length: BTreeMap<Position, Vec<String>>,
    /// What else stands out, from the facts `worked` and `change`.
    pub impression: Vec<String>,
}

impl Texts {
    fn parse(path: &str, text: &str) -> Result<Texts> {
        toml::from_str(text).map_err(|error| Error::lexicon(path, error.message()))
    }

    /// A count as a word where the language has one: "four".
    pub fn spelled(&self, number: f64) -> String {
        let word = (number >= 0.0 && number.fract() == 0.0).then(|| self.small_numbers.get(number as usize)).flatten();
        word.cloned().unwrap_or_else(|| format!("{number:.0}"))
    }
}

/// The texts in `language` ("es"), in English when there are none.
pub fn texts_for(language: &str) -> &'static Texts {
    static BUILT_IN: LazyLock<BTreeMap<&str, Texts>> = LazyLock::new(|| {
        language::data_files("advice/")
            .filter_map(|(path, text)| {
                let texts = Texts::parse(path, text).expect("the advice in the program is checked by a test");
                Some((path.strip_prefix("advice/")?.strip_suffix(".toml")?, texts))
            })
            .collect()
    });
    BUILT_IN.get(language).unwrap_or_else(|| &BUILT_IN[FALLBACK])
}
