//! `--tighten`, `--tight-audio`, `--points` and the user's own lists and questions through the whole program.

use std::path::Path;

use crate::common::{analysis, repository, run, run_in};
use insta::assert_snapshot;
use serde_json::Value;

const INTRO: &str = "samples/self-intro.wav";
const DEMO: [&str; 2] = ["--model", "models/demo.bin"];

/// The sample's true words as JSON of a Whisper program, `change` applied to each.
fn transcript(home: &Path, language: &str, change: impl Fn(&str) -> String) -> String {
    let truth = std::fs::read_to_string(repository("samples/self-intro.words.tsv")).unwrap();
    let words: Vec<Value> = truth
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let time = |i: usize| cells[i].parse::<f64>().unwrap();
            serde_json::json!({ "start": time(0), "end": time(1), "word": format!(" {}", change(cells[2])) })
        })
        .collect();
    let segment = serde_json::json!({ "start": 0, "end": 70, "text": "", "words": words });
    let path = home.join("words.json");
    std::fs::write(&path, serde_json::json!({ "language": language, "segments": [segment] }).to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_concise_take_is_as_much_shorter_as_the_report_says() {
    let home = tempfile::tempdir().unwrap();
    let words = transcript(home.path(), "en", str::to_owned);
    let target = home.path().join("tight.wav");
    let args = ["analyze", INTRO, "--transcript", &words, "--tight-audio", target.to_str().unwrap(), "-f", "json"];
    let done = run(&args);
    assert_eq!(done.status, 0, "{}", done.err);
    assert!(done.err.contains("tight.wav is 1:0") && done.err.contains(" long instead of 1:1"), "{}", done.err);
    let report: Value = serde_json::from_str(&done.out).unwrap();
    let saved_s = report["tightened"]["seconds_saved"].as_f64().unwrap();
    let seconds = |path: &Path| {
        let wav = hound::WavReader::open(path).unwrap();
        f64::from(wav.duration()) / f64::from(wav.spec().sample_rate)
    };
    let (before_s, after_s) = (seconds(&repository(INTRO)), seconds(&target));
    let cuts = report["tightened"]["cuts"].as_array().unwrap().len() as f64;
    assert!(saved_s > 2.0 && (before_s - after_s - saved_s).abs() < 0.07 * cuts, "{before_s} {after_s} {saved_s}");
    assert_eq!(run(&args).out, done.out, "byte for byte");
}

#[test]
fn the_struck_out_transcript_is_shown() {
    let home = tempfile::tempdir().unwrap();
    let words = transcript(home.path(), "en", str::to_owned);
    let run = run(&["analyze", INTRO, "--transcript", &words, "--tighten", "--width", "80"]);
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
    let shown = run.out.split_once("Without what could go").expect("the heading").1;
    assert_snapshot!(shown);
}

#[test]
fn what_cannot_be_cut_is_refused_and_nothing_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let words = transcript(home.path(), "en", str::to_owned);
    std::fs::write(path("answer.txt"), "Hello, um, I am a developer.").unwrap();
    std::fs::copy(repository(INTRO), path("own.wav")).unwrap();
    let old = path("old.wav");
    std::fs::write(&old, "an older take").unwrap();
    let mut all = String::new();
    for (status, args) in [
        (2, vec![INTRO, "samples/project.wav", "--tight-audio", &old]),
        (2, vec!["-", "--tight-audio", &old]),
        (2, vec![INTRO, "--tight-audio", &path("tight.mp3")]),
        (2, vec![&path("own.wav"), "--tight-audio", &path("own.wav")]),
        (1, vec![INTRO, "--tight-audio", home.path().to_str().unwrap()]),
        (1, vec![INTRO, "--transcript", &words, "--tight-audio", &path("nowhere/tight.wav")]),
        (1, vec!["samples/nowhere.wav", DEMO[0], DEMO[1], "--tight-audio", &old]),
    ] {
        let run = run_in(home.path(), &[&["analyze"], &args[..]].concat());
        assert_eq!((run.status, run.out.as_str()), (status, ""), "{args:?}: {}", run.err);
        all += &run.err.replace(home.path().to_str().unwrap(), "HOME");
    }
    // That words have no times shows in the transcript alone; the report is there by then.
    let untimed = run_in(home.path(), &["analyze", INTRO, "--transcript", &path("answer.txt"), "--tight-audio", &old]);
    assert_eq!(untimed.status, 1, "{}", untimed.err);
    assert!(untimed.out.contains("has no times"), "{}", untimed.out);
    all += &untimed.err.replace(home.path().to_str().unwrap(), "HOME");
    assert_snapshot!(all);
    assert_eq!(std::fs::read_to_string(&old).unwrap(), "an older take");
    let kept = std::fs::read_dir(home.path()).unwrap().count();
    assert_eq!(kept, 4, "nothing is left behind");
}

#[test]
fn points_are_ticked_off_with_their_times() {
    let home = tempfile::tempdir().unwrap();
    let words = transcript(home.path(), "en", str::to_owned);
    let notes = home.path().join("notes.md");
    std::fs::write(&notes, "# For Monday\n- payment system\n- studied computer science\n- Kubernetes\n").unwrap();
    let args = [INTRO, "--transcript", &words, "--points", notes.to_str().unwrap()];
    let report = analysis(&args);
    let points = report["content"]["points"].as_array().unwrap();
    let covered: Vec<_> = points.iter().map(|p| p["covered"].as_bool().unwrap()).collect();
    assert_eq!(covered, [true, true, false], "{points:?}");
    assert!(points[0]["start_s"].as_f64().unwrap() > points[1]["start_s"].as_f64().unwrap());
    let screen = run(&[&["analyze", "--full"], &args[..]].concat()).out;
    assert!(screen.contains("2/3: studied computer science 0:06 · payment system 0:24; missed:"), "{screen}");
}

