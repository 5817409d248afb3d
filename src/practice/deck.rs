//! A deck: questions of one kind in one language, as an interviewer asks them (`data/decks/LANG/NAME.toml`, and the user's
//! own files of the same form).

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Result};
use crate::practice::DeckError;
use crate::question::{FOLLOW_UP_MARK, Profile, Question, Questions};
use crate::types::{EvidenceLevel, Seconds};

/// Longest end of a band that can be meant.
const LONGEST_S: Seconds = 900.0;

/// A deck that was read and checked.
#[derive(Debug, Clone)]
pub struct Deck {
    /// The file's name without its ending.
    pub name: String,
    /// ISO 639-1.
    pub language: String,
    pub title: String,
    /// What it holds, in a sentence.
    pub about: String,
    pub questions: Vec<DeckQuestion>,
}

/// One question with all that belongs to it.
#[derive(Debug, Clone)]
pub struct DeckQuestion {
    pub id: String,
    /// Id of the topic, the same in every language.
    pub topic: String,
    /// Its name for people.
    pub topic_title: String,
    /// As an interviewer asks it.
    pub text: String,
    /// The kind of question it is, of `data/questions.toml`.
    pub profile: String,
    pub low_s: Seconds,
    pub high_s: Seconds,
    /// What an interviewer wants to hear; shown while one prepares.
    pub listens_for: Vec<String>,
    /// What must be said, measured as `--points` are.
    pub points: Vec<String>,
    /// Its own first, then those of the deck; "always" last.
    pub follow_ups: Vec<FollowUp>,
    /// Where this kind of question comes from.
    pub sources: Vec<Source>,
}

/// What to ask next, and when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    pub when: Condition,
    pub ask: String,
}

/// What of an answer calls for a follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// A part that this kind of question asks for was not found.
    Missing(String),
    /// Not one number was said.
    NoNumber,
    OverLength,
    UnderLength,
    /// More tentative phrases than usual.
    Hedged,
    /// The team did it all; the speaker's own part is not heard.
    WeNotI,
    /// The first number or name comes late.
    LateFact,
    /// A point was made twice.
    Repeated,
    /// It ends on words that say nothing.
    WeakEnd,
    /// One of the points was not made.
    PointMissed,
    /// Nothing calls for it: what an interested listener asks.
    Always,
}

impl Condition {
    /// As ids and texts name it: "missing-result", "no-number".
    pub fn name(&self) -> String {
        match self {
            Condition::Missing(part) => format!("missing-{part}"),
            other => other.kind().replace('_', "-"),
        }
    }

    /// The key of the text that gives its reason.
    pub fn kind(&self) -> &'static str {
        match self {
            Condition::Missing(_) => "missing",
            Condition::NoNumber => "no_number",
            Condition::OverLength => "over_length",
            Condition::UnderLength => "under_length",
            Condition::Hedged => "hedged",
            Condition::WeNotI => "we_not_i",
            Condition::LateFact => "late_fact",
            Condition::Repeated => "repeated",
            Condition::WeakEnd => "weak_end",
            Condition::PointMissed => "point_missed",
            Condition::Always => "always",
        }
    }

    /// One of each kind, for tests and documentation.
    pub fn all() -> Vec<Condition> {
        vec![
            Condition::Missing("result".to_owned()),
            Condition::NoNumber,
            Condition::OverLength,
            Condition::UnderLength,
            Condition::Hedged,
            Condition::WeNotI,
            Condition::LateFact,
            Condition::Repeated,
            Condition::WeakEnd,
            Condition::PointMissed,
            Condition::Always,
        ]
    }
}

/// Where a kind of question comes from, and how good the evidence for it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub text: String,
    pub level: EvidenceLevel,
}

/// A deck file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeckFile {
    title: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    topics: BTreeMap<String, String>,
    #[serde(default)]
    sources: BTreeMap<String, Source>,
    #[serde(default)]
    follow_up: Vec<Spanned<FollowUp>>,
    question: Vec<QuestionEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionEntry {
    id: Spanned<String>,
    topic: Option<Spanned<String>>,
    text: Spanned<String>,
    profile: Spanned<String>,
    /// Shortest and longest good answer; the profile's own when left out.
    band_s: Option<Spanned<[Seconds; 2]>>,
    #[serde(default)]
    listens_for: Vec<String>,
    #[serde(default)]
    points: Vec<String>,
    #[serde(default)]
    follow_ups: Vec<Spanned<FollowUp>>,
    #[serde(default)]
    sources: Vec<Spanned<String>>,
}

