use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// Words a minute, pauses included.
pub struct SpeechRate;

static SPEC: MeasureSpec = MeasureSpec {
    id: "speech_rate_wpm",
    title: "pace",
    unit: Unit::WordsPerMinute,
    definition: "Words a minute from the first to the last word, pauses included.",
    formula: "60 · words ÷ (end of the last word − start of the first)",
    source: "speech rate of fluency research (Goldman-Eisler 1968)",
    level: EvidenceLevel::B,
    topic: "pace",
    on_screen: true,
    needs: &[Need::Transcript, Need::WordTimes, Need::EnoughWords, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for SpeechRate {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some((60.0 * speech.tokens.len() as f64 / speech.words_span()?.duration_s()).into()))
    }
}
