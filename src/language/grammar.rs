//! The little grammar that sentence ends and disfluencies need: closed classes of words, from the sets of a language.

use std::collections::{BTreeMap, HashSet};

use crate::language::tokens::Token;

/// Closed classes of words. A language that does not list one has it empty, and what rests on it is not found.
#[derive(Debug, Clone, Default)]
pub struct Grammar {
    /// No sentence ends with them: "the", "because", "we".
    never_last: HashSet<String>,
    /// Few do: "is", "for".
    seldom_last: HashSet<String>,
    /// Nothing is said with them alone: "it's not".
    negation: HashSet<String>,
    question_word: HashSet<String>,
    subject: HashSet<String>,
    determiner: HashSet<String>,
    number: HashSet<String>,
    /// Numbers that say little: "one", "half".
    vague_number: HashSet<String>,
    /// A name after them is the speaker's own: "I'm Ann".
    naming: HashSet<String>,
    /// Said twice for emphasis or by the rules of the language: "very very", "had had".
    may_double: HashSet<String>,
    link: HashSet<String>,
    /// Sounds that say how one takes it and belong to no clause: "oh", "hmm".
    interjection: HashSet<String>,
    clause_opener: HashSet<String>,
    /// Join words of which the first leaves its end to the last: "pre- and post-sale".
    suspending: HashSet<String>,
    /// Beginnings that are words of their own with a hyphen: "pre", "short".
    prefix: HashSet<String>,
}

impl Grammar {
    pub(super) fn new(sets: &BTreeMap<String, Vec<String>>, clause_openers: &[String]) -> Grammar {
        let set = |name: &str| sets.get(name).into_iter().flatten().cloned().collect();
        Grammar {
            never_last: set("never_last"),
            seldom_last: set("seldom_last"),
            negation: set("negation"),
            question_word: set("question_word"),
            subject: set("subject"),
            determiner: set("determiner"),
            number: set("number"),
            vague_number: set("vague_number"),
            naming: set("naming"),
            may_double: set("may_double"),
            link: set("link"),
            interjection: set("interjection"),
            clause_opener: clause_openers.iter().cloned().collect(),
            suspending: set("suspending"),
            prefix: set("prefix"),
        }
    }

    pub fn is_never_last(&self, token: &Token) -> bool {
        self.never_last.contains(&token.norm)
    }

    /// Whether a clause that stops here was most likely not finished.
    pub fn is_open(&self, token: &Token) -> bool {
        self.is_never_last(token) || self.seldom_last.contains(&token.norm)
    }

    pub fn is_negation(&self, token: &Token) -> bool {
        self.negation.contains(&token.norm)
    }

    pub fn is_question_word(&self, token: &Token) -> bool {
        self.question_word.contains(&token.norm)
    }

    pub fn is_subject(&self, token: &Token) -> bool {
        self.subject.contains(&token.norm)
    }

    pub fn is_determiner(&self, token: &Token) -> bool {
        self.determiner.contains(&token.norm)
    }

    pub fn is_number(&self, token: &Token) -> bool {
        token.norm.starts_with(|c: char| c.is_ascii_digit()) || self.number.contains(&token.norm)
    }

    /// A number that one can hold on to.
    pub fn is_exact_number(&self, token: &Token) -> bool {
        self.is_number(token) && !self.vague_number.contains(&token.norm)
    }

    pub fn is_naming(&self, token: &Token) -> bool {
        self.naming.contains(&token.norm)
    }

    pub fn may_double(&self, token: &Token) -> bool {
        token.norm.starts_with(|c: char| c.is_ascii_digit()) || self.may_double.contains(&token.norm)
    }

    /// Said twice by habit, with a hyphen: "so-so", "bye-bye".
    pub fn is_doubled(&self, norm: &str) -> bool {
        self.may_double.contains(norm)
    }

    pub fn is_link(&self, token: &Token) -> bool {
        self.link.contains(&token.norm)
    }

    pub fn is_interjection(&self, token: &Token) -> bool {
        self.interjection.contains(&token.norm)
    }

    pub fn is_prefix(&self, norm: &str) -> bool {
        self.prefix.contains(norm)
    }

    /// A word with a hanging hyphen is whole when a compound behind "and" completes it: "short-, medium- and long-term".
    pub(super) fn complete_suspended(&self, tokens: &mut [Token]) {
        for at in (0..tokens.len()).rev().filter(|&at| tokens[at].cut_off).collect::<Vec<_>>() {
            let (before, behind) = tokens.split_at(at + 1);
            let own = &before[at].norm;
            let joined = match behind.first() {
                // Completed a moment ago, or left hanging.
                Some(next) if self.suspending.contains(&next.norm) => {
                    behind.iter().skip(1).find(|t| !self.suspending.contains(&t.norm))
                }
                next => next.filter(|next| next.completed),
            };
            let is_compound = |token: &Token| {
                let begins_alike = || {
                    self.is_prefix(own)
                        && self
                            .prefix
                            .iter()
                            .any(|prefix| token.norm.len() > prefix.len() && token.norm.starts_with(prefix.as_str()))
                };
                token.completed || token.norm.contains('-') || begins_alike()
            };
            if joined.is_some_and(is_compound) {
                tokens[at].cut_off = false;
                tokens[at].completed = true;
            }
        }
    }

    /// Whether a clause opens with the word: a conjunction, or a relative.
    pub fn opens_clause(&self, token: &Token) -> bool {
        self.clause_opener.contains(&token.norm)
    }
}
