//! Fillers: how many, how often, and where they come thick and fast.

use super::evidence;
use super::measure::{BandFrom, Finding, Found, Measure, Need, TOO_LITTLE_SPEECH};
use crate::question::Question;
use crate::speech::{FilledPause, Speech};
use crate::thresholds::cutoffs;
use crate::types::{Evidence, EvidenceLevel, KindCount, Span, Unit, Word};

pub(super) static ALL: &[&Measure] =
    &[&FILLER_COUNT, &FILLER_RATE_PER_MINUTE, &FILLER_RATE_PER_100_WORDS, &FILLER_CLUSTERS];

/// How many fillers the answer has.
pub(super) static FILLER_COUNT: Measure = Measure {
    id: "filler_count",
    title: "fillers",
    unit: Unit::Count,
    definition: "Filled pauses (\"um\") and filler phrases (\"you know\") of the word lists, by their place in the \
                 sentence; also those that Whisper nearly wrote and the sound confirms, and, beside a transcript in \
                 which hesitations were not asked for, those that the sound alone tells of beyond doubt, well away \
                 from any word. A phrase counts once. Sounds of listening and of \
                 thinking aloud (\"mm\", \"hmm\", \"ah\", \"oh\") are none.",
    formula: "written fillers + filled pauses heard beyond doubt",
    source: "saywell's word lists, each entry with examples that count and examples that do not",
    level: EvidenceLevel::D,
    topic: "fillers",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons],
    band: BandFrom::Nowhere("it grows with the length of the answer; the rate per minute has one"),
    no_advice_because: Some("advice is given on the rate per minute"),
    find: filler_count,
};

fn filler_count(speech: &Speech, _: &Question) -> Finding {
    Ok(each_worth(1.0, speech))
}

/// Fillers a minute.
pub(super) static FILLER_RATE_PER_MINUTE: Measure = Measure {
    id: "filler_rate_per_min",
    title: "fillers a minute",
    unit: Unit::PerMinute,
    definition: "Fillers (`filler_count`) a minute of the answer.",
    formula: "60 · fillers ÷ length of the answer in seconds",
    source: "lecturers say 1.4 to 6.5 a minute (Schachter & al. 1991)",
    level: EvidenceLevel::B,
    topic: "fillers",
    on_screen: true,
    needs: &[Need::Transcript, Need::Lexicons, Need::EnoughWords, Need::EnoughSpeech],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: filler_rate_per_minute,
};

fn filler_rate_per_minute(speech: &Speech, _: &Question) -> Finding {
    let answer_s = speech.answer_s().filter(|seconds| *seconds > 0.0).ok_or(TOO_LITTLE_SPEECH)?;
    Ok(each_worth(60.0 / answer_s, speech))
}

/// Fillers per hundred words: comparable between fast and slow speakers, and needs no times.
pub(super) static FILLER_RATE_PER_100_WORDS: Measure = Measure {
    id: "filler_rate_per_100_words",
    title: "fillers per 100 words",
    unit: Unit::Per100Words,
    definition: "Fillers (`filler_count`) per hundred words.",
    formula: "100 · fillers ÷ words",
    source: "usual unit of disfluency research (Bortfeld & al. 2001)",
    level: EvidenceLevel::B,
    topic: "fillers",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::EnoughWords],
    band: BandFrom::Nowhere("the rate per minute, which listeners experience, has one"),
    no_advice_because: Some("advice is given on the rate per minute"),
    find: filler_rate_per_100_words,
};

fn filler_rate_per_100_words(speech: &Speech, _: &Question) -> Finding {
    Ok(each_worth(100.0 / speech.tokens.len() as f64, speech))
}

/// Where fillers come thick and fast.
pub(super) static FILLER_CLUSTERS: Measure = Measure {
    id: "filler_cluster_count",
    title: "filler clusters",
    unit: Unit::Count,
    definition: "Places where at least 3 fillers fall within 10 s. A place that goes on counts once.",
    formula: "number of groups of fillers in which each three neighbours lie within 10 s",
    source: "clusters are noticed more than the total: saywell's rule of thumb",
    level: EvidenceLevel::D,
    topic: "fillers",
    on_screen: false,
    needs: &[Need::Transcript, Need::Lexicons, Need::WordTimes],
    band: BandFrom::Thresholds,
    no_advice_because: None,
    find: filler_clusters,
};

fn filler_clusters(speech: &Speech, _: &Question) -> Finding {
    let fewest = (cutoffs().fillers.filler_cluster_min as usize).max(1);
    let within_s = cutoffs().fillers.filler_cluster_s;
    let spans: Vec<Span> = fillers(speech).iter().filter_map(|filler| filler.span).collect();
    let mut clusters: Vec<Span> = Vec::new();
    for group in spans.windows(fewest) {
        let (first, last) = (group[0], group[fewest - 1]);
        if last.start_s - first.start_s > within_s {
            continue;
        }
        match clusters.last_mut() {
            Some(before) if before.end_s >= first.start_s => before.end_s = before.end_s.max(last.end_s),
            _ => clusters.push(first.to(&last)),
        }
    }
    Ok(clusters.into_iter().map(|span| evidence::starting(speech, span)).collect::<Vec<_>>().into())
}

/// The fillers of `speech`, each worth `unit`, with the evidence.
fn each_worth(unit: f64, speech: &Speech) -> Found {
    let evidence = fillers(speech);
    Found::new(unit * evidence.len() as f64, evidence).of_kinds(kinds(speech))
}

