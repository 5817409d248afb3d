//! Words one can hold on to: numbers and proper names.

use crate::language::grammar::Grammar;
use crate::language::sentences::Edge;
use crate::language::tokens::Token;

/// The words of the text that are a number or a name, in order, as indices into the transcript's words. The first word
/// of a sentence has its capital from there, a text in capitals names nothing, and "I'm Ann" is no fact.
pub(super) fn find(tokens: &[Token], edges: &[Edge], grammar: &Grammar) -> Vec<usize> {
    let capitals = tokens.iter().filter(|token| token.capital).count();
    let capitals_mean_names = 2 * capitals < tokens.len();
    let named = |i: usize| i > 0 && grammar.is_naming(&tokens[i - 1]);
    let is_name = |i: usize| {
        capitals_mean_names
            && tokens[i].capital
            && edges[i] < Edge::Pause
            && !grammar.is_subject(&tokens[i])
            && !named(i)
    };
    let is_fact = |i: &usize| grammar.is_exact_number(&tokens[*i]) || is_name(*i);
    (0..tokens.len()).filter(is_fact).map(|i| tokens[i].word).collect()
}
