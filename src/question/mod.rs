//! What an answer is compared with: the question that was asked, its target length, its topic, the parts and points that a
//! good answer has, and where the answer has them.

mod error;
pub mod points;
mod profiles;
pub mod shape;

use std::collections::{BTreeMap, HashSet};

pub use error::QuestionError;
pub use points::Point;
pub use profiles::{FOLLOW_UP_MARK, Profile, Questions, Wording, profiles};

use crate::error::Result;
use crate::language::Lexicons;
use crate::thresholds::{BandLabels, BandSpec};
use crate::types::{Band, EvidenceLevel, Position, QuestionInfo, Seconds};

/// What the answer is compared with: a profile, a length of one's own, or nothing.
#[derive(Debug, Clone)]
pub struct Question {
    info: QuestionInfo,
    length: Option<BandSpec>,
    shape: Vec<String>,
    /// Words of the question itself, as the profile lists them.
    topic_words: Vec<String>,
    /// Title and topic in other languages.
    wordings: BTreeMap<String, Wording>,
    points: Vec<Point>,
    /// Whether they are the speaker's, and not the question's.
    own_points: bool,
    /// Stems of the topic and of the points.
    topic: HashSet<String>,
}

impl Question {
    /// The built-in profile called `id`, e.g. "self-intro".
    ///
    /// # Errors
    /// [`QuestionError::Unknown`] lists the known ones.
    pub fn from_profile(id: &str) -> Result<Question> {
        Questions::built_in().question(id)
    }

    fn of(id: &str, profile: &Profile) -> Question {
        let edges = [profile.flag_low_s, profile.low_s, profile.high_s, profile.flag_high_s];
        Question {
            info: QuestionInfo { id: Some(id.to_owned()), title: Some(profile.title.clone()), asked: false },
            length: Some(length(edges, &profile.source, profile.level)),
            shape: profile.shape.clone(),
            topic_words: profile.topic.clone(),
            wordings: profile.wordings.clone(),
            points: to_be_made(profile.points.clone()),
            ..Question::none()
        }
    }

    /// An answer that is to take at most `seconds`.
    ///
    /// # Errors
    /// [`QuestionError::Target`] when that is not a positive number.
    pub fn from_target(seconds: Seconds) -> Result<Question> {
        Question::none().with_target(seconds)
    }

    /// The same question with another longest good length.
    ///
    /// # Errors
    /// [`QuestionError::Target`] when `seconds` is not a positive number.
    pub fn with_target(mut self, seconds: Seconds) -> Result<Question> {
        if !(seconds.is_finite() && seconds > 0.0) {
            return Err(QuestionError::Target(seconds).into());
        }
        let shares = Questions::target();
        let edges = [shares.flag_low, shares.low, 1.0, shares.flag_high].map(|share| share * seconds);
        self.length = Some(length(edges, &shares.source, shares.level));
        Ok(self)
    }

    /// The same question with the speaker's own points, which the answer should make.
    pub fn with_points(mut self, points: Vec<String>) -> Question {
        self.own_points = true;
        self.points = to_be_made(points);
        self
    }

    /// The same question, `asked` or not as the recording began; what has no title cannot be.
    pub fn asked(mut self, asked: bool) -> Question {
        self.info.asked = asked && self.info.title.is_some();
        self
    }

    /// The same question for an answer in `language`: its title there, and topic and points as stems. Without lexicons
    /// there are no stems, and what needs them is undefined.
    pub fn in_language(mut self, language: &str, lexicons: Option<&Lexicons>) -> Question {
        if let Some(wording) = self.wordings.get(language) {
            self.info.title = Some(wording.title.clone());
            self.topic_words.clone_from(&wording.topic);
            if !self.own_points {
                self.points = to_be_made(wording.points.clone());
            }
        }
        let stems = |line: &str| lexicons.map(|lexicons| lexicons.stems(line)).unwrap_or_default();
        self.points.iter_mut().for_each(|point| point.stems = stems(&point.text));
        self.topic = self.topic_words.iter().flat_map(|word| stems(word)).collect();
        self.topic.extend(self.points.iter().flat_map(|point| point.stems.iter().cloned()));
        self
    }

    /// No question and no target: the length is told without a judgement.
    pub fn none() -> Question {
        Question {
            info: QuestionInfo { id: None, title: None, asked: false },
            length: None,
            shape: Vec::new(),
            topic_words: Vec::new(),
            wordings: BTreeMap::new(),
            points: Vec::new(),
            own_points: false,
            topic: HashSet::new(),
        }
    }

    pub fn info(&self) -> &QuestionInfo {
        &self.info
    }

    /// The parts that a good answer has, in order; their names are classes of the `cue` lexicons.
    pub fn shape(&self) -> &[String] {
        &self.shape
    }

    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Stems of which one makes a sentence speak of the matter.
    pub fn topic(&self) -> &HashSet<String> {
        &self.topic
    }

    /// The target band with the place of an answer of `seconds` in it; `None` without a target.
    pub fn band(&self, seconds: Seconds) -> Option<Band> {
        let mut band = self.length.as_ref()?.place(seconds);
        let labels = Questions::labels();
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

    /// Longest good length; `None` without a target.
    pub fn longest_s(&self) -> Option<Seconds> {
        self.length.as_ref()?.high
    }

    /// Where the target length comes from, and how well it is supported.
    pub fn source(&self) -> Option<(&str, EvidenceLevel)> {
        self.length.as_ref().map(|band| (band.source.as_str(), band.level))
    }
}

/// Points whose stems wait for the language of the answer.
fn to_be_made(points: Vec<String>) -> Vec<Point> {
    points.into_iter().map(|text| Point { text, stems: Vec::new() }).collect()
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
