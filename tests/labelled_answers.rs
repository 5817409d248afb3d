//! What the word lists and the disfluencies find in answers labelled by hand (`tests/answers/README.md`).
//!
//! A third of the answers, those named `-held`, were out of sight while the lists were tuned. `docs/accuracy.md` holds
//! the figures; run with `--nocapture` to see each miss of the tuned ones.

mod common;
mod labelled;

use std::collections::BTreeMap;

use labelled::{Answer, answers, predicted};

#[derive(Debug, Default, Clone, Copy)]
struct Score {
    found: usize,
    false_alarms: usize,
    missed: usize,
}

impl Score {
    fn precision(self) -> f64 {
        self.found as f64 / (self.found + self.false_alarms) as f64
    }

    fn recall(self) -> f64 {
        self.found as f64 / (self.found + self.missed) as f64
    }
}

/// By language, whether held out, and kind.
fn scores(all: &[Answer]) -> BTreeMap<(&str, bool, &'static str), Score> {
    let mut scores: BTreeMap<(&str, bool, &'static str), Score> = BTreeMap::new();
    for answer in all {
        let predicted = predicted(answer);
        for kind in labelled::KINDS {
            let score = scores.entry((answer.language.as_str(), answer.held, kind.name)).or_default();
            let (wanted, found) = (&answer.labels[kind.mark], &predicted[kind.name]);
            let mut matched = vec![false; found.len()];
            for label in wanted {
                match (0..found.len()).find(|&i| !matched[i] && (kind.same)(label, &found[i])) {
                    Some(i) => {
                        matched[i] = true;
                        score.found += 1;
                    }
                    None => {
                        score.missed += 1;
                        tell(answer, kind.name, "missed", label);
                    }
                }
            }
            for (i, range) in found.iter().enumerate().filter(|(i, _)| !matched[*i]) {
                let _ = i;
                score.false_alarms += 1;
                tell(answer, kind.name, "false alarm", range);
            }
        }
    }
    scores
}

/// Says what went wrong, of the tuned answers only.
fn tell(answer: &Answer, kind: &str, what: &str, range: &std::ops::Range<usize>) {
    if !answer.held {
        let words = &answer.words[range.start.saturating_sub(3)..(range.end + 3).min(answer.words.len())];
        println!("{} {kind} {what}: {} in \"{}\"", answer.name, answer.words[range.clone()].join(" "), words.join(" "));
    }
}

#[test]
fn fillers_hedges_repetitions_and_restarts_are_found_in_their_places() {
    let all = answers();
    let scores = scores(&all);
    let mut table = String::from("| language | answers | kind | labelled | precision | recall |\n|---|---|---|---|---|---|\n");
    for ((language, held, kind), score) in &scores {
        let set = if *held { "held out" } else { "tuned" };
        let (labelled, precision, recall) = (score.found + score.missed, score.precision(), score.recall());
        table += &format!("| {language} | {set} | {kind} | {labelled} | {precision:.3} | {recall:.3} |\n");
    }
    println!("{table}");
}
