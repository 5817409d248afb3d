//! What the voice does: pitch and loudness, rises and fades at the ends of sentences.

use super::evidence;
use super::measure::{BandFrom, Finding, Found, Measure, Need, TOO_LITTLE_SPEECH};
use crate::acoustics::frames::{HOP_S, percentile};
use crate::acoustics::pitch::semitones;
use crate::language::tokens::Mark;
use crate::question::Question;
use crate::speech::voice::mean_and_deviation;
use crate::speech::{Sentence, Speech};
use crate::thresholds::cutoffs;
use crate::types::{EvidenceLevel, Seconds, Span, Unit};

pub(super) static ALL: &[&Measure] = &[&PITCH_VARIATION, &FINAL_RISES, &LOUDNESS_VARIATION, &TRAILING_OFF];

/// How much the pitch moves.
pub(super) static PITCH_VARIATION: Measure = Measure {
    id: "pitch_variation_st",
    title: "pitch",
    unit: Unit::Semitones,
    definition: "How far the pitch strays from the speaker's own median: the standard deviation of F0 in semitones, \
                 octave errors removed. Evidence: stretches in which it hardly moves. Relative, so low and high voices \
                 compare; about this recording, not about the person.",
    formula: "standard deviation of 12 · log2(F0 ÷ median F0) over the voiced frames",
    source: "pitch variation as liveliness (Hincks 2005)",
    level: EvidenceLevel::B,
    topic: "pitch",
    on_screen: true,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: pitch_variation,
};

fn pitch_variation(speech: &Speech, _: &Question) -> Finding {
    let voiced = speech.voice.voiced_in(&speech.answer_span().ok_or(TOO_LITTLE_SPEECH)?);
    if (voiced.len() as f64) * HOP_S < cutoffs().delivery.pitch_voiced_min_s {
        return Err(TOO_LITTLE_SPEECH);
    }
    let mut hz: Vec<f32> = voiced.iter().map(|(_, hz)| *hz).collect();
    let median_hz = percentile(&mut hz, 0.5).ok_or(TOO_LITTLE_SPEECH)?;
    let heights: Vec<(Seconds, f64)> =
        voiced.iter().map(|(at_s, hz)| (*at_s, 12.0 * f64::from(hz / median_hz).log2())).collect();
    let semitones: Vec<f64> = heights.iter().map(|(_, st)| *st).collect();
    let (_, deviation) = mean_and_deviation(&semitones).ok_or(TOO_LITTLE_SPEECH)?;
    let flat = flat_stretches(&heights).into_iter().map(|span| evidence::starting(speech, span)).collect();
    Ok(Found::new(deviation, flat))
}

/// Windows in which the pitch hardly moves, joined.
fn flat_stretches(heights: &[(Seconds, f64)]) -> Vec<Span> {
    let window_s = cutoffs().delivery.flat_pitch_window_s;
    let voiced_share = cutoffs().delivery.flat_pitch_voiced_share_min;
    let flat_max = cutoffs().delivery.flat_pitch_max_st;
    let (Some(first), Some(last)) = (heights.first(), heights.last()) else { return Vec::new() };
    let mut flat: Vec<Span> = Vec::new();
    let mut start_s = first.0;
    while start_s + window_s <= last.0 + HOP_S {
        let from = heights.partition_point(|(at_s, _)| *at_s < start_s);
        let until = heights.partition_point(|(at_s, _)| *at_s < start_s + window_s);
        let inside: Vec<f64> = heights[from..until].iter().map(|(_, st)| *st).collect();
        let enough = inside.len() as f64 * HOP_S >= voiced_share * window_s;
        if enough && mean_and_deviation(&inside).is_some_and(|(_, deviation)| deviation < flat_max) {
            let window = Span::new(start_s, start_s + window_s);
            match flat.last_mut() {
                Some(before) if before.end_s >= window.start_s => before.end_s = window.end_s,
                _ => flat.push(window),
            }
        }
        start_s += 1.0;
    }
    flat
}

/// How many statements end with a rising pitch.
pub(super) static FINAL_RISES: Measure = Measure {
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
    find: final_rises,
};

fn final_rises(speech: &Speech, _: &Question) -> Finding {
    let rising = speech.sentences.iter().filter(|s| is_statement_before_pause(speech, s) && rises(speech, s));
    Ok(rising.map(|s| evidence::sentence_end(speech, s, RISE_WORDS)).collect::<Vec<_>>().into())
}

/// Words quoted from the end of a statement that rises.
const RISE_WORDS: usize = 4;

fn is_statement_before_pause(speech: &Speech, sentence: &Sentence) -> bool {
    let last = speech.tokens.partition_point(|token| token.word < sentence.words.end).checked_sub(1);
    let is_statement = last.is_some_and(|last| speech.tokens[last].mark == Mark::Sentence);
    let before_pause = speech.silent_pauses.iter().any(|pause| pause.before_word == Some(sentence.words.end));
    is_statement && (before_pause || sentence.words.end == speech.words.len())
}

fn rises(speech: &Speech, sentence: &Sentence) -> bool {
    let reach = (cutoffs().delivery.final_rise_voice_s / HOP_S) as usize;
    let Some(span) = speech.span_of(&sentence.words) else { return false };
    let voiced = speech.voice.voiced_in(&Span::new(span.start_s, span.end_s));
    let Some(tail) = voiced.len().checked_sub(reach).map(|start| &voiced[start..]) else { return false };
    let mean = |part: &[(f64, f32)]| part.iter().map(|(_, hz)| *hz).sum::<f32>() / part.len().max(1) as f32;
    let third = tail.len() / 3;
    let (start, end) = (mean(&tail[..third]), mean(&tail[tail.len() - third..]));
    third > 0 && f64::from(semitones(end, start)) >= cutoffs().delivery.final_rise_min_st
}

