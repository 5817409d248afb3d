//! What saywell knows about a language: its words, sentence ends, syllables and lexicons. Pure, no I/O.
//!
//! A language is a folder `data/lexicons/LANG/`: `language.toml` for its spelling, every other file a lexicon. The
//! build lists the folders, so a new one needs no line of code.

pub mod lexicon;
pub mod sentences;
pub mod syllables;
pub mod tokens;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::language::lexicon::Lexicon;
use crate::language::sentences::{Edge, Sentence};
use crate::language::syllables::SyllableRules;
use crate::language::tokens::{Mark, Token};

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
    clause_openers: HashSet<String>,
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
}

/// The built-in lexicons of a language ("en", "en-US"), `None` when there are none.
pub fn lexicons_for(language: &str) -> Option<&'static Lexicons> {
    static BUILT_IN: LazyLock<BTreeMap<String, Lexicons>> = LazyLock::new(|| {
        languages()
            .map(|code| {
                let files = files_of(code);
                let lexicons =
                    Lexicons::parse(code, &files).expect("the lexicons in the program are checked by a test");
                (code.to_owned(), lexicons)
            })
            .collect()
    });
    let code = language.split(['-', '_']).next().unwrap_or(language).to_lowercase();
    BUILT_IN.get(&code)
}

/// Codes of the languages that have lexicons, in alphabetical order.
pub fn languages() -> impl Iterator<Item = &'static str> {
    DATA_FILES.iter().filter_map(|(path, _)| path.strip_prefix("lexicons/")?.strip_suffix("/language.toml"))
}

/// The lexicon files of a language as one text, for the hash in the provenance; empty when there are none.
pub fn data_text(language: &str) -> String {
    lexicons_for(language).map(|l| files_of(&l.code).into_iter().map(|(_, text)| text).collect()).unwrap_or_default()
}

/// The built-in files of a folder under `src/data`, `(path, text)`, by name: "advice/".
pub fn data_files(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    DATA_FILES.iter().copied().filter(move |(path, _)| path.starts_with(folder))
}

fn files_of(code: &str) -> Vec<(&'static str, &'static str)> {
    data_files(&format!("lexicons/{code}/")).collect()
}

impl Lexicons {
    /// Reads a language from its files, `(path, text)`; the one named `language.toml` holds the spelling.
    ///
    /// # Errors
    /// [`Error::Lexicon`] names the first file that does not parse, or whose entries ask for unknown things.
    pub fn parse(code: &str, files: &[(&str, &str)]) -> Result<Lexicons> {
        let (mut language, mut lexicon_files) = (None, Vec::new());
        for (path, text) in files {
            if path.ends_with("language.toml") {
                language = Some(toml::from_str::<LanguageFile>(text).map_err(|e| Error::lexicon(path, e.message()))?);
            } else {
                lexicon_files.push((*path, *text));
            }
        }
        let language = language.ok_or_else(|| Error::lexicon(code, "there is no language.toml"))?;
        Ok(Lexicons {
            code: code.to_owned(),
            name: language.name,
            abbreviations: language.abbreviations,
            clause_openers: language.clause_openers.into_iter().collect(),
            syllables: language.syllables,
            lexicon: Lexicon::parse(&lexicon_files, &language.sets)?,
        })
    }

    /// Reads `words`. `pause_before_s(word)` is the silence before that word in seconds, 0 for none or unknown.
    pub fn read<'a>(
        &self,
        words: impl IntoIterator<Item = &'a str>,
        pause_before_s: impl Fn(usize) -> f64,
        sentence_pause_s: f64,
    ) -> Text {
        let tokens = tokens::tokenize(words, &self.abbreviations);
        let pauses_s: Vec<f64> = tokens.iter().map(|token| pause_before_s(token.word)).collect();
        let hesitation: Vec<bool> = tokens.iter().map(|token| self.lexicon.is_hesitation(&token.norm)).collect();
        let edges = sentences::edges(&tokens, &pauses_s, &hesitation, sentence_pause_s);
        let sentences = sentences::sentences(&tokens, &edges);
        let hits = self.lexicon.find(&tokens, &edges);
        Text { tokens, edges, sentences, hits }
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
        sentence_ends || clause_ends || tokens[next].opens || self.clause_openers.contains(&tokens[next].norm)
    }

    /// Syllables of a normalised token, at least 1.
    pub fn syllables(&self, norm: &str) -> usize {
        self.syllables.count(norm)
    }

    /// The entries of every lexicon, for tests and documentation.
    pub fn entries(&self) -> impl Iterator<Item = &lexicon::Entry> {
        self.lexicon.entries()
    }
}

/// Tokens and sentences of a text in a language without lexicons: no hits.
pub fn read_plain<'a>(
    words: impl IntoIterator<Item = &'a str>,
    pause_before_s: impl Fn(usize) -> f64,
    sentence_pause_s: f64,
) -> Text {
    let tokens = tokens::tokenize(words, &[]);
    let pauses_s: Vec<f64> = tokens.iter().map(|token| pause_before_s(token.word)).collect();
    let edges = sentences::edges(&tokens, &pauses_s, &[], sentence_pause_s);
    let sentences = sentences::sentences(&tokens, &edges);
    Text { tokens, edges, sentences, hits: Vec::new() }
}
