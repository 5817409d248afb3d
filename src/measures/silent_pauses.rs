use super::pauses::evidence;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How many silent pauses the answer has.
pub struct SilentPauses;

static SPEC: MeasureSpec = MeasureSpec {
    id: "silent_pause_count",
    title: "pauses",
    unit: Unit::Count,
    definition: "Stretches of at least 250 ms without speech inside the answer, measured on the sound.",
    formula: "number of silent pauses",
    source: "250 ms: de Jong & Bosker 2013",
    level: EvidenceLevel::A,
    topic: "pauses",
    on_screen: false,
    needs: &[Need::Sound],
    band: BandFrom::Nowhere("where pauses stand matters more than how many there are (Kahng 2018)"),
    no_advice_because: Some("pauses between sentences do no harm; those inside clauses are counted on their own"),
};

impl Measure for SilentPauses {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some(evidence(speech, |_| true).into()))
    }
}
