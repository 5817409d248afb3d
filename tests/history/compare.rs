//! Takes side by side, over time, goals and limits, as users see them.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::common::takes::{Take as TakeOf, take};
use crate::common::{Run, repository, saywell};
use jiff::{Span, Timestamp};
use saywell::history::{Asked, NewRun, RunId, Store};
use saywell::types::{Analysis, Change, Comparison, ComparisonTable, Outcome, SaidKind, Trend};

static TAKES: LazyLock<[Analysis; 2]> = LazyLock::new(|| [TakeOf::One, TakeOf::Two].map(|which| take(which).clone()));

/// A home with a history.
struct Home {
    folder: tempfile::TempDir,
    store: Store,
    next: Timestamp,
}

impl Home {
    fn new() -> Home {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open(&folder.path().join("data/saywell")).expect("a history");
        Home { folder, store, next: "2026-11-02T18:00:00Z".parse().expect("an instant") }
    }

    /// Saves `analysis` two days after the one before.
    fn save(&mut self, analysis: &Analysis) -> RunId {
        let saved_at = self.next;
        self.next = saved_at + Span::new().hours(48);
        let run = NewRun {
            analysis,
            saved_at,
            name: "self-intro".to_owned(),
            asked: Asked { question: analysis.question.id.clone(), ..Asked::default() },
            audio: None,
            tags: Vec::new(),
            note: None,
        };
        self.store.save(run).expect("it is kept")
    }

    /// Saves the first take with other values.
    fn save_with(&mut self, values: &[(&str, f64)]) -> RunId {
        let mut analysis = TAKES[0].clone();
        for (id, value) in values {
            let measurement = analysis.measurements.iter_mut().find(|m| m.id.0 == *id).expect("a measure");
            measurement.value = Some(*value);
        }
        self.save(&analysis)
    }

    fn run(&self, args: &[&str]) -> Run {
        run_in(self.folder.path(), args)
    }

    fn json<T: serde::de::DeserializeOwned>(&self, args: &[&str]) -> T {
        let run = self.run(&[args, &["--format", "json"]].concat());
        assert_eq!(run.status, 0, "{}", run.err);
        serde_json::from_str(&run.out).expect("JSON of the published form")
    }

    fn data(&self, file: &str) -> PathBuf {
        self.folder.path().join("data/saywell").join(file)
    }
}

