//! What every measure owes: a band or the reason for none, advice or the reason for none, a source.

use std::collections::BTreeSet;

use saywell::coaching::texts_for;
use saywell::measures::{BandFrom, MEASURES, by_id, docs};
use saywell::thresholds::Thresholds;
use saywell::types::Position;

#[test]
fn the_ids_are_those_others_build_on() {
    let ids: Vec<&str> = MEASURES.iter().map(|m| m.id).collect();
    assert_eq!(
        ids,
        [
            "duration_s",
            "word_count",
            "speech_rate_wpm",
            "pace_variation_pct",
            "articulation_rate_syll_per_s",
            "speech_rate_syll_per_s",
            "phonation_ratio_pct",
            "mean_length_of_run_syll",
            "silent_pause_count",
            "mid_clause_pause_count",
            "long_pause_count",
            "filler_count",
            "filler_rate_per_min",
            "filler_rate_per_100_words",
            "filler_cluster_count",
            "run_on_count",
            "hedge_rate_per_100_words",
            "repetition_count",
            "restart_count",
            "unfinished_sentence_count",
            "overhead_pct",
            "repeated_content_pct",
            "loop_marker_count",
            "onset_latency_s",
            "time_to_point_s",
            "first_fact_s",
            "trailing_close_count",
            "shape_coverage_pct",
            "points_covered_pct",
            "rambling_score",
            "pitch_variation_st",
            "final_rise_count",
            "loudness_variation_db",
            "trailing_off_count",
        ]
    );
}

#[test]
fn every_measure_has_a_band_or_a_reason_a_source_and_advice_or_a_reason() {
    let texts = texts_for("en");
    for measure in MEASURES.iter() {
        let spec = measure;
        let in_data = Thresholds::built_in().band(spec.id).is_some();
        match spec.band {
            BandFrom::Thresholds => assert!(in_data, "{}: no [bands.{0}]", spec.id),
            BandFrom::Question => assert!(!in_data, "{}: two bands", spec.id),
            BandFrom::Nowhere(reason) => assert!(!in_data && !reason.is_empty(), "{}: no reason for no band", spec.id),
        }
        let rules: Vec<_> = texts.rules.iter().filter(|rule| rule.measure == spec.id).collect();
        assert_eq!(spec.no_advice_because.is_some(), rules.is_empty(), "{}: advice or a reason for none", spec.id);
        if !rules.is_empty() {
            // A rule of another measure may say it, when it asks for this one as well.
            let says = texts.rules.iter().any(|rule| {
                let looks = rule.measure == spec.id || rule.when.iter().any(|condition| condition.measure == spec.id);
                looks && rule.positions == [Position::Within]
            });
            assert!(says, "{}: says not what works", spec.id);
            assert!(rules.iter().any(|r| !r.positions.contains(&Position::Within)), "{}: asks for nothing", spec.id);
        }
        for text in [spec.title, spec.definition, spec.formula, spec.source, spec.topic] {
            assert!(!text.trim().is_empty(), "{}", spec.id);
        }
    }
    for id in Thresholds::built_in().bands.keys() {
        assert!(by_id(id).is_some(), "[bands.{id}] belongs to no measure");
    }
}

#[test]
fn every_measure_has_its_noticeable_difference_and_a_direction_where_no_band_gives_one() {
    let thresholds = Thresholds::built_in();
    let known: BTreeSet<&str> = MEASURES.iter().map(|measure| measure.id).collect();
    let listed: BTreeSet<&str> = thresholds.differences.keys().map(String::as_str).collect();
    assert_eq!(known, listed);
    for measure in MEASURES.iter() {
        let difference = thresholds.difference(measure.id);
        assert!(difference.noticeable(100.0, 100.0) > 0.0, "{}", measure.id);
        assert!(difference.noticeable.is_none() != difference.noticeable_pct.is_none(), "{}: one of both", measure.id);
        let has_band = !matches!(measure.band, BandFrom::Nowhere(_));
        assert!(!(has_band && difference.prefer.is_some()), "{}: its band gives the direction", measure.id);
    }
}

#[test]
fn the_advice_keeps_its_form() {
    let rules = &texts_for("en").rules;
    for (i, rule) in rules.iter().enumerate() {
        let name = format!("{} {:?}", rule.measure, rule.positions);
        assert!(by_id(&rule.measure).is_some(), "{name}: no such measure");
        let worked = rule.positions.contains(&Position::Within);
        assert!(!rule.positions.is_empty() && !rule.observed.is_empty() && !rule.brief.ends_with('.'), "{name}");
        assert_eq!(rule.next_take.is_none(), worked, "{name}: a change asks for one thing, what worked for none");
        assert!(!worked || rule.positions.len() == 1, "{name}: within stands alone");
        let twice = rules[..i].iter().any(|r| {
            r.measure == rule.measure
                && r.variant == rule.variant
                && r.positions.iter().any(|p| rule.positions.contains(p))
        });
        assert!(!twice, "{name}: two rules for one place");
        let all = format!("{} {:?} {:?} {:?}", rule.title, rule.observed, rule.why, rule.next_take).to_lowercase();
        for never in ["great job", "confidence", "score", "you are", "you lack", "you're"] {
            assert!(!all.contains(never), "{name}: says {never:?}");
        }
    }
}

/// Definitions name the cut-offs they rest on; the numbers must be those of the data.
#[test]
fn definitions_quote_the_cutoffs_of_the_data() {
    let cutoffs = &Thresholds::built_in().cutoffs;
    for (measure, id, text) in [
        ("run_on_count", "run_on_words_min", "words ≥ 40"),
        ("run_on_count", "run_on_links_min", "links ≥ 3"),
        ("long_pause_count", "long_pause_min_s", "at least 1.0 s"),
        ("repeated_content_pct", "echo_overlap_min", "overlap ≥ 0.5"),
        ("trailing_off_count", "trailing_off_db", "6 dB"),
        ("final_rise_count", "final_rise_min_st", "≥ 3 st"),
        ("filler_cluster_count", "filler_cluster_s", "within 10 s"),
    ] {
        let number: f64 = text.trim_end_matches([' ', 's', 't', 'd', 'B']).rsplit(' ').next().unwrap().parse().unwrap();
        assert!(by_id(measure).unwrap().formula.contains(text), "{measure}: {text}");
        assert_eq!(cutoffs[id].value, number, "{id}");
    }
    assert!(by_id("run_on_count").unwrap().definition.contains(&format!("{} s", cutoffs["sentence_pause_s"].value)));
}

#[test]
fn the_page_tells_everything_about_every_measure() {
    let page = docs::markdown();
    for measure in MEASURES.iter() {
        let spec = measure;
        for text in [spec.id, spec.definition, spec.formula, spec.source] {
            assert!(page.contains(text), "{}: {text}", spec.id);
        }
    }
    assert!(page.contains("130–175; flagged under 110, over 190.") && page.contains("| `self-intro` |"));
    assert!(page.contains("at most 2; flagged over 6."));
}
