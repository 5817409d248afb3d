//! Saved runs as a user meets them, through the whole program.

use std::path::{Path, PathBuf};

use crate::common::{repository, run_in, saywell, true_words, write_wav};
use insta::assert_snapshot;
use serde_json::Value;

const INTRO: &str = "samples/self-intro.wav";

/// A home with words for the samples.
struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap() };
        for sample in ["self-intro", "self-intro-take2"] {
            std::fs::write(home.path(&format!("{sample}.json")), true_words(sample)).unwrap();
        }
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn data(&self, name: &str) -> PathBuf {
        self.path("data/saywell").join(name)
    }

    /// What a command that must succeed prints.
    fn out(&self, args: &[&str]) -> String {
        let run = run_in(self.folder.path(), args);
        assert_eq!(run.status, 0, "{args:?}: {}", run.err);
        run.out
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.out(&[args, &["--format", "json"]].concat())).unwrap()
    }

    /// Saves a sample and returns the report.
    fn save(&self, sample: &str, more: &[&str]) -> String {
        let words = self.path(&format!("{sample}.json"));
        let recording = format!("samples/{sample}.wav");
        let args = ["analyze", &recording, "--transcript", words.to_str().unwrap(), "--save", "-q", "self-intro"];
        self.out(&[&args[..], more].concat())
    }

    /// Status and message of a command, with what differs from machine to machine taken out.
    fn message(&self, args: &[&str]) -> String {
        let run = run_in(self.folder.path(), args);
        assert!(!run.err.contains("panicked"), "{}", run.err);
        let home = self.folder.path().canonicalize().unwrap();
        let text = format!("{}{}", run.out, run.err)
            .replace(home.to_str().unwrap(), "HOME")
            .replace(self.folder.path().to_str().unwrap(), "HOME")
            .replace(env!("CARGO_MANIFEST_DIR"), "REPOSITORY");
        format!("$ saywell {}\n{text}exit {}\n\n", args.join(" ").replace(home.to_str().unwrap(), "HOME"), run.status)
    }

    fn messages(&self, commands: &[&[&str]]) -> String {
        commands.iter().map(|args| self.message(args)).collect()
    }
}

/// Times and what else is another each time.
fn steady() -> insta::internals::SettingsBindDropGuard {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d", "Nov 24 21:50");
    settings.add_filter(r"\d{4}-\d\d-\d\d \d\d:\d\d", "2026-11-24 21:50");
    settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d", "2026-11-24T21-50-00");
    settings.add_filter(r"thresholds [0-9a-f]{8}", "thresholds 01234567");
    settings.add_filter(r"all read, .*", "all read, SIZE");
    settings.bind_to_scope()
}

