//! Words said twice, words given up for others, and sentences that break off.
//!
//! The field's terms (Shriberg 1994): the *reparandum* is what was given up, then comes the interruption point, perhaps
//! an editing term ("sorry", "I mean"), then the repair. Fillers inside are looked through: "the, um, the" is a
//! repetition. Emphasis ("very very") and parallels ("I planned it, I built it") are none of these.

use std::ops::Range;

use crate::language::LexiconHit;
use crate::language::fluent::{Edit, Fluent};
use crate::language::grammar::Grammar;
use crate::language::restarts;
use crate::language::sentences::Edge;
use crate::language::tokens::Token;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisfluencyKind {
    /// "we had we had"
    Repetition,
    /// "we used, we chose"
    Restart,
    /// "and then the …"
    Unfinished,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disfluency {
    pub kind: DisfluencyKind,
    /// Indices into the transcript's words: what could be cut, an editing term included; of an unfinished sentence its
    /// last word.
    pub words: Range<usize>,
}

/// Longest phrase that people repeat at once, words.
const LONGEST_REPEATED: usize = 4;

/// The disfluencies of a text in order; `hits` are those of all lexicons.
pub(super) fn find(tokens: &[Token], edges: &[Edge], hits: &[LexiconHit], grammar: &Grammar) -> Vec<Disfluency> {
    let fluent = Fluent::of(tokens, edges, hits, grammar);
    let mut repeated = vec![false; fluent.tokens.len()];
    let mut found = Vec::new();
    let mut at = 0;
    while at < fluent.tokens.len() {
        match (1..=LONGEST_REPEATED).rev().find(|&length| is_repeated(&fluent, at, length, grammar)) {
            Some(length) => {
                repeated[at..at + length].fill(true);
                let words = fluent.tokens[at].word..fluent.tokens[at + length - 1].word + 1;
                found.push(Disfluency { kind: DisfluencyKind::Repetition, words });
                at += length;
            }
            None => at += 1,
        }
    }
    let fluent = fluent.without(&repeated);
    let restart = |words| Disfluency { kind: DisfluencyKind::Restart, words };
    found.extend(restarts::find(&fluent, grammar).into_iter().map(restart));
    found.extend(unfinished(&fluent, grammar));
    found.sort_by_key(|disfluency| (disfluency.words.start, disfluency.words.end));
    found
}

/// Whether the `length` tokens at `at` are said again at once.
fn is_repeated(fluent: &Fluent, at: usize, length: usize, grammar: &Grammar) -> bool {
    let end = at + 2 * length;
    if end > fluent.tokens.len()
        || !(at..at + length).all(|i| fluent.same(i, i + length))
        || fluent.gaps[at + 1..end].iter().any(|gap| gap.edit == Edit::Strong)
    {
        return false;
    }
    let phrase = &fluent.tokens[at..at + length];
    if phrase.iter().all(|token| grammar.may_double(token)) {
        return false;
    }
    // "on and on and on", "step by step by step"
    let goes_on = at > 0 && fluent.same(at - 1, at + length - 1);
    if length > 1 && (goes_on || grammar.is_link(phrase[length - 1])) {
        return false;
    }
    let pauses = fluent.gaps[at + 1..end].iter().map(|gap| gap.edge).max().unwrap_or(Edge::None);
    // Across the end of a sentence only what cannot have ended it: "in the |0.8 the", not "I liked it |0.8 it was".
    pauses < Edge::Pause || (pauses == Edge::Pause && grammar.is_open(phrase[length - 1]))
}

/// Sentences whose last word none ends with: "and then the …".
fn unfinished(fluent: &Fluent, grammar: &Grammar) -> Vec<Disfluency> {
    let ends_after = |i: usize| fluent.gaps.get(i + 1).is_none_or(|gap| gap.edge == Edge::Stop);
    let breaks_off = |(i, token): (usize, &&Token)| {
        (token.trails_off && grammar.is_open(token)) || (ends_after(i) && grammar.is_never_last(token))
    };
    let at_end = fluent.tokens.iter().enumerate().filter(|(i, token)| breaks_off((*i, token)));
    at_end.map(|(_, t)| Disfluency { kind: DisfluencyKind::Unfinished, words: t.word..t.word + 1 }).collect()
}
