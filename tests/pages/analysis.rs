//! The page as people get it: `--html`, `saywell report`, and what a browser makes of it.

use std::path::{Path, PathBuf};

use crate::browser;
use crate::common::{repository, run, run_in};
use insta::assert_snapshot;
use serde_json::{Value, json};

const INTRO: &str = "samples/self-intro.wav";

/// What was really said in the sample, in openai-whisper's form: results do not depend on the processor.
fn true_words(home: &Path) -> PathBuf {
    let path = home.join("words.json");
    std::fs::write(&path, crate::common::true_words("self-intro")).unwrap();
    path
}

fn written(home: &Path, language: &str, words: &[Value]) -> PathBuf {
    let path = home.join(format!("words-{language}-{}.json", words.len()));
    let segment = json!({ "start": 0, "end": 70, "text": "", "words": words });
    std::fs::write(&path, json!({ "language": language, "segments": [segment] }).to_string()).unwrap();
    path
}

/// `words` two a second, from the first second on.
fn spoken(words: &[&str]) -> Vec<Value> {
    let start = |i: usize| 1.0 + 0.5 * i as f64;
    words
        .iter()
        .enumerate()
        .map(|(i, word)| json!({ "start": start(i), "end": start(i) + 0.4, "word": format!(" {word}") }))
        .collect()
}

/// Writes a page with `saywell report` and gives its path.
fn page(home: &Path, name: &str, recording: &Path, words: &Path, more: &[&str]) -> PathBuf {
    let path = home.join(name);
    let args = [
        &["report", recording.to_str().unwrap(), "--transcript", words.to_str().unwrap()],
        &["--question", "self-intro", "--html", path.to_str().unwrap()][..],
        more,
    ];
    let run = run_in(home, &args.concat());
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.is_empty(), "the page alone: {}", run.out);
    let told = ["holds the report as a page", "contiene el informe en una página"];
    assert!(told.iter().any(|told| run.err.contains(told)), "{}", run.err);
    path
}

#[test]
fn a_page_is_complete_small_and_lets_nothing_in() {
    let home = tempfile::tempdir().unwrap();
    let words = true_words(home.path());
    let with_sound = std::fs::read_to_string(page(home.path(), "a.html", &repository(INTRO), &words, &[])).unwrap();
    let without =
        std::fs::read_to_string(page(home.path(), "b.html", &repository(INTRO), &words, &["--no-audio"])).unwrap();
    // The limits of a three-minute answer; this one lasts 70 seconds.
    assert!(with_sound.len() < 1_500_000 * 70 / 180, "{}", with_sound.len());
    assert!(without.len() < 150_000, "{}", without.len());
    for html in [&with_sound, &without] {
        crate::check_script_words(html);
        assert!(html.contains("default-src &#39;none&#39;"), "a policy");
        assert!(!html.contains("http://") && !html.contains("https://"), "no address of anything outside");
        assert!(!html.contains(" style=\"") && !html.contains(" onclick="), "nothing the policy would refuse");
    }
    assert!(with_sound.contains("id=\"sound\"") && !without.contains("id=\"sound\""));
}

#[test]
fn analyze_writes_the_page_beside_its_report() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("page.html");
    let run = run(&["analyze", INTRO, "--no-transcript", "-f", "json", "--html", path.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.err);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert!(report.get("tracks").is_none(), "only who asks for tracks gets them");
    let html = std::fs::read_to_string(path).unwrap();
    assert!(html.contains("there is no transcript"), "a measure that is missing says why");
}

#[test]
fn what_cannot_become_a_page_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let page = home.path().join("page.html");
    let page = page.to_str().unwrap();
    let copy = home.path().join("answer.wav");
    std::fs::copy(repository(INTRO), &copy).unwrap();
    let copy = copy.to_str().unwrap();
    let folder = home.path().to_str().unwrap();
    let nowhere = format!("{folder}/nowhere/page.html");
    let mut messages = String::new();
    for (args, status) in [
        (&["analyze", INTRO, INTRO, "--html", page][..], 2),
        (&["analyze", "-", "--html", page], 2),
        (&["report", copy, "--html", copy], 2),
        (&["report", INTRO, "--html", folder], 1),
        (&["report", INTRO, "--no-transcript", "--html", &nowhere], 1),
        (&["report", "samples/nowhere.wav", "--no-transcript", "--html", page], 1),
        (&["report", INTRO, "--html", page, "--link-audio", "--no-audio"], 2),
    ] {
        let run = run(args);
        assert_eq!(run.status, status, "{args:?}: {}", run.err);
        messages.push_str(&run.err.lines().next().unwrap_or_default().replace(folder, "DIR"));
        messages.push('\n');
    }
    assert!(!Path::new(page).exists(), "nothing is left behind");
    assert_eq!(std::fs::read(copy).unwrap(), std::fs::read(repository(INTRO)).unwrap());
    assert_snapshot!(messages);
}

#[test]
fn markdown_for_notes() {
    let home = tempfile::tempdir().unwrap();
    let words = true_words(home.path());
    let run = run_in(
        home.path(),
        &[
            "report",
            INTRO,
            "--question",
            "self-intro",
            "--transcript",
            words.to_str().unwrap(),
            "--format",
            "markdown",
            "--tighten",
        ],
    );
    assert_eq!(run.status, 0, "{}", run.err);
    assert_snapshot!(run.out);
}

#[test]
fn a_browser_shows_plays_and_prints_it() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    let words = true_words(folder);

    let full = page(folder, "full.html", &repository(INTRO), &words, &[]);
    let silent = page(folder, "silent.html", &repository(INTRO), &words, &["--no-audio"]);
    let beside = folder.join("answer # 1.wav");
    std::fs::copy(repository(INTRO), &beside).unwrap();
    let linked = page(folder, "linked.html", &beside, &words, &["--link-audio"]);

    let evil = folder.join("<img src=x onerror=window.owned=3>.wav");
    std::fs::copy(repository(INTRO), &evil).unwrap();
    let points = folder.join("points.txt");
    std::fs::write(&points, "<script>window.owned=2</script> never said\n").unwrap();
    let said = [
        "I",
        "built",
        "</script><script>window.owned=1</script>",
        "um,",
        "\"quoted\"",
        "'single'",
        "<b",
        "id=owned>",
        "🙂",
        "שלום",
        "\u{202e}backwards",
        "&amp;amp;",
        "{{",
        "}}",
        "um,",
        "you",
        "know,",
        "I",
        "built",
        "it",
        "again.",
        "Maybe",
        "it",
        "worked.",
    ];
    let hostile = page(
        folder,
        "hostile.html",
        &evil,
        &written(folder, "en", &spoken(&said)),
        &["--points", points.to_str().unwrap()],
    );
    let dicho: Vec<&str> = "Hola, soy Daniel, eh, y trabajo en bases de datos desde hace seis años. Bueno, quizá lo \
                            más difícil fue, eh, una caída de tres horas. Quiero aprender más."
        .split_whitespace()
        .collect();
    let spanish =
        page(folder, "spanish.html", &repository(INTRO), &written(folder, "es", &spoken(&dicho)), &["--ui-lang", "es"]);

    browser::check("page.mjs", [full, silent, linked, hostile, spanish]);
}
