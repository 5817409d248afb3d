//! What saywell knows about a language: its words, sentence ends, syllables and lexicons. Pure, no I/O.
//!
//! A language is a folder `data/lexicons/LANG/`: `language.toml` for its spelling, every other file a lexicon. The
//! build lists the folders, so a new one needs no line of code.

mod content;
mod detection;
pub mod disfluencies;
mod facts;
mod fluent;
pub mod grammar;
pub mod lexicon;
mod library;
mod restarts;
pub mod sentences;
mod stutters;
pub mod syllables;
pub mod tokens;

use std::collections::BTreeMap;
use std::ops::Range;

pub use detection::detect;
pub use lexicon::LexiconError;
pub use library::{Library, UserFile, languages, lexicons_for};
use rust_stemmers::Algorithm;
use serde::Deserialize;

use crate::error::Result;
use crate::language::content::ContentWords;
use crate::language::disfluencies::Disfluency;
use crate::language::grammar::Grammar;
use crate::language::lexicon::{Entry, Lexicon};
use crate::language::sentences::{Edge, Sentence, SentencePauses};
use crate::language::syllables::SyllableRules;
use crate::language::tokens::{Mark, Token};
use crate::types::Word;

include!(concat!(env!("OUT_DIR"), "/data_files.rs"));

/// `language.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageFile {
    name: String,
    /// Words whose full stop ends no sentence, without the stop.
    abbreviations: Vec<String>,
    /// Words that open a clause: a pause before one stands at a boundary.
    clause_openers: Vec<String>,
    /// Word lists that lexicon entries refer to as `@name`.
    #[serde(default)]
    sets: BTreeMap<String, Vec<String>>,
    /// Words without content of their own.
    #[serde(default)]
    stop_words: Vec<String>,
    /// Snowball stemmer, as rust-stemmers names it.
    stemmer: Option<Algorithm>,
    syllables: SyllableRules,
}

/// Everything about one language.
#[derive(Debug, Clone)]
pub struct Lexicons {
    /// ISO 639-1, e.g. "en".
    pub code: String,
    /// In English, e.g. "Spanish".
    pub name: String,
    abbreviations: Vec<String>,
    grammar: Grammar,
    content: ContentWords,
    syllables: SyllableRules,
    lexicon: Lexicon,
}

/// A phrase of a lexicon found in the text, in a place that its entry accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconHit {
    /// Indices into the transcript's words.
    pub words: Range<usize>,
    /// The lexicon: "filler", "link".
    pub category: String,
    /// Within the lexicon: "filled_pause", "filler_word", …
    pub class: String,
    /// As the lexicon writes it.
    pub phrase: String,
}

/// A text after reading: what was said, where it ends, and which phrases of the lexicons it holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    /// The spoken words, those with a letter or digit.
    pub tokens: Vec<Token>,
    /// Before each token and after the last.
    pub edges: Vec<Edge>,
    pub sentences: Vec<Sentence>,
    /// In order of their first word.
    pub hits: Vec<LexiconHit>,
    /// In order of their first word.
    pub disfluencies: Vec<Disfluency>,
    /// One per token: the stem of a word with content.
    pub stems: Vec<Option<String>>,
    /// Indices of words that are a number or a proper name.
    pub facts: Vec<usize>,
}

/// The built-in files of a folder under `src/data`, `(path, text)`, by name: "advice/".
pub fn data_files<'a>(folder: &'a str) -> impl Iterator<Item = (&'static str, &'static str)> + 'a {
    DATA_FILES.iter().copied().filter(move |(path, _)| path.starts_with(folder))
}

impl Lexicons {
    /// Reads a language from its files, `(path, text)`; the one named `language.toml` holds the spelling.
    ///
    /// # Errors
    /// [`LexiconError`] names the first file that does not parse, or whose entries ask for unknown things.
    pub fn parse(code: &str, files: &[(&str, &str)]) -> Result<Lexicons> {
        let (mut language, mut lexicon_files) = (None, Vec::new());
        for (path, text) in files {
            if path.ends_with("language.toml") {
                language =
                    Some(toml::from_str::<LanguageFile>(text).map_err(|e| LexiconError::new(path, e.message()))?);
            } else {
                lexicon_files.push((*path, *text));
            }
        }
        let language = language.ok_or_else(|| LexiconError::new(code, "there is no language.toml"))?;
        Ok(Lexicons {
            code: code.to_owned(),
            name: language.name,
            abbreviations: language.abbreviations,
            grammar: Grammar::new(&language.sets, &language.clause_openers),
            content: ContentWords::new(language.stop_words, language.stemmer),
            syllables: language.syllables,
            lexicon: Lexicon::parse(&lexicon_files, &language.sets)?,
        })
    }

