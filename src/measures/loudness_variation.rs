use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::speech::voice::mean_and_deviation;
use crate::thresholds::Thresholds;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How much the loudness moves.
pub struct LoudnessVariation;

static SPEC: MeasureSpec = MeasureSpec {
    id: "loudness_variation_db",
    title: "loudness",
    unit: Unit::Decibels,
    definition: "How much the loudness of the voice varies: the standard deviation of the momentary loudness (0.4 s) \
                 inside speech. Relative only: how loud the recording is as a whole says more about the microphone.",
    formula: "standard deviation of the momentary loudness of the windows that lie wholly in speech",
    source: "momentary loudness: EBU Tech 3341; as a measure of delivery saywell's own",
    level: EvidenceLevel::D,
    topic: "loudness",
    on_screen: false,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Nowhere("microphones with automatic gain level the loudness, so there is no norm"),
    no_advice_because: Some("it depends on the microphone as much as on the voice"),
};

impl Measure for LoudnessVariation {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        let windows_min = Thresholds::built_in().cutoff("loudness_windows_min");
        SPEC.measured(speech, || {
            let loudness: Vec<f64> = speech.voice.loudness_lufs.iter().map(|lufs| f64::from(*lufs)).collect();
            let enough = loudness.len() as f64 >= windows_min;
            mean_and_deviation(&loudness).filter(|_| enough).map(|(_, deviation)| deviation.into())
        })
    }
}
