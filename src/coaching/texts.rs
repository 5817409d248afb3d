//! The sentences of one language: rules for advice and the verdict (`data/advice/LANG.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::Result;
use crate::language;
use crate::language::LexiconError;
use crate::language_code;
use crate::types::{AdviceKind, Measurement, Position};

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
    /// What stands between the whole and the parts of a number.
    pub decimal_mark: String,
    pub kinds: KindTexts,
    pub verdict: VerdictTexts,
    /// A sentence for each part of conciseness, by measure.
    pub conciseness: BTreeMap<String, Vec<String>>,
    /// Words of the report itself, from English: titles, labels, headings. English has them for ids alone.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
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
    /// Tells rules of one place apart; the one whose `when` holds is taken first.
    pub variant: Option<String>,
    /// All of these must hold as well.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Rules that ask for the opposite or deny this one, as `measure.position` or with a variant: of two changes the
    /// heavier is said, and nothing is praised beside one of them.
    #[serde(default)]
    pub not_with: Vec<String>,
    /// Places that a change must be able to name: one event is an accident.
    #[serde(default)]
    pub events_min: usize,
    pub title: String,
    pub observed: Vec<String>,
    pub why: Option<String>,
    /// Absent on rules that name what worked.
    pub next_take: Option<String>,
    /// A few words for the verdict, small letter first.
    pub brief: String,
}

/// A limit on the value of another measure, both ends included.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub measure: String,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
}

impl Condition {
    /// Whether it holds; an undefined measure holds to nothing.
    pub fn holds(&self, measurements: &[Measurement]) -> bool {
        let value = measurements.iter().find(|m| m.id.0 == self.measure).and_then(|m| m.value);
        value.is_some_and(|value| {
            self.at_least.is_none_or(|least| value >= least) && self.at_most.is_none_or(|most| value <= most)
        })
    }
}

impl Rule {
    /// As advice names the rule: `filler_rate_per_min.well_above`.
    pub fn name(&self, position: Position) -> String {
        let name = place_name(&self.measure, position);
        self.variant.as_ref().map_or(name.clone(), |variant| format!("{name}.{variant}"))
    }

    pub fn kind(&self) -> AdviceKind {
        if self.positions == [Position::Within] { AdviceKind::Worked } else { AdviceKind::Change }
    }
}

/// A measure and where its value lies: `duration_s.above`.
pub(super) fn place_name(measure: &str, position: Position) -> String {
    let position = match position {
        Position::WellBelow => "well_below",
        Position::Below => "below",
        Position::Within => "within",
        Position::Above => "above",
        Position::WellAbove => "well_above",
    };
    format!("{measure}.{position}")
}

/// How often which thing was counted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindTexts {
    /// From `kind`, `count` (a word) and `number` (digits).
    pub each: String,
    /// All that are not named.
    pub others: String,
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
    /// What else stands out, from the facts `worked` and `change`; `scant` is known when too little was measured to tell.
    pub impression: Vec<String>,
}

impl Texts {
    fn parse(path: &str, text: &str) -> Result<Texts> {
        Ok(toml::from_str(text).map_err(|error| LexiconError::new(path, error.message()))?)
    }

    /// A word of the report in this language.
    pub fn word<'a>(&'a self, english: &'a str) -> &'a str {
        self.words.get(english).map_or(english, String::as_str)
    }

    /// A number as it is written in this language: 16,6.
    pub fn number(&self, text: String) -> String {
        let decimal = |text: &str| text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || ".-−+".contains(c));
        if self.decimal_mark != "." && decimal(&text) { text.replace('.', &self.decimal_mark) } else { text }
    }

    /// Why a value is undefined.
    pub fn reason(&self, because: Option<&str>) -> String {
        self.word(because.unwrap_or("not enough speech")).to_owned()
    }

    /// A part of the answer by its id: "trade-offs" of `trade_off`.
    pub fn part(&self, id: &str) -> String {
        self.words.get(id).cloned().unwrap_or_else(|| id.replace('_', " "))
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
    let code = language_code::key(language);
    BUILT_IN.get(code.as_str()).unwrap_or_else(|| &BUILT_IN[FALLBACK])
}
