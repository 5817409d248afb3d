//! Phrases with conditions: fillers, links, and whatever lexicon a later file adds.
//!
//! A lexicon file has a `category` and entries. An entry counts where one of its phrases stands in a place that it
//! accepts; a false alarm costs more trust than a miss, so words with a plain sense ("like", "so") ask for much.

mod entry;

use std::collections::{BTreeMap, HashMap, HashSet};

pub use entry::{CATEGORIES, Entry, Examples};
use entry::{DIGITS, LexiconFile, Place};

use crate::error::Result;
use crate::language::LexiconHit;
use crate::language::sentences::Edge;
use crate::language::tokens::{Mark, Token, normalize_phrase};

/// A list of words that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: not a usable lexicon ({reason}); docs/customising.md shows how to write one")]
pub struct LexiconError {
    pub file: String,
    pub reason: String,
}

impl LexiconError {
    /// Of `reason` the first line is told.
    pub(crate) fn new(file: &str, reason: &str) -> Self {
        LexiconError { file: file.to_owned(), reason: reason.lines().next().unwrap_or(reason).to_owned() }
    }
}

/// Class of the sounds that are never words ("um"); they break the clause around them.
pub const FILLED_PAUSE: &str = "filled_pause";

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
    /// The entry of each sound that is a filled pause whatever stands around it but for some neighbours.
    hesitations: HashMap<String, usize>,
    links: HashSet<String>,
}

