//! Phrases with conditions: fillers, links, and whatever lexicon a later file adds.
//!
//! A lexicon file has a `category` and entries. An entry counts where one of its phrases stands in a place that it
//! accepts; a false alarm costs more trust than a miss, so words with a plain sense ("like", "so") ask for much.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::language::LexiconHit;
use crate::language::sentences::Edge;
use crate::language::tokens::{Token, normalize_phrase};

/// Class of the sounds that are never words ("um"); they break the clause around them.
pub const FILLED_PAUSE: &str = "filled_pause";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LexiconFile {
    category: String,
    entry: Vec<EntryData>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryData {
    phrases: Vec<String>,
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
    /// Up to here the entry counts as ordinary speech and gives no hit.
    tolerated: Option<Tolerated>,
    examples: Examples,
}

/// How often an opener ("Well, …") may occur before it counts: the larger of both.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tolerated {
    hits: usize,
    per_100_words: f64,
}

/// Texts that prove an entry: each `matches` holds it at least once, no `misses` holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    #[serde(rename = "match")]
    pub matches: Vec<String>,
    #[serde(rename = "miss")]
    pub misses: Vec<String>,
}

/// Where a phrase stands among breaks (commas, pauses, filled pauses) and sentence ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    SentenceStart,
    SentenceEnd,
    AfterBreak,
    BeforeBreak,
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
}

/// One checked entry.
#[derive(Debug, Clone)]
pub struct Entry {
    pub category: String,
    pub class: String,
    pub phrases: Vec<String>,
    pub examples: Examples,
    requires: Vec<Vec<Place>>,
    preceded_by: HashSet<String>,
    followed_by: HashSet<String>,
    not_preceded_by: HashSet<String>,
    not_followed_by: HashSet<String>,
    tolerated: Option<Tolerated>,
}

/// A phrase of an entry as tokens.
#[derive(Debug, Clone)]
struct Phrase {
    entry: usize,
    index: usize,
    tokens: Vec<String>,
}

/// All entries of a language, indexed by the first word of their phrases.
#[derive(Debug, Clone)]
pub struct Lexicon {
    entries: Vec<Entry>,
    by_first: HashMap<String, Vec<Phrase>>,
    hesitations: HashSet<String>,
    links: HashSet<String>,
}

impl Lexicon {
    /// Checks and indexes the entries of `files`, `(path, text)`.
    ///
    /// # Errors
    /// [`Error::Lexicon`] on a file that does not parse, an unknown place or set, or an empty phrase.
    pub fn parse(files: &[(&str, &str)], sets: &BTreeMap<String, Vec<String>>) -> Result<Lexicon> {
        let mut entries = Vec::new();
        for (path, text) in files {
            let file: LexiconFile = toml::from_str(text).map_err(|e| Error::lexicon(path, e.message()))?;
            for data in file.entry {
                let phrase = data.phrases.first().cloned().unwrap_or_default();
                let entry = Entry::check(&file.category, data, sets);
                entries.push(entry.map_err(|reason| Error::lexicon(path, &format!("\"{phrase}\": {reason}")))?);
            }
        }
        let mut by_first: HashMap<String, Vec<Phrase>> = HashMap::new();
        let mut hesitations = HashSet::new();
        for (entry, data) in entries.iter().enumerate() {
            for (index, phrase) in data.phrases.iter().enumerate() {
                let tokens = normalize_phrase(phrase);
                if data.class == FILLED_PAUSE && data.is_unconditional() && tokens.len() == 1 {
                    hesitations.insert(tokens[0].clone());
                }
                if let Some(first) = tokens.first() {
                    by_first.entry(first.clone()).or_default().push(Phrase { entry, index, tokens });
                }
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.tokens.len()));
        }
        let links = sets.get("link").into_iter().flatten().cloned().collect();
        Ok(Lexicon { entries, by_first, hesitations, links })
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Whether the word is a filled pause wherever it stands.
    pub fn is_hesitation(&self, norm: &str) -> bool {
        self.hesitations.contains(norm)
    }

