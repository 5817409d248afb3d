//! Sentences that say again what an earlier one said.
//!
//! Two sentences are compared by their content words, each weighed by how rare it is in the answer (inverse sentence
//! frequency): what every sentence speaks of binds none of them. Embedding coherence is not used: it failed to match
//! human judgement and tracked sentence length (Hitczenko & al. 2021).

use std::collections::HashMap;

use crate::speech::{Sentence, Speech};
use crate::thresholds::cutoffs;

/// Earlier sentences that are remembered for each word: a word of more binds none of them, and time stays linear.
const REMEMBERED: usize = 32;

/// A sentence and the earlier one that it repeats; indices into [`Speech::sentences`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Echo {
    pub earlier: usize,
    pub again: usize,
}

/// The echoes in order. The last sentence may sum up, so it never counts.
pub(super) fn find(speech: &Speech) -> Vec<Echo> {
    let (overlap_min, stems_min) = (cutoffs().content.echo_overlap_min, cutoffs().content.echo_stems_min);
    let (sentences, stem_count) = stems_by_sentence(speech);
    let mut frequency = vec![0usize; stem_count];
    sentences.iter().flatten().for_each(|stem| frequency[*stem] += 1);
    let weight: Vec<f64> = frequency.iter().map(|n| (1.0 + sentences.len() as f64 / *n as f64).ln()).collect();

    let mut said_in: Vec<Vec<usize>> = vec![Vec::new(); stem_count];
    let mut shared = vec![0.0; sentences.len()];
    let mut found = Vec::new();
    for (again, stems) in sentences.iter().enumerate() {
        let mut touched: Vec<usize> = Vec::new();
        for stem in stems {
            for &earlier in &said_in[*stem] {
                if shared[earlier] == 0.0 {
                    touched.push(earlier);
                }
                shared[earlier] += weight[*stem];
            }
        }
        let all: f64 = stems.iter().map(|stem| weight[*stem]).sum();
        let best = touched.iter().copied().max_by(|a, b| shared[*a].total_cmp(&shared[*b]).then(b.cmp(a)));
        let counts = stems.len() as f64 >= stems_min && again + 1 < sentences.len();
        if let Some(earlier) = best.filter(|best| counts && shared[*best] >= overlap_min * all) {
            found.push(Echo { earlier, again });
        }
        touched.into_iter().for_each(|earlier| shared[earlier] = 0.0);
        for stem in stems {
            if said_in[*stem].len() < REMEMBERED {
                said_in[*stem].push(again);
            }
        }
    }
    found
}

/// The different stems of each sentence as numbers, in the order of their first word, and how many stems there are.
fn stems_by_sentence(speech: &Speech) -> (Vec<Vec<usize>>, usize) {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut of = |sentence: &Sentence| {
        let mut stems: Vec<usize> = Vec::new();
        for stem in speech.stems_in(&sentence.words) {
            let next = numbers.len();
            let number = *numbers.entry(stem).or_insert(next);
            if !stems.contains(&number) {
                stems.push(number);
            }
        }
        stems
    };
    let sentences = speech.sentences.iter().map(&mut of).collect();
    (sentences, numbers.len())
}
