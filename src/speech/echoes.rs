//! Sentences that say again what an earlier one said.
//!
//! Two sentences are compared by their content words, each weighed by how rare it is in the answer (inverse sentence
//! frequency): what every sentence speaks of binds none of them. Embedding coherence is not used: it failed to match
//! human judgement and tracked sentence length (Hitczenko & al. 2021).

use std::collections::{BTreeMap, HashMap};

use crate::speech::Speech;
use crate::thresholds::Thresholds;

/// Earlier sentences that are remembered for each word: a word of more binds none of them, and time stays linear.
const REMEMBERED: usize = 32;

/// A sentence and the earlier one that it repeats; indices into [`Speech::sentences`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Echo {
    pub earlier: usize,
    pub again: usize,
}

/// The echoes in order. The last sentence may sum up, so it never counts.
pub fn echoes(speech: &Speech) -> Vec<Echo> {
    let thresholds = Thresholds::built_in();
    let (overlap_min, stems_min) = (thresholds.cutoff("echo_overlap_min"), thresholds.cutoff("echo_stems_min"));
    let sentences = stems_by_sentence(speech);
    let mut frequency: HashMap<&str, usize> = HashMap::new();
    sentences.iter().flatten().for_each(|stem| *frequency.entry(stem).or_default() += 1);
    let weight = |stem: &str| (1.0 + sentences.len() as f64 / frequency[stem] as f64).ln();

    let mut said_in: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (again, stems) in sentences.iter().enumerate() {
        let all: f64 = stems.iter().map(|stem| weight(stem)).sum();
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for stem in stems {
            for &earlier in said_in.get(stem).into_iter().flatten() {
                *shared.entry(earlier).or_default() += weight(stem);
            }
        }
        let best = shared.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((earlier, shared)) = best
            && stems.len() as f64 >= stems_min
            && shared >= overlap_min * all
            && again + 1 < sentences.len()
        {
            found.push(Echo { earlier, again });
        }
        for stem in stems {
            let sentences = said_in.entry(stem).or_default();
            if sentences.len() < REMEMBERED {
                sentences.push(again);
            }
        }
    }
    found
}

/// The different stems of each sentence, in the order of their first word.
fn stems_by_sentence(speech: &Speech) -> Vec<Vec<&str>> {
    let of = |sentence: &super::Sentence| {
        let mut stems: Vec<&str> = Vec::new();
        for stem in speech.stems_in(&sentence.words) {
            if !stems.contains(&stem) {
                stems.push(stem);
            }
        }
        stems
    };
    speech.sentences.iter().map(of).collect()
}