impl Deck {
    /// Reads a deck called `name` for interviews in `language`; `kinds` are the kinds of question there are. `file` is for
    /// messages.
    ///
    /// # Errors
    /// [`DeckError::File`] with the line of what cannot be used: an unknown key, kind, part, condition, topic or source, a
    /// band out of order, an id that is used twice or says nothing.
    pub fn parse(name: &str, language: &str, file: &str, text: &str, kinds: &Questions) -> Result<Deck> {
        let reader = Reader { file, text, kinds };
        let deck: DeckFile = toml::from_str(text).map_err(|error| {
            let reason = error.message().lines().next().unwrap_or_default();
            reader.wrong(error.span().map_or(0, |span| span.start), reason)
        })?;
        if deck.question.is_empty() {
            return Err(reader.wrong(0, "holds no [[question]]"));
        }
        let mut known = HashSet::new();
        let mut questions = Vec::new();
        for entry in &deck.question {
            if !known.insert(entry.id.get_ref().as_str()) {
                return Err(
                    reader.wrong(entry.id.span().start, &format!("the id {} is used twice", entry.id.get_ref()))
                );
            }
            questions.push(reader.question(&deck, name, entry)?);
        }
        Ok(Deck {
            name: name.to_owned(),
            language: language.to_owned(),
            title: deck.title,
            about: deck.about,
            questions,
        })
    }
}

/// What messages and checks need.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    kinds: &'a Questions,
}

impl Reader<'_> {
    /// The deck cannot be used because of what stands at byte `at`.
    fn wrong(&self, at: usize, reason: &str) -> Error {
        let line = self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|byte| **byte == b'\n').count() + 1;
        DeckError::File { file: self.file.to_owned(), line, reason: reason.to_owned() }.into()
    }

    fn question(&self, deck: &DeckFile, name: &str, entry: &QuestionEntry) -> Result<DeckQuestion> {
        let id = entry.id.get_ref();
        let usable = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if id.is_empty() || !id.chars().all(usable) {
            let reason = format!("the id \"{id}\" may hold a to z, digits and - only");
            return Err(self.wrong(entry.id.span().start, &reason));
        }
        if self.kinds.kind(id).is_some() {
            let reason = format!("the id {id} is that of a kind of question; choose another");
            return Err(self.wrong(entry.id.span().start, &reason));
        }
        if entry.text.get_ref().trim().is_empty() {
            return Err(self.wrong(entry.text.span().start, &format!("{id} asks nothing")));
        }
        let kind = entry.profile.get_ref();
        let profile = self.kinds.kind(kind).ok_or_else(|| {
            let known: Vec<&str> = self.kinds.kinds().collect();
            let reason = format!("no kind of question is called \"{kind}\"; there are {}", known.join(", "));
            self.wrong(entry.profile.span().start, &reason)
        })?;
        let [low_s, high_s] = self.band(entry, profile)?;
        let (topic, topic_title) = self.topic(deck, name, entry)?;
        Ok(DeckQuestion {
            id: id.clone(),
            topic,
            topic_title,
            text: entry.text.get_ref().trim().to_owned(),
            profile: kind.clone(),
            low_s,
            high_s,
            listens_for: entry.listens_for.clone(),
            points: entry.points.clone(),
            follow_ups: self.follow_ups(deck, entry, profile)?,
            sources: self.sources(deck, entry)?,
        })
    }

    fn band(&self, entry: &QuestionEntry, profile: &Profile) -> Result<[Seconds; 2]> {
        let Some(band) = &entry.band_s else { return Ok([profile.low_s, profile.high_s]) };
        let [low_s, high_s] = *band.get_ref();
        if low_s > 0.0 && low_s < high_s && high_s <= LONGEST_S {
            return Ok([low_s, high_s]);
        }
        let reason = format!("band_s must grow, from above 0 to at most {LONGEST_S} seconds");
        Err(self.wrong(band.span().start, &reason))
    }

    /// Id and title of the topic; a deck without topics is one itself.
    fn topic(&self, deck: &DeckFile, name: &str, entry: &QuestionEntry) -> Result<(String, String)> {
        let Some(topic) = &entry.topic else { return Ok((name.to_owned(), deck.title.clone())) };
        let id = topic.get_ref();
        let title = deck.topics.get(id).ok_or_else(|| {
            let known: Vec<&str> = deck.topics.keys().map(String::as_str).collect();
            let reason = format!("[topics] has no \"{id}\"; it has {}", known.join(", "));
            self.wrong(topic.span().start, &reason)
        })?;
        Ok((id.clone(), title.clone()))
    }

    fn sources(&self, deck: &DeckFile, entry: &QuestionEntry) -> Result<Vec<Source>> {
        let find = |name: &Spanned<String>| {
            let unknown = || self.wrong(name.span().start, &format!("[sources] has no \"{}\"", name.get_ref()));
            deck.sources.get(name.get_ref()).cloned().ok_or_else(unknown)
        };
        entry.sources.iter().map(find).collect()
    }

    /// The question's own before the deck's, and what is always asked after all of them; each condition once.
    fn follow_ups(&self, deck: &DeckFile, entry: &QuestionEntry, profile: &Profile) -> Result<Vec<FollowUp>> {
        let mut chosen: Vec<FollowUp> = Vec::new();
        for follow_up in &entry.follow_ups {
            let FollowUp { when, .. } = follow_up.get_ref();
            if let Condition::Missing(part) = when
                && !profile.shape.contains(part)
            {
                let kind = entry.profile.get_ref();
                let reason = match profile.shape.as_slice() {
                    [] => format!("{kind} asks for no parts, so none can be missing"),
                    parts => format!("{kind} asks for no part \"{part}\"; it asks for {}", parts.join(", ")),
                };
                return Err(self.wrong(follow_up.span().start, &reason));
            }
            if chosen.iter().any(|known| known.when == *when) {
                let reason = format!("{} has two follow-ups for {}", entry.id.get_ref(), when.name());
                return Err(self.wrong(follow_up.span().start, &reason));
            }
            chosen.push(follow_up.get_ref().clone());
        }
        for follow_up in deck.follow_up.iter().map(Spanned::get_ref) {
            if chosen.iter().all(|known| known.when != follow_up.when) {
                chosen.push(follow_up.clone());
            }
        }
        let (always, called_for): (Vec<_>, Vec<_>) =
            chosen.into_iter().partition(|follow_up| follow_up.when == Condition::Always);
        Ok([called_for, always].concat())
    }
}