fn run_in(home: &Path, args: &[&str]) -> Run {
    let output = saywell(home).env("TZ", "UTC").args(args).output().expect("saywell starts");
    Run {
        status: output.status.code().expect("no signal ended it"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn shown(run: &Run) -> String {
    format!("status: {}\n--- out\n{}--- err\n{}", run.status, run.out, run.err)
}

/// Ten takes, fewer fillers and a wider pitch from the sixth on; all else wobbles.
fn practised() -> Home {
    let mut home = Home::new();
    for take in 0..10u32 {
        let wobble = f64::from([0, 3, 1, 4, 2][take as usize % 5]) - 2.0;
        let better = f64::from(take / 5);
        home.save_with(&[
            ("duration_s", 84.0 + 2.0 * wobble),
            ("word_count", 210.0 + 5.0 * wobble),
            ("speech_rate_wpm", 150.0 + 6.0 * wobble),
            ("filler_count", (9.0 - 7.0 * better + 0.4 * wobble).round()),
            ("filler_rate_per_min", 6.4 - 5.0 * better + 0.3 * wobble),
            ("pitch_variation_st", 1.5 + 1.1 * better + 0.1 * wobble),
            ("rambling_score", 30.0 + 4.0 * wobble),
        ]);
    }
    home
}

#[test]
fn two_takes_are_shown_on_one_screen() {
    let mut home = Home::new();
    for take in TAKES.iter() {
        home.save(take);
    }
    let run = home.run(&["compare", "last~1", "last"]);
    insta::assert_snapshot!("two_takes", shown(&run));
    assert!(run.out.lines().count() <= 50, "one screen");
    insta::assert_snapshot!("two_takes_narrow", shown(&home.run(&["compare", "last~1", "last", "--width", "50"])));
    insta::assert_snapshot!("two_takes_spanish", shown(&home.run(&["compare", "last~1", "last", "--ui-lang", "es"])));
    let other_way = home.run(&["compare", "last", "last~1"]);
    assert_eq!(other_way.out, run.out, "the older one is the one compared with");
}

#[test]
fn five_takes_against_five_show_what_really_changed() {
    let home = practised();
    insta::assert_snapshot!("groups", shown(&home.run(&["compare", "1..5", "6..10"])));
    let comparison: Comparison = home.json(&["compare", "last~9..last~5", "last~4..last"]);
    let change = |id: &str| comparison.measures.iter().find(|change| change.id.0 == id).expect("a measure");
    assert_eq!(change("filler_rate_per_min").change, Change::Better);
    assert_eq!(change("pitch_variation_st").change, Change::Better);
    assert_eq!(change("speech_rate_wpm").change, Change::AboutTheSame);
    let interval = change("filler_rate_per_min").interval.expect("an interval");
    assert!(interval.low < -5.0 && -5.0 < interval.high && interval.high < 0.0, "{interval:?}");
    let followed = comparison.advice.iter().find(|advice| advice.measure.0 == "filler_rate_per_min");
    assert!(followed.is_none_or(|advice| advice.outcome == Outcome::Followed));
}

#[test]
fn the_same_takes_give_the_same_words_twice() {
    let home = practised();
    let args = ["compare", "last~1", "last", "--format", "json"];
    assert_eq!(home.run(&args).out, home.run(&args).out);
}

#[test]
fn every_sentence_of_both_takes_is_accounted_for() {
    let mut home = Home::new();
    for take in TAKES.iter() {
        home.save(take);
    }
    let comparison: Comparison = home.json(&["compare", "1", "2"]);
    assert!(comparison.said.iter().any(|pair| pair.kind == SaidKind::Reworded || pair.kind == SaidKind::Kept));
    for pair in &comparison.said {
        let (a, b) = (pair.a.is_some(), pair.b.is_some());
        let wanted = match pair.kind {
            SaidKind::Kept | SaidKind::Reworded => (true, true),
            SaidKind::Cut => (true, false),
            SaidKind::Added => (false, true),
        };
        assert_eq!((a, b), wanted);
        assert!(pair.a.iter().chain(&pair.b).all(|sentence| sentence.span.is_some()), "with its seconds");
    }
}

#[test]
fn several_takes_make_a_table() {
    let home = practised();
    insta::assert_snapshot!("table", shown(&home.run(&["compare", "1", "5", "10"])));
    insta::assert_snapshot!("table_narrow", shown(&home.run(&["compare", "1..5", "6", "7", "10", "--width", "50"])));
    let table: ComparisonTable = home.json(&["compare", "1", "5", "10"]);
    assert!(table.rows.iter().all(|row| row.values.len() == 3));
}

#[test]
fn files_are_compared_without_a_history() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a.json", "b.json"].map(|name| folder.path().join(name));
    for (path, take) in paths.iter().zip(TAKES.iter()) {
        std::fs::write(path, serde_json::to_string(take).unwrap()).unwrap();
    }
    let [a, b] = paths.each_ref().map(|path| path.to_str().unwrap());
    let run = run_in(folder.path(), &["compare", a, b]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("a.json → b.json"), "{}", run.out);
    let recording = repository("samples/self-intro-take2.wav");
    let words = ["--model", "models/demo.bin", "--question", "self-intro"];
    let run = run_in(folder.path(), &[&["compare", a, recording.to_str().unwrap()], &words[..]].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("a.json → self-intro-take2.wav"), "{}", run.out);
}

#[test]
fn takes_that_are_not_comparable_are_refused_or_warned_of() {
    let mut home = Home::new();
    home.save(&TAKES[0]);
    let mut other = TAKES[1].clone();
    other.provenance.threshold_sha256 = "f".repeat(64);
    other.provenance.model_sha256 = Some("e".repeat(64));
    other.provenance.transcript_source = Some("small.en".to_owned());
    other.recording.loudness_lufs = other.recording.loudness_lufs.map(|lufs| lufs - 14.0);
    other.question.id = Some("project".to_owned());
    home.save(&other);
    insta::assert_snapshot!("warned", shown(&home.run(&["compare", "1", "2"])));
    let comparison: Comparison = home.json(&["compare", "1", "2"]);
    assert!(comparison.measures.iter().all(|change| !change.cautions.is_empty()), "thresholds touch every number");

    other.provenance.language = "es".to_owned();
    home.save(&other);
    insta::assert_snapshot!("refused", shown(&home.run(&["compare", "1", "3"])));
}

#[test]
fn a_take_without_words_is_compared_by_its_sound() {
    let mut home = Home::new();
    home.save(&TAKES[0]);
    let json =
        crate::common::analysis(&["samples/self-intro-take2.wav", "--no-transcript", "--question", "self-intro"]);
    home.save(&serde_json::from_value(json).unwrap());
    let comparison: Comparison = home.json(&["compare", "1", "2"]);
    assert!(comparison.cautions.iter().any(|caution| caution.text.contains("only the sound")));
    let change = |id: &str| comparison.measures.iter().find(|change| change.id.0 == id).unwrap().change;
    assert_eq!(change("speech_rate_wpm"), Change::Undefined);
    assert_ne!(change("pitch_variation_st"), Change::Undefined);
    assert!(comparison.said.iter().all(|pair| pair.kind == SaidKind::Cut));
}

/// Weeks are counted from today, which a snapshot does not know.
fn without_today(text: &str) -> String {
    text.lines().take_while(|line| !line.starts_with("  Takes ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn trends_are_told_in_a_line_or_drawn() {
    let home = practised();
    home.run(&["goal", "set", "fillers-per-minute", "2"]);
    insta::assert_snapshot!("trend", without_today(&home.run(&["trend"]).out));
    insta::assert_snapshot!("trend_drawn", without_today(&home.run(&["trend", "fillers-per-minute"]).out));
    insta::assert_snapshot!("trend_narrow", without_today(&home.run(&["trend", "pitch", "--width", "50"]).out));
    for args in [&["trend"][..], &["trend", "pitch"], &["trend", "--all"]] {
        let out = home.run(&[args, &["--width", "60"]].concat()).out;
        assert!(out.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 60), "{out}");
    }
    let trend: Trend = home.json(&["trend"]);
    let of = |id: &str| trend.measures.iter().find(|measure| measure.id.0 == id).expect("a measure");
    assert_eq!(of("filler_rate_per_min").change, Change::Better);
    assert_eq!(of("speech_rate_wpm").change, Change::AboutTheSame);
    assert_eq!(trend.practice.takes, 10);
}

#[test]
fn few_takes_make_no_trend() {
    let mut home = Home::new();
    home.save_with(&[("filler_rate_per_min", 9.0)]);
    home.save_with(&[("filler_rate_per_min", 1.0)]);
    insta::assert_snapshot!("few_takes", without_today(&home.run(&["trend"]).out));
}

#[test]
fn goals_are_set_shown_and_taken_away() {
    let home = Home::new();
    let run = |args: &[&str]| shown(&home.run(args));
    let all = [
        run(&["goal", "list"]),
        run(&["goal", "set", "fillers-per-minute", "2"]),
        run(&["goal", "set", "pace", "140"]),
        run(&["goal", "set", "pace", "140", "--at-least"]),
        run(&["goal", "set", "length", "1:30", "--at-most"]),
        run(&["goal", "set", "length", "soon", "--at-most"]),
        run(&["goal", "set", "pase", "140"]),
        run(&["goal", "remove", "hedging"]),
        run(&["goal", "remove", "length"]),
        run(&["goal", "list"]),
    ];
    insta::assert_snapshot!("goals", all.join("\n"));
    let file = std::fs::read_to_string(home.data("goals.toml")).unwrap();
    assert_eq!(file, "[filler_rate_per_min]\nat_most = 2.0\n\n[speech_rate_wpm]\nat_least = 140.0\n");
}

#[test]
fn damaged_goals_are_named_and_left_as_they_are() {
    let mut home = Home::new();
    home.save(&TAKES[0]);
    std::fs::write(home.data("goals.toml"), "[pase]\nat_most = 2\n").unwrap();
    for args in [&["goal", "list"][..], &["goal", "set", "pace", "1", "--at-most"], &["show", "last"], &["trend"]] {
        let run = home.run(args);
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{args:?}");
        assert!(run.err.contains("goals.toml: not usable goals (pase: no such measure)"), "{}", run.err);
    }
    assert_eq!(std::fs::read_to_string(home.data("goals.toml")).unwrap(), "[pase]\nat_most = 2\n");
}

#[test]
fn limits_end_the_program_with_their_own_status_and_the_report_is_still_there() {
    let mut home = Home::new();
    home.save_with(&[("filler_rate_per_min", 6.5)]);
    let crossed = home.run(&["show", "last", "--fail-on", "filler_rate_per_min>5", "--fail-on", "pace < 10"]);
    assert_eq!(crossed.status, 3);
    assert_eq!(crossed.out, home.run(&["show", "last"]).out);
    insta::assert_snapshot!("limit_crossed", crossed.err.replace(env!("CARGO_MANIFEST_DIR"), "…"));
    assert_eq!(home.run(&["show", "last", "--fail-on", "filler_rate_per_min > 6.5"]).status, 0);
    assert_eq!(home.run(&["show", "last", "--fail-on", "filler_rate_per_min >= 6.5"]).status, 3);

    let sound = ["analyze", "samples/self-intro.wav", "--no-transcript"];
    let undefined = home.run(&[&sound[..], &["--fail-on", "filler_rate_per_min>5"]].concat());
    assert_eq!(undefined.status, 0);
    insta::assert_snapshot!("limit_undefined", undefined.err);
    let crossed = home.run(&[&sound[..], &["--fail-on", "length>1", "--format", "json"]].concat());
    assert_eq!(crossed.status, 3);
    assert!(serde_json::from_str::<Analysis>(&crossed.out).is_ok());
}

#[test]
fn a_saved_take_is_told_against_the_one_before() {
    let home = Home::new();
    let words = ["--model", "models/demo.bin", "--question", "self-intro", "--save"];
    let first = home.run(&[&["analyze", "samples/self-intro.wav"], &words[..]].concat());
    assert_eq!(first.status, 0, "{}", first.err);
    assert!(!first.out.contains("Against"), "there is nothing to compare with: {}", first.out);
    home.run(&["goal", "set", "fillers-per-minute", "2"]);
    let second = home.run(&[&["analyze", "samples/self-intro-take2.wav"], &words[..]].concat());
    let lines: Vec<&str> = second.out.trim_end().lines().rev().take(5).collect();
    insta::assert_snapshot!("against_the_last", lines.into_iter().rev().collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_cannot_be_compared_is_refused_in_one_line() {
    let empty = Home::new();
    let mut home = Home::new();
    home.save(&TAKES[0]);
    let all = [
        shown(&run_in(tempfile::tempdir().unwrap().path(), &["compare", "last~1", "last"])),
        shown(&empty.run(&["trend"])),
        shown(&home.run(&["compare", "last"])),
        shown(&home.run(&["compare", "last", "1"])),
        shown(&home.run(&["compare", "last", "last~7"])),
        shown(&home.run(&["compare", "last~", "last"])),
        shown(&home.run(&["compare", "no-such.wav", "last"])),
        shown(&home.run(&["compare", "Cargo.toml", "last", "--model", "models/demo.bin"])),
        shown(&home.run(&["trend", "pase"])),
        shown(&home.run(&["trend", "--question", "project"])),
        shown(&home.run(&["show", "last", "--fail-on", "pace"])),
        shown(&home.run(&["show", "last", "--fail-on", "pase>3"])),
    ];
    insta::assert_snapshot!("refused_in_one_line", all.join("\n"));
}
