use super::{BandFrom, Measure, MeasureSpec, Need};
use crate::acoustics::frames::HOP_S;
use crate::acoustics::pitch::semitones;
use crate::language::tokens::Mark;
use crate::question::Question;
use crate::speech::{Sentence, Speech};
use crate::thresholds::Thresholds;
use crate::types::{Evidence, EvidenceLevel, Measurement, Span, Unit};

/// How many statements end with a rising pitch.
pub struct FinalRises;

/// Words quoted from the end of a statement.
const QUOTED: usize = 4;

static SPEC: MeasureSpec = MeasureSpec {
    id: "final_rise_count",
    title: "rising ends",
    unit: Unit::Count,
    definition: "Statements before a silent pause whose pitch rises by at least 3 semitones over the last 300 ms of \
                 voice. Information only: dialect and task drive it.",
    formula: "number of statements with F0(end) ÷ F0(start) ≥ 3 st over their last 0.3 s of voice",
    source: "final rises in declaratives (Ritchart & Arvaniti 2014)",
    level: EvidenceLevel::B,
    topic: "pitch",
    on_screen: false,
    needs: &[Need::Sound, Need::Transcript, Need::EachWordTimed, Need::Punctuation, Need::EnoughWords],
    band: BandFrom::Nowhere("dialect and task drive it; there is no right number"),
    no_advice_because: Some("a rising end is neither right nor wrong"),
};

impl Measure for FinalRises {
    fn spec(&self) -> &'static MeasureSpec {
        &SPEC
    }

    fn measure(&self, speech: &Speech, _: &Question) -> Measurement {
        SPEC.measured(speech, || {
            let rising = speech.sentences.iter().filter(|s| is_statement_before_pause(speech, s) && rises(speech, s));
            let evidence = |sentence: &Sentence| {
                let last = sentence.words.end.saturating_sub(QUOTED).max(sentence.words.start)..sentence.words.end;
                Evidence { span: speech.span_of(&last), quote: Some(speech.quote(last)) }
            };
            Some(rising.map(evidence).collect::<Vec<_>>().into())
        })
    }
}

fn is_statement_before_pause(speech: &Speech, sentence: &Sentence) -> bool {
    let last = speech.tokens.partition_point(|token| token.word < sentence.words.end).checked_sub(1);
    let is_statement = last.is_some_and(|last| speech.tokens[last].mark == Mark::Sentence);
    let before_pause = speech.silent_pauses.iter().any(|pause| pause.before_word == Some(sentence.words.end));
    is_statement && (before_pause || sentence.words.end == speech.words.len())
}

fn rises(speech: &Speech, sentence: &Sentence) -> bool {
    let thresholds = Thresholds::built_in();
    let reach = (thresholds.cutoff("final_rise_voice_s") / HOP_S) as usize;
    let Some(span) = speech.span_of(&sentence.words) else { return false };
    let voiced = speech.voice.voiced_in(&Span::new(span.start_s, span.end_s));
    let Some(tail) = voiced.len().checked_sub(reach).map(|start| &voiced[start..]) else { return false };
    let mean = |part: &[(f64, f32)]| part.iter().map(|(_, hz)| *hz).sum::<f32>() / part.len().max(1) as f32;
    let third = tail.len() / 3;
    let (start, end) = (mean(&tail[..third]), mean(&tail[tail.len() - third..]));
    third > 0 && f64::from(semitones(end, start)) >= thresholds.cutoff("final_rise_min_st")
}
