use super::spec::Found;
use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{ClosingKind, Evidence, EvidenceLevel, Measurement, Unit};

/// Whether the answer trails off.
pub struct TrailingClose;

static SPEC: MeasureSpec = MeasureSpec {
    id: "trailing_close_count",
    title: "trailing close",
    unit: Unit::Count,
    definition: "1 when the last sentence holds words that only say it is the last (\"so yeah, that's it\"), else 0.",
    formula: "whether the last sentence holds a weak ending of the word lists",
    source: "the last sentence is remembered: convention of speech coaching",
    level: EvidenceLevel::C,
    topic: "close",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::SentenceEnds, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for TrailingClose {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    /// The evidence is the last sentence, whichever way it ends.
    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let closing = speech.closing()?;
            let evidence = Evidence { span: closing.span, quote: Some(closing.quote) };
            Some(Found::new(f64::from(u8::from(closing.kind == ClosingKind::Trailing)), vec![evidence]))
        })
    }
}