/// How much the loudness moves.
pub(super) static LOUDNESS_VARIATION: Measure = Measure {
    id: "loudness_variation_db",
    title: "loudness",
    unit: Unit::Decibels,
    definition: "How much the loudness of the voice varies: the standard deviation of the momentary loudness (0.4 s) \
                 inside speech. Relative only: how loud the recording is as a whole says more about the microphone.",
    formula: "standard deviation of the momentary loudness of the windows that lie wholly in speech",
    source: "momentary loudness: EBU Tech 3341; as a measure of delivery saywell's own",
    level: EvidenceLevel::D,
    topic: "loudness",
    on_screen: false,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Nowhere("microphones with automatic gain level the loudness, so there is no norm"),
    no_advice_because: Some("it depends on the microphone as much as on the voice"),
    find: loudness_variation,
};

fn loudness_variation(speech: &Speech, _: &Question) -> Finding {
    let loudness: Vec<f64> = speech.voice.loudness_lufs.iter().map(|lufs| f64::from(*lufs)).collect();
    let enough = loudness.len() as f64 >= cutoffs().delivery.loudness_windows_min;
    let (_, deviation) = mean_and_deviation(&loudness).filter(|_| enough).ok_or(TOO_LITTLE_SPEECH)?;
    Ok(deviation.into())
}

/// How many sentences fade away.
pub(super) static TRAILING_OFF: Measure = Measure {
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
    find: trailing_off,
};

fn trailing_off(speech: &Speech, _: &Question) -> Finding {
    let fading = speech.sentences.iter().filter(|sentence| fades(speech, sentence));
    Ok(fading.map(|s| evidence::sentence_end(speech, s, FADE_WORDS)).collect::<Vec<_>>().into())
}

/// Words quoted from the end of a sentence that fades.
const FADE_WORDS: usize = 5;

fn fades(speech: &Speech, sentence: &Sentence) -> bool {
    let words = &sentence.words;
    if (sentence.word_count as f64) < cutoffs().delivery.trailing_off_words_min {
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
        (Some(whole), Some(end)) => f64::from(whole - end) >= cutoffs().delivery.trailing_off_db,
        _ => false,
    };
    let pace = |span: &Span, words: usize| span.duration_s() / words.max(1) as f64;
    softer && pace(&end, last_quarter.len()) > pace(&start, last_quarter.start - words.start)
}

#[cfg(test)]
mod tests {
    use crate::measures::example::*;
    use crate::types::{Position, Span};

    #[test]
    fn pitch_variation_is_in_semitones_around_the_median_and_flat_stretches_are_named() {
        let swinging = get(&speech(HESITANT), "pitch_variation_st");
        // The standard deviation of a sine of amplitude 4.
        assert!((swinging.value.unwrap() - 4.0 / 2f64.sqrt()).abs() < 0.05, "{swinging:?}");
        assert!(swinging.evidence.is_empty());
        let flat = speech_with(HESITANT, |_, parts| parts.voice.f0_hz.fill(Some(110.0)));
        let flat = get(&flat, "pitch_variation_st");
        assert!(flat.value.unwrap() < 1e-6 && flat.band.unwrap().position == Position::Below);
        assert!(near(flat.evidence[0].span.unwrap().start_s.round(), 1.0), "{:?}", flat.evidence);
        assert_eq!(flat.evidence[0].quote.as_deref(), Some("I was responsible for the um payment system …"));
    }

    #[test]
    fn loudness_variation_is_the_deviation_of_its_windows() {
        assert!((value(&speech(HESITANT), "loudness_variation_db") - 2.0).abs() < 0.05);
    }

    #[test]
    fn a_sentence_that_fades_and_slows_trails_off_and_a_rise_is_counted() {
        let text = "We rebuilt the whole payment system over the summer. |0.6 It was a lot of work for us.";
        let change = |fade_db: f32, rise: bool| {
            speech_with(text, |transcript, parts| {
                parts.voice.f0_hz.fill(Some(120.0));
                // The last three words of the first sentence, 3.4 to 4.6 s, the last of them drawn out by the pause.
                parts.voice.level_dbfs[340..460].fill(-20.0 - fade_db);
                transcript.words[8].span = Some(Span::new(4.2, 4.9));
                if rise {
                    let tail = &mut parts.voice.f0_hz[460..490];
                    tail.iter_mut().enumerate().for_each(|(i, f0)| *f0 = Some(120.0 * 2f32.powf(i as f32 / 60.0)));
                }
            })
        };
        let fading = get(&change(9.0, false), "trailing_off_count");
        assert_eq!(fading.value, Some(1.0));
        assert_eq!(fading.evidence[0].quote.as_deref(), Some("payment system over the summer"));
        assert_eq!(value(&change(4.0, false), "trailing_off_count"), 0.0);
        assert_eq!(value(&change(0.0, false), "final_rise_count"), 0.0);
        let rising = get(&change(0.0, true), "final_rise_count");
        assert_eq!(rising.value, Some(1.0));
        assert_eq!(rising.evidence[0].quote.as_deref(), Some("system over the summer"));
    }
}