#[test]
fn points_that_are_none_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(home.path().join(name), bytes).unwrap();
        home.path().join(name).to_str().unwrap().to_owned()
    };
    let files = [
        home.path().join("nowhere.txt").to_str().unwrap().to_owned(),
        home.path().to_str().unwrap().to_owned(),
        write("empty.txt", b""),
        write("headings.md", b"# nothing\n\n---\n"),
        write("binary.pdf", b"%PDF-1.7\n\xff\xfe\x00\x01"),
        write("book.txt", "a line of a book\n".repeat(200).as_bytes()),
        write("huge.txt", &vec![b'a'; 100_000]),
    ];
    let mut all = String::new();
    for file in &files {
        let run = run_in(home.path(), &["analyze", INTRO, "--no-transcript", "--points", file]);
        assert_eq!((run.status, run.err.lines().count()), (1, 1), "{}", run.err);
        all += &run.err.replace(home.path().to_str().unwrap(), "HOME");
    }
    assert_snapshot!(all);
}

#[test]
fn own_lists_and_questions_lie_beside_the_settings() {
    let home = tempfile::tempdir().unwrap();
    let own = home.path().join("config/saywell");
    std::fs::create_dir_all(own.join("lexicons/en")).unwrap();
    let words = transcript(home.path(), "en", str::to_owned);
    let fillers = || {
        let run = run_in(home.path(), &["analyze", INTRO, "--transcript", &words, "-f", "json"]);
        let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}", run.err));
        let all = report["measurements"].as_array().unwrap().clone();
        let count = all.iter().find(|m| m["id"] == "filler_count").unwrap()["value"].as_f64().unwrap();
        (count, report["provenance"]["lexicon_sha256"].as_str().unwrap().to_owned())
    };
    let (before, hash) = fillers();
    let list = own.join("lexicons/en/mine.toml");
    std::fs::write(&list, "category = 'filler'\nremove = ['uh']\n[[entry]]\nphrases = ['payment']\n").unwrap();
    let (after, own_hash) = fillers();
    assert!(after != before && hash != own_hash, "{before} {after}");

    let question =
        "[profiles.salary]\ntitle = 'And the money?'\nflag_low_s = 5\nlow_s = 10\nhigh_s = 30\nflag_high_s = 60\n";
    std::fs::write(own.join("questions.toml"), question).unwrap();
    let asked = run_in(home.path(), &["analyze", INTRO, "--no-transcript", "--question", "salary"]);
    assert!(asked.out.contains("And the money?") && asked.out.contains("0:10–0:30"), "{}{}", asked.out, asked.err);

    let mut all = String::new();
    for (file, text) in [
        ("lexicons/en/mine.toml", "category = 'filler'\nremove = ['uhhhm']\n"),
        ("lexicons/en/mine.toml", "category = 'filler'\n[[entry]]\nphrases = ['x']\nrequires = ['monday']\n"),
        ("questions.toml", "[profiles.salary]\ntitle = 'Money?'\n"),
        ("questions.toml", &question.replace("low_s = 10", "low_s = 1000")),
        ("questions.toml", &format!("{question}shape = ['prologue']\n")),
    ] {
        let kept = std::fs::read_to_string(own.join(file)).unwrap();
        std::fs::write(own.join(file), text).unwrap();
        let run = run_in(home.path(), &["analyze", INTRO, "--no-transcript"]);
        assert_eq!((run.status, run.err.lines().count(), run.out.as_str()), (1, 1, ""), "{}", run.err);
        all += &run.err.replace(home.path().to_str().unwrap(), "HOME");
        std::fs::write(own.join(file), kept).unwrap();
    }
    assert_snapshot!(all);
}

#[test]
fn an_answer_in_spanish_gets_a_report_in_spanish() {
    let home = tempfile::tempdir().unwrap();
    let spoken = "Hola, eh, me llamo Daniel y, eh, soy desarrollador. Estudié en Madrid y, o sea, empecé en un banco. \
                  Creo que era, más o menos, un equipo pequeño y quizá lento, ¿no? Busco un equipo más grande. Y nada, eso es todo.";
    let said: Vec<&str> = spoken.split_whitespace().collect();
    let next = std::cell::Cell::new(0);
    let words = transcript(home.path(), "es", |_| {
        let at = next.replace(next.get() + 1);
        said[at % said.len()].to_owned()
    });
    let shown = |more: &[&str]| {
        let args = ["analyze", INTRO, "--question", "self-intro", "--transcript", &words, "--width", "80"];
        let run = run(&[&args[..], more].concat());
        assert_eq!(run.status, 0, "{}", run.err);
        run.out
    };
    // The language of the answer decides about the answer: who reads English is told in English what was said in Spanish.
    let english = shown(&[]);
    assert!(english.contains("Háblame de ti.") && english.contains("easy to follow"), "{english}");
    let spanish = shown(&["--ui-lang", "es"]);
    assert!(spanish.lines().count() <= 23, "{spanish}");
    let run =
        crate::common::Run { status: 0, out: spanish + &shown(&["--ui-lang", "es", "--full"]), err: String::new() };
    assert!(run.out.contains("Háblame de ti.") && run.out.contains("Para la próxima toma"), "{}", run.out);
    for english in ["For the next take", "words a minute", "speaking time", "on target", "rule of thumb", "Worked"] {
        assert!(!run.out.contains(english), "{english}: {}", run.out);
    }
    assert_snapshot!(run.out);
}