#[test]
fn a_saved_run_is_listed_and_shown_again_as_it_was() {
    let home = Home::new();
    let report = home.save("self-intro", &["--tag", "Mock", "--note", "first try,  calm", "--width", "80"]);
    let shown = home.out(&["show", "last", "--width", "80"]);
    let body = |text: &str| text[text.find("\n\n").unwrap()..].to_owned();
    assert_eq!(body(&shown), body(&report));
    assert!(shown.contains("#mock") && shown.contains("first\n  try, calm"), "what was written on it: {shown}");
    let json = home.save("self-intro-take2", &["--tag", "#mock", "--tag", "calm", "--format", "json"]);
    assert_eq!(home.out(&["show", "2", "--format", "json"]), json, "byte for byte");
    home.out(&["analyze", INTRO, "--no-transcript", "--save"]);

    let _steady = steady();
    assert_snapshot!("history_80", home.out(&["history"]));
    assert_snapshot!("history_wide", home.message(&["history", "--tag", "mock", "--limit", "1"]));
    let runs = home.json(&["history", "--question", "self-intro"]);
    assert_eq!(runs[0]["tags"], serde_json::json!(["calm", "mock"]));
    assert_eq!(runs[1]["note"], "first try, calm");
    assert_eq!(runs.as_array().unwrap().len(), 2);
    assert!(runs[0]["measurements"]["speech_rate_wpm"].is_number());
    let csv = home.out(&["history", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 4);
    let columns = csv.lines().next().unwrap().split(',').count();
    assert_eq!(columns, 10 + saywell::measures::MEASURES.len());
    assert!(csv.contains("\"first try, calm\""), "quoted: {csv}");
}

#[test]
fn what_is_written_on_a_run_can_be_changed() {
    let home = Home::new();
    home.out(&["analyze", INTRO, "--no-transcript", "--save", "--tag", "old", "--tag", "session-20261101-090000"]);
    let _steady = steady();
    assert_snapshot!(home.messages(&[
        &["tag", "last", "+calm", "mock", "--remove", "old"],
        &["tag", "1", "-r", "calm", "-r", "mock", "-r", "never-there"],
        &["note", "1", "less", "rush"],
        &["note", "1", ""],
        &["rename", "1", "The  good one"],
        &["show", "1", "--analyses"],
        &["history", "--since", "1d"],
    ]));
}

#[test]
fn every_bad_input_says_what_to_do() {
    let home = Home::new();
    std::fs::write(home.path("notes.txt"), "just text").unwrap();
    std::fs::write(home.path("other.json"), "{\"a\": 1}").unwrap();
    std::fs::create_dir(home.path("folder")).unwrap();
    let file = |name: &str| home.path(name).to_str().unwrap().to_owned();
    let _steady = steady();
    let empty = home.messages(&[
        &["history"],
        &["history", "--format", "json"],
        &["show"],
        &["tag", "last", "x"],
        &["note", "1", "x"],
        &["rename", "best", "x"],
        &["delete", "1", "--yes"],
        &["reanalyze", "--all"],
        &["export"],
        &["doctor"],
    ]);
    assert_snapshot!("empty_history", empty);
    assert!(!home.data("").exists(), "asking leaves nothing behind");

    home.out(&["analyze", INTRO, "--no-transcript", "--save"]);
    assert_snapshot!(
        "bad_input",
        home.messages(&[
            &["show", "7"],
            &["show", "last~3"],
            &["show", "last~x"],
            &["show", "nonsense"],
            &["show", INTRO],
            &["show", &file("other.json")],
            &["show", "1", "--analysis", "2"],
            &["show", "1", "--tracks"],
            &["tag", "1", "two words"],
            &["tag", INTRO, "x"],
            &["tag", "1", "-x"],
            &["tag", "1"],
            &["history", "--since", "yesterday"],
            &["history", "--tag", "a b"],
            &["history", "--question", "nothing"],
            &["history", "--limit", "0"],
            &["delete", "1"],
            &["delete", "1", "9", "--yes"],
            &["analyze", INTRO, "--no-transcript", "--tag", "x"],
            &["analyze", INTRO, "--no-transcript", "--save", "--tag", "x y"],
            &["import", &file("notes.txt")],
            &["import", &file("folder")],
            &["import", &file("nowhere.tar.gz")],
            &["history"],
        ])
    );
}

#[test]
fn a_report_is_given_even_when_it_cannot_be_saved() {
    let home = Home::new();
    std::fs::create_dir_all(home.path("data")).unwrap();
    std::fs::write(home.path("data/saywell"), "a file where the folder should be").unwrap();
    let run = run_in(home.folder.path(), &["analyze", INTRO, "--no-transcript", "--save"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("1:10"), "{}", run.out);
    assert!(run.err.contains("data/saywell") && run.err.lines().count() == 1, "{}", run.err);
}

#[test]
fn a_run_is_analysed_again_and_the_first_analysis_stays() {
    let home = Home::new();
    home.save("self-intro", &[]);
    let recording = home.path("gone.wav");
    std::fs::copy(repository("samples/project.wav"), &recording).unwrap();
    home.out(&["analyze", recording.to_str().unwrap(), "--no-transcript", "--save"]);
    home.out(&["analyze", recording.to_str().unwrap(), "--no-transcript", "--save"]);
    let before = home.out(&["show", "1", "--format", "json"]);
    let _steady = steady();
    std::fs::remove_file(&recording).unwrap();
    let gone = home.messages(&[&["reanalyze", "1"], &["reanalyze", "2"], &["reanalyze", "--all"]]);
    std::fs::copy(repository("samples/self-intro-take2.wav"), &recording).unwrap();
    let other = home.messages(&[&["reanalyze", "3", "--model", "models/demo.bin"]]);
    let again = home.messages(&[&["reanalyze", "1", "--model", "models/demo.bin"], &["show", "1", "--analyses"]]);
    assert_snapshot!(gone + &other + &again);
    assert_eq!(home.out(&["show", "1", "--analysis", "1", "--format", "json"]), before);
    assert_eq!(home.json(&["show", "1"])["provenance"]["transcript_source"], "demo model");
    assert_eq!(home.json(&["show", "1"])["question"]["id"], "self-intro");
}

#[test]
fn deleting_takes_only_recordings_of_saywell_s_own() {
    let home = Home::new();
    let own = home.data("recordings/take.wav");
    std::fs::create_dir_all(own.parent().unwrap()).unwrap();
    std::fs::copy(repository("samples/project.wav"), &own).unwrap();
    for recording in [own.to_str().unwrap(), own.to_str().unwrap(), INTRO] {
        home.out(&["analyze", recording, "--no-transcript", "--save"]);
    }
    let _steady = steady();
    let mut told = home.messages(&[&["delete", "1", "--yes"]]);
    assert!(own.exists(), "run 2 still needs it");
    told += &home.messages(&[&["delete", "2", "3", "3", "--yes"], &["history"]]);
    assert!(!own.exists());
    assert!(repository(INTRO).exists());
    assert_snapshot!(told);
}

#[test]
fn export_wipe_import_and_everything_is_back_byte_for_byte() {
    let home = Home::new();
    let own = home.data("recordings/take.wav");
    std::fs::create_dir_all(own.parent().unwrap()).unwrap();
    std::fs::copy(repository("samples/project.wav"), &own).unwrap();
    let sound = std::fs::read(&own).unwrap();
    home.save("self-intro", &["--tag", "mock", "--note", "ünïcode \"quoted\""]);
    home.save("self-intro-take2", &[]);
    home.out(&["analyze", own.to_str().unwrap(), "--no-transcript", "--save"]);
    home.out(&["reanalyze", "2", "--model", "models/demo.bin"]);
    let listed = home.json(&["history"]);
    let shown = |home: &Home| {
        ["1", "2", "3"].map(|run| home.out(&["show", run, "--format", "json"])).concat()
            + &home.out(&["show", "2", "--analysis", "1", "--format", "json"])
    };
    let before = shown(&home);
    let file = home.path("runs.tar.gz");
    let file = file.to_str().unwrap();
    let _steady = steady();
    let mut told = home.messages(&[&["export", "--audio", "-o", file], &["import", file]]);

    std::fs::remove_dir_all(home.data("")).unwrap();
    told += &home.messages(&[&["import", file], &["import", file], &["doctor"]]);
    assert_snapshot!(told);
    assert_eq!(shown(&home), before);
    assert_eq!(std::fs::read(&own).unwrap(), sound);
    let mut listed_again = home.json(&["history"]);
    for (again, first) in listed_again.as_array_mut().unwrap().iter_mut().zip(listed.as_array().unwrap()) {
        again["audio"]["path"] = first["audio"]["path"].clone();
    }
    assert_eq!(listed_again, listed);

    // The same runs make the same file.
    let again = home.path("again.tar.gz");
    home.out(&["export", "--audio", "-o", again.to_str().unwrap()]);
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(file).unwrap());

    // A file that lost its end, or a byte of its middle, adds nothing.
    let whole = std::fs::read(file).unwrap();
    std::fs::remove_dir_all(home.data("")).unwrap();
    let broken = home.path("broken.tar.gz");
    for length in [whole.len() - 8, whole.len() / 2, 100, 0] {
        std::fs::write(&broken, &whole[..length]).unwrap();
        let run = run_in(home.folder.path(), &["import", broken.to_str().unwrap()]);
        assert_eq!((run.status, run.err.lines().count()), (1, 1), "{length}: {}", run.err);
        assert!(run.err.contains("nothing was imported"), "{}", run.err);
    }
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x10;
    std::fs::write(&broken, &flipped).unwrap();
    assert_eq!(run_in(home.folder.path(), &["import", broken.to_str().unwrap()]).status, 1);
    assert_eq!(home.json(&["history"]), serde_json::json!([]));
    assert_eq!(std::fs::read_dir(home.data("recordings")).map_or(0, Iterator::count), 0, "no recording left behind");
}

#[test]
fn two_processes_save_at_once() {
    let home = Home::new();
    let tone = home.path("tone.wav");
    write_wav(&tone, 16000, (0..16000).map(|i| (i as f32 * 0.1).sin() * 0.3));
    let children: Vec<_> = (0..4)
        .map(|_| {
            saywell(home.folder.path())
                .args(["analyze", tone.to_str().unwrap(), "--no-transcript", "--save"])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(home.json(&["history"]).as_array().unwrap().len(), 4);
}

#[test]
fn a_damaged_history_names_the_backup_and_doctor_puts_it_back() {
    let home = Home::new();
    home.save("self-intro", &[]);
    home.save("self-intro-take2", &[]);
    let before = home.json(&["show", "1"]);
    spoil(&home.data("history.db"));
    let _steady = steady();
    let mut told = home.messages(&[
        &["history"],
        &["show", "1"],
        &["tag", "1", "x"],
        &["analyze", "samples/project.wav", "--no-transcript", "--save", "--format", "json", "-o", "/dev/null"],
        &["doctor"],
        &["doctor", "--yes"],
        &["doctor"],
    ]);
    told += &home.messages(&[&["history"]]);
    assert_snapshot!(told);
    assert_eq!(home.json(&["show", "1"]), before);
}

/// Makes the first page, which tells what the rest is, unreadable.
fn spoil(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[..4096].iter_mut().enumerate().for_each(|(i, byte)| *byte = (i * 31) as u8);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_history_from_the_future_is_refused() {
    let home = Home::new();
    home.out(&["analyze", INTRO, "--no-transcript", "--save"]);
    let db = rusqlite::Connection::open(home.data("history.db")).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let _steady = steady();
    assert_snapshot!(home.messages(&[&["history"], &["show"], &["doctor", "--yes"]]));
}
