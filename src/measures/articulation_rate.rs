use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::thresholds::Thresholds;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// Syllables a second while speaking.
pub struct ArticulationRate;

static SPEC: MeasureSpec = MeasureSpec {
    id: "articulation_rate_syll_per_s",
    title: "pace without pauses",
    unit: Unit::SyllablesPerSecond,
    definition: "Syllables a second while speaking: silent pauses are taken out. Syllables are counted in the \
                 transcript by the rules of its language, without one as syllable nuclei in the sound; those are \
                 about a quarter too few, so that rate is compared with no target.",
    formula: "syllables ÷ (length of the answer − silent pauses)",
    source: "articulation rate of fluency research (Goldman-Eisler 1968; de Jong & Wempe 2009)",
    level: EvidenceLevel::B,
    topic: "pace",
    on_screen: true,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for ArticulationRate {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        let band = |value| Thresholds::built_in().band(SPEC.id).map(|band| band.place(value));
        SPEC.measured_in(
            speech,
            |value| speech.syllables.and_then(|_| band(value)),
            || {
                let syllables = speech.syllable_count();
                let speaking_s = speech.speaking_s()?;
                (syllables > 0).then(|| (syllables as f64 / speaking_s).into())
            },
        )
    }
}
