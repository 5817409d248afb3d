//! How things are put: sentences that run on, words that take back what they say.

use super::evidence;
use super::measure::{BandFrom, Finding, Found, Measure, Need};
use crate::question::Question;
use crate::speech::{Sentence, Speech};
use crate::thresholds::cutoffs;
use crate::types::{Evidence, EvidenceLevel, Unit};

pub(super) static ALL: &[&Measure] = &[&RUN_ONS, &HEDGE_RATE];

/// How many sentences go on and on.
pub(super) static RUN_ONS: Measure = Measure {
    id: "run_on_count",
    title: "run-on sentences",
    unit: Unit::Count,
    definition: "Sentences of at least 40 words with at least three links (and, so, but, because). A sentence ends at \
                 punctuation, at a pause of at least 0.5 s, and at one of 0.35 s before a link with a new subject; none \
                 ends after a word like \"the\".",
    formula: "number of sentences with words ≥ 40 and links ≥ 3",
    source: "saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "sentences",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::SentenceEnds, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: run_ons,
};

fn run_ons(speech: &Speech, _: &Question) -> Finding {
    let (min_words, min_links) = (cutoffs().wording.run_on_words_min, cutoffs().wording.run_on_links_min);
    let starts: Vec<usize> = speech.hits("link").map(|hit| hit.words.start).collect();
    let links = |sentence: &Sentence| {
        let before = |word: usize| starts.partition_point(|start| *start < word);
        before(sentence.words.end) - before(sentence.words.start)
    };
    let run_ons = speech
        .sentences
        .iter()
        .filter(|sentence| sentence.word_count as f64 >= min_words && links(sentence) as f64 >= min_links);
    let evidence: Vec<Evidence> = run_ons.map(|sentence| evidence::sentence(speech, &sentence.words)).collect();
    Ok(evidence.into())
}

/// How tentative the words are.
pub(super) static HEDGE_RATE: Measure = Measure {
    id: "hedge_rate_per_100_words",
    title: "hedging",
    unit: Unit::Per100Words,
    definition: "Hedges (\"maybe\", \"sort of\"), disclaimers (\"I'm no expert\"), minimisers (\"it was just a …\") and \
                 tags (\"right?\") of the word lists per hundred words. \"I think\" is none: one of it can persuade.",
    formula: "100 · tentative phrases ÷ words",
    source: "saywell's word lists, curated because published ones are noisy (\"about\", \"always\")",
    level: EvidenceLevel::D,
    topic: "hedging",
    on_screen: true,
    needs: &[Need::Transcript, Need::Lexicons, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: hedge_rate,
};

fn hedge_rate(speech: &Speech, _: &Question) -> Finding {
    let hedges = evidence::hits(speech, "hedge");
    Ok(Found::new(100.0 * hedges.len() as f64 / speech.tokens.len() as f64, hedges))
}

#[cfg(test)]
mod tests {
    use crate::measures::example::*;

    #[test]
    fn only_long_sentences_with_many_links_run_on() {
        let clause = "we built the first part of it for them ";
        let chain = format!("So {}and {}but {}so {}because {}it was late.", clause, clause, clause, clause, clause);
        let run_on = get(&speech(&chain), "run_on_count");
        assert_eq!(run_on.value, Some(1.0));
        assert_eq!(run_on.evidence[0].quote.as_deref(), Some("So we built the first part of it …"));
        let cut = format!("{}. {} and {}. {}, but {}.", clause, clause, clause, clause, clause);
        assert_eq!(value(&speech(&cut), "run_on_count"), 0.0);
        let paused = chain.replace("but", "|0.6 but");
        assert_eq!(value(&speech(&paused), "run_on_count"), 0.0, "a pause of half a second ends a sentence");
        let long_without_links = format!("{}, ", clause).repeat(6) + "done.";
        assert_eq!(value(&speech(&long_without_links), "run_on_count"), 0.0);
    }
}
