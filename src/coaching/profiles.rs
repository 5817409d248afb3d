//! What was asked, and how long a good answer to it is (`data/questions.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::thresholds::{BandLabels, BandSpec};
use crate::types::{Band, EvidenceLevel, Position, QuestionInfo, Seconds};

const BUILT_IN: &str = include_str!("../data/questions.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionsFile {
    labels: Labels,
    target: TargetShares,
    profiles: BTreeMap<String, Profile>,
}

/// The word beside the length, by position.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    well_below: String,
    below: String,
    within: String,
    above: String,
    well_above: String,
}

/// The edges of a band as shares of `--target`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetShares {
    low: f64,
    flag_low: f64,
    flag_high: f64,
    source: String,
    level: EvidenceLevel,
}

/// One kind of question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// As an interviewer asks it.
    pub title: String,
    pub flag_low_s: Seconds,
    pub low_s: Seconds,
    pub high_s: Seconds,
    pub flag_high_s: Seconds,
    pub source: String,
    pub level: EvidenceLevel,
}

/// What the answer is compared with: a profile, a length of one's own, or nothing.
#[derive(Debug, Clone)]
pub struct Question {
    info: QuestionInfo,
    length: Option<BandSpec>,
}

fn built_in() -> &'static QuestionsFile {
    static BUILT: LazyLock<QuestionsFile> =
        LazyLock::new(|| toml::from_str(BUILT_IN).expect("data/questions.toml is checked by a test"));
    &BUILT
}

/// All kinds of question, `(id, profile)`, in alphabetical order.
pub fn profiles() -> impl Iterator<Item = (&'static str, &'static Profile)> {
    built_in().profiles.iter().map(|(id, profile)| (id.as_str(), profile))
}

impl Question {
    /// The profile called `id`, e.g. "self-intro".
    ///
    /// # Errors
    /// [`Error::UnknownQuestion`] lists the known ones.
    pub fn from_profile(id: &str) -> Result<Question> {
        let Some(profile) = built_in().profiles.get(id) else {
            let known = profiles().map(|(id, _)| id.to_owned()).collect();
            return Err(Error::UnknownQuestion { asked: id.to_owned(), known });
        };
        let info = QuestionInfo { id: Some(id.to_owned()), title: Some(profile.title.clone()) };
        let edges = [profile.flag_low_s, profile.low_s, profile.high_s, profile.flag_high_s];
        Ok(Question { info, length: Some(length(edges, &profile.source, profile.level)) })
    }

    /// An answer that is to take at most `seconds`.
    ///
    /// # Errors
    /// [`Error::Target`] when that is not a positive number.
    pub fn from_target(seconds: Seconds) -> Result<Question> {
        Question::none().with_target(seconds)
    }

    /// The same question with another longest good length.
    ///
    /// # Errors
    /// [`Error::Target`] when `seconds` is not a positive number.
    pub fn with_target(mut self, seconds: Seconds) -> Result<Question> {
        if !(seconds.is_finite() && seconds > 0.0) {
            return Err(Error::Target(seconds));
        }
        let shares = &built_in().target;
        let edges = [shares.flag_low, shares.low, 1.0, shares.flag_high].map(|share| share * seconds);
        self.length = Some(length(edges, &shares.source, shares.level));
        Ok(self)
    }

    /// No question and no target: the length is told without a judgement.
    pub fn none() -> Question {
        Question { info: QuestionInfo { id: None, title: None }, length: None }
    }

    pub fn info(&self) -> &QuestionInfo {
        &self.info
    }

    /// The target band with the place of an answer of `seconds` in it; `None` without a target.
    pub fn band(&self, seconds: Seconds) -> Option<Band> {
        let mut band = self.length.as_ref()?.place(seconds);
        let labels = &built_in().labels;
        band.label = match band.position {
            Position::WellBelow => &labels.well_below,
            Position::Below => &labels.below,
            Position::Within => &labels.within,
            Position::Above => &labels.above,
            Position::WellAbove => &labels.well_above,
        }
        .clone();
        Some(band)
    }

    /// Where the target length comes from, and how well it is supported.
    pub fn source(&self) -> Option<(&str, EvidenceLevel)> {
        self.length.as_ref().map(|band| (band.source.as_str(), band.level))
    }
}

fn length([flag_low, low, high, flag_high]: [f64; 4], source: &str, level: EvidenceLevel) -> BandSpec {
    BandSpec {
        low: Some(low),
        high: Some(high),
        flag_low: Some(flag_low),
        flag_high: Some(flag_high),
        labels: BandLabels::default(),
        source: source.to_owned(),
        level,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_has_ordered_edges_and_a_source() {
        for (id, p) in profiles() {
            assert!([p.flag_low_s, p.low_s, p.high_s, p.flag_high_s].is_sorted() && p.flag_low_s > 0.0, "{id}");
            assert!(!p.title.is_empty() && !p.source.is_empty(), "{id}");
            assert_eq!(Question::from_profile(id).unwrap().info().title.as_deref(), Some(p.title.as_str()));
        }
        let ids: Vec<_> = profiles().map(|(id, _)| id).collect();
        assert_eq!(ids, ["behavioural", "closing", "factual", "project", "self-intro"]);
    }

    #[test]
    fn a_target_of_one_s_own_is_the_upper_edge() {
        let question = Question::from_target(90.0).unwrap();
        let at = |seconds| question.band(seconds).unwrap();
        assert_eq!(at(90.0).position, Position::Within);
        assert_eq!((at(94.0).position, at(94.0).label.as_str()), (Position::Above, "a little long"));
        assert_eq!(at(121.0).position, Position::WellAbove);
        assert_eq!(at(59.0).position, Position::Below);
        assert!(Question::none().band(90.0).is_none());
    }

    #[test]
    fn a_wrong_question_or_target_says_what_to_do() {
        let error = Question::from_profile("selfintro").unwrap_err();
        assert!(error.to_string().contains("choose one of behavioural, closing"), "{error}");
        assert_eq!(error.exit_code(), 2);
        for bad in [0.0, -3.0, f64::NAN, f64::INFINITY] {
            assert!(Question::from_target(bad).is_err(), "{bad}");
        }
    }
}
