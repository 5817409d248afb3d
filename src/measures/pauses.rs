//! Silence inside the answer: how much of it, how many silent pauses, and which of them cut a clause in two.

use super::measure::{BandFrom, Finding, Measure, Need, TOO_LITTLE_SPEECH};
use crate::question::Question;
use crate::speech::{SilentPause, Speech};
use crate::thresholds::cutoffs;
use crate::types::{EventClass, Evidence, EvidenceLevel, Unit};

pub(super) static ALL: &[&Measure] =
    &[&PHONATION_RATIO, &MEAN_LENGTH_OF_RUN, &SILENT_PAUSES, &MID_CLAUSE_PAUSES, &LONG_PAUSES];

/// How much of the answer is speech.
pub(super) static PHONATION_RATIO: Measure = Measure {
    id: "phonation_ratio_pct",
    title: "speaking time",
    unit: Unit::Percent,
    definition: "Share of the answer that is speech and not silent pause.",
    formula: "100 · (length of the answer − silent pauses) ÷ length of the answer",
    source: "phonation-time ratio of fluency research (Kormos & Dénes 2004)",
    level: EvidenceLevel::B,
    topic: "pauses",
    on_screen: true,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: phonation_ratio,
};

fn phonation_ratio(speech: &Speech, _: &Question) -> Finding {
    let speaking_s = speech.speaking_s().ok_or(TOO_LITTLE_SPEECH)?;
    let answer_s = speech.answer_s().filter(|seconds| *seconds > 0.0).ok_or(TOO_LITTLE_SPEECH)?;
    Ok((100.0 * speaking_s / answer_s).into())
}

/// How much is said in one go.
pub(super) static MEAN_LENGTH_OF_RUN: Measure = Measure {
    id: "mean_length_of_run_syll",
    title: "length of a run",
    unit: Unit::Syllables,
    definition: "Syllables between two silent pauses, on average; the turn of another ends a run as well. Counted in the transcript by the rules of its \
                 language, without one as syllable nuclei in the sound.",
    formula: "syllables ÷ (silent pauses + turns of others + 1)",
    source: "mean length of run of fluency research (Kormos & Dénes 2004)",
    level: EvidenceLevel::B,
    topic: "pauses",
    on_screen: false,
    needs: &[Need::Sound, Need::EnoughSpeech],
    band: BandFrom::Nowhere("norms are published for learners of a language only, and depend on their level"),
    no_advice_because: Some("advice is given on the pauses that shorten the runs"),
    find: mean_length_of_run,
};

fn mean_length_of_run(speech: &Speech, _: &Question) -> Finding {
    match speech.syllable_count() {
        0 => Err(TOO_LITTLE_SPEECH),
        syllables => Ok((syllables as f64 / (speech.silent_pauses.len() + speech.others.len() + 1) as f64).into()),
    }
}

/// How many silent pauses the answer has.
pub(super) static SILENT_PAUSES: Measure = Measure {
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
    find: silent_pauses,
};

fn silent_pauses(speech: &Speech, _: &Question) -> Finding {
    Ok(pauses(speech, |_| true).into())
}

/// How many silent pauses cut a clause in two.
pub(super) static MID_CLAUSE_PAUSES: Measure = Measure {
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
    find: mid_clause_pauses,
};

fn mid_clause_pauses(speech: &Speech, _: &Question) -> Finding {
    Ok(pauses(speech, is_mid_clause).into())
}

/// How many long silences cut a clause in two.
pub(super) static LONG_PAUSES: Measure = Measure {
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
    find: long_pauses,
};

fn long_pauses(speech: &Speech, _: &Question) -> Finding {
    let long_s = cutoffs().pauses.long_pause_min_s;
    Ok(pauses(speech, |pause| is_mid_clause(pause) && pause.span.duration_s() >= long_s).into())
}

/// Time of each pause that `wanted` takes, and the words on both sides of it.
fn pauses(speech: &Speech, wanted: impl Fn(&SilentPause) -> bool) -> Vec<Evidence> {
    let quote = |pause: &SilentPause| pause.before_word.and_then(|word| speech.quote_across(word));
    let pauses = speech.silent_pauses.iter().filter(|pause| wanted(pause));
    pauses.map(|pause| Evidence { span: Some(pause.span), quote: quote(pause) }).collect()
}

fn is_mid_clause(pause: &SilentPause) -> bool {
    pause.class == Some(EventClass::MidClause)
}

#[cfg(test)]
mod tests {
    use crate::measures::example::*;
    use crate::types::{EventClass, Span};

    #[test]
    fn pauses_are_classed_by_the_words_around_them() {
        let speech = speech(HESITANT);
        let classes: Vec<_> = speech.silent_pauses.iter().map(|p| p.class.unwrap()).collect();
        assert_eq!(classes, [EventClass::MidClause, EventClass::Boundary, EventClass::Boundary]);
        assert_eq!(value(&speech, "silent_pause_count"), 3.0);
        let mid_clause = get(&speech, "mid_clause_pause_count");
        assert_eq!(mid_clause.value, Some(1.0));
        assert_eq!(mid_clause.evidence[0].quote.as_deref(), Some("responsible for … the"));
        assert!(near(mid_clause.evidence[0].span.unwrap().start_s, 2.6));
        assert_eq!(value(&speech, "long_pause_count"), 1.0);
    }

    #[test]
    fn a_comma_that_sets_off_a_filler_ends_no_clause() {
        let classes = |text: &str| speech(text).silent_pauses.iter().map(|p| p.class.unwrap()).collect::<Vec<_>>();
        use EventClass::{Boundary, MidClause};
        assert_eq!(classes("I worked for, |0.3 um, |0.3 the payment team."), [MidClause, MidClause]);
        assert_eq!(classes("It was done. |0.3 Um, |0.3 the next one was hard."), [Boundary, Boundary]);
        assert_eq!(classes("After that, |0.3 we left."), [Boundary]);
        assert_eq!(classes("We stayed |0.3 because it was fun."), [Boundary]);
    }

    #[test]
    fn silence_before_and_after_the_answer_is_no_pause() {
        let speech = speech_with(HESITANT, |_, parts| {
            parts.silent_pauses.extend([Span::new(0.0, 1.0), Span::new(9.9, 10.9)]);
        });
        assert_eq!(value(&speech, "silent_pause_count"), 3.0);
        assert!(near(value(&speech, "phonation_ratio_pct"), 100.0 * 6.8 / 8.9));
    }

    #[test]
    fn runs_are_syllables_between_pauses() {
        assert!(near(value(&speech(HESITANT), "mean_length_of_run_syll"), 25.0 / 4.0));
        assert!(near(value(&speech(HESITANT), "speech_rate_syll_per_s"), 25.0 / 8.9));
    }
}