/// Every filler of the lexicon and every filled pause heard beyond doubt, in time order where times are known.
fn fillers(speech: &Speech) -> Vec<Evidence> {
    let written = speech.hits("filler").map(|hit| evidence::in_context(speech, &hit.words));
    let heard = speech.heard_only().map(|pause| Evidence { span: Some(pause.span), quote: around(speech, pause) });
    let mut all: Vec<Evidence> = written.chain(heard).collect();
    let start_s = |evidence: &Evidence| evidence.span.map_or(f64::INFINITY, |span| span.start_s);
    all.sort_by(|a, b| start_s(a).total_cmp(&start_s(b)));
    all
}

/// How often each filler was said, the most frequent first; those of the same number in the order of the answer.
fn kinds(speech: &Speech) -> Vec<KindCount> {
    let written = speech.hits("filler").map(|hit| hit.phrase.clone());
    let heard = speech.heard_only().map(|_| sound(speech).to_owned());
    let mut kinds: Vec<KindCount> = Vec::new();
    for kind in written.chain(heard) {
        match kinds.iter_mut().find(|known| known.kind == kind) {
            Some(known) => known.count += 1,
            None => kinds.push(KindCount { kind, count: 1 }),
        }
    }
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
    kinds
}

/// How the sound of a filled pause is written in the language of the answer.
fn sound(speech: &Speech) -> &'static str {
    if speech.language.starts_with("es") { "eh" } else { "um" }
}

/// The words on both sides of a filled pause that none of them writes, with it between them: "was (um) the".
fn around(speech: &Speech, pause: &FilledPause) -> Option<String> {
    let is_behind = |word: &Word| word.span.is_some_and(|span| span.middle_s() > pause.span.middle_s());
    let quote = speech.quote_across(speech.words.iter().position(is_behind)?)?;
    Some(quote.replacen(" … ", &format!(" ({}) ", sound(speech)), 1))
}

#[cfg(test)]
mod tests {
    use crate::measures::example::*;
    use crate::speech::FilledPause;
    use crate::types::{EventClass, FillerPlace, Span};

    #[test]
    fn fillers_are_counted_with_time_and_quote() {
        let speech = speech(HESITANT);
        let fillers = get(&speech, "filler_count");
        let quotes: Vec<_> = fillers.evidence.iter().map(|e| e.quote.clone().unwrap()).collect();
        assert_eq!(quotes, ["for the um payment system", "and so like, rewrote the"]);
        assert!(near(value(&speech, "filler_rate_per_min"), 60.0 * 2.0 / 8.9));
        assert!(near(value(&speech, "filler_rate_per_100_words"), 100.0 * 2.0 / 17.0));
        assert_eq!(speech.filled_pauses.len(), 1, "only \"um\" is a sound");
    }

    #[test]
    fn an_um_that_is_written_and_heard_counts_once() {
        let heard = |start_s: f64| FilledPause::heard(Span::new(start_s, start_s + 0.3), 0.5);
        let speech = speech_with(HESITANT, |_, parts| parts.filled_pauses = vec![heard(4.25), heard(2.8)]);
        assert_eq!(value(&speech, "filler_count"), 3.0);
        let classes: Vec<_> = speech.filled_pauses.iter().map(|p| p.class).collect();
        assert_eq!(classes, [EventClass::Heard, EventClass::Transcribed]);
    }

    #[test]
    fn a_heard_um_has_a_place_and_a_possible_one_does_not_count() {
        // Words of 0.4 s from 1.0 s on: "I" "led" … "team." ends at 3.4, the pause at 4.0.
        let text = "I led the small payment team. |0.6 Then we rebuilt the database and it was twice as fast.";
        let heard = |start_s: f64, probability: f32| FilledPause::heard(Span::new(start_s, start_s + 0.2), probability);
        let speech = speech_with(text, |_, parts| {
            parts.filled_pauses = vec![
                heard(2.1, 0.9),
                heard(3.7, 0.9),
                heard(6.35, 0.6),
                FilledPause::possible(Span::new(4.4, 4.6), 0.9),
                FilledPause::stretched(Span::new(5.0, 5.5), "rebuilt".to_owned()),
            ];
        });
        let places: Vec<_> = speech.filled_pauses.iter().map(|pause| pause.place.unwrap()).collect();
        use FillerPlace::{BeforeClause, MidClause, Opening};
        assert_eq!(places, [MidClause, Opening, MidClause, MidClause, MidClause]);
        let count = get(&speech, "filler_count");
        assert_eq!(count.value, Some(3.0));
        assert_eq!(count.evidence[0].quote.as_deref(), Some("led the (um) small"));

        let before_and = speech_with(text, |_, parts| parts.filled_pauses = vec![heard(5.85, 0.9)]);
        assert_eq!(before_and.filled_pauses[0].place, Some(BeforeClause), "{:?}", before_and.filled_pauses);
        assert_eq!(get(&before_and, "filler_count").range, None, "nothing is unsure");
    }

    #[test]
    fn three_fillers_within_ten_seconds_are_a_cluster() {
        let cluster = speech("So um we did uh the um first part of it and then the second one.");
        let found = get(&cluster, "filler_cluster_count");
        assert_eq!(found.value, Some(1.0));
        assert!(near(found.evidence[0].span.unwrap().start_s, 1.4));
        let apart = format!("So um we did uh the {} um part of it.", "very very long list of things |2.0 ".repeat(3));
        assert_eq!(value(&speech(&apart), "filler_cluster_count"), 0.0);
    }
}