impl Lexicon {
    /// Checks and indexes the entries of `files`, `(path, text)`; a file may remove phrases of those before it.
    ///
    /// # Errors
    /// [`LexiconError`] on a file that does not parse, an unknown category, place or set, an empty phrase, or the
    /// removal of a phrase that no earlier file has.
    pub fn parse(files: &[(&str, &str)], sets: &BTreeMap<String, Vec<String>>) -> Result<Lexicon> {
        let mut entries = Vec::new();
        for (path, text) in files {
            let file: LexiconFile = toml::from_str(text).map_err(|e| LexiconError::new(path, e.message()))?;
            if !CATEGORIES.contains(&file.category.as_str()) {
                let reason = format!("category \"{}\" is none of {}", file.category, CATEGORIES.join(", "));
                return Err(LexiconError::new(path, &reason).into());
            }
            for phrase in &file.remove {
                if !remove(&mut entries, &file.category, phrase) {
                    let reason = format!("no {} to remove is called \"{phrase}\"", file.category);
                    return Err(LexiconError::new(path, &reason).into());
                }
            }
            for data in file.entry {
                let phrase = data.phrases.first().cloned().unwrap_or_default();
                let entry = Entry::check(path, &file.category, data, sets);
                entries.push(entry.map_err(|reason| LexiconError::new(path, &format!("\"{phrase}\": {reason}")))?);
            }
        }
        let mut by_first: HashMap<String, Vec<Phrase>> = HashMap::new();
        let mut hesitations = HashMap::new();
        for (entry, data) in entries.iter().enumerate() {
            for (index, phrase) in data.phrases.iter().enumerate() {
                let tokens = normalize_phrase(phrase);
                if data.class == FILLED_PAUSE && data.is_nearly_unconditional() && tokens.len() == 1 {
                    hesitations.insert(tokens[0].clone(), entry);
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

    /// Whether the token is a filled pause wherever clauses end: "um", but neither the "uh" of "uh huh" nor "UM".
    pub fn is_hesitation(&self, tokens: &[Token], at: usize) -> bool {
        let token = &tokens[at];
        let Some(&entry) = self.hesitations.get(&token.norm).filter(|_| !token.is_name) else { return false };
        let entry = &self.entries[entry];
        // A mark parts what it stands between.
        let before = at.checked_sub(1).map(|i| &tokens[i]).filter(|before| before.mark == Mark::None);
        let after = tokens.get(at + 1).filter(|_| token.mark == Mark::None);
        !in_set(&entry.not_preceded_by, before.map(|token| token.norm.as_str()))
            && !in_set(&entry.not_followed_by, after.map(|token| token.norm.as_str()))
    }

    /// Whether the word is a filled pause in most places.
    pub fn may_hesitate(&self, norm: &str) -> bool {
        self.hesitations.contains_key(norm)
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
        if in_set(&entry.not_preceded_by, before)
            || in_set(&entry.not_followed_by, after)
            || !(entry.preceded_by.is_empty() || in_set(&entry.preceded_by, before))
            || !(entry.followed_by.is_empty() || in_set(&entry.followed_by, after))
            || (entry.class == FILLED_PAUSE && tokens[at..end].iter().all(|token| token.is_name))
            || is_near(&entry.not_near, tokens, edges, at, end)
        {
            return false;
        }
        let (left, right) = (edges[at], edges[end]);
        let set_off = left > Edge::None && right > Edge::None;
        let whole = left == Edge::Stop && right == Edge::Stop;
        let is_last = || edges[end..tokens.len()].iter().all(|edge| *edge < Edge::Pause);
        let holds = |place: &Place| match place {
            Place::SentenceStart => left >= Edge::Pause,
            Place::SentenceEnd => right >= Edge::Pause,
            Place::AfterBreak => left > Edge::None,
            Place::BeforeBreak => right > Edge::None,
            Place::BeforeInnerBreak => right == Edge::Break,
            Place::BetweenBreaks => set_off && !whole,
            Place::Aside => set_off && left < Edge::Stop && right < Edge::Stop,
            Place::Opening => left >= Edge::Pause && right > Edge::None && right < Edge::Stop,
            Place::AfterLink => before.is_some_and(|word| self.links.contains(word)),
            Place::QuestionTag => left > Edge::None && left < Edge::Stop && tokens[end - 1].mark == Mark::Question,
            Place::Statement => tokens[end - 1].mark != Mark::Question,
            Place::LastSentence => is_last(),
        };
        entry.requires.is_empty() || entry.requires.iter().any(|all| all.iter().all(holds))
    }
}

/// How far off a word is near, in words.
const NEAR: usize = 6;

/// Whether a word of `set` stands near the phrase in the same sentence.
fn is_near(set: &HashSet<String>, tokens: &[Token], edges: &[Edge], at: usize, end: usize) -> bool {
    let known = |token: &Token| set.contains(&token.norm);
    let before = (at.saturating_sub(NEAR)..at).rev().take_while(|&i| edges[i + 1] < Edge::Pause);
    let after = (end..tokens.len().min(end + NEAR)).take_while(|&i| edges[i] < Edge::Pause);
    !set.is_empty() && before.chain(after).any(|i| known(&tokens[i]))
}

fn in_set(set: &HashSet<String>, word: Option<&str>) -> bool {
    word.is_some_and(|word| {
        set.contains(word) || (word.starts_with(|c: char| c.is_ascii_digit()) && set.contains(DIGITS))
    })
}

/// Takes `phrase` out of the entries of `category`; whether any had it.
fn remove(entries: &mut Vec<Entry>, category: &str, phrase: &str) -> bool {
    let wanted = normalize_phrase(phrase);
    let mut found = false;
    for entry in entries.iter_mut().filter(|entry| entry.category == category) {
        entry.phrases.retain(|known| {
            let keep = normalize_phrase(known) != wanted;
            found |= !keep;
            keep
        });
    }
    entries.retain(|entry| !entry.phrases.is_empty());
    found
}

/// Whether `phrase` stands at `at` without a sentence end inside it.
fn is_at(phrase: &[String], tokens: &[Token], edges: &[Edge], at: usize) -> bool {
    let end = at + phrase.len();
    end <= tokens.len()
        && tokens[at..end].iter().zip(phrase).all(|(token, wanted)| token.norm == *wanted)
        && edges[at + 1..end].iter().all(|edge| *edge < Edge::Pause)
}
