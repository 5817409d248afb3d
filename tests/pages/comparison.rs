//! The pages of takes side by side and over time, as people get them, and what a browser makes of them.

use std::path::{Path, PathBuf};

use crate::browser;
use crate::common::takes::{Take, take};
use crate::common::{Run, repository, run_in};
use jiff::{Span, Timestamp};
use saywell::history::{Asked, AudioFile, NewRun, Store};
use saywell::types::Analysis;
use sha2::{Digest, Sha256};

/// A home with ten takes of one question: fewer fillers from take to take, the last two with their recordings.
fn practised() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(&home.path().join("data/saywell")).unwrap();
    let mut saved_at: Timestamp = "2026-10-05T18:00:00Z".parse().unwrap();
    for at in 0..10u32 {
        let which = if at == 9 { Take::Two } else { Take::One };
        let mut analysis = take(which).clone();
        let wobble = f64::from([0, 3, 1, 4, 2][at as usize % 5]) - 2.0;
        for (id, value) in [
            ("filler_rate_per_min", 9.0 - 0.8 * f64::from(at) + 0.2 * wobble),
            ("speech_rate_wpm", 150.0 + 2.0 * wobble),
            ("pitch_variation_st", 2.1 + 0.05 * wobble),
        ] {
            analysis.measurements.iter_mut().find(|m| m.id.0 == id).unwrap().value = Some(value);
        }
        let name = if at == 9 { "self-intro-take2" } else { "self-intro" };
        let audio = (at >= 8).then(|| recording(home.path(), name));
        save(&mut store, &analysis, saved_at, audio);
        saved_at += Span::new().hours(if at % 3 == 0 { 120 } else { 30 });
    }
    home
}

/// A copy of a sample in `home`, as the history knows it.
fn recording(home: &Path, name: &str) -> AudioFile {
    let path = home.canonicalize().unwrap().join(format!("{name}.wav"));
    std::fs::copy(repository(&format!("samples/{name}.wav")), &path).unwrap();
    let bytes: [u8; 32] = Sha256::digest(std::fs::read(&path).unwrap()).into();
    AudioFile { path, sha256: bytes.iter().map(|byte| format!("{byte:02x}")).collect() }
}

fn save(store: &mut Store, analysis: &Analysis, saved_at: Timestamp, audio: Option<AudioFile>) {
    let asked = Asked { question: analysis.question.id.clone(), ..Asked::default() };
    let name = "self-intro".to_owned();
    store.save(NewRun { analysis, saved_at, name, asked, audio, tags: Vec::new(), note: None }).unwrap();
}

/// Runs saywell, which writes the page `name`, and gives its path and what was said.
fn page(home: &Path, name: &str, args: &[&str]) -> (PathBuf, Run) {
    let path = home.join(name);
    let run = run_in(home, &[args, &["--html", path.to_str().unwrap()]].concat());
    assert_eq!(run.status, 0, "{args:?}: {}", run.err);
    assert!(run.out.is_empty(), "the page alone: {}", run.out);
    (path, run)
}

fn text(path: &Path) -> String {
    let html = std::fs::read_to_string(path).unwrap();
    assert!(html.contains("default-src &#39;none&#39;"), "a policy");
    assert!(!html.contains("http://") && !html.contains("https://"), "no address of anything outside");
    assert!(!html.contains(" style=\"") && !html.contains(" onclick="), "nothing the policy would refuse");
    html
}

/// Text that would be more than text, if a page let it.
fn hostile() -> Analysis {
    let mut analysis = take(Take::One).clone();
    let texts = ["</script><script>window.owned=1</script>", "\"quoted\"", "<b id=owned>", "\u{202e}backwards", "{{"];
    for (word, text) in analysis.transcript.words.iter_mut().zip(texts) {
        word.text = format!(" {text}");
    }
    analysis.question.title = Some("<img src=x onerror=window.owned=3>".to_owned());
    analysis
}

