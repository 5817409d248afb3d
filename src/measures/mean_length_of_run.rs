use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How much is said in one go.
pub struct MeanLengthOfRun;

static SPEC: MeasureSpec = MeasureSpec {
    id: "mean_length_of_run_syll",
    title: "length of a run",
    unit: Unit::Syllables,
    definition: "Syllables between two silent pauses, on average. Counted in the transcript by the rules of its \
                 language, without one as syllable nuclei in the sound.",
    formula: "syllables ÷ (silent pauses + 1)",
    source: "mean length of run of fluency research (Kormos & Dénes 2004)",
    level: EvidenceLevel::B,
    topic: "pauses",
    on_screen: false,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Nowhere("norms are published for learners of a language only, and depend on their level"),
    no_advice_because: Some("advice is given on the pauses that shorten the runs"),
};

impl Measure for MeanLengthOfRun {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let syllables = speech.syllable_count();
            (syllables > 0).then(|| (syllables as f64 / (speech.silent_pauses.len() + 1) as f64).into())
        })
    }
}
