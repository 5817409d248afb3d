//! Which words carry content, reduced to their stems, so that "deployed" and "deployments" are one thing.

use std::collections::{HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};

use crate::language::tokens::Token;

/// Stop words and the Snowball stemmer of a language.
#[derive(Debug, Clone)]
pub(super) struct ContentWords {
    stop_words: HashSet<String>,
    algorithm: Option<Algorithm>,
}

impl ContentWords {
    pub fn new(stop_words: Vec<String>, algorithm: Option<Algorithm>) -> ContentWords {
        ContentWords { stop_words: stop_words.into_iter().collect(), algorithm }
    }

    /// Whether the word has no content of its own.
    pub fn is_stop_word(&self, norm: &str) -> bool {
        self.stop_words.contains(norm)
    }

    /// One per token: its stem, `None` for stop words and words broken off. A contraction counts as its first part ("it's" as "it").
    pub fn stems<'t>(&self, tokens: &'t [Token]) -> Vec<Option<String>> {
        let stemmer = self.algorithm.as_ref().map(|algorithm| Stemmer::create(*algorithm));
        let stem = |norm: &str| {
            let word = norm.split('\'').next().unwrap_or_default();
            let is_content = !word.is_empty() && !self.stop_words.contains(word);
            is_content.then(|| stemmer.as_ref().map_or_else(|| word.to_owned(), |s| s.stem(word).into_owned()))
        };
        let mut known: HashMap<&str, Option<String>> = HashMap::new();
        let mut of_token = |token: &'t Token| known.entry(&token.norm).or_insert_with(|| stem(&token.norm)).clone();
        tokens.iter().map(|token| if token.cut_off { None } else { of_token(token) }).collect()
    }
}
