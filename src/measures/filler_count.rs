use super::fillers::found;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How many fillers the answer has.
pub struct FillerCount;

static SPEC: MeasureSpec = MeasureSpec {
    id: "filler_count",
    title: "fillers",
    unit: Unit::Count,
    definition: "Filled pauses (\"um\") and filler phrases (\"you know\") of the word lists, by their place in the \
                 sentence, and filled pauses heard in the sound that the transcript does not write. A phrase counts \
                 once. The range goes from those written or surely heard to those that include drawn-out words.",
    formula: "written fillers + filled pauses heard but not written",
    source: "saywell's word lists, each entry with examples that count and examples that do not",
    level: EvidenceLevel::D,
    topic: "fillers",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Nowhere("it grows with the length of the answer; the rate per minute has one"),
    no_advice_because: Some("advice is given on the rate per minute"),
};

impl Measure for FillerCount {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some(found(speech, 1.0)))
    }
}
