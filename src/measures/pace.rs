//! How fast the words and syllables come.

use super::evidence;
use super::measure::{BandFrom, Finding, Found, Measure, Need, TOO_LITTLE_SPEECH};
use crate::question::Question;
use crate::speech::Speech;
use crate::speech::voice::mean_and_deviation;
use crate::thresholds::cutoffs;
use crate::types::{EvidenceLevel, Seconds, Series, Span, Unit};

pub(super) static ALL: &[&Measure] = &[&SPEECH_RATE, &PACE_VARIATION, &ARTICULATION_RATE, &SYLLABLE_RATE];

/// Words a minute, pauses included.
pub(super) static SPEECH_RATE: Measure = Measure {
    id: "speech_rate_wpm",
    title: "pace",
    unit: Unit::WordsPerMinute,
    definition: "Words a minute from the first to the last word, pauses included, turns of others left out.",
    formula: "60 · words ÷ (end of the last word − start of the first − turns of others)",
    source: "speech rate of fluency research (Goldman-Eisler 1968)",
    level: EvidenceLevel::B,
    topic: "pace",
    on_screen: true,
    needs: &[Need::Transcript, Need::WordTimes, Need::EnoughWords, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: speech_rate,
};

fn speech_rate(speech: &Speech, _: &Question) -> Finding {
    let seconds = speech.words_s().filter(|seconds| *seconds > 0.0).ok_or(TOO_LITTLE_SPEECH)?;
    Ok((60.0 * speech.tokens.len() as f64 / seconds).into())
}

/// Whether the pace holds over the answer.
pub(super) static PACE_VARIATION: Measure = Measure {
    id: "pace_variation_pct",
    title: "change of pace",
    unit: Unit::Percent,
    definition: "How much the pace changes in the course of the answer: the standard deviation of the words a minute in \
                 stretches of 10 s, each half over the one before, in percent of their mean. Pauses count in; a stretch in which somebody else speaks is left out.",
    formula: "100 · standard deviation ÷ mean of the words a minute in stretches of 10 s",
    source: "saywell's rule of thumb; a mean alone calls a rush and a standstill steady",
    level: EvidenceLevel::D,
    topic: "pace",
    on_screen: false,
    needs: &[Need::Transcript, Need::EachWordTimed, Need::EnoughWords, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: pace_variation,
};

/// The evidence is the slowest stretch, then the fastest.
fn pace_variation(speech: &Speech, _: &Question) -> Finding {
    let series = course(speech).ok_or("the answer is too short to have a course")?;
    let stretches = series.values.iter().enumerate().filter_map(|(i, pace)| Some((i, f64::from((*pace)?))));
    let stretches: Vec<(usize, f64)> = stretches.collect();
    let paces: Vec<f64> = stretches.iter().map(|(_, pace)| *pace).collect();
    let (mean, deviation) = mean_and_deviation(&paces).filter(|(mean, _)| *mean > 0.0).ok_or(TOO_LITTLE_SPEECH)?;
    let extreme = |wanted: &dyn Fn(f64, f64) -> bool| {
        let (first, _) = stretches.iter().reduce(|best, next| if wanted(next.1, best.1) { next } else { best })?;
        let start_s = series.start_s + *first as f64 * series.hop_s;
        let stretch = Span::new(start_s, start_s + cutoffs().enough.pace_window_s);
        let inside = |i: &usize| speech.words[*i].span.is_some_and(|word| stretch.contains(word.middle_s()));
        let words = (0..speech.words.len()).find(inside)?..(0..speech.words.len()).rfind(inside)? + 1;
        Some(evidence::sentence(speech, &words))
    };
    let ends = [extreme(&|a, b| a < b), extreme(&|a, b| a > b)].into_iter().flatten().collect();
    Ok(Found::new(100.0 * deviation / mean, ends).over_time(series))
}

/// Words a minute over time, stretch by stretch from the first to the last word, none where somebody else speaks; `None`
/// for too short an answer.
fn course(speech: &Speech) -> Option<Series> {
    let window_s = cutoffs().enough.pace_window_s;
    let answer = speech.words_span()?;
    let rest_s = answer.duration_s() - window_s;
    // The last stretch ends with the last word.
    let steps = (rest_s / (window_s / 2.0)).round();
    // With fewer words than stretches there is no pace to follow.
    if rest_s <= 0.0 || steps < 1.0 || steps > speech.tokens.len() as f64 {
        return None;
    }
    let hop_s = rest_s / steps;
    let mut middles: Vec<Seconds> =
        speech.tokens.iter().filter_map(|token| Some(speech.words[token.word].span?.middle_s())).collect();
    middles.sort_by(f64::total_cmp);
    let before = |time_s: Seconds| middles.partition_point(|middle| *middle < time_s);
    let pace = |step: usize| {
        let stretch = Span::new(answer.start_s + step as f64 * hop_s, answer.start_s + step as f64 * hop_s + window_s);
        let is_own = speech.others.iter().all(|other| other.overlap_s(&stretch) <= 0.0);
        is_own.then(|| (60.0 * (before(stretch.end_s) - before(stretch.start_s)) as f64 / window_s) as f32)
    };
    let values: Vec<Option<f32>> = (0..=steps as usize).map(pace).collect();
    let is_enough = values.iter().flatten().count() as f64 >= cutoffs().enough.pace_windows_min;
    is_enough.then_some(Series { start_s: answer.start_s, hop_s, values })
}

/// Syllables a second while speaking.
pub(super) static ARTICULATION_RATE: Measure = Measure {
    id: "articulation_rate_syll_per_s",
    title: "pace without pauses",
    unit: Unit::SyllablesPerSecond,
    definition: "Syllables a second while speaking: silent pauses are taken out. Syllables are counted in the \
                 transcript by the rules of its language, without one as syllable nuclei in the sound; those are \
                 about a quarter too few, so that rate is compared with no target.",
    formula: "syllables ÷ (length of the answer − silent pauses)",
    source: "articulation rate of fluency research (Goldman-Eisler 1968; de Jong & Wempe 2009)",
    level: EvidenceLevel::B,
    topic: "pace",
    on_screen: true,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: articulation_rate,
};

fn articulation_rate(speech: &Speech, _: &Question) -> Finding {
    let rate = syllables_a_second(speech, speech.speaking_s())?;
    Ok(if speech.syllables.is_some() { rate } else { rate.without_target() })
}

/// Pace without words: syllables a second, pauses included.
pub(super) static SYLLABLE_RATE: Measure = Measure {
    id: "speech_rate_syll_per_s",
    title: "pace in syllables",
    unit: Unit::SyllablesPerSecond,
    definition: "Syllables a second, pauses included. Counted in the transcript by the rules of its language, without \
                 one as syllable nuclei in the sound, which are about a quarter too few.",
    formula: "syllables ÷ length of the answer",
    source: "speech rate from syllable nuclei (de Jong & Wempe 2009)",
    level: EvidenceLevel::B,
    topic: "pace",
    on_screen: false,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Nowhere("the pace in words a minute has one, which people know"),
    no_advice_because: Some("advice is given on the pace in words and on articulation"),
    find: syllable_rate,
};

fn syllable_rate(speech: &Speech, _: &Question) -> Finding {
    syllables_a_second(speech, speech.answer_s())
}

fn syllables_a_second(speech: &Speech, seconds: Option<Seconds>) -> Result<Found, &'static str> {
    let syllables = speech.syllable_count();
    let seconds = seconds.filter(|_| syllables > 0).ok_or(TOO_LITTLE_SPEECH)?;
    Ok((syllables as f64 / seconds).into())
}

#[cfg(test)]
mod tests {
    use crate::measures::example::*;
    use crate::types::Position;

    #[test]
    fn length_and_rates_follow_their_definitions() {
        let speech = speech(HESITANT);
        // From 1.0 to 9.9 s.
        assert_eq!(value(&speech, "word_count"), 17.0);
        assert!(near(value(&speech, "duration_s"), 8.9), "{}", value(&speech, "duration_s"));
        assert!(near(value(&speech, "speech_rate_wpm"), 60.0 * 17.0 / 8.9));
        assert!(near(value(&speech, "phonation_ratio_pct"), 100.0 * 6.8 / 8.9));
        // I was re-spon-si-ble for the um pay-ment sys-tem then we and so like re-wrote the da-ta-base twice
        assert_eq!(speech.syllables, Some(25));
        assert!(near(value(&speech, "articulation_rate_syll_per_s"), 25.0 / 6.8));
        assert_eq!(get(&speech, "duration_s").band.unwrap().position, Position::Within);
    }
}
