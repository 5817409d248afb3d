//! Restarts and self-corrections: "we used, we chose", "on Mon- on Tuesday", "four, sorry, five".
//!
//! Each rule asks for an interruption point (a comma, a pause, a filler, a word broken off) and for a sign that the words
//! before it were given up: they are said again with a change, they stop where no clause does, or an editing term says
//! so. A parallel ("it was fast, it was cheap") has the first sign alone, so it never counts.

use std::ops::Range;

use crate::language::fluent::{Edit, Fluent};
use crate::language::grammar::Grammar;
use crate::language::sentences::Edge;
use crate::language::tokens::Token;

/// Longest stretch that is given up, words.
const LONGEST: usize = 5;
/// Words that start alike are forms of one word from here on, characters.
const ALIKE: usize = 3;

/// The words given up, in order; no stretch overlaps another.
pub(super) fn find(fluent: &Fluent, grammar: &Grammar) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut free = 0;
    for repair in 1..fluent.tokens.len() {
        let Some(start) = reparandum(fluent, repair, free, grammar) else { continue };
        found.push(fluent.words(start, repair));
        free = repair;
    }
    found
}

/// Where the words given up before the token at `repair` start, when any were.
fn reparandum(fluent: &Fluent, repair: usize, free: usize, grammar: &Grammar) -> Option<usize> {
    let (gap, last) = (fluent.gaps[repair], fluent.tokens[repair - 1]);
    let earliest = free.max(repair.saturating_sub(LONGEST));
    if last.cut_off {
        let again = (earliest..repair - 1).rev().find(|&i| fluent.same(i, repair) && contiguous(fluent, i, repair));
        return again.or((repair > free).then_some(repair - 1));
    }
    if gap.edit == Edit::Strong {
        return edited(fluent, repair, earliest, grammar);
    }
    if let (Edit::Weak, Some(start)) = (gap.edit, numbers(fluent, repair, earliest, grammar)) {
        return Some(start);
    }
    if !gap.interrupts() || repair <= free {
        return None;
    }
    let retraced = (earliest..repair).rev().find(|&i| fluent.same(i, repair) && contiguous(fluent, i, repair));
    let clause = (earliest..repair).rev().find(|&i| i == 0 || fluent.gaps[i].edge > Edge::None);
    match retraced {
        Some(start) if is_retraced(fluent, start, repair, grammar) => Some(start),
        Some(_) => None,
        None => clause
            .map(|i| after_links(fluent, i, repair, grammar))
            .filter(|&start| start < repair && is_given_up(fluent, start, repair, grammar)),
    }
}

/// No break lies inside the tokens from `start` up to `repair`.
fn contiguous(fluent: &Fluent, start: usize, repair: usize) -> bool {
    fluent.gaps[start + 1..repair].iter().all(|gap| gap.edge == Edge::None && gap.edit < Edit::Strong)
}

fn after_links(fluent: &Fluent, start: usize, repair: usize, grammar: &Grammar) -> usize {
    (start..repair).find(|&i| !grammar.is_link(fluent.tokens[i])).unwrap_or(repair)
}

/// After "sorry": back to the word that is said again, or over the number, or to the start of the clause.
fn edited(fluent: &Fluent, repair: usize, earliest: usize, grammar: &Grammar) -> Option<usize> {
    let again = (earliest..repair).rev().find(|&i| fluent.same(i, repair));
    let clause = || {
        let start = (earliest..repair).rev().find(|&i| i == 0 || fluent.gaps[i].edge > Edge::None)?;
        Some(after_links(fluent, start, repair, grammar)).filter(|&start| start < repair)
    };
    again.or_else(|| numbers(fluent, repair, earliest, grammar)).or_else(clause)
}

/// Where the number before another number starts: "four, I mean, five".
fn numbers(fluent: &Fluent, repair: usize, earliest: usize, grammar: &Grammar) -> Option<usize> {
    let number = |i: usize| grammar.is_number(fluent.tokens[i]);
    (earliest..repair).rev().take_while(|&i| number(i)).last().filter(|_| number(repair))
}

/// The tokens from `start` begin as those from `repair` do; whether they were given up.
fn is_retraced(fluent: &Fluent, start: usize, repair: usize, grammar: &Grammar) -> bool {
    let (first, last) = (fluent.tokens[start], fluent.tokens[repair - 1]);
    let length = repair - start;
    let shared = (0..length).take_while(|&i| fluent.same(start + i, repair + i)).count();
    let in_repair = |i: usize| fluent.tokens.get(repair + i).copied();
    let before = start.checked_sub(1).map(|i| fluent.tokens[i]);
    // "very, very"; "What I did was, I asked"
    if shared == length || before.is_some_and(|token| grammar.is_question_word(token)) {
        return false;
    }
    // After "and" people look for words without giving any up: "the bug and, um, the fix".
    if (grammar.is_open(last) && !grammar.is_link(last)) || grammar.is_negation(last) {
        return true;
    }
    // "we used two, we used one"
    if shared + 1 == length && grammar.is_number(last) && in_repair(shared).is_some_and(|t| grammar.is_number(t)) {
        return true;
    }
    if length != 2 {
        return false;
    }
    // "the other, the others"
    if grammar.is_determiner(first) && in_repair(1).is_some_and(|t| alike(last, t)) {
        return true;
    }
    // "we used, we chose Postgres", but neither "I came, I saw" nor "I came, I saw them, I won".
    let goes_on = (1..=2).all(|i| fluent.gaps.get(repair + i).is_some_and(|gap| gap.edge == Edge::None));
    let series = (repair + 1..fluent.tokens.len().min(repair + LONGEST))
        .any(|i| fluent.gaps[i].edge > Edge::None && fluent.same(i, repair));
    let opens = fluent.gaps[start].edge > Edge::None || before.is_some_and(|token| grammar.is_link(token));
    // "it's hard" is a whole clause.
    let without_verb = grammar.is_subject(first) && !first.norm.contains('\'');
    without_verb && goes_on && !series && opens
}

/// The clause from `start` stops at `repair`, and nothing of it is said again; whether it was given up.
fn is_given_up(fluent: &Fluent, start: usize, repair: usize, grammar: &Grammar) -> bool {
    let (first, last, next) = (fluent.tokens[start], fluent.tokens[repair - 1], fluent.tokens[repair]);
    let length = repair - start;
    let new_start = grammar.is_subject(next) || grammar.is_determiner(next);
    // "What we, the only thing": no clause ends with "we".
    if grammar.is_never_last(last) && grammar.is_subject(last) && new_start {
        return length <= 3;
    }
    // "I was, we were"
    if length <= 3 && grammar.is_subject(first) && grammar.is_open(last) && new_start {
        return true;
    }
    // "llamé a, llamamos a"
    if alike(first, next) && grammar.is_open(last) {
        return true;
    }
    // "I've written, we've written"
    length == 2 && grammar.is_subject(first) && grammar.is_subject(next) && fluent.same(start + 1, repair + 1)
}

/// Different forms of one word: "other" and "others".
fn alike(a: &Token, b: &Token) -> bool {
    a.norm != b.norm && a.norm.chars().zip(b.norm.chars()).take_while(|(a, b)| a == b).count() >= ALIKE
}
