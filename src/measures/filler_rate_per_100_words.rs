use super::fillers::found;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// Fillers per hundred words: comparable between fast and slow speakers, and needs no times.
pub struct FillerRatePer100Words;

static SPEC: MeasureSpec = MeasureSpec {
    id: "filler_rate_per_100_words",
    title: "fillers per 100 words",
    unit: Unit::Per100Words,
    definition: "Fillers (`filler_count`) per hundred words.",
    formula: "100 · fillers ÷ words",
    source: "usual unit of disfluency research (Bortfeld & al. 2001)",
    level: EvidenceLevel::B,
    topic: "fillers",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::EnoughWords],
    band: BandFrom::Nowhere("the rate per minute, which listeners experience, has one"),
    no_advice_because: Some("advice is given on the rate per minute"),
};

impl Measure for FillerRatePer100Words {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some(found(speech, 100.0 / speech.tokens.len() as f64)))
    }
}
