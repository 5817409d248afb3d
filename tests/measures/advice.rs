//! Advice and verdict on hand-made measurements, and on the labelled answers.

use crate::common::consistency::contradictions;
use crate::labelled;
use saywell::coaching::{advise, texts_for, verdict};
use saywell::language::lexicons_for;
use saywell::measures::{MEASURES, by_id, measure_all};
use saywell::question::Question;
use saywell::speech::{FilledPause, Parts, Speech};
use saywell::thresholds::Thresholds;
use saywell::types::{
    AdviceKind, Evidence, KindCount, MeasureId, Measurement, Series, Span, Transcript, ValueRange, Word, WordTimes,
};

/// Measurements with these values, the rest undefined. Counts have evidence.
fn measured(question: &Question, values: &[(&str, f64)]) -> Vec<Measurement> {
    let measure = |id: &'static str| {
        let value = values.iter().find(|(known, _)| *known == id).map(|(_, value)| *value);
        let band = |value| match id {
            "duration_s" => question.band(value),
            _ => Thresholds::built_in().band(id).map(|band| band.place(value)),
        };
        let place = |i: usize| Evidence {
            span: Some(Span::new(31.9 + 20.0 * i as f64, 33.0 + 20.0 * i as f64)),
            quote: Some("responsible for … the".to_owned()),
        };
        Measurement {
            id: MeasureId::new(id),
            unit: by_id(id).unwrap().unit,
            value,
            range: None,
            band: value.and_then(band),
            evidence: (0..value.unwrap_or(0.0).min(5.0) as usize).map(place).collect(),
            series: (id == "pace_variation_pct").then(|| Series {
                start_s: 0.0,
                hop_s: 5.0,
                values: vec![Some(70.0), Some(150.0), Some(250.0)],
            }),
            kinds: if id.starts_with("filler_") { KINDS.map(kind).to_vec() } else { Vec::new() },
            missing: if id.contains("_cover") && value < Some(100.0) { vec!["past".to_owned()] } else { Vec::new() },
            undefined_because: value.is_none().then(|| "there is too little speech".to_owned()),
        }
    };
    MEASURES.iter().map(|m| measure(m.id)).collect()
}

const KINDS: [(&str, usize); 2] = [("um", 3), ("you know", 1)];

fn kind((kind, count): (&str, usize)) -> KindCount {
    KindCount { kind: kind.to_owned(), count }
}

const STEADY: [(&str, f64); 8] = [
    ("duration_s", 85.0),
    ("speech_rate_wpm", 152.0),
    ("articulation_rate_syll_per_s", 5.0),
    ("phonation_ratio_pct", 78.0),
    ("filler_count", 2.0),
    ("filler_rate_per_min", 1.4),
    ("long_pause_count", 0.0),
    ("run_on_count", 0.0),
];

