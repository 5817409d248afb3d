//! How long the answer is, and of how many words.

use super::measure::{BandFrom, Finding, Found, Measure, Need, TOO_LITTLE_SPEECH};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{Evidence, EvidenceLevel, Unit};

pub(super) static ALL: &[&Measure] = &[&DURATION, &WORD_COUNT];

/// How long the answer was, against the question's target.
pub(super) static DURATION: Measure = Measure {
    id: "duration_s",
    title: "length",
    unit: Unit::Seconds,
    definition: "Length of the answer: from the first to the last speech in the sound. Silence before and after, such \
                 as the reach for the stop button, is left out, and so are the turns of others with the silences around \
                 them; the length of the file is `recording.duration_s`.",
    formula: "end of the last speech − start of the first − turns of others",
    source: "target lengths: convention of interview coaching",
    level: EvidenceLevel::C,
    topic: "length",
    on_screen: true,
    needs: &[],
    band: BandFrom::Question,
    no_advice_because: None,
    find: duration,
};

fn duration(speech: &Speech, _: &Question) -> Finding {
    let answer_s = speech.answer_s().ok_or(TOO_LITTLE_SPEECH)?;
    let turns = speech.turns().into_iter().map(|turn| Evidence { span: Some(turn), quote: None });
    Ok(Found::new(answer_s, turns.collect()))
}

/// How many words the transcript holds.
pub(super) static WORD_COUNT: Measure = Measure {
    id: "word_count",
    title: "words",
    unit: Unit::Count,
    definition: "Words of the transcript that hold a letter or digit, written filled pauses (\"um\") included.",
    formula: "number of words",
    source: "unpruned word count, as in the speech rate of fluency research",
    level: EvidenceLevel::B,
    topic: "length",
    on_screen: false,
    needs: &[Need::Transcript],
    band: BandFrom::Nowhere("it follows from length and pace, which have one each"),
    no_advice_because: Some("length and pace say the same in terms one can act on"),
    find: word_count,
};

fn word_count(speech: &Speech, _: &Question) -> Finding {
    Ok((speech.tokens.len() as f64).into())
}
