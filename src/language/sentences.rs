//! Where clauses and sentences end: punctuation, pauses, links and hesitations.

use std::ops::Range;

use crate::language::grammar::Grammar;
use crate::language::tokens::{Mark, Token};
use crate::thresholds::cutoffs;

/// What stands between two neighbouring tokens, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    None,
    /// A comma, a short pause or a filled pause.
    Break,
    /// A pause that ends a sentence.
    Pause,
    /// Punctuation that ends a sentence; also the two ends of the text.
    Stop,
}

/// How long a silence must be to end a sentence, seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentencePauses {
    pub anywhere_s: f64,
    /// Before a link that a new subject follows: "… for a year |and we".
    pub before_link_s: f64,
}

impl SentencePauses {
    pub fn built_in() -> SentencePauses {
        SentencePauses {
            anywhere_s: cutoffs().sentences.sentence_pause_s,
            before_link_s: cutoffs().sentences.sentence_pause_before_link_s,
        }
    }
}

/// The edges before each token and after the last: `tokens.len() + 1` of them.
///
/// `pause_s[i]` is the silence before token `i` in seconds, 0 where there is none or the times are unknown;
/// `hesitation[i]` marks filled pauses ("um"). Neither a full stop nor a pause ends a sentence after a word that none
/// ends with ("the", "because"): there the speaker hesitated, or Whisper guessed.
pub fn edges(
    tokens: &[Token],
    pause_s: &[f64],
    hesitation: &[bool],
    pauses: SentencePauses,
    grammar: &Grammar,
) -> Vec<Edge> {
    let hesitates = |i: usize| hesitation.get(i).copied().unwrap_or(false);
    let new_clause =
        |i: usize| grammar.is_link(&tokens[i]) && tokens.get(i + 1).is_some_and(|next| grammar.is_subject(next));
    let between = |i: usize| {
        let (last, pause_s) = (&tokens[i - 1], pause_s.get(i).copied().unwrap_or(0.0));
        let ends_by_pause = pause_s >= pauses.anywhere_s || (pause_s >= pauses.before_link_s && new_clause(i));
        let goes_on = grammar.is_never_last(last);
        match last.mark {
            Mark::Sentence if goes_on && pause_s < pauses.anywhere_s => Edge::Break,
            Mark::Sentence | Mark::Question => Edge::Stop,
            _ if ends_by_pause && !goes_on && (!grammar.is_open(last) || grammar.opens_clause(&tokens[i])) => {
                Edge::Pause
            }
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

    const PAUSES: SentencePauses = SentencePauses { anywhere_s: 0.5, before_link_s: 0.35 };

    fn lengths(text: &str, pause_s: &[f64]) -> Vec<usize> {
        let tokens = tokenize(text.split_whitespace(), &[]);
        let list = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let sets =
            [("never_last", "the because we"), ("seldom_last", "for was"), ("subject", "we it"), ("link", "and")];
        let sets = sets.into_iter().map(|(name, words)| (name.to_owned(), list(words))).collect();
        let grammar = Grammar::new(&sets, &list("and then"));
        let edges = edges(&tokens, pause_s, &[], PAUSES, &grammar);
        sentences(&tokens, &edges).iter().map(|s| s.word_count).collect()
    }

    #[test]
    fn punctuation_and_long_pauses_end_sentences_and_commas_do_not() {
        assert_eq!(lengths("I did it. We, too! Why", &[]), [3, 2, 1]);
        assert_eq!(lengths("no punctuation at all here", &[0.0, 0.3, 0.5, 0.0, 0.0]), [2, 3]);
        assert_eq!(lengths("", &[]), Vec::<usize>::new());
    }

    #[test]
    fn a_word_that_ends_no_sentence_takes_the_end_away() {
        assert_eq!(lengths("I wrote the. Small script", &[]), [5]);
        assert_eq!(lengths("we stopped because of it", &[0.0, 0.0, 0.0, 1.2, 0.0]), [5]);
        assert_eq!(lengths("responsible for the system", &[0.0, 0.0, 0.9, 0.0]), [4]);
        assert_eq!(lengths("what it was for then we left", &[0.0, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0]), [4, 3]);
    }

    #[test]
    fn a_shorter_pause_is_enough_before_a_link_with_a_new_subject() {
        let pause = [0.0, 0.0, 0.0, 0.4, 0.0, 0.0];
        assert_eq!(lengths("it was late and we left", &pause), [3, 3]);
        assert_eq!(lengths("it was late and dark outside", &pause), [6]);
    }
}
