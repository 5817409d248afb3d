//! How the answer is built: what comes back, how soon it gets to the point, how it closes.

use super::evidence;
use super::measure::{BandFrom, Finding, Found, Measure, Need, TOO_LITTLE_SPEECH};
use crate::question::Question;
use crate::speech::Speech;
use crate::types::{ClosingKind, Evidence, EvidenceLevel, Span, Unit};

pub(super) static ALL: &[&Measure] =
    &[&REPEATED_CONTENT, &LOOP_MARKERS, &ONSET_LATENCY, &TIME_TO_POINT, &FIRST_FACT, &TRAILING_CLOSE];

/// How much of the answer was said before.
pub(super) static REPEATED_CONTENT: Measure = Measure {
    id: "repeated_content_pct",
    title: "said twice",
    unit: Unit::Percent,
    definition: "Words in sentences of which at least half the content was said in one earlier sentence, of all words. \
                 Content words are compared by stem and weighed by how rare they are in the answer; the last sentence, \
                 which may sum up, is left out.",
    formula: "100 · words in sentences with overlap ≥ 0.5 ÷ words",
    source: "saywell's rule of thumb; embedding coherence fails to match human judgement (Hitczenko & al. 2021)",
    level: EvidenceLevel::D,
    topic: "repetition",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::SentenceEnds, Need::EnoughWords],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: repeated_content,
};

/// The evidence names the earlier sentence before each that repeats it.
fn repeated_content(speech: &Speech, _: &Question) -> Finding {
    let echoes = &speech.echoes;
    let count: usize = echoes.iter().map(|echo| speech.sentences[echo.again].word_count).sum();
    let place = |sentence: usize| evidence::sentence(speech, &speech.sentences[sentence].words);
    let evidence = echoes.iter().flat_map(|echo| [place(echo.earlier), place(echo.again)]).collect();
    Ok(Found::new(100.0 * count as f64 / speech.tokens.len() as f64, evidence))
}

/// How often the answer comes back to itself.
pub(super) static LOOP_MARKERS: Measure = Measure {
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
    find: loop_markers,
};

fn loop_markers(speech: &Speech, _: &Question) -> Finding {
    Ok(evidence::hits(speech, "loop").into())
}

/// How long the speaker takes to begin once asked.
pub(super) static ONSET_LATENCY: Measure = Measure {
    id: "onset_latency_s",
    title: "time to begin",
    unit: Unit::Seconds,
    definition: "Seconds from the start of the recording to the first speech in the sound, where the question stood on \
                 the screen when `saywell record` began. It could be read during the countdown, so this is no pause in \
                 a conversation.",
    formula: "start of the first speech − start of the recording",
    source: "response latency: time from the end of a question to the onset of voice (Kendrick & Torreira 2015)",
    level: EvidenceLevel::B,
    topic: "start",
    on_screen: false,
    needs: &[Need::Sound],
    band: BandFrom::Nowhere("the question is known before the recording begins; no right number is published for that"),
    no_advice_because: Some("a moment to think before one begins is no fault"),
    find: onset_latency,
};

fn onset_latency(speech: &Speech, question: &Question) -> Finding {
    if !question.info().asked {
        return Err("saywell did not ask the question");
    }
    let waited = Span::new(0.0, speech.answer_span().ok_or(TOO_LITTLE_SPEECH)?.start_s);
    let evidence = Evidence { span: Some(waited), quote: speech.quote_at(waited.end_s) };
    Ok(Found::new(waited.duration_s(), vec![evidence]))
}

/// How long it takes to get to the question.
pub(super) static TIME_TO_POINT: Measure = Measure {
    id: "time_to_point_s",
    title: "time to the point",
    unit: Unit::Seconds,
    definition: "Seconds from the start of the answer to the first sentence that shares a content word with the topic of \
                 the question or with a point of the notes.",
    formula: "start of that sentence − start of the answer",
    source: "saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "start",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::WordTimes],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: time_to_point,
};

fn time_to_point(speech: &Speech, question: &Question) -> Finding {
    let topic = question.topic();
    if topic.is_empty() {
        return Err("neither a question with a topic nor points were given");
    }
    let on_topic = |words: &_| speech.stems_in(words).any(|stem| topic.contains(stem));
    let first = speech.sentences.iter().find(|sentence| on_topic(&sentence.words)).ok_or(TOO_LITTLE_SPEECH)?;
    let after_s = evidence::seconds_into(speech, &first.words).ok_or(TOO_LITTLE_SPEECH)?;
    Ok(Found::new(after_s, vec![evidence::sentence(speech, &first.words)]))
}

/// How long it takes to the first thing one can hold on to.
pub(super) static FIRST_FACT: Measure = Measure {
    id: "first_fact_s",
    title: "first fact",
    unit: Unit::Seconds,
    definition: "Seconds from the start of the answer to the first number or proper name (a capital inside a sentence; \
                 the speaker's own name is left out).",
    formula: "start of that word − start of the answer",
    source: "saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "start",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::WordTimes],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: first_fact,
};

fn first_fact(speech: &Speech, _: &Question) -> Finding {
    let fact = *speech.facts.first().ok_or("no number or name was said")?;
    let sentence = speech.sentence_of(fact).ok_or(TOO_LITTLE_SPEECH)?;
    let from_there = fact.saturating_sub(3).max(sentence.words.start)..sentence.words.end;
    let after_s = evidence::seconds_into(speech, &(fact..fact + 1)).ok_or(TOO_LITTLE_SPEECH)?;
    Ok(Found::new(after_s, vec![evidence::sentence(speech, &from_there)]))
}

/// Whether the answer trails off.
pub(super) static TRAILING_CLOSE: Measure = Measure {
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
    find: trailing_close,
};

/// The evidence is the last sentence, whichever way it ends.
fn trailing_close(speech: &Speech, _: &Question) -> Finding {
    let closing = speech.closing().ok_or(TOO_LITTLE_SPEECH)?;
    let evidence = Evidence { span: closing.span, quote: Some(closing.quote) };
    Ok(Found::new(f64::from(u8::from(closing.kind == ClosingKind::Trailing)), vec![evidence]))
}

#[cfg(test)]
mod tests {
    use crate::measures::example::*;
    use crate::measures::measure_all;
    use crate::question::Question;
    use crate::types::Span;

    #[test]
    fn the_time_to_begin_is_known_only_where_saywell_asked() {
        let speech = speech(HESITANT);
        let begun = |question: Question| {
            let all = measure_all(&speech, &question);
            all.into_iter().find(|m| m.id.0 == "onset_latency_s").unwrap()
        };
        let intro = || Question::from_profile("self-intro").unwrap();
        let asked = begun(intro().asked(true));
        assert_eq!((asked.value, asked.band), (Some(1.0), None));
        assert_eq!(asked.evidence[0].span, Some(Span::new(0.0, 1.0)));
        assert_eq!(asked.evidence[0].quote.as_deref(), Some("I was responsible for the um payment system …"));
        // A target alone is no question that could stand on a screen.
        for unasked in [intro(), Question::from_target(90.0).unwrap().asked(true)] {
            let unknown = begun(unasked);
            assert_eq!(
                (unknown.value, unknown.undefined_because.as_deref()),
                (None, Some("saywell did not ask the question"))
            );
        }
    }
}
