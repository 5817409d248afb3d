//! Which words carry content, reduced to their stems, so that "deployed" and "deployments" are one thing.

use std::collections::HashSet;

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

    /// One per token: its stem, `None` for stop words. A contraction counts as its first part ("it's" as "it").
    pub fn stems(&self, tokens: &[Token]) -> Vec<Option<String>> {
        let stemmer = self.algorithm.as_ref().map(|algorithm| Stemmer::create(*algorithm));
        let stem = |token: &Token| {
            let word = token.norm.split('\'').next().unwrap_or_default();
            let is_content = !word.is_empty() && !self.stop_words.contains(word) && !token.cut_off;
            is_content.then(|| stemmer.as_ref().map_or_else(|| word.to_owned(), |s| s.stem(word).into_owned()))
        };
        tokens.iter().map(stem).collect()
    }
}
