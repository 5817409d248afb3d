//! The kinds of question there are, and how long a good answer is (`data/questions.toml`, and the user's own).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Question;
use crate::data;
use crate::error::Result;
use crate::question::QuestionError;
use crate::similar;
use crate::types::{EvidenceLevel, Seconds};

/// Between the id of a question and the condition of a follow-up: `conflict-colleague+missing-result`.
pub const FOLLOW_UP_MARK: char = '+';

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionsFile {
    labels: Labels,
    target: TargetShares,
    free: Profile,
    profiles: BTreeMap<String, Profile>,
}

/// The user's file: profiles alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnFile {
    profiles: BTreeMap<String, Profile>,
}

/// The word beside the length, by position.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub well_below: String,
    pub below: String,
    pub within: String,
    pub above: String,
    pub well_above: String,
}

/// The edges of a band as shares of `--target`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetShares {
    pub low: f64,
    pub flag_low: f64,
    pub flag_high: f64,
    pub source: String,
    pub level: EvidenceLevel,
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
    /// Parts of a good answer, in order: classes of the `cue` lexicons.
    #[serde(default)]
    pub shape: Vec<String>,
    /// Words of which one shows that the answer has come to the matter.
    #[serde(default)]
    pub topic: Vec<String>,
    /// What the answer must say, unless the speaker gives points of their own.
    #[serde(default)]
    pub points: Vec<String>,
    /// The same in other languages, by code.
    #[serde(default, rename = "in")]
    pub wordings: BTreeMap<String, Wording>,
    #[serde(default = "own_source")]
    pub source: String,
    #[serde(default = "own_level")]
    pub level: EvidenceLevel,
}

/// A question in another language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    pub title: String,
    #[serde(default)]
    pub topic: Vec<String>,
    #[serde(default)]
    pub points: Vec<String>,
}

/// Whether somebody wrote a question out, instead of naming it: ids hold no spaces.
fn is_sentence(asked: &str) -> bool {
    let asked = asked.trim();
    asked.contains(char::is_whitespace) || asked.ends_with('?')
}

impl Profile {
    /// Whether the question is asked in these words, in any of its languages; capitals and punctuation are no difference.
    fn reads(&self, text: &str) -> bool {
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(|letter| letter.is_alphanumeric() || letter.is_whitespace());
            letters.flat_map(char::to_lowercase).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let wanted = plain(text);
        let titles = self.wordings.values().map(|wording| &wording.title);
        std::iter::once(&self.title).chain(titles).any(|title| plain(title) == wanted)
    }

    /// The same kind with another range of good lengths; from where on a length is flagged follows from it as with
    /// `--target`.
    pub fn with_band(&self, low_s: Seconds, high_s: Seconds) -> Profile {
        let shares = Questions::target();
        let flag_low_s = low_s * shares.flag_low / shares.low;
        Profile { flag_low_s, low_s, high_s, flag_high_s: high_s * shares.flag_high, ..self.clone() }
    }
}

fn own_source() -> String {
    "your own question".to_owned()
}

fn own_level() -> EvidenceLevel {
    EvidenceLevel::D
}

/// The kinds of question, by id, and single questions of which there are too many to list.
#[derive(Debug, Clone)]
pub struct Questions {
    profiles: BTreeMap<String, Profile>,
    single: BTreeMap<String, Profile>,
}

fn file() -> &'static QuestionsFile {
    data::built_in!(QuestionsFile, "questions.toml")
}

/// The built-in kinds of question, `(id, profile)`, in alphabetical order.
pub fn profiles() -> impl Iterator<Item = (&'static str, &'static Profile)> {
    file().profiles.iter().map(|(id, profile)| (id.as_str(), profile))
}

impl Questions {
    pub fn built_in() -> Questions {
        Questions { profiles: file().profiles.clone(), single: BTreeMap::new() }
    }

