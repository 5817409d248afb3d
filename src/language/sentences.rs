//! Where clauses and sentences end: punctuation, pauses and hesitations.

use std::ops::Range;

use crate::language::tokens::{Mark, Token};

/// What stands between two neighbouring tokens, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    None,
    /// A comma, a short pause or a filled pause.
    Break,
    /// A pause long enough to end a sentence (`sentence_pause_s`).
    Pause,
    /// Punctuation that ends a sentence; also the two ends of the text.
    Stop,
}

/// The edges before each token and after the last: `tokens.len() + 1` of them.
///
/// `pause_s[i]` is the silence before token `i` in seconds, 0 where there is none or the times are unknown;
/// `hesitation[i]` marks filled pauses ("um").
pub fn edges(tokens: &[Token], pause_s: &[f64], hesitation: &[bool], sentence_pause_s: f64) -> Vec<Edge> {
    let hesitates = |i: usize| hesitation.get(i).copied().unwrap_or(false);
    let between = |i: usize| {
        let pause_s = pause_s.get(i).copied().unwrap_or(0.0);
        match tokens[i - 1].mark {
            Mark::Sentence | Mark::Question => Edge::Stop,
            _ if pause_s >= sentence_pause_s => Edge::Pause,
            Mark::Clause => Edge::Break,
            _ if pause_s > 0.0 || tokens[i].opens || hesitates(i - 1) || hesitates(i) => Edge::Break,
            _ => Edge::None,
        }
    };
    (0..=tokens.len()).map(|i| if i == 0 || i == tokens.len() { Edge::Stop } else { between(i) }).collect()
}

/// A stretch of words between two sentence ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Indices into the transcript's words.
    pub words: Range<usize>,
    /// Spoken words in it: those with a letter or digit.
    pub word_count: usize,
}

/// Splits at every [`Edge::Pause`] and [`Edge::Stop`].
pub fn sentences(tokens: &[Token], edges: &[Edge]) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut start = 0;
    for end in 1..=tokens.len() {
        if edges[end] >= Edge::Pause {
            let words = tokens[start].word..tokens[end - 1].word + 1;
            found.push(Sentence { words, word_count: end - start });
            start = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens::tokenize;

    fn lengths(text: &str, pause_s: &[f64]) -> Vec<usize> {
        let tokens = tokenize(text.split_whitespace(), &[]);
        let edges = edges(&tokens, pause_s, &[], 0.5);
        sentences(&tokens, &edges).iter().map(|s| s.word_count).collect()
    }

    #[test]
    fn punctuation_and_long_pauses_end_sentences_and_commas_do_not() {
        assert_eq!(lengths("I did it. We, too! Why", &[]), [3, 2, 1]);
        assert_eq!(lengths("no punctuation at all here", &[0.0, 0.3, 0.5, 0.0, 0.0]), [2, 3]);
        assert_eq!(lengths("", &[]), Vec::<usize>::new());
    }
}
