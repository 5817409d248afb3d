//! A text without its fillers, interjections and editing terms, so that what stands around them can be compared.

use std::ops::Range;

use crate::language::LexiconHit;
use crate::language::grammar::Grammar;
use crate::language::sentences::Edge;
use crate::language::tokens::Token;

/// The tokens without fillers, interjections and editing terms, each with what stands before it.
pub(super) struct Fluent<'a> {
    pub tokens: Vec<&'a Token>,
    /// The strongest edge since the token before.
    pub gaps: Vec<Gap>,
}

/// The editing term inside a gap, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    None,
    /// "I mean": mostly a filler, it corrects numbers.
    Weak,
    /// "sorry"
    Strong,
}

/// Class of the editing terms that are mostly something else.
const WEAK: &str = "weak";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    pub edge: Edge,
    pub edit: Edit,
}

impl Gap {
    /// Whether somebody may have interrupted themselves here.
    pub fn interrupts(self) -> bool {
        self.edit == Edit::Strong || (Edge::Break..Edge::Stop).contains(&self.edge)
    }
}

impl<'a> Fluent<'a> {
    pub fn of(tokens: &'a [Token], edges: &[Edge], hits: &[LexiconHit], grammar: &Grammar) -> Fluent<'a> {
        let words = tokens.last().map_or(0, |token| token.word + 1);
        let (mut left_out, mut edit) = (vec![false; words], vec![Edit::None; words]);
        for hit in hits {
            match hit.category.as_str() {
                "filler" => left_out[hit.words.clone()].fill(true),
                "edit" if hit.class == WEAK => edit[hit.words.clone()].fill(Edit::Weak),
                "edit" => edit[hit.words.clone()].fill(Edit::Strong),
                _ => {}
            }
        }
        let mut fluent = Fluent { tokens: Vec::new(), gaps: Vec::new() };
        let mut gap = Gap { edge: Edge::Stop, edit: Edit::None };
        for (token, edge) in tokens.iter().zip(edges) {
            gap.edge = gap.edge.max(*edge);
            let interjected = grammar.is_interjection(token);
            if left_out[token.word] || edit[token.word] > Edit::None || interjected {
                gap.edge = gap.edge.max(Edge::Break);
                gap.edit = gap.edit.max(edit[token.word]);
            } else {
                fluent.tokens.push(token);
                fluent.gaps.push(gap);
                gap = Gap { edge: Edge::None, edit: Edit::None };
            }
        }
        fluent
    }

    /// Without the tokens that `gone` marks; their edges go to the next one.
    pub fn without(self, gone: &[bool]) -> Fluent<'a> {
        let mut rest = Fluent { tokens: Vec::new(), gaps: Vec::new() };
        let mut before = Gap { edge: Edge::None, edit: Edit::None };
        for ((token, gap), gone) in self.tokens.into_iter().zip(self.gaps).zip(gone) {
            let gap = Gap { edge: gap.edge.max(before.edge), edit: gap.edit.max(before.edit) };
            if *gone {
                before = gap;
            } else {
                rest.tokens.push(token);
                rest.gaps.push(gap);
                before = Gap { edge: Edge::None, edit: Edit::None };
            }
        }
        rest
    }

    pub fn same(&self, a: usize, b: usize) -> bool {
        self.tokens.get(a).zip(self.tokens.get(b)).is_some_and(|(a, b)| a.norm == b.norm)
    }

    /// The words from the token at `from` up to that at `to`, so with what was said between them.
    pub fn words(&self, from: usize, to: usize) -> Range<usize> {
        self.tokens[from].word..self.tokens[to].word
    }
}