    /// The same with the user's profiles over them; `parts` are the parts that the cue lexicons know.
    ///
    /// # Errors
    /// [`QuestionError::File`] when `text` does not parse, a profile's times are out of order, or a part has no cues.
    pub fn with(mut self, path: &str, text: &str, parts: &[&str]) -> Result<Questions> {
        let own: OwnFile = toml::from_str(text).map_err(|e| QuestionError::file(path, e.message()))?;
        for (id, profile) in own.profiles {
            let edges = [profile.flag_low_s, profile.low_s, profile.high_s, profile.flag_high_s];
            if !(edges.is_sorted() && edges[0] > 0.0 && edges.iter().all(|edge| edge.is_finite())) {
                let reason = format!("{id}: flag_low_s, low_s, high_s, flag_high_s must grow, from above 0");
                return Err(QuestionError::file(path, &reason).into());
            }
            if let Some(part) = profile.shape.iter().find(|part| !parts.contains(&part.as_str())) {
                let reason = format!("{id}: no cue lexicon has a part \"{part}\"; known are {}", parts.join(", "));
                return Err(QuestionError::file(path, &reason).into());
            }
            self.profiles.insert(id, profile);
        }
        Ok(self)
    }

    /// The same with single questions, `(id, what it is compared with)`; a kind keeps its id.
    pub fn with_single(mut self, questions: impl IntoIterator<Item = (String, Profile)>) -> Questions {
        self.single.extend(questions);
        self
    }

    /// The kind of question called `id`.
    pub fn kind(&self, id: &str) -> Option<&Profile> {
        self.profiles.get(id)
    }

    /// Ids of the kinds, in alphabetical order.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// The question that `asked` means: a kind or a single question by its id or in its words, or any other question in
    /// the user's own words.
    ///
    /// # Errors
    /// [`QuestionError::Unknown`] lists the kinds, and what looks like `asked`.
    pub fn question(&self, asked: &str) -> Result<Question> {
        if !is_sentence(asked) {
            return self.called(asked);
        }
        let text = asked.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = self.profiles.iter().chain(&self.single).find(|(_, profile)| profile.reads(&text));
        Ok(match known {
            Some((id, profile)) => Question::of(id, profile),
            None => Question::of(&text, &Profile { title: text.clone(), ..file().free.clone() }),
        })
    }

    fn called(&self, id: &str) -> Result<Question> {
        // The follow-ups of a question would crowd out its neighbours.
        let is_first = |name: &&String| !name.contains(FOLLOW_UP_MARK) || id.contains(FOLLOW_UP_MARK);
        let names = self.profiles.keys().chain(self.single.keys()).filter(is_first);
        let unknown = || QuestionError::Unknown {
            asked: id.to_owned(),
            hint: similar::hint(id, names.map(String::as_str)),
            known: self.kinds().map(str::to_owned).collect(),
        };
        let profile = self.profiles.get(id).or_else(|| self.single.get(id));
        Ok(Question::of(id, profile.ok_or_else(unknown)?))
    }

    pub(super) fn labels() -> &'static Labels {
        &file().labels
    }

    pub(super) fn target() -> &'static TargetShares {
        &file().target
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Position;

    #[test]
    fn every_profile_has_ordered_edges_and_a_source() {
        for (id, p) in profiles() {
            assert!([p.flag_low_s, p.low_s, p.high_s, p.flag_high_s].is_sorted() && p.flag_low_s > 0.0, "{id}");
            assert!(!p.title.is_empty() && !p.source.is_empty(), "{id}");
            assert_eq!(Question::from_profile(id).unwrap().info().title.as_deref(), Some(p.title.as_str()));
        }
        let ids: Vec<_> = profiles().map(|(id, _)| id).collect();
        assert_eq!(ids, ["behavioural", "closing", "factual", "project", "self-intro", "technical"]);
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
    fn a_question_in_one_s_own_words_has_a_target_of_its_own() {
        let questions = Questions::built_in();
        let own = questions.question("  Why do you  want to leave?").unwrap();
        assert_eq!(own.info().id.as_deref(), Some("Why do you want to leave?"));
        assert_eq!(own.info().title, own.info().id);
        assert_eq!(own.band(90.0).unwrap().position, Position::Within);
        assert_eq!(own.band(151.0).unwrap().position, Position::WellAbove);
        for words in ["tell me about yourself", "Háblame de ti."] {
            assert_eq!(questions.question(words).unwrap().info().id.as_deref(), Some("self-intro"), "{words}");
        }
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