#[test]
fn two_takes_are_one_page_small_and_complete() {
    let home = practised();
    let (with_sound, run) = page(home.path(), "a.html", &["compare", "9", "10"]);
    assert!(run.err.contains("holds the comparison as a page"), "{}", run.err);
    let (silent, _) = page(home.path(), "b.html", &["compare", "9", "10", "--no-audio"]);
    let (linked, _) = page(home.path(), "c.html", &["compare", "9", "10", "--link-audio"]);
    let (with_sound, silent, linked) = (text(&with_sound), text(&silent), text(&linked));
    crate::check_script_words(&with_sound);
    // The limit of two three-minute takes; these last two minutes together.
    assert!(with_sound.len() < 3_000_000 * 125 / 360, "{}", with_sound.len());
    assert!(silent.len() < 200_000, "{}", silent.len());
    assert!(with_sound.contains("id=\"sound-A\"") && with_sound.contains("id=\"sound-B\""));
    assert!(!silent.contains("<audio") && linked.contains("src=\"self-intro.wav\""));
    for part in
        ["Sentence by sentence", "<del>", "<ins>", "What A was advised", "8 other takes of it", "fillers a minute"]
    {
        assert!(with_sound.contains(part), "{part}");
    }
}

#[test]
fn a_take_without_its_recording_is_shown_all_the_same() {
    let home = practised();
    std::fs::write(home.path().join("self-intro.wav"), "another one").unwrap();
    let (path, run) = page(home.path(), "a.html", &["compare", "9", "10"]);
    assert!(run.err.contains("run 9: its recording is not there any more"), "{}", run.err);
    let html = text(&path);
    assert!(!html.contains("id=\"audio-A\"") && html.contains("id=\"audio-B\""));
}

#[test]
fn more_than_two_takes_are_refused_and_groups_are_a_table() {
    let home = practised();
    let run = run_in(home.path(), &["compare", "1", "2", "3", "--html", "x.html"]);
    assert_eq!(run.status, 2, "{}", run.err);
    assert!(run.err.contains("--html shows two takes"), "{}", run.err);
    let (path, _) = page(home.path(), "groups.html", &["compare", "1..5", "6..10"]);
    let html = text(&path);
    assert!(html.contains("run 1 – run 5 (5 takes)") && !html.contains("id=\"pairs\""));
    let folder = home.path().to_str().unwrap();
    for args in [&["compare", "9", "10", "--html", folder][..], &["trend", "--html", folder]] {
        let run = run_in(home.path(), args);
        assert_eq!(run.status, 1, "{}", run.err);
        assert!(run.err.contains("it is a folder"), "{}", run.err);
    }
    let own = home.path().join("self-intro.wav");
    let run = run_in(home.path(), &["compare", "9", "10", "--html", own.to_str().unwrap()]);
    assert_eq!(run.status, 2, "{}", run.err);
    assert_eq!(std::fs::read(own).unwrap(), std::fs::read(repository("samples/self-intro.wav")).unwrap());
}

#[test]
fn a_trend_is_a_page_with_goal_best_and_every_value() {
    let home = practised();
    assert_eq!(run_in(home.path(), &["goal", "set", "fillers-per-minute", "2"]).status, 0);
    let (path, run) = page(home.path(), "trend.html", &["trend"]);
    assert!(run.err.contains("holds the trend as a page"), "{}", run.err);
    let html = text(&path);
    crate::check_script_words(&html);
    assert!(html.len() < 200_000, "{}", html.len());
    for part in ["Better: fillers a minute", "class=\"trend\"", "class=\"best\"", "≤ 2/min", "10 takes", "falls"] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn a_browser_shows_and_plays_both() {
    let home = practised();
    let folder = home.path();
    let shown = |name: &str, args: &[&str]| page(folder, name, args).0;
    let pages = [
        shown("compared.html", &["compare", "9", "10"]),
        shown("silent.html", &["compare", "9", "10", "--no-audio"]),
        shown("groups.html", &["compare", "1..5", "6..10"]),
    ];
    for (name, analysis) in [("<img src=x>.json", hostile()), ("b.json", take(Take::Two).clone())] {
        std::fs::write(folder.join(name), serde_json::to_string(&analysis).unwrap()).unwrap();
    }
    let evil = folder.join("<img src=x>.json");
    let other = folder.join("b.json");
    let hostile_page =
        shown("hostile.html", &["compare", other.to_str().unwrap(), evil.to_str().unwrap(), "--no-audio"]);
    let trend = shown("trend.html", &["trend"]);
    let mut store = Store::open(&folder.join("data/saywell")).unwrap();
    save(&mut store, &hostile(), "2026-11-20T18:00:00Z".parse().unwrap(), None);
    drop(store);
    let hostile_trend = shown("hostile-trend.html", &["trend"]);

    browser::check("comparison.mjs", pages.into_iter().chain([hostile_page, trend, hostile_trend]));
}