    /// Reads `words`. `pause_before_s(word)` is the silence before that word in seconds, 0 for none or unknown.
    pub fn read<'a>(
        &self,
        words: impl IntoIterator<Item = &'a str>,
        pause_before_s: impl Fn(usize) -> f64,
        pauses: SentencePauses,
    ) -> Text {
        let mut tokens = tokens::tokenize(words, &self.abbreviations);
        self.grammar.complete_suspended(&mut tokens);
        let pauses_s: Vec<f64> = tokens.iter().map(|token| pause_before_s(token.word)).collect();
        let hesitation: Vec<bool> = (0..tokens.len()).map(|at| self.lexicon.is_hesitation(&tokens, at)).collect();
        let edges = sentences::edges(&tokens, &pauses_s, &hesitation, pauses, &self.grammar);
        let sentences = sentences::sentences(&tokens, &edges);
        let hits = self.lexicon.find(&tokens, &edges);
        let disfluencies = disfluencies::find(&tokens, &edges, &hits, &self.grammar);
        let stems = self.content.stems(&tokens);
        let facts = facts::find(&tokens, &edges, &self.grammar);
        Text { tokens, edges, sentences, hits, disfluencies, stems, facts }
    }

    /// Whether a clause ends between `tokens[at - 1]` and `tokens[at]`: the first carries punctuation, or the second
    /// opens a clause. Commas that only set off a filler (`is_filler[token]`) do not count: "for, um, the".
    pub fn clause_ends_before(&self, tokens: &[Token], is_filler: &[bool], at: usize) -> bool {
        let filler = |i: usize| is_filler.get(i).copied().unwrap_or(false);
        let Some(last) = (0..at).rev().find(|&i| !filler(i)) else { return true };
        let Some(next) = (at..tokens.len()).find(|&i| !filler(i)) else { return true };
        let set_off_only = last + 1 < next;
        let sentence_ends = (last..next).any(|i| tokens[i].mark >= Mark::Sentence);
        let clause_ends = !set_off_only && tokens[last].mark == Mark::Clause;
        sentence_ends || clause_ends || tokens[next].opens || self.grammar.opens_clause(&tokens[next])
    }

    /// Writes words that hold their own stutter ("I-I-I", "b-b-but") as what was begun and the word: "I-I- I".
    pub fn part_stutters(&self, words: &mut Vec<Word>) {
        stutters::part(words, &self.grammar, &self.content, &self.lexicon);
    }

    /// The share of words without content of their own; `None` for a handful of words.
    pub fn stop_word_share(&self, text: &str) -> Option<f64> {
        const FEWEST: usize = 6;
        let tokens = tokens::tokenize(text.split_whitespace(), &self.abbreviations);
        let little = tokens.iter().filter(|token| self.content.is_stop_word(&token.norm)).count();
        (tokens.len() >= FEWEST).then(|| little as f64 / tokens.len() as f64)
    }

    /// Syllables of a normalised token, at least 1.
    pub fn syllables(&self, norm: &str) -> usize {
        self.syllables.count(norm)
    }

    /// The entries of every lexicon, for tests and documentation.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.lexicon.entries()
    }

    /// The examples of `entry` that it does not keep to, one line each.
    pub fn failed_examples(&self, entry: &Entry) -> Vec<String> {
        let found = |text: &str| {
            let read = self.read(text.split_whitespace(), |_| 0.0, SentencePauses::built_in());
            read.hits.iter().any(|hit| {
                hit.category == entry.category && hit.class == entry.class && entry.phrases.contains(&hit.phrase)
            })
        };
        let missed =
            entry.examples.matches.iter().filter(|text| !found(text)).map(|text| format!("missed in \"{text}\""));
        let wrong = entry.examples.misses.iter().filter(|text| found(text)).map(|text| format!("found in \"{text}\""));
        missed.chain(wrong).collect()
    }

    /// Whether one of `words` is a number that one can hold on to: "40", "three", but not "one" or "half".
    pub fn has_number<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> bool {
        tokens::tokenize(words, &self.abbreviations).iter().any(|token| self.grammar.is_exact_number(token))
    }

    /// The stems of the content words of a line, such as a note.
    pub fn stems(&self, line: &str) -> Vec<String> {
        let tokens = tokens::tokenize(line.split_whitespace(), &self.abbreviations);
        self.content.stems(&tokens).into_iter().flatten().collect()
    }
}

/// Tokens and sentences of a text in a language without lexicons: no hits.
pub fn read_plain<'a>(
    words: impl IntoIterator<Item = &'a str>,
    pause_before_s: impl Fn(usize) -> f64,
    pauses: SentencePauses,
) -> Text {
    let tokens = tokens::tokenize(words, &[]);
    let pauses_s: Vec<f64> = tokens.iter().map(|token| pause_before_s(token.word)).collect();
    let edges = sentences::edges(&tokens, &pauses_s, &[], pauses, &Grammar::default());
    let sentences = sentences::sentences(&tokens, &edges);
    let stems = vec![None; tokens.len()];
    Text { tokens, edges, sentences, stems, ..Text::default() }
}