fn with(changes: &[(&'static str, f64)]) -> Vec<(&'static str, f64)> {
    let kept = STEADY.iter().filter(|(id, _)| changes.iter().all(|(changed, _)| changed != id)).copied();
    kept.chain(changes.iter().copied()).collect()
}

fn rules(values: &[(&str, f64)], kind: AdviceKind) -> Vec<String> {
    let question = Question::from_profile("self-intro").unwrap();
    let advice = advise(&measured(&question, values), &question, "en");
    advice.into_iter().filter(|a| a.kind == kind).map(|a| a.rule).collect()
}

#[test]
fn a_steady_answer_gets_praise_with_numbers_and_nothing_to_change() {
    assert_eq!(rules(&STEADY, AdviceKind::Change), [""; 0]);
    assert_eq!(rules(&STEADY, AdviceKind::Worked), ["speech_rate_wpm.within", "filler_rate_per_min.within"]);
}

#[test]
fn a_pace_is_called_steady_when_it_holds() {
    let praised = |variation: f64| rules(&with(&[("pace_variation_pct", variation)]), AdviceKind::Worked);
    assert_eq!(praised(12.0)[0], "speech_rate_wpm.within.even");
    assert!(praised(50.0).iter().all(|rule| !rule.starts_with("speech_rate")), "{:?}", praised(50.0));
    let question = Question::none();
    let jumps = advise(&measured(&question, &with(&[("pace_variation_pct", 50.0)])), &question, "en");
    assert!(jumps[0].observed.starts_with("The pace goes from 70 to 250 words a minute: 0:31 "), "{:?}", jumps[0]);
    let said = verdict(&measured(&question, &with(&[("pace_variation_pct", 50.0)])), &question, "en");
    assert!(said.ends_with("the pace jumps.") && !said.contains("steady"), "{said}");
}

#[test]
fn advice_on_fillers_counts_each_kind_and_offers_a_pause_instead() {
    let question = Question::none();
    let many = [("filler_rate_per_min", 8.0), ("filler_count", 4.0)];
    let said = |more: &[(&'static str, f64)], language: &str| {
        let values = with(&[&many[..], more].concat());
        advise(&measured(&question, &values), &question, language).remove(0)
    };
    let spread = said(&[("filler_cluster_count", 0.0)], "en");
    let place = "0:31 \"responsible for … the\", 0:51 \"responsible for … the\"";
    assert_eq!(spread.observed, format!("8 fillers a minute: three \"um\" and one \"you know\", such as {place}."));
    assert!(spread.next_take.unwrap().contains("silent second"));
    let bunched = said(&[("filler_cluster_count", 1.0)], "en").observed;
    assert!(bunched.contains("They crowd at 0:31–0:33, such as 0:31 "), "{bunched}");
    let spanish = said(&[("filler_cluster_count", 1.0)], "es").observed;
    assert!(spanish.contains("\"um\" (3) y \"you know\" (1). Se juntan en 0:31–0:33, como"), "{spanish}");
    // What fills more than half of an answer is the whole answer.
    for (language, crowd) in [("en", "crowd"), ("es", "juntan")] {
        let throughout = said(&[("filler_cluster_count", 1.0), ("duration_s", 2.0)], language).observed;
        assert!(!throughout.contains(crowd), "{throughout}");
    }
}

#[test]
fn nothing_follows_from_one_event() {
    let one = with(&[("filler_rate_per_min", 4.5), ("long_pause_count", 1.0), ("run_on_count", 1.0)]);
    let question = Question::none();
    let mut all = measured(&question, &one);
    all.iter_mut().for_each(|m| m.evidence.truncate(1));
    let changes = advise(&all, &question, "en").into_iter().filter(|a| a.kind == AdviceKind::Change);
    assert_eq!(changes.map(|a| a.rule).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn what_may_be_out_of_its_band_is_not_praised() {
    let question = Question::none();
    let mut all = measured(&question, &STEADY);
    let fillers = all.iter_mut().find(|m| m.id.0 == "filler_rate_per_min").unwrap();
    fillers.range = Some(ValueRange { low: 0.7, high: 4.6 });
    let praised: Vec<String> = advise(&all, &question, "en").into_iter().map(|a| a.rule).collect();
    assert!(!praised.contains(&"filler_rate_per_min.within".to_owned()), "{praised:?}");
}

#[test]
fn the_word_beside_a_value_goes_on_beyond_the_flag() {
    let label = |id: &str, value: f64| Thresholds::built_in().band(id).unwrap().place(value).label;
    let fillers = [1.0, 4.0, 24.8].map(|value| label("filler_rate_per_min", value));
    assert_eq!(fillers, ["few", "some", "many"]);
    assert_eq!(label("speech_rate_wpm", 250.0), "very fast");
}

#[test]
fn at_most_three_changes_the_farthest_outside_first_each_topic_once() {
    let bad = with(&[
        ("duration_s", 200.0),
        ("speech_rate_wpm", 220.0),
        ("articulation_rate_syll_per_s", 8.5),
        ("filler_rate_per_min", 12.0),
        ("long_pause_count", 2.0),
        ("run_on_count", 2.0),
    ]);
    assert_eq!(
        rules(&bad, AdviceKind::Change),
        ["speech_rate_wpm.well_above", "duration_s.well_above", "filler_rate_per_min.well_above"]
    );
    assert_eq!(rules(&bad, AdviceKind::Worked), [""; 0], "room to breathe is not praised beside a rush");
}

#[test]
fn what_a_listener_does_not_notice_is_not_mentioned() {
    assert_eq!(rules(&with(&[("duration_s", 94.0)]), AdviceKind::Change), [""; 0]);
    assert_eq!(rules(&with(&[("speech_rate_wpm", 180.0)]), AdviceKind::Change), [""; 0]);
    assert_eq!(rules(&with(&[("filler_rate_per_min", 2.5)]), AdviceKind::Change), [""; 0]);
    assert_eq!(rules(&with(&[("filler_rate_per_min", 4.5)]), AdviceKind::Change), ["filler_rate_per_min.above"]);
}

#[test]
fn nothing_follows_from_nothing() {
    assert_eq!(rules(&[], AdviceKind::Change), [""; 0]);
    assert_eq!(rules(&[], AdviceKind::Worked), [""; 0]);
    let question = Question::none();
    assert_eq!(verdict(&measured(&question, &[]), &question, "en"), "No speech was found in this recording.");
    let unasked = measured(&question, &[("duration_s", 300.0)]);
    assert!(advise(&unasked, &question, "en").is_empty());
    assert_eq!(verdict(&unasked, &question, "en"), "5:00 long. There is too little to say more.");
}

#[test]
fn advice_names_time_and_words_a_reason_and_one_thing_to_try() {
    let question = Question::from_profile("self-intro").unwrap();
    let advice = advise(&measured(&question, &with(&[("long_pause_count", 5.0)])), &question, "en");
    let pauses = &advice[0];
    assert_eq!(pauses.rule, "long_pause_count.well_above");
    let places = "0:31 \"responsible for … the\", 0:51 \"responsible for … the\", 1:11 \"responsible for … the\"";
    assert_eq!(pauses.observed, format!("Five pauses of a second or more cut a clause in two: {places}."));
    assert!(pauses.why.is_some() && pauses.next_take.is_some() && pauses.evidence.len() == 5);
    assert_eq!(pauses.source, Thresholds::built_in().band("long_pause_count").unwrap().source);
    let spanish = advise(&measured(&question, &with(&[("long_pause_count", 5.0)])), &question, "es");
    assert_eq!(spanish[0].observed, format!("Cinco pausas de un segundo o más cortan una frase en dos: {places}."));
}

#[test]
fn the_verdict_puts_the_length_first_and_stays_one_line() {
    let say = |question: &Question, values: &[(&str, f64)]| verdict(&measured(question, values), question, "en");
    let intro = Question::from_profile("self-intro").unwrap();
    let steady = say(&intro, &with(&[("duration_s", 94.0)]));
    assert_eq!(steady, "1:34, four seconds over your 1:30. A pace that is easy to follow and few fillers.");
    assert_eq!(
        say(&intro, &with(&[("run_on_count", 2.0)])),
        "1:25, inside your 1:00 to 1:30. A pace that is easy to follow and few fillers; long sentences run on."
    );
    assert!(say(&intro, &with(&[("duration_s", 168.0)])).starts_with("2:48, 1:18 over your 1:30."));
    assert!(say(&intro, &with(&[("duration_s", 90.3)])).starts_with("1:30, right at your 1:30."));
    assert!(say(&intro, &with(&[("duration_s", 59.0)])).starts_with("0:59, one second short of your 1:00."));
    let own = Question::from_target(45.0).unwrap();
    assert!(say(&own, &with(&[("duration_s", 58.0)])).starts_with("0:58, 13 seconds over your 0:45."));
}

#[test]
fn languages_without_texts_get_english() {
    assert_eq!(texts_for("xx").and, "and");
}

/// Every rule can say its sentences from what its measure provides, in every language.
#[test]
fn every_rule_finds_its_facts() {
    let question = Question::from_profile("self-intro").unwrap();
    for language in ["en", "es"] {
        let mut seen = std::collections::BTreeSet::new();
        for (id, step) in [
            ("duration_s", 5.0),
            ("speech_rate_wpm", 20.0),
            ("pace_variation_pct", 3.0),
            ("articulation_rate_syll_per_s", 1.0),
            ("phonation_ratio_pct", 10.0),
            ("filler_rate_per_min", 1.0),
            ("run_on_count", 1.0),
            ("long_pause_count", 1.0),
            ("hedge_rate_per_100_words", 1.0),
            ("overhead_pct", 3.0),
            ("repeated_content_pct", 5.0),
            ("time_to_point_s", 5.0),
            ("first_fact_s", 5.0),
            ("trailing_close_count", 1.0),
            ("shape_coverage_pct", 10.0),
            ("points_covered_pct", 10.0),
            ("filler_cluster_count", 1.0),
            ("pitch_variation_st", 0.1),
            ("trailing_off_count", 1.0),
        ] {
            for (i, fillers) in (0..40).flat_map(|i| [(i, 3.0), (i, 0.0)]) {
                let value = if id.ends_with("_pct") { (i as f64 * step).min(100.0) } else { i as f64 * step };
                let values = [
                    ("filler_count", fillers),
                    ("silent_pause_count", 4.0),
                    ("mid_clause_pause_count", 4.0),
                    ("duration_s", 80.0),
                    ("word_count", 200.0),
                    ("pace_variation_pct", 10.0),
                    ("filler_rate_per_min", 1.0),
                ];
                let is_known = |known: &str| match known {
                    // Of a short answer nobody knows whether the pace holds.
                    "pace_variation_pct" => known != id && fillers > 0.0,
                    // It would be praised before what this is about.
                    "filler_rate_per_min" => id == "overhead_pct" || (id == "filler_cluster_count" && fillers > 0.0),
                    _ => known != id,
                };
                let kept: Vec<_> =
                    values.iter().filter(|(known, _)| is_known(known)).copied().chain([(id, value)]).collect();
                let advice = advise(&measured(&question, &kept), &question, language);
                for said in advice.iter().filter(|a| a.measure.0 == id) {
                    assert!(!said.observed.contains(['{', '}']), "{said:?}");
                    seen.insert((id, said.title.clone()));
                }
            }
        }
        assert_eq!(seen.len(), texts_for(language).rules.len(), "{language}: rules that never spoke: {seen:?}");
    }
}

/// The languages differ in their sentences alone.
#[test]
fn the_rules_are_the_same_in_every_language() {
    let form = |language: &str| {
        let rules = texts_for(language).rules.iter();
        let form = rules
            .map(|r| (r.measure.clone(), r.positions.clone(), r.variant.clone(), r.when.clone(), r.not_with.clone()));
        let mut form: Vec<_> = form.map(|rule| format!("{rule:?}")).collect();
        form.sort();
        form
    };
    assert_eq!(form("en"), form("es"));
    let keys = |language: &str| texts_for(language).conciseness.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("en"), keys("es"));
}

#[test]
fn a_report_in_spanish_has_spanish_words_for_everything() {
    let texts = texts_for("es");
    let mut english: Vec<&str> = MEASURES.iter().filter(|s| s.on_screen).map(|s| s.title).collect();
    for band in Thresholds::built_in().bands.values() {
        english.extend(band.labels.all());
    }
    english.extend(saywell::language::Library::built_in().parts());
    let question = Question::from_profile("self-intro").unwrap();
    let lengths: Vec<_> = [5.0, 40.0, 75.0, 100.0, 200.0].map(|s| question.band(s).unwrap().label).to_vec();
    english.extend(lengths.iter().map(String::as_str));
    let missing: Vec<&&str> = english.iter().filter(|word| !texts.words.contains_key(**word)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn over_correction_is_named() {
    let pauses = with(&[("filler_count", 0.0), ("filler_rate_per_min", 0.0), ("long_pause_count", 4.0)]);
    assert_eq!(rules(&pauses, AdviceKind::Change), ["long_pause_count.well_above.over_corrected"]);
    let slow = [("filler_count", 0.0), ("speech_rate_wpm", 90.0), ("mid_clause_pause_count", 6.0)];
    assert_eq!(rules(&with(&slow), AdviceKind::Change), ["speech_rate_wpm.well_below.over_corrected"]);
    let with_fillers = with(&[("filler_count", 3.0), ("long_pause_count", 4.0)]);
    assert_eq!(rules(&with_fillers, AdviceKind::Change), ["long_pause_count.well_above"]);
}

#[test]
fn the_missing_is_named_and_has_no_place() {
    let question = Question::from_profile("self-intro").unwrap();
    let mut all = measured(&question, &with(&[("shape_coverage_pct", 33.0), ("word_count", 200.0)]));
    all.iter_mut().find(|m| m.id.0 == "shape_coverage_pct").unwrap().missing = vec!["past".into(), "future".into()];
    let english = advise(&all, &question, "en");
    assert_eq!(english[0].observed, "For this question one expects more parts: past, future.");
    assert!(english[0].evidence.is_empty());
    assert_eq!(advise(&all, &question, "es")[0].observed, "En esta pregunta se espera también: pasado, futuro.");
}

/// Whatever the values: few changes, each of its own matter, none that asks for the opposite of another, and nothing in
/// the report that denies something else in it.
#[test]
fn advice_never_contradicts_itself() {
    let mut state = 7u64;
    let mut random = |top: f64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1u64 << 31) as f64 * top
    };
    let question = Question::from_profile("self-intro").unwrap();
    let rules = &texts_for("en").rules;
    for round in 0..3000 {
        let values: Vec<(&str, f64)> = MEASURES
            .iter()
            .map(|m| {
                let id = m.id;
                let top = Thresholds::built_in().band(id).and_then(|b| b.flag_high).map_or(200.0, |high| 2.0 * high);
                let value = random(if id.ends_with("_pct") { 100.0 } else { top });
                (id, if id.ends_with("_count") { value.floor() } else { value })
            })
            .filter(|(_, value)| round % 3 > 0 || value.to_bits() % 3 > 0)
            .collect();
        let mut all = measured(&question, &values);
        if let Some(fillers) = all.iter_mut().find(|m| m.id.0 == "filler_rate_per_min" && round % 2 == 0) {
            fillers.range = fillers.value.map(|value| ValueRange { low: 0.5 * value, high: 1.5 * value });
        }
        let advice = advise(&all, &question, "en");
        let changes: Vec<_> = advice.iter().filter(|a| a.kind == AdviceKind::Change).collect();
        assert!(changes.len() <= 3);
        for one in &advice {
            let rule = rules.iter().find(|r| r.title == one.title).unwrap();
            for other in &advice {
                assert!(!rule.not_with.contains(&other.rule), "{} and {}", one.rule, other.rule);
            }
        }
        let mut topics: Vec<_> = advice.iter().map(|a| by_id(&a.measure.0).unwrap().topic).collect();
        topics.sort_unstable();
        topics.dedup();
        assert_eq!(topics.len(), advice.len());
        for language in ["en", "es"] {
            assert_eq!(contradictions(&all, &question, language), [""; 0], "{values:?}");
        }
    }
}

/// An answer said at `pace(i)` seconds for word `i`, with the pauses that it is labelled with.
fn spoken(answer: &labelled::Answer, pace: impl Fn(usize) -> f64, heard: bool) -> Speech {
    let (mut words, mut speech_spans, mut silent_pauses) = (Vec::new(), Vec::new(), Vec::new());
    let (mut now, mut begun) = (0.7, 0.7);
    for (i, text) in answer.words.iter().enumerate() {
        let pause_s = answer.pause_before_s[i];
        if pause_s > 0.0 {
            speech_spans.push(Span::new(begun, now));
            silent_pauses.push(Span::new(now, now + pause_s));
            now += pause_s;
            begun = now;
        }
        let end = now + 0.9 * pace(i);
        words.push(Word { text: text.clone(), span: Some(Span::new(now, end)), probability: None });
        now += pace(i);
    }
    speech_spans.push(Span::new(begun, now));
    let heard = silent_pauses.iter().filter(|_| heard).map(|p| FilledPause::heard(Span::new(p.start_s, p.end_s), 0.8));
    let filled_pauses = heard.collect();
    let transcript = Transcript {
        language: answer.language.clone(),
        word_times: WordTimes::PerWord,
        words,
        ..Transcript::default()
    };
    let parts = Parts {
        duration_s: now + 0.5,
        transcript: Some(&transcript),
        speech_spans,
        silent_pauses,
        filled_pauses,
        sound_usable: true,
        ..Parts::default()
    };
    Speech::assemble(parts, lexicons_for(&answer.language))
}

/// Every labelled answer, slow and fast, even and in jumps, as an answer to each question.
#[test]
fn no_report_on_the_labelled_answers_contradicts_itself() {
    let questions = ["self-intro", "behavioural", "project", "technical", "factual", "closing"];
    let paces: [&dyn Fn(usize) -> f64; 4] =
        [&|_| 0.4, &|_| 0.27, &|i| if i / 30 % 2 == 0 { 0.24 } else { 0.85 }, &|i| 0.3 + 0.02 * (i % 7) as f64];
    for answer in labelled::answers() {
        for (nth, pace) in paces.iter().enumerate() {
            let speech = spoken(&answer, pace, nth % 2 == 1);
            for id in questions {
                let points = vec!["a trade_off of mine".to_owned(), "the payment system".to_owned()];
                let question = Question::from_profile(id).unwrap().with_points(points);
                let question = question.in_language(&answer.language, lexicons_for(&answer.language));
                let all = measure_all(&speech, &question);
                for language in ["en", "es"] {
                    let found = contradictions(&all, &question, language);
                    assert_eq!(found, [""; 0], "{} at pace {nth}, {id}, in {language}", answer.name);
                }
            }
        }
    }
}

#[test]
fn ids_are_not_shown() {
    let question = Question::from_profile("technical").unwrap();
    let mut all = measured(&question, &with(&[("shape_coverage_pct", 33.0), ("word_count", 200.0)]));
    let shape = all.iter_mut().find(|m| m.id.0 == "shape_coverage_pct").unwrap();
    shape.missing = vec!["trade_off".into(), "example".into()];
    let said = |language: &str| advise(&all, &question, language)[0].observed.clone();
    assert_eq!(said("en"), "For this question one expects more parts: trade-offs, example.");
    assert_eq!(said("es"), "En esta pregunta se espera también: inconvenientes, ejemplo.");
}
