use super::fillers::found;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// Fillers a minute.
pub struct FillerRatePerMinute;

static SPEC: MeasureSpec = MeasureSpec {
    id: "filler_rate_per_min",
    title: "fillers a minute",
    unit: Unit::PerMinute,
    definition: "Fillers (`filler_count`) a minute of the answer.",
    formula: "60 · fillers ÷ length of the answer in seconds",
    source: "lecturers say 1.4 to 6.5 a minute (Schachter & al. 1991)",
    level: EvidenceLevel::B,
    topic: "fillers",
    on_screen: true,
    needs: &[Need::Transcript, Need::Lexicons, Need::EnoughWords, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for FillerRatePerMinute {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some(found(speech, 60.0 / speech.answer_span()?.duration_s())))
    }
}
