//! What was said in both takes, what was cut, added, reworded: sentences paired by their content, in any order.
//!
//! Two sentences are compared by the stems of their content words, each weighed by how rare it is in both takes together,
//! as the echoes within one take are. The most similar pair is taken first.

use std::collections::HashMap;

use super::rules::Rules;
use crate::language::Lexicons;
use crate::speech::{Parts, Speech};
use crate::types::{Analysis, EventKind, SaidKind, SaidPair, SaidSentence, Span};

/// A sentence as it is compared.
struct Sentence {
    said: SaidSentence,
    /// Normalised words, in order.
    words: Vec<String>,
    /// Different stems of content, as numbers; of a sentence without content its words.
    content: Vec<usize>,
}

/// Pairs the sentences of two takes in one language. In the order of `b`; what was cut stands where it stood in `a`.
pub fn pairs(a: &Analysis, b: &Analysis, lexicons: Option<&Lexicons>) -> Vec<SaidPair> {
    let mut stems = HashMap::new();
    let (a, b) = (sentences(a, lexicons, &mut stems), sentences(b, lexicons, &mut stems));
    let matches = matched(&a, &b, stems.len());
    let in_order = in_order(&matches.iter().map(|pair| (pair.0, pair.1)).collect::<Vec<_>>());
    let mut of_b: Vec<Option<&(usize, usize, f64)>> = vec![None; b.len()];
    matches.iter().for_each(|pair| of_b[pair.1] = Some(pair));

    let mut placed: Vec<(f64, SaidPair)> = Vec::new();
    for (at, sentence) in b.iter().enumerate() {
        let pair = match of_b[at] {
            Some((from, _, similarity)) => SaidPair {
                kind: kind(&a[*from], sentence),
                a: Some(a[*from].said.clone()),
                b: Some(sentence.said.clone()),
                similarity: Some((similarity * 100.0).round() / 100.0),
                moved: !in_order.contains(&(*from, at)),
            },
            None => alone(SaidKind::Added, None, Some(sentence.said.clone())),
        };
        placed.push((at as f64, pair));
    }
    // What was cut follows what it followed before.
    let mut place = -1.0;
    for (at, sentence) in a.iter().enumerate() {
        match matches.iter().find(|pair| pair.0 == at) {
            Some((_, to, _)) => place = *to as f64,
            None => placed.push((place + 0.5, alone(SaidKind::Cut, Some(sentence.said.clone()), None))),
        }
    }
    placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    placed.into_iter().map(|(_, pair)| pair).collect()
}

fn alone(kind: SaidKind, a: Option<SaidSentence>, b: Option<SaidSentence>) -> SaidPair {
    SaidPair { kind, a, b, similarity: None, moved: false }
}

fn sentences(analysis: &Analysis, lexicons: Option<&Lexicons>, stems: &mut HashMap<String, usize>) -> Vec<Sentence> {
    let pauses = analysis.timeline.iter().filter(|event| event.kind == EventKind::SilentPause).map(|event| event.span);
    let whole = Span::new(0.0, analysis.recording.duration_s);
    let speech = Speech::assemble(
        Parts {
            duration_s: whole.end_s,
            transcript: Some(&analysis.transcript),
            speech_spans: vec![whole],
            silent_pauses: pauses.collect(),
            ..Parts::default()
        },
        lexicons,
    );
    let mut number = |stem: &str| {
        let next = stems.len();
        *stems.entry(stem.to_owned()).or_insert(next)
    };
    let read = |sentence: &crate::speech::Sentence| {
        let words: Vec<String> =
            speech.tokens[speech.tokens_in(&sentence.words)].iter().map(|token| token.norm.clone()).collect();
        let mut content: Vec<usize> = speech.stems_in(&sentence.words).map(&mut number).collect();
        if content.is_empty() {
            content = words.iter().map(|word| number(word)).collect();
        }
        content.sort_unstable();
        content.dedup();
        let said = SaidSentence { text: speech.quote(sentence.words.clone()), span: speech.span_of(&sentence.words) };
        Sentence { said, words, content }
    };
    speech.sentences.iter().map(read).collect()
}

