use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::acoustics::frames::percentile;
use crate::question::Question;
use crate::speech::{Sentence, Speech};
use crate::thresholds::Thresholds;
use crate::types::{Evidence, EvidenceLevel, Measurement, Span, Unit};

/// How many sentences fade away.
pub struct TrailingOff;

/// Words quoted from the end of a sentence.
const QUOTED: usize = 5;

static SPEC: MeasureSpec = MeasureSpec {
    id: "trailing_off_count",
    title: "fading ends",
    unit: Unit::Count,
    definition: "Sentences of at least 6 words whose last quarter is at least 6 dB softer than the whole and slower \
                 than what comes before.",
    formula: "number of sentences with level(last quarter) ≤ level(sentence) − 6 dB and seconds a word growing",
    source: "saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "loudness",
    on_screen: false,
    needs: &[Need::Sound, Need::Transcript, Need::EachWordTimed, Need::Punctuation, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: None,
};

impl Measure for TrailingOff {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let fading = speech.sentences.iter().filter(|sentence| fades(speech, sentence));
            let evidence = |sentence: &Sentence| {
                let last = sentence.words.end.saturating_sub(QUOTED).max(sentence.words.start)..sentence.words.end;
                Evidence { span: speech.span_of(&last), quote: Some(speech.quote(last)) }
            };
            Some(fading.map(evidence).collect::<Vec<_>>().into())
        })
    }
}

fn fades(speech: &Speech, sentence: &Sentence) -> bool {
    let thresholds = Thresholds::built_in();
    let words = &sentence.words;
    if (sentence.word_count as f64) < thresholds.cutoff("trailing_off_words_min") {
        return false;
    }
    let Some(span) = speech.span_of(words) else { return false };
    let last_quarter = words.end - words.len().div_ceil(4)..words.end;
    let (Some(end), Some(start)) = (speech.span_of(&last_quarter), speech.span_of(&(words.start..last_quarter.start)))
    else {
        return false;
    };
    let level = |span: &Span| percentile(&mut speech.voice.voiced_levels_in(span), 0.5);
    let softer = match (level(&span), level(&end)) {
        (Some(whole), Some(end)) => f64::from(whole - end) >= thresholds.cutoff("trailing_off_db"),
        _ => false,
    };
    let pace = |span: &Span, words: usize| span.duration_s() / words.max(1) as f64;
    softer && pace(&end, last_quarter.len()) > pace(&start, last_quarter.start - words.start)
}
