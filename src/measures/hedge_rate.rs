use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How tentative the words are.
pub struct HedgeRate;

static SPEC: MeasureSpec = MeasureSpec {
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
};

impl Measure for HedgeRate {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let hedges: Vec<_> = speech.hits("hedge").map(|hit| words::in_context(speech, &hit.words)).collect();
            Some(Found::new(100.0 * hedges.len() as f64 / speech.tokens.len() as f64, hedges))
        })
    }
}
