//! The store as the commands use it.

use std::path::Path;

use crate::common::takes::{Take, take};
use jiff::Timestamp;
use saywell::error::Error;
use saywell::history::HistoryError;
use saywell::history::{AnswerTo, Asked, Filter, NewRun, RunId, RunRef, Store};
use saywell::types::Analysis;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn new_run<'a>(analysis: &'a Analysis, saved_at: &str) -> NewRun<'a> {
    NewRun {
        analysis,
        saved_at: at(saved_at),
        name: "take".to_owned(),
        asked: Asked { question: analysis.question.id.clone(), ..Asked::default() },
        audio: None,
        tags: vec!["mock".to_owned()],
        note: None,
    }
}

fn found(store: &Store, named: &str) -> Result<i64, Error> {
    store.find(&RunRef::parse(named).unwrap()).map(|id| id.0)
}

#[test]
fn what_was_saved_comes_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let analysis = take(Take::One);
    let id = store.save(new_run(analysis, "2026-11-01T10:00:00Z")).unwrap();
    drop(store);

    let store = Store::existing(folder.path()).unwrap().unwrap();
    let run = store.run(&RunRef::Last(0)).unwrap();
    assert_eq!(run.info.id, id);
    assert_eq!(run.info.saved_at, at("2026-11-01T10:00:00Z"));
    assert_eq!(run.info.tags, ["mock"]);
    assert_eq!(serde_json::to_vec(&run.analysis).unwrap(), serde_json::to_vec(analysis).unwrap());
    assert_eq!(store.analysis_json(id, None).unwrap(), serde_json::to_vec(analysis).unwrap());
}

#[test]
fn runs_are_found_by_number_by_age_and_by_quality() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    assert!(matches!(found(&store, "last"), Err(Error::History(HistoryError::NoRuns))));
    let (one, two) = (take(Take::One), take(Take::Two));
    store.save(new_run(two, "2026-11-02T10:00:00Z")).unwrap();
    store.save(new_run(one, "2026-11-01T10:00:00Z")).unwrap();
    store.save(new_run(one, "2026-11-03T10:00:00Z")).unwrap();
    // Whatever the clock said: the second was saved with it set back.
    assert_eq!(["last", "last~1", "last~2", "1"].map(|named| found(&store, named).unwrap()), [3, 2, 1, 1]);
    for named in ["4", "last~3"] {
        assert!(matches!(found(&store, named), Err(Error::History(HistoryError::NoSuchRun { .. }))), "{named}");
    }
    assert!(matches!(found(&store, "samples/project.wav"), Err(Error::History(HistoryError::NotSaved(_)))));
    // The rule itself, over the analyses.
    let within = |analysis: &Analysis| {
        let bands = analysis.measurements.iter().filter_map(|m| m.band.as_ref());
        bands.filter(|band| band.position == saywell::types::Position::Within).count()
    };
    assert_eq!(found(&store, "best").unwrap(), if within(two) > within(one) { 1 } else { 3 });
}

#[test]
fn lists_are_filtered_and_values_come_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let analysis = take(Take::One);
    for day in 1..=5 {
        store.save(new_run(analysis, &format!("2026-11-0{day}T10:00:00Z"))).unwrap();
    }
    store.tag(RunId(2), &["calm".to_owned()], &["mock".to_owned()]).unwrap();
    let ids = |filter: Filter| store.list(&filter).unwrap().iter().map(|run| run.id.0).collect::<Vec<_>>();
    assert_eq!(ids(Filter::default()), [5, 4, 3, 2, 1]);
    assert_eq!(ids(Filter { limit: Some(2), ..Filter::default() }), [5, 4]);
    assert_eq!(ids(Filter { since: Some(at("2026-11-04T10:00:00Z")), ..Filter::default() }), [5, 4]);
    assert_eq!(ids(Filter { tag: Some("calm".into()), ..Filter::default() }), [2]);
    let question = AnswerTo::Question("self-intro".into());
    assert_eq!(ids(Filter { question, limit: Some(1), ..Filter::default() }), [5]);
    assert_eq!(ids(Filter { question: AnswerTo::NoQuestion, ..Filter::default() }), [0; 0]);

    let rows = store.values(&["speech_rate_wpm", "no_such_measure"], &Filter::default()).unwrap();
    assert_eq!(rows.len(), 5);
    let rate = (analysis.value("speech_rate_wpm").unwrap() * 1e4).round() / 1e4;
    assert!((rows[0].values[0].unwrap() - rate).abs() < 1e-4);
    assert_eq!(rows[0].values[1], None);
}

#[test]
fn a_second_analysis_counts_and_the_first_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let (one, two) = (take(Take::One), take(Take::Two));
    let id = store.save(new_run(one, "2026-11-01T10:00:00Z")).unwrap();
    store.add_analysis(id, two, at("2026-11-02T10:00:00Z")).unwrap();
    assert_eq!(store.analyses(id).unwrap(), [at("2026-11-01T10:00:00Z"), at("2026-11-02T10:00:00Z")]);
    assert_eq!(&store.analysis(id, Some(1)).unwrap().verdict, &one.verdict);
    assert_eq!(&store.analysis(id, None).unwrap().verdict, &two.verdict);
    assert!(matches!(store.analysis(id, Some(3)), Err(Error::History(HistoryError::NoSuchAnalysis { .. }))));
    assert_eq!(store.info(id).unwrap().duration_s, two.recording.duration_s);
    assert_eq!(store.count().unwrap(), 1);
    store.delete(&[id]).unwrap();
    assert_eq!(store.count().unwrap(), 0);
    let next = store.save(new_run(one, "2026-11-03T10:00:00Z")).unwrap();
    assert_eq!(next, RunId(2), "a deleted run's number is never given again");
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_history() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data/saywell");
    let mut store = Store::open(&data).unwrap();
    store.save(new_run(take(Take::One), "2026-11-01T10:00:00Z")).unwrap();
    let copy = store.back_up_when_due(at("2026-11-01T10:00:00Z")).unwrap().unwrap();
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("history.db")), 0o600);
    assert_eq!(mode(&data.join("history.db-wal")), 0o600);
    assert_eq!(mode(copy.parent().unwrap()), 0o700);
}

#[test]
fn a_database_of_the_future_or_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    let path = folder.path().join("history.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    assert!(matches!(Store::open(folder.path()), Err(Error::History(HistoryError::Newer { found: 99, .. }))));
    std::fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Store::open(folder.path()), Err(Error::History(HistoryError::NotHistory(_)))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
