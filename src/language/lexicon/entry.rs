//! Lexicon files as written, and their entries once checked.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use crate::language::tokens::normalize_phrase;

/// What a lexicon may list. `cue`: words by which a part of an answer is known; `edit`: words that announce a correction.
pub const CATEGORIES: [&str; 7] = ["filler", "hedge", "link", "loop", "ending", "cue", "edit"];

/// In a set: any word that starts with a digit.
pub(super) const DIGITS: &str = "#";

/// One file: `category`, phrases of earlier files that shall not count, entries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LexiconFile {
    pub category: String,
    #[serde(default)]
    pub remove: Vec<String>,
    #[serde(default)]
    pub entry: Vec<EntryData>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryData {
    pub phrases: Vec<String>,
    /// A user's entry may leave it out.
    #[serde(default = "own")]
    class: String,
    /// One of these must hold; "a+b" asks for both. Empty: any place.
    #[serde(default)]
    requires: Vec<String>,
    /// The neighbouring word, when no break lies between, must (not) be one of these; `@name` is a set.
    #[serde(default)]
    preceded_by: Vec<String>,
    #[serde(default)]
    followed_by: Vec<String>,
    #[serde(default)]
    not_preceded_by: Vec<String>,
    #[serde(default)]
    not_followed_by: Vec<String>,
    /// None of these may stand near by in the sentence: "ya sea en Madrid o sea en Lima".
    #[serde(default)]
    not_near: Vec<String>,
    /// Up to here the entry counts as ordinary speech and gives no hit.
    tolerated: Option<Tolerated>,
    #[serde(default)]
    examples: Examples,
}

fn own() -> String {
    "own".to_owned()
}

/// How often an opener ("Well, …") may occur before it counts: the larger of both.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tolerated {
    hits: usize,
    per_100_words: f64,
}

impl Tolerated {
    pub fn exceeded(self, hits: usize, words: usize) -> bool {
        hits > self.hits && hits as f64 > self.per_100_words * words as f64 / 100.0
    }
}

/// Texts that prove an entry: each `matches` holds it at least once, no `misses` holds it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    #[serde(rename = "match", default)]
    pub matches: Vec<String>,
    #[serde(rename = "miss", default)]
    pub misses: Vec<String>,
}

/// Where a phrase stands among breaks (commas, pauses, filled pauses) and sentence ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    SentenceStart,
    SentenceEnd,
    AfterBreak,
    BeforeBreak,
    /// Before a break within the sentence.
    BeforeInnerBreak,
    /// A break on both sides, and not a sentence of its own.
    BetweenBreaks,
    /// A break on both sides within one sentence.
    Aside,
    /// First in the sentence, set off from the rest of it.
    Opening,
    /// Right after a word of the set `@link`.
    AfterLink,
    /// Set off at the end of a question.
    QuestionTag,
    /// Not before a question mark.
    Statement,
    /// In the last sentence of the text.
    LastSentence,
}

/// One checked entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it is written.
    pub file: String,
    pub category: String,
    pub class: String,
    pub phrases: Vec<String>,
    pub examples: Examples,
    pub(super) requires: Vec<Vec<Place>>,
    pub(super) preceded_by: HashSet<String>,
    pub(super) followed_by: HashSet<String>,
    pub(super) not_preceded_by: HashSet<String>,
    pub(super) not_followed_by: HashSet<String>,
    pub(super) not_near: HashSet<String>,
    pub(super) tolerated: Option<Tolerated>,
}

impl Entry {
    pub(super) fn check(
        file: &str,
        category: &str,
        data: EntryData,
        sets: &BTreeMap<String, Vec<String>>,
    ) -> Result<Entry, String> {
        if data.phrases.is_empty() || data.phrases.iter().any(|phrase| normalize_phrase(phrase).is_empty()) {
            return Err("an entry needs phrases with letters".to_owned());
        }
        let words = |list: Vec<String>| -> Result<HashSet<String>, String> {
            let mut words = HashSet::new();
            for item in list {
                match item.strip_prefix('@') {
                    None => words.extend(normalize_phrase(&item)),
                    Some(set) => words.extend(sets.get(set).ok_or(format!("there is no set @{set}"))?.iter().cloned()),
                }
            }
            Ok(words)
        };
        let place = |name: &str| {
            Place::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(name))
                .map_err(|_| format!("there is no place called {name}"))
        };
        let requires = data.requires.iter().map(|all| all.split('+').map(place).collect()).collect::<Result<_, _>>()?;
        Ok(Entry {
            file: file.to_owned(),
            category: category.to_owned(),
            class: data.class,
            phrases: data.phrases,
            examples: data.examples,
            requires,
            preceded_by: words(data.preceded_by)?,
            followed_by: words(data.followed_by)?,
            not_preceded_by: words(data.not_preceded_by)?,
            not_followed_by: words(data.not_followed_by)?,
            not_near: words(data.not_near)?,
            tolerated: data.tolerated,
        })
    }

    /// Whether it counts wherever it stands, some neighbours apart.
    pub(super) fn is_nearly_unconditional(&self) -> bool {
        self.requires.is_empty()
            && [&self.preceded_by, &self.followed_by, &self.not_near].iter().all(|set| set.is_empty())
    }
}
