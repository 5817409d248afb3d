use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How much of the answer is speech.
pub struct PhonationRatio;

static SPEC: MeasureSpec = MeasureSpec {
    id: "phonation_ratio_pct",
    title: "speaking time",
    unit: Unit::Percent,
    definition: "Share of the answer that is speech and not silent pause.",
    formula: "100 · (length of the answer − silent pauses) ÷ length of the answer",
    source: "phonation-time ratio of fluency research (Kormos & Dénes 2004)",
    level: EvidenceLevel::B,
    topic: "pauses",
    on_screen: true,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for PhonationRatio {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some((100.0 * speech.speaking_s()? / speech.answer_span()?.duration_s()).into()))
    }
}
