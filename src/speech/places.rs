//! Where in its sentence each filled pause stands.

use crate::language::Lexicons;
use crate::language::tokens::Token;
use crate::speech::{LexiconHit, Speech};
use crate::types::{FillerPlace, WordTimes};

/// Which tokens belong to a filler of the lexicon.
pub(super) fn filler_tokens(tokens: &[Token], hits: &[LexiconHit], word_count: usize) -> Vec<bool> {
    let mut is_filler_word = vec![false; word_count];
    for hit in hits.iter().filter(|hit| hit.category == "filler") {
        is_filler_word[hit.words.clone()].fill(true);
    }
    tokens.iter().map(|token| is_filler_word[token.word]).collect()
}

/// Gives each filled pause of `speech` its place; without a time for each word there is none.
pub(super) fn place(speech: &mut Speech, lexicons: &Lexicons) {
    if speech.word_times != WordTimes::PerWord {
        return;
    }
    let is_filler = filler_tokens(&speech.tokens, &speech.lexicon_hits, speech.words.len());
    let middle_s = |token: &Token| speech.words[token.word].span.map(|span| span.middle_s());
    let starts: Vec<usize> = speech.sentences.iter().map(|sentence| sentence.words.start).collect();
    let place = |at_s: f64| {
        // The first word that is no filler and lies behind the pause.
        let is_behind = |i: &usize| !is_filler[*i] && middle_s(&speech.tokens[*i]).is_some_and(|s| s > at_s);
        let next = (0..speech.tokens.len()).find(is_behind)?;
        let word = speech.tokens[next].word;
        let sentence = starts.partition_point(|start| *start <= word).checked_sub(1)?;
        let first = (0..next).rev().find(|&i| !is_filler[i]).is_none_or(|i| speech.tokens[i].word < starts[sentence]);
        Some(match (first, lexicons.clause_ends_before(&speech.tokens, &is_filler, next)) {
            (true, _) => FillerPlace::Opening,
            (false, true) => FillerPlace::BeforeClause,
            (false, false) => FillerPlace::MidClause,
        })
    };
    let places: Vec<Option<FillerPlace>> =
        speech.filled_pauses.iter().map(|pause| place(pause.span.middle_s())).collect();
    speech.filled_pauses.iter_mut().zip(places).for_each(|(pause, place)| pause.place = place);
}
