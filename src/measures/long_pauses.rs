use super::pauses::{evidence, is_mid_clause};
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::coaching::profiles::Question;
use crate::speech::Speech;
use crate::thresholds::Thresholds;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How many long silences cut a clause in two.
pub struct LongPauses;

static SPEC: MeasureSpec = MeasureSpec {
    id: "long_pause_count",
    title: "long pauses",
    unit: Unit::Count,
    definition: "Silent pauses of at least one second inside a clause. Long pauses between sentences are not counted.",
    formula: "number of silent pauses inside a clause of at least 1.0 s",
    source: "a long silence before the next word reads as uncertainty: convention of speech coaching",
    level: EvidenceLevel::C,
    topic: "pauses",
    on_screen: true,
    needs: &[Need::Sound, Need::Transcript, Need::Lexicons, Need::EachWordTimed, Need::Punctuation],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for LongPauses {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        let long_s = Thresholds::built_in().cutoff("long_pause_min_s");
        SPEC.measured(speech, || {
            Some(evidence(speech, |pause| is_mid_clause(pause) && pause.span.duration_s() >= long_s).into())
        })
    }
}
