//! `saywell explain`: what a number means, from the same list as docs/measures.md.

use crate::common::run;
use insta::assert_snapshot;
use saywell::measures::MEASURES;

#[test]
fn a_measure_is_explained_by_id_and_by_title() {
    let by_id = run(&["explain", "pitch_variation_st"]);
    assert_eq!((by_id.status, by_id.err.as_str()), (0, ""));
    assert_eq!(run(&["explain", "Pitch"]).out, by_id.out);
    assert_snapshot!(by_id.out);
}

#[test]
fn every_measure_is_listed_and_tells_definition_formula_source_and_level() {
    let list = run(&["explain"]);
    for measure in MEASURES.iter() {
        let spec = measure;
        assert!(list.out.contains(spec.id), "{}", spec.id);
        let page = run(&["explain", spec.id]).out;
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for fact in [spec.title, spec.definition, spec.formula, spec.source, &format!("Level {:?} (", spec.level)] {
            assert!(words(&page).contains(&words(fact)), "{}: {fact}\n{page}", spec.id);
        }
        assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    }
}

#[test]
fn an_unknown_name_gets_a_suggestion_and_status_2() {
    let misspelled = run(&["explain", "filers"]);
    assert_eq!((misspelled.status, misspelled.out.as_str()), (2, ""));
    assert_snapshot!(misspelled.err, @"saywell: filers: no such measure; did you mean fillers, filler clusters, fillers a minute? `saywell explain` lists them all");
    let foreign = run(&["explain", "xyzzy"]);
    assert_eq!(foreign.status, 2);
    assert!(foreign.err.contains("saywell explain"), "{}", foreign.err);
}
