use super::pauses::{evidence, is_mid_clause};
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::coaching::profiles::Question;
use crate::speech::Speech;
use crate::types::{EvidenceLevel, Measurement, Unit};

/// How many silent pauses cut a clause in two.
pub struct MidClausePauses;

static SPEC: MeasureSpec = MeasureSpec {
    id: "mid_clause_pause_count",
    title: "pauses inside clauses",
    unit: Unit::Count,
    definition: "Silent pauses inside a clause: the word before carries no punctuation and the word after is no \
                 conjunction. Commas that only set off a filler do not end a clause.",
    formula: "number of silent pauses inside a clause",
    source: "mid-clause pauses track how fluent listeners find a speaker, boundary pauses do not (Kahng 2018)",
    level: EvidenceLevel::A,
    topic: "pauses",
    on_screen: true,
    needs: &[Need::Sound, Need::Transcript, Need::Lexicons, Need::EachWordTimed, Need::Punctuation],
    band: BandFrom::Nowhere("no norm is published, and the count grows with the length of the answer"),
    no_advice_because: Some("advice is given on the long ones, which listeners notice"),
};

impl Measure for MidClausePauses {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || Some(evidence(speech, is_mid_clause).into()))
    }
}
