use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// Pace without words: syllables a second, pauses included.
pub struct SyllableRate;

static SPEC: MeasureSpec = MeasureSpec {
    id: "speech_rate_syll_per_s",
    title: "pace in syllables",
    unit: Unit::SyllablesPerSecond,
    definition: "Syllables a second, pauses included. Counted in the transcript by the rules of its language, without \
                 one as syllable nuclei in the sound, which are about a quarter too few.",
    formula: "syllables ÷ length of the answer",
    source: "speech rate from syllable nuclei (de Jong & Wempe 2009)",
    level: EvidenceLevel::B,
    topic: "pace",
    on_screen: false,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Nowhere("the pace in words a minute has one, which people know"),
    no_advice_because: Some("advice is given on the pace in words and on articulation"),
};

impl Measure for SyllableRate {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let syllables = speech.syllable_count();
            let answer_s = speech.answer_span()?.duration_s();
            (syllables > 0).then(|| (syllables as f64 / answer_s).into())
        })
    }
}