    /// The hits in `tokens`, in order. Within a category the longest phrase wins and hits never overlap.
    pub fn find(&self, tokens: &[Token], edges: &[Edge]) -> Vec<LexiconHit> {
        let mut found: Vec<(usize, LexiconHit)> = Vec::new();
        let mut free_from: HashMap<&str, usize> = HashMap::new();
        for (at, token) in tokens.iter().enumerate() {
            for phrase in self.by_first.get(&token.norm).into_iter().flatten() {
                let entry = &self.entries[phrase.entry];
                let end = at + phrase.tokens.len();
                let free = free_from.entry(&entry.category).or_default();
                if at >= *free
                    && is_at(&phrase.tokens, tokens, edges, at)
                    && self.accepts(entry, tokens, edges, at, end)
                {
                    *free = end;
                    let hit = LexiconHit {
                        words: token.word..tokens[end - 1].word + 1,
                        category: entry.category.clone(),
                        class: entry.class.clone(),
                        phrase: entry.phrases[phrase.index].clone(),
                    };
                    found.push((phrase.entry, hit));
                }
            }
        }
        let mut counts = vec![0; self.entries.len()];
        found.iter().for_each(|(entry, _)| counts[*entry] += 1);
        let counted =
            |entry: usize| self.entries[entry].tolerated.is_none_or(|t| t.exceeded(counts[entry], tokens.len()));
        found.into_iter().filter(|(entry, _)| counted(*entry)).map(|(_, hit)| hit).collect()
    }

    fn accepts(&self, entry: &Entry, tokens: &[Token], edges: &[Edge], at: usize, end: usize) -> bool {
        let before = (edges[at] == Edge::None).then(|| at.checked_sub(1)).flatten().map(|i| tokens[i].norm.as_str());
        let after = (edges[end] == Edge::None).then(|| tokens.get(end)).flatten().map(|token| token.norm.as_str());
        let in_set = |set: &HashSet<String>, word: Option<&str>| word.is_some_and(|word| set.contains(word));
        if in_set(&entry.not_preceded_by, before)
            || in_set(&entry.not_followed_by, after)
            || !(entry.preceded_by.is_empty() || in_set(&entry.preceded_by, before))
            || !(entry.followed_by.is_empty() || in_set(&entry.followed_by, after))
        {
            return false;
        }
        let (left, right) = (edges[at], edges[end]);
        let set_off = left > Edge::None && right > Edge::None;
        let whole = left == Edge::Stop && right == Edge::Stop;
        let holds = |place: &Place| match place {
            Place::SentenceStart => left >= Edge::Pause,
            Place::SentenceEnd => right >= Edge::Pause,
            Place::AfterBreak => left > Edge::None,
            Place::BeforeBreak => right > Edge::None,
            Place::BetweenBreaks => set_off && !whole,
            Place::Aside => set_off && left < Edge::Stop && right < Edge::Stop,
            Place::Opening => left >= Edge::Pause && right > Edge::None && right < Edge::Stop,
            Place::AfterLink => before.is_some_and(|word| self.links.contains(word)),
            Place::QuestionTag => {
                left > Edge::None && left < Edge::Stop && tokens[end - 1].mark == crate::language::Mark::Question
            }
        };
        entry.requires.is_empty() || entry.requires.iter().any(|all| all.iter().all(holds))
    }
}

impl Tolerated {
    fn exceeded(self, hits: usize, words: usize) -> bool {
        hits > self.hits && hits as f64 > self.per_100_words * words as f64 / 100.0
    }
}

impl Entry {
    fn check(category: &str, data: EntryData, sets: &BTreeMap<String, Vec<String>>) -> Result<Entry, String> {
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
            category: category.to_owned(),
            class: data.class,
            phrases: data.phrases,
            examples: data.examples,
            requires,
            preceded_by: words(data.preceded_by)?,
            followed_by: words(data.followed_by)?,
            not_preceded_by: words(data.not_preceded_by)?,
            not_followed_by: words(data.not_followed_by)?,
            tolerated: data.tolerated,
        })
    }

    fn is_unconditional(&self) -> bool {
        self.requires.is_empty()
            && [&self.preceded_by, &self.followed_by, &self.not_preceded_by, &self.not_followed_by]
                .iter()
                .all(|set| set.is_empty())
    }
}

/// Whether `phrase` stands at `at` without a sentence end inside it.
fn is_at(phrase: &[String], tokens: &[Token], edges: &[Edge], at: usize) -> bool {
    let end = at + phrase.len();
    end <= tokens.len()
        && tokens[at..end].iter().zip(phrase).all(|(token, wanted)| token.norm == *wanted)
        && edges[at + 1..end].iter().all(|edge| *edge < Edge::Pause)
}