/// Pairs `(in a, in b, similarity)`, each sentence in one of them at most, the most similar first.
fn matched(a: &[Sentence], b: &[Sentence], stem_count: usize) -> Vec<(usize, usize, f64)> {
    let mut frequency = vec![0usize; stem_count];
    a.iter().chain(b).flat_map(|sentence| &sentence.content).for_each(|stem| frequency[*stem] += 1);
    let all = (a.len() + b.len()) as f64;
    let weight: Vec<f64> = frequency.iter().map(|n| (1.0 + all / (*n).max(1) as f64).ln()).collect();
    let sum = |sentence: &Sentence| sentence.content.iter().map(|stem| weight[*stem]).sum::<f64>();

    let mut said_in: Vec<Vec<usize>> = vec![Vec::new(); stem_count];
    for (at, sentence) in b.iter().enumerate() {
        sentence.content.iter().for_each(|stem| said_in[*stem].push(at));
    }
    let least = Rules::built_in().same_sentence_min;
    let mut candidates = Vec::new();
    for (from, sentence) in a.iter().enumerate() {
        let mut shared = vec![0.0; b.len()];
        for stem in &sentence.content {
            said_in[*stem].iter().for_each(|to| shared[*to] += weight[*stem]);
        }
        for (to, shared) in shared.into_iter().enumerate().filter(|(_, shared)| *shared > 0.0) {
            let similarity = 2.0 * shared / (sum(sentence) + sum(&b[to]));
            if similarity >= least {
                candidates.push((from, to, similarity));
            }
        }
    }
    // Of equally similar pairs the one that keeps its place in the answer.
    let shift = |pair: &(usize, usize, f64)| (pair.0 as f64 / a.len() as f64 - pair.1 as f64 / b.len() as f64).abs();
    candidates.sort_by(|x, y| y.2.total_cmp(&x.2).then(shift(x).total_cmp(&shift(y))));
    let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
    candidates.retain(|(from, to, _)| {
        let free = !used_a[*from] && !used_b[*to];
        if free {
            (used_a[*from], used_b[*to]) = (true, true);
        }
        free
    });
    candidates
}

/// Kept when most words are the same in the same order.
fn kind(a: &Sentence, b: &Sentence) -> SaidKind {
    let share = 2.0 * common(&a.words, &b.words) as f64 / (a.words.len() + b.words.len()).max(1) as f64;
    if share >= Rules::built_in().kept_sentence_min { SaidKind::Kept } else { SaidKind::Reworded }
}

/// Length of the longest common subsequence.
fn common(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0usize; b.len() + 1];
    for word in a {
        let mut diagonal = 0;
        for (at, other) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == other { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

/// The longest chain of pairs that stand in the same order in both takes; the others were moved.
fn in_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    let mut chains: Vec<(usize, Option<usize>)> = Vec::new();
    for (at, pair) in sorted.iter().enumerate() {
        let before = (0..at).filter(|&other| sorted[other].1 < pair.1).max_by_key(|&other| chains[other].0);
        chains.push((before.map_or(1, |other| chains[other].0 + 1), before));
    }
    let mut chain = Vec::new();
    let mut next = (0..sorted.len()).rev().max_by_key(|&at| chains[at].0);
    while let Some(at) = next {
        chain.push(sorted[at]);
        next = chains[at].1;
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_same_order_is_not_moved() {
        assert_eq!(in_order(&[(0, 2), (1, 0), (2, 1)]), [(2, 1), (1, 0)]);
        assert!(in_order(&[]).is_empty());
    }

    #[test]
    fn words_in_common_keep_their_order() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(common(&words("i led the team of four"), &words("i led a small team of five")), 4);
    }
}
