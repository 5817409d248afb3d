use super::{BandFrom, Measure, MeasureSpec, Need, words};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How often the answer comes back to itself.
pub struct LoopMarkers;

static SPEC: MeasureSpec = MeasureSpec {
    id: "loop_marker_count",
    title: "loops",
    unit: Unit::Count,
    definition: "Words that go back to what was said or lead out of a detour: \"like I said\", \"anyway\", \"long story \
                 short\".",
    formula: "number of loop markers",
    source: "saywell's word lists",
    level: EvidenceLevel::D,
    topic: "repetition",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Nowhere("a pointer to places worth a look, not a fault"),
    no_advice_because: Some("advice is given on what is said twice"),
};

impl Measure for LoopMarkers {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            Some(speech.hits("loop").map(|hit| words::in_context(speech, &hit.words)).collect::<Vec<_>>().into())
        })
    }
}