impl DeckQuestion {
    /// One that stands in no deck: a kind of question, or any in the user's own words. `topic` is what it is called.
    pub fn alone(question: &Question, topic: &str) -> DeckQuestion {
        let info = question.info();
        let band = question.band(0.0);
        let edge = |edge: Option<Seconds>| edge.unwrap_or_default();
        DeckQuestion {
            id: info.id.clone().unwrap_or_default(),
            topic: "own".to_owned(),
            topic_title: topic.to_owned(),
            text: info.title.clone().unwrap_or_default(),
            profile: info.id.clone().unwrap_or_default(),
            low_s: edge(band.as_ref().and_then(|band| band.low)),
            high_s: edge(band.as_ref().and_then(|band| band.high)),
            listens_for: Vec::new(),
            points: Vec::new(),
            follow_ups: Vec::new(),
            sources: Vec::new(),
        }
    }

    /// What an answer in `language` is compared with: the band is the question's own, parts and topic are its kind's.
    pub fn profile(&self, language: &str, kinds: &Questions) -> Profile {
        let kind = kinds.kind(&self.profile).expect("the deck was checked");
        let mut profile = kind.with_band(self.low_s, self.high_s);
        profile.title.clone_from(&self.text);
        profile.points.clone_from(&self.points);
        // The kind is asked in other words, which would be another question.
        if let Some(wording) = profile.wordings.remove(language) {
            profile.topic = wording.topic;
        }
        profile.wordings.clear();
        if let Some(source) = self.sources.first() {
            profile.source.clone_from(&source.text);
            profile.level = source.level;
        }
        profile
    }

    /// Id of the run that answers `follow_up`.
    pub fn follow_up_id(&self, follow_up: &FollowUp) -> String {
        format!("{}{FOLLOW_UP_MARK}{}", self.id, follow_up.when.name())
    }
}
