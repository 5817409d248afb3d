use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::question::Question;
use crate::speech::{DisfluencyKind, Speech};
use crate::types::{Evidence, EvidenceLevel, Measurement, Unit};

/// How many words carry nothing.
pub struct Overhead;

static SPEC: MeasureSpec = MeasureSpec {
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
};

impl Measure for Overhead {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let empty = speech.empty_words();
            let count = speech.tokens.iter().filter(|token| empty[token.word].is_some()).count();
            Some(Found::new(100.0 * count as f64 / speech.tokens.len() as f64, evidence(speech)))
        })
    }
}

/// The repetitions and restarts: fillers have a measure of their own.
fn evidence(speech: &Speech) -> Vec<Evidence> {
    let said_and_left = |kind: DisfluencyKind| matches!(kind, DisfluencyKind::Repetition | DisfluencyKind::Restart);
    let disfluencies = speech.disfluencies.iter().filter(|d| said_and_left(d.kind));
    disfluencies.map(|d| words::in_context(speech, &d.words)).collect()
}
