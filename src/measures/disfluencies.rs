//! Words said again, given up or broken off, and how many words carry nothing.

use super::evidence;
use super::measure::{BandFrom, Finding, Found, Measure, Need};
use crate::question::Question;
use crate::speech::{DisfluencyKind, Speech};
use crate::types::{Evidence, EvidenceLevel, Unit};

pub(super) static ALL: &[&Measure] = &[&REPETITIONS, &RESTARTS, &UNFINISHED, &OVERHEAD];

/// How often words are said again at once.
pub(super) static REPETITIONS: Measure = Measure {
    id: "repetition_count",
    title: "repeated words",
    unit: Unit::Count,
    definition: "Words or phrases of up to four words said again at once (\"we had we had\"), fillers between them looked through. Emphasis (\"very very\") is none.",
    formula: "number of repetitions",
    source: "repetitions among the disfluencies (Shriberg 1994)",
    level: EvidenceLevel::B,
    topic: "overhead",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Nowhere("it grows with the length of the answer; the share of words that carry nothing has one"),
    no_advice_because: Some("advice is given on the share of words that carry nothing"),
    find: repetitions,
};

fn repetitions(speech: &Speech, _: &Question) -> Finding {
    Ok(disfluencies(speech, |kind| kind == DisfluencyKind::Repetition).into())
}

/// How often words are given up for others.
pub(super) static RESTARTS: Measure = Measure {
    id: "restart_count",
    title: "restarts",
    unit: Unit::Count,
    definition: "Words given up for others: \"we used, we chose\", \"on Mon- on Tuesday\", \"four, sorry, five\".",
    formula: "number of restarts",
    source: "repairs among the disfluencies (Shriberg 1994)",
    level: EvidenceLevel::B,
    topic: "overhead",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Nowhere("it grows with the length of the answer; the share of words that carry nothing has one"),
    no_advice_because: Some("advice is given on the share of words that carry nothing"),
    find: restarts,
};

fn restarts(speech: &Speech, _: &Question) -> Finding {
    Ok(disfluencies(speech, |kind| kind == DisfluencyKind::Restart).into())
}

/// How many sentences break off.
pub(super) static UNFINISHED: Measure = Measure {
    id: "unfinished_sentence_count",
    title: "unfinished sentences",
    unit: Unit::Count,
    definition: "Sentences that stop after a word with which none ends (\"and then the …\").",
    formula: "number of sentences that break off",
    source: "abandoned utterances among the disfluencies (Shriberg 1994)",
    level: EvidenceLevel::B,
    topic: "overhead",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Nowhere("it grows with the length of the answer; the share of words that carry nothing has one"),
    no_advice_because: Some("advice is given on the share of words that carry nothing"),
    find: unfinished,
};

fn unfinished(speech: &Speech, _: &Question) -> Finding {
    Ok(disfluencies(speech, |kind| kind == DisfluencyKind::Unfinished).into())
}

/// How many words carry nothing.
pub(super) static OVERHEAD: Measure = Measure {
    id: "overhead_pct",
    title: "empty words",
    unit: Unit::Percent,
    definition: "Words that carry nothing, of all words: fillers, repeated words, restarts, and the empty markers \
                 \"like I said\" or a closing \"so yeah, that's it\". A word counts once.",
    formula: "100 · words in fillers, repetitions, restarts and markers ÷ words",
    source: "saywell's rule of thumb over the classes of disfluency research",
    level: EvidenceLevel::D,
    topic: "overhead",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: overhead,
};

fn overhead(speech: &Speech, _: &Question) -> Finding {
    let empty = speech.empty_words();
    let count = speech.tokens.iter().filter(|token| empty[token.word].is_some()).count();
    // Fillers have a measure of their own.
    let said_and_left = |kind| matches!(kind, DisfluencyKind::Repetition | DisfluencyKind::Restart);
    Ok(Found::new(100.0 * count as f64 / speech.tokens.len() as f64, disfluencies(speech, said_and_left)))
}

/// Each disfluency of the kinds that are `wanted`, with the words around it.
fn disfluencies(speech: &Speech, wanted: impl Fn(DisfluencyKind) -> bool) -> Vec<Evidence> {
    let found = speech.disfluencies.iter().filter(|disfluency| wanted(disfluency.kind));
    found.map(|disfluency| evidence::in_context(speech, &disfluency.words)).collect()
}
