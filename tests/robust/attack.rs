//! Inputs made to hurt, through the whole program: one clear line, nothing lost, nothing told that is nobody's business.
#![cfg(unix)]

use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::{Run, repository, run_in, saywell, write_wav};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use sha2::{Digest, Sha256};

const INTRO: &str = "samples/self-intro.wav";

/// A home of its own.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With a short recording and its words.
    fn with_tone() -> Self {
        let home = Self::new();
        write_wav(&home.path("tone.wav"), 16_000, (0..32_000).map(|i| (i as f32 * 0.08).sin() * 0.3));
        std::fs::write(home.path("tone.srt"), "1\n00:00:00,100 --> 00:00:01,900\nSo um I led the the team.\n").unwrap();
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn data(&self, name: &str) -> PathBuf {
        self.path("data/saywell").join(name)
    }

    fn run(&self, args: &[&str]) -> Run {
        run_in(self.0.path(), args)
    }

    /// What a command that must succeed prints.
    fn out(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!(run.status, 0, "{args:?}: {}", run.err);
        run.out
    }

    /// The one line of a command that must fail.
    fn refused(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert!(run.status == 1 || run.status == 2, "{args:?}: {} {}", run.status, run.err);
        assert_eq!(run.err.lines().count(), 1, "{args:?}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run.err
    }

    /// Saves the tone and returns what was printed.
    fn save(&self, more: &[&str]) -> String {
        let (tone, words) = (self.text("tone.wav"), self.text("tone.srt"));
        let args = ["analyze", &tone, "--transcript", &words, "--lang", "en", "--save"];
        self.out(&[&args[..], more].concat())
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.out(&[args, &["--format", "json"]].concat())).unwrap()
    }

    fn runs(&self) -> usize {
        self.json(&["history"]).as_array().unwrap().len()
    }

    fn db(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.data("history.db")).unwrap()
    }

    /// An export of all runs whose parts went through `edit`, which gets each name and content.
    fn archive(&self, edit: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> String {
        let whole = self.text("whole.tar.gz");
        self.out(&["export", "--audio", "-o", &whole]);
        let mut parts = tar::Archive::new(GzDecoder::new(std::fs::File::open(&whole).unwrap()));
        let mut edited = tar::Builder::new(Vec::new());
        for part in parts.entries().unwrap() {
            let mut part = part.unwrap();
            let name = part.path().unwrap().to_str().unwrap().to_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            let bytes = edit(&name, bytes);
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            edited.append_data(&mut header, name, &bytes[..]).unwrap();
        }
        let path = self.text("edited.tar.gz");
        std::fs::write(&path, packed(&edited.into_inner().unwrap())).unwrap();
        path
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `run.json` with `change` done to it and a uid of its own.
fn changed_run(change: impl Fn(&mut Value)) -> impl Fn(&str, Vec<u8>) -> Vec<u8> {
    move |name, bytes| {
        if !name.ends_with("/run.json") {
            return bytes;
        }
        let mut run: Value = serde_json::from_slice(&bytes).unwrap();
        run["uid"] = "5f2a4568-8f45-4899-a888-deda02d4e140".into();
        change(&mut run);
        serde_json::to_vec(&run).unwrap()
    }
}

fn mkfifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Status of `command` after `signal`, which must end it soon.
fn ended_by(signal: &str, command: &mut Command) -> Option<i32> {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(child.try_wait().unwrap(), None, "it waits");
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        assert!(began.elapsed() < Duration::from_secs(5), "deaf to {signal}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_model_with_other_heads_than_its_size_has_is_refused() {
    let home = Home::new();
    let demo = std::fs::read(repository("models/demo.bin")).unwrap();
    for (at, value) in [(32, 1), (32, 2), (32, 8), (32, 128), (16, 1), (16, 128), (36, 2), (24, 16), (8, 100)] {
        let mut model = demo.clone();
        model[at..at + 4].copy_from_slice(&i32::to_le_bytes(value));
        std::fs::write(home.path("own.bin"), &model).unwrap();
        let line = home.refused(&["analyze", INTRO, "--model", &home.text("own.bin")]);
        assert!(line.contains("own.bin") && line.contains("damaged"), "{line}");
    }
}

#[test]
fn a_saved_run_that_contradicts_itself_is_refused_everywhere_and_told_by_doctor() {
    let home = Home::with_tone();
    home.save(&[]);
    let good = home.json(&["show", "1"]);
    type Break = fn(&mut Value);
    let broken: [(&str, Break); 6] = [
        ("beyond", |run| run["tightened"]["cuts"][0]["word_count"] = 9999.into()),
        ("huge", |run| run["tightened"]["cuts"][0]["first_word"] = u64::MAX.into()),
        ("saved", |run| run["tightened"]["words_saved"] = 9999.into()),
        ("length", |run| run["recording"]["duration_s"] = 1e300.into()),
        ("time", |run| run["transcript"]["words"][0]["end_s"] = 1e200.into()),
        ("step", |run| run["recording"]["envelope_dbfs"]["hop_s"] = 0.into()),
    ];
    assert!(!good["tightened"]["cuts"].as_array().unwrap().is_empty(), "the test needs a cut");
    for (name, change) in broken {
        let mut run = good.clone();
        change(&mut run);
        let bytes = serde_json::to_vec(&run).unwrap();
        let file = home.path(&format!("{name}.json"));
        std::fs::write(&file, &bytes).unwrap();
        for command in [&["show"][..], &["report"]] {
            for form in ["text", "markdown", "json"] {
                let args = [command, &[file.to_str().unwrap(), "--tighten", "--format", form]].concat();
                assert!(home.refused(&args).contains(".json: "), "{name}");
            }
        }
        assert!(home.refused(&["compare", file.to_str().unwrap(), "1"]).contains(".json: "), "{name}");
        // The same in an archive, and in the history itself.
        let archive = home.archive(|part, content| {
            let analysis = if part.contains("/analysis-") { bytes.clone() } else { content };
            changed_run(|_| {})(part, analysis)
        });
        assert!(home.refused(&["import", &archive]).contains("nothing was imported"), "{name}");
        home.db().execute("UPDATE analyses SET json_gz = ?1", [packed(&bytes)]).unwrap();
        assert!(home.refused(&["show", "last", "--tighten"]).contains("damaged"), "{name}");
        let told = home.run(&["doctor"]);
        assert!(told.status == 1 && told.out.contains("history.db: damaged"), "{name}: {}", told.out);
        home.db().execute("UPDATE analyses SET json_gz = ?1", [packed(&serde_json::to_vec(&good).unwrap())]).unwrap();
    }
    home.out(&["show", "last", "--tighten"]);
}

#[test]
fn an_archive_owns_only_what_it_brought() {
    let home = Home::with_tone();
    home.save(&[]);
    let secret = home.path("secret");
    std::fs::write(&secret, "the secret of this machine").unwrap();
    let marked = |bytes: &[u8]| bytes.windows(10).any(|window| window == b"the secret");
    let history = home.data("history.db");
    for (path, hash) in [
        (secret.clone(), "0".repeat(64)),
        (secret.clone(), sha256(b"the secret of this machine")),
        (history.clone(), "0".repeat(64)),
        (history.clone(), sha256(&std::fs::read(&history).unwrap())),
        (PathBuf::from("/dev/zero"), "0".repeat(64)),
        (PathBuf::from("../../etc/passwd"), "0".repeat(64)),
    ] {
        // Without the recording: the path is all there is.
        let edit = changed_run(|run| {
            run["audio"] = serde_json::json!({ "path": path, "sha256": hash });
        });
        let whole = home.archive(edit);
        let mut parts = tar::Archive::new(GzDecoder::new(std::fs::File::open(&whole).unwrap()));
        let mut without = tar::Builder::new(Vec::new());
        for part in parts.entries().unwrap() {
            let mut part = part.unwrap();
            let name = part.path().unwrap().to_str().unwrap().to_owned();
            if !name.contains("/recording.") {
                let mut header = part.header().clone();
                without.append_data(&mut header, name, &mut part).unwrap();
            }
        }
        std::fs::write(&whole, packed(&without.into_inner().unwrap())).unwrap();
        home.out(&["import", &whole]);
        let exported = home.text("exported.tar.gz");
        home.out(&["export", "last", "--audio", "-o", &exported]);
        let mut tar = Vec::new();
        GzDecoder::new(std::fs::File::open(&exported).unwrap()).read_to_end(&mut tar).unwrap();
        assert!(!marked(&tar), "{path:?} was packed");
        let run = home.run(&["reanalyze", "last"]);
        assert!(run.err.contains("without a recording"), "{}", run.err);
        home.out(&["delete", "last", "--yes"]);
        assert!(secret.exists() && history.exists(), "{path:?} was deleted");
        assert_eq!(home.runs(), 1);
    }
}

#[test]
fn a_history_that_holds_foreign_paths_already_packs_and_deletes_nothing_of_them() {
    let home = Home::with_tone();
    home.save(&[]);
    let secret = home.data("recordings/secret.wav");
    std::fs::create_dir_all(secret.parent().unwrap()).unwrap();
    std::fs::write(&secret, "the secret of this machine").unwrap();
    for path in [secret.clone(), home.data("history.db"), PathBuf::from("/dev/zero"), home.path("gone")] {
        let path = path.to_str().unwrap();
        home.db().execute("UPDATE runs SET audio_path = ?1, audio_sha256 = 'ab'", [path]).unwrap();
        let exported = home.text("exported.tar.gz");
        let run = home.run(&["export", "--audio", "-o", &exported]);
        assert!(run.status == 0 && run.err.contains("without it"), "{}", run.err);
        home.out(&["delete", "1", "--yes"]);
        assert!(secret.exists() && home.data("history.db").exists());
        home.db().execute_batch("DELETE FROM sqlite_sequence").unwrap();
        home.save(&[]);
    }
}

#[test]
fn what_an_archive_calls_its_recording_becomes_harmless() {
    let home = Home::with_tone();
    home.save(&[]);
    let tone = std::fs::read(home.path("tone.wav")).unwrap();
    for name in
        ["/a/evil.wav.part", "/a/..", "/a/\u{1b}[2Jx\u{202e}.wav", "/a/.wav", &format!("/a/{}.wav", "x".repeat(300))]
    {
        let archive = home.archive(changed_run(|run| run["audio"]["path"] = name.into()));
        home.out(&["import", &archive]);
        let kept = home.json(&["history"])[0]["audio"]["path"].as_str().unwrap().to_owned();
        let own = home.data("recordings").canonicalize().unwrap();
        assert!(Path::new(&kept).starts_with(&own) && !kept.ends_with(".part"), "{kept:?}");
        assert!(!kept.chars().any(char::is_control) && !kept.contains('\u{202e}'), "{kept:?}");
        assert_eq!(std::fs::read(&kept).unwrap(), tone);
        home.out(&["delete", "last", "--yes"]);
        assert!(!Path::new(&kept).exists(), "what it brought goes with it");
    }
    assert!(home.path("tone.wav").exists());
}

#[test]
fn import_takes_files_only_and_reads_no_bomb() {
    let home = Home::with_tone();
    mkfifo(&home.path("pipe"));
    for path in ["/dev/zero", "/dev/null", &home.text("pipe"), &home.text("")] {
        let began = Instant::now();
        assert!(home.refused(&["import", path]).contains("nothing was imported"));
        assert!(began.elapsed() < Duration::from_secs(3), "{path}");
    }
    // A long name, and a pax header, of a gigabyte: refused by their first block.
    for kind in
        [tar::EntryType::GNULongName, tar::EntryType::XHeader, tar::EntryType::Symlink, tar::EntryType::Directory]
    {
        let mut header = tar::Header::new_gnu();
        header.set_path("saywell-history.json").unwrap();
        header.set_entry_type(kind);
        header.set_size(1 << 30);
        header.set_cksum();
        let mut file = header.as_bytes().to_vec();
        file.resize(file.len() + (4 << 20), b'x');
        std::fs::write(home.path("bomb.tgz"), packed(&file)).unwrap();
        let began = Instant::now();
        assert!(home.refused(&["import", &home.text("bomb.tgz")]).contains("which no export has"));
        assert!(began.elapsed() < Duration::from_secs(3), "{kind:?}");
    }
    home.save(&[]);
    let archive = home.archive(|name, bytes| match name {
        "saywell-history.json" => vec![b' '; 3 << 20],
        _ => bytes,
    });
    assert!(home.refused(&["import", &archive]).contains("too large"));
    assert_eq!(home.runs(), 1);
    let left: Vec<_> = std::fs::read_dir(home.data("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
}

#[test]
fn every_wait_for_a_pipe_ends_with_a_signal() {
    let home = Home::with_tone();
    let pipe = home.path("pipe");
    mkfifo(&pipe);
    let (tone, pipe) = (home.text("tone.wav"), pipe.to_str().unwrap().to_owned());
    let waits: [&[&str]; 6] = [
        &["analyze", &tone, "--transcript", &pipe],
        &["analyze", &tone, "--no-transcript", "--points", &pipe],
        &["analyze", &tone, "--no-transcript", "--config", &pipe],
        &["analyze", &pipe, "--no-transcript"],
        &["compare", &pipe, &tone, "--no-transcript"],
        &["analyze", &tone, "--no-transcript", "-o", &pipe],
    ];
    for args in waits {
        for signal in ["-INT", "-TERM"] {
            assert_eq!(ended_by(signal, saywell(home.0.path()).args(args)), Some(130), "{args:?} {signal}");
        }
    }
    // What must be a file is none: said at once.
    for args in
        [&["analyze", &tone, "--model", &pipe][..], &["import", &pipe], &["analyze", &tone, "--model", "/dev/zero"]]
    {
        home.refused(args);
    }
    for own in ["history.db", "goals.toml"] {
        std::fs::create_dir_all(home.data("")).unwrap();
        let _ = std::fs::remove_file(home.data(own));
        mkfifo(&home.data(own));
        assert!(home.refused(&["history"]).contains(own));
        std::fs::remove_file(home.data(own)).unwrap();
    }
}

#[test]
fn nothing_without_end_is_read() {
    let home = Home::with_tone();
    let tone = home.text("tone.wav");
    for args in [
        &["analyze", &tone, "--no-transcript", "--config", "/dev/zero"][..],
        &["analyze", &tone, "--no-transcript", "--points", "/dev/zero"],
        &["analyze", &tone, "--transcript", "/dev/zero"],
    ] {
        let began = Instant::now();
        home.refused(args);
        assert!(began.elapsed() < Duration::from_secs(5), "{args:?}");
    }
    std::fs::write(home.path("long.txt"), "and so on ".repeat(400_000)).unwrap();
    let line = home.refused(&["analyze", &tone, "--transcript", &home.text("long.txt"), "--lang", "en"]);
    assert!(line.contains("words"), "{line}");
    home.out(&["analyze", &tone, "--no-transcript", "--config", "/dev/null"]);
}

#[test]
fn what_is_deleted_is_gone_and_the_backups_are_told_of() {
    let home = Home::with_tone();
    home.save(&["--note", "xylophone"]);
    home.save(&["--note", "kept"]);
    let copies = || {
        let mut all: Vec<PathBuf> =
            std::fs::read_dir(home.data("backups")).unwrap().map(|e| e.unwrap().path()).collect();
        all.sort();
        all
    };
    // The copy of another day, one from before a new shape, and a damaged history that was put aside.
    let [today] = &copies()[..] else { panic!("{:?}", copies()) };
    let yesterday = home.data("backups/history-2026-01-02T03-04-05.db");
    std::fs::copy(today, &yesterday).unwrap();
    std::fs::copy(today, home.data("backups/before-version-3.db")).unwrap();
    std::fs::copy(today, home.data("damaged-2026-01-02T03-04-05.db")).unwrap();
    let holding = || {
        let mut found = Vec::new();
        let mut folders = vec![home.data("")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else if std::fs::read(&entry).unwrap().windows(9).any(|window| window == b"xylophone") {
                    found.push(entry);
                }
            }
        }
        found.sort();
        found
    };
    assert_eq!(holding().len(), 5, "{:?}", holding());
    let told = home.out(&["delete", "1", "--yes"]);
    assert!(told.contains("1 backup keeps it until runs are saved on 2 more days"), "{told}");
    assert!(told.contains("before-version-3.db keeps it for good") && told.contains("--everywhere"), "{told}");
    assert_eq!(holding().len(), 3, "{:?}", holding());
    // Too late for its number here, but not in the backups.
    assert!(home.refused(&["delete", "1", "--yes"]).contains("no such run"));
    let told = home.out(&["delete", "1", "--yes", "--everywhere"]);
    assert!(told.contains("out of 3 other files"), "{told}");
    assert!(holding().is_empty(), "{:?}", holding());
    assert!(home.out(&["doctor"]).matches("1 run, all read").count() == 4, "the other run stays everywhere");
}

#[test]
fn a_doctor_that_was_killed_is_finished_by_whoever_comes_next() {
    let home = Home::with_tone();
    home.save(&["--note", "one"]);
    home.save(&["--note", "two"]);
    let good = home.data("history.db");
    // Where a repair stands after its one decision: the new history is ready, the damaged one still in its place.
    let bad = std::fs::read(&good).unwrap();
    std::fs::rename(&good, home.data("restored-2026-11-26T04-00-00.db")).unwrap();
    std::fs::write(&good, b"no database").unwrap();
    assert_eq!(home.runs(), 2);
    assert_eq!(std::fs::read(home.data("damaged-2026-11-26T04-00-00.db")).unwrap(), b"no database");
    assert!(home.out(&["doctor"]).contains("2 runs, all read"));
    assert_eq!(std::fs::read(&good).unwrap().len(), bad.len());
}

#[test]
fn a_history_cut_off_says_which_runs_it_lost() {
    let home = Home::with_tone();
    for _ in 0..2 {
        home.save(&[]);
    }
    let backups: Vec<PathBuf> = std::fs::read_dir(home.data("backups")).unwrap().map(|e| e.unwrap().path()).collect();
    std::fs::rename(home.data("backups"), home.path("elsewhere")).unwrap();
    for _ in 0..6 {
        home.save(&[]);
    }
    std::fs::remove_dir_all(home.data("backups")).unwrap();
    std::fs::rename(home.path("elsewhere"), home.data("backups")).unwrap();
    assert_eq!(backups.len(), 1);
    let whole = std::fs::read(home.data("history.db")).unwrap();
    let pages = whole.len() / 4096;
    for kept in [pages - 1, pages - 3, pages / 2, pages / 4, 3, 1] {
        std::fs::write(home.data("history.db"), &whole[..kept * 4096]).unwrap();
        let told = home.run(&["doctor", "--yes"]);
        assert_eq!(told.status, 0, "{}{}", told.out, told.err);
        let found = home.runs();
        let silent = !told.out.contains("cannot be read any more") && !told.out.contains("may be lost");
        assert!(found == 8 || !silent, "{kept} of {pages} pages: {found} runs\n{}", told.out);
        if kept > pages / 2 {
            assert!(told.out.contains("no backup had") || told.out.contains("cannot be read any more"), "{}", told.out);
        }
        assert!(home.out(&["doctor"]).contains("✓ history.db"));
        // The numbers of what was saved later are those of before.
        for run in home.json(&["history"]).as_array().unwrap() {
            assert!((1..=8).contains(&run["id"].as_i64().unwrap()));
        }
    }
}

#[test]
fn everything_saywell_makes_is_its_owner_s_alone() {
    for umask in ["022", "077", "000"] {
        for first in
            [&["goal", "set", "pace", "150", "--at-least"][..], &["analyze", "TONE", "--no-transcript", "--save"]]
        {
            let home = Home::with_tone();
            let own: Vec<PathBuf> = ["tone.wav", "tone.srt"].map(|name| home.path(name)).into();
            let tone = home.text("tone.wav");
            let words = home.text("tone.srt");
            let under = |args: &[&str]| {
                let program = saywell(home.0.path());
                let mut shell = Command::new("sh");
                shell.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")]).arg(program.get_program());
                shell.args(args.iter().map(|arg| if *arg == "TONE" { tone.as_str() } else { arg }));
                shell.current_dir(env!("CARGO_MANIFEST_DIR"));
                for (name, value) in program.get_envs() {
                    match value {
                        Some(value) => shell.env(name, value),
                        None => shell.env_remove(name),
                    };
                }
                let output = shell.output().unwrap();
                assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
            };
            under(first);
            under(&[
                "analyze",
                "TONE",
                "--transcript",
                &words,
                "--lang",
                "en",
                "--save",
                "-o",
                &home.text("report.txt"),
            ]);
            under(&["report", "last", "--html", &home.text("page.html")]);
            under(&["show", "last", "--format", "markdown", "-o", &home.text("report.md")]);
            under(&["show", "last", "--format", "json", "-o", &home.text("report.json")]);
            under(&["analyze", "TONE", "--no-transcript", "--format", "json", "-o", &home.text("sound.json")]);
            under(&["export", "--audio", "-o", &home.text("runs.tgz")]);
            under(&["goal", "set", "pace", "160", "--at-least"]);
            under(&["delete", "last", "--yes"]);
            under(&["import", &home.text("runs.tgz")]);
            let mut folders = vec![home.0.path().to_owned()];
            while let Some(folder) = folders.pop() {
                for path in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
                    let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
                    if path.is_dir() {
                        assert_eq!(mode, 0o700, "{path:?} under {umask}");
                        folders.push(path);
                    } else if !own.contains(&path) {
                        assert_eq!(mode, 0o600, "{path:?} under {umask}");
                    }
                }
            }
        }
    }
    // Whoever shared a file before shares what takes its place.
    let home = Home::with_tone();
    std::fs::write(home.path("shared.txt"), "old").unwrap();
    std::fs::set_permissions(home.path("shared.txt"), std::fs::Permissions::from_mode(0o640)).unwrap();
    home.out(&["analyze", &home.text("tone.wav"), "--no-transcript", "-o", &home.text("shared.txt")]);
    assert_eq!(std::fs::metadata(home.path("shared.txt")).unwrap().permissions().mode() & 0o777, 0o640);
}

const HOSTILE: &str = "a\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}gpj\u{2028}.wav";

fn harmless(run: &Run, what: &str) {
    for text in [&run.out, &run.err] {
        let bad =
            |c: &char| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}');
        assert_eq!(text.chars().find(bad), None, "{what}: {text:?}");
    }
}

#[test]
fn no_name_reaches_the_terminal_as_a_command() {
    let home = Home::with_tone();
    let hostile = home.path(HOSTILE);
    std::fs::copy(home.path("tone.wav"), &hostile).unwrap();
    let name = hostile.to_str().unwrap();
    let folder = home.path("f\u{1b}[31m");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(home.path("m\u{1b}[31m.bin"), "no model").unwrap();
    let (model, words) = (home.text("m\u{1b}[31m.bin"), home.text("w\u{9b}31m.srt"));
    std::fs::copy(home.path("tone.srt"), &words).unwrap();
    let csv = home.path("x\u{7}.html");
    let page = csv.to_str().unwrap();
    let archive = home.text("r\u{202e}.tgz");
    let commands: [&[&str]; 22] = [
        &["analyze", name, "--transcript", &words, "--lang", "en", "--save", "--tag", "t", "--html", page],
        &["analyze", &format!("{name}x")],
        &["analyze", folder.to_str().unwrap()],
        &["analyze", name, "--model", &model],
        &["analyze", name, "--transcript", name],
        &["analyze", name, "--points", name],
        &["analyze", name, "--config", name],
        &["analyze", name, "--question", HOSTILE],
        &["analyze", name, "--lang", HOSTILE],
        &["show", HOSTILE],
        &["show", "last"],
        &["show", "last", "--analyses"],
        &["show", "last", "--format", "markdown"],
        &["history"],
        &["rename", "last", HOSTILE],
        &["note", "last", HOSTILE],
        &["history", "--format", "csv"],
        &["reanalyze", "last"],
        &["export", "--audio", "-o", &archive],
        &["import", &archive],
        &["models", "verify", HOSTILE],
        &["delete", "last", "--yes"],
    ];
    for args in commands {
        harmless(&home.run(args), &format!("{args:?}"));
    }
    harmless(&home.run(&["history", HOSTILE]), "wrong usage");
    harmless(&home.run(&["--color", HOSTILE]), "wrong usage");
    // What an archive says: names, tags, notes.
    home.save(&[]);
    let archive = home.archive(changed_run(|run| {
        run["name"] = HOSTILE.into();
        run["note"] = HOSTILE.into();
        run["asked"]["question"] = HOSTILE.into();
    }));
    for args in [
        &["import", &archive][..],
        &["history"],
        &["show", "last"],
        &["compare", "last~1", "last"],
        &["delete", "last", "-y"],
    ] {
        harmless(&home.run(args), &format!("{args:?}"));
    }
}

#[test]
fn a_cell_is_no_formula() {
    let home = Home::with_tone();
    for note in ["=1+1", "+1", "-1", "@SUM(A1)", "plain", " =cmd|' /C calc'!A0"] {
        home.save(&[&format!("--note={note}")]);
    }
    let csv = home.out(&["history", "--format", "csv"]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let notes: Vec<String> = rows.records().map(|row| row.unwrap()[6].to_owned()).collect();
    assert_eq!(notes, ["'=cmd|' /C calc'!A0", "plain", "'@SUM(A1)", "'-1", "'+1", "'=1+1"]);
    for row in csv::Reader::from_reader(csv.as_bytes()).records() {
        for cell in row.unwrap().iter() {
            assert!(
                !cell.starts_with(['=', '+', '@']) && (!cell.starts_with('-') || cell.parse::<f64>().is_ok()),
                "{cell}"
            );
        }
    }
}

#[test]
fn a_backup_that_fails_takes_nothing_with_it() {
    let home = Home::with_tone();
    std::fs::create_dir_all(home.data("")).unwrap();
    std::fs::write(home.data("backups"), "a file where the folder should be").unwrap();
    let (tone, words) = (home.text("tone.wav"), home.text("tone.srt"));
    let run = home.run(&["analyze", &tone, "--transcript", &words, "--lang", "en", "--save"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(
        run.err.contains("saved as run 1") && run.err.contains("no backup of the history could be made"),
        "{}",
        run.err
    );
    for args in [&["note", "1", "x"][..], &["tag", "1", "x"], &["rename", "1", "x"], &["delete", "1", "--yes"]] {
        assert_eq!(home.run(args).status, 0, "{args:?}");
    }
}

/// Commands that only read.
fn reading(home: &Home) {
    let read: [&[&str]; 6] = [
        &["history"],
        &["show", "last"],
        &["show", "1", "--tighten"],
        &["compare", "1", "2"],
        &["trend"],
        &["history", "--tag", "t", "--format", "json"],
    ];
    for args in read {
        let run = home.run(args);
        assert_eq!(run.status, 0, "{args:?}: {}", run.err);
        assert!(!run.out.is_empty());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_history_on_a_full_disk_is_read() {
    let home = Home::with_tone();
    let disk = home.path("data");
    std::fs::create_dir(&disk).unwrap();
    let mount = |command: &str, args: &[&str]| Command::new(command).args(args).stderr(Stdio::null()).status();
    let mounted = mount("mount", &["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.to_str().unwrap()]);
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: only root can mount a small disk");
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        home.save(&["--tag", "t"]);
        home.save(&[]);
        let mut filler = std::fs::File::create(disk.join("filler")).unwrap();
        while filler.write(&[0; 512]).is_ok_and(|written| written > 0) {}
        reading(&home);
        let (tone, words) = (home.text("tone.wav"), home.text("tone.srt"));
        let run = home.run(&["analyze", &tone, "--transcript", &words, "--lang", "en", "--save"]);
        assert!(run.status == 1 && run.err.contains("cannot be written") && !run.out.is_empty(), "{}", run.err);
        std::fs::remove_file(disk.join("filler")).unwrap();
        assert_eq!(home.runs(), 2);
    });
    mount("umount", &["-l", disk.to_str().unwrap()]).unwrap();
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_history_that_may_only_be_read_is_read() {
    let home = Home::with_tone();
    home.save(&["--tag", "t"]);
    home.save(&[]);
    // With its journal beside it, as a crash leaves it, and without.
    for with_journal in [false, true] {
        if with_journal {
            let db = home.db();
            db.execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE runs SET note = 'in the journal';").unwrap();
            std::mem::forget(db);
        }
        for (path, mode) in [("history.db", 0o444), ("history.db-wal", 0o444), ("history.db-shm", 0o444), ("", 0o555)] {
            let path = home.data(path);
            if path.exists() {
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            }
        }
        for folder in [home.0.path().to_owned(), home.path("data")] {
            std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let program = saywell(home.0.path());
        let is_root = std::fs::write(home.data("probe"), "").is_ok();
        let _ = std::fs::remove_file(home.data("probe"));
        for args in
            [&["history"][..], &["show", "last"], &["compare", "1", "2"], &["export", "last", "-o", "/dev/null"]]
        {
            let mut command = if is_root { Command::new("setpriv") } else { Command::new(program.get_program()) };
            if is_root {
                command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program.get_program());
            }
            command.args(args).env_clear().env("PATH", std::env::var("PATH").unwrap());
            command.env("XDG_DATA_HOME", home.path("data")).env("XDG_CONFIG_HOME", home.path("config"));
            let output = command.env("HOME", "/").output().unwrap();
            let err = String::from_utf8_lossy(&output.stderr);
            if err.contains("setpriv") {
                eprintln!("skipped: {err}");
                return;
            }
            assert!(output.status.success(), "{args:?}, journal {with_journal}: {err}");
            if with_journal && args == ["history"] {
                assert!(String::from_utf8_lossy(&output.stdout).contains("in the jour"), "the journal counts");
            }
        }
        for path in ["", "history.db"] {
            std::fs::set_permissions(home.data(path), std::fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
}

#[test]
fn a_pipe_is_compared_like_a_file() {
    let home = Home::with_tone();
    home.save(&[]);
    let program = saywell(home.0.path());
    let line = "\"$0\" compare <(cat samples/self-intro.wav) <(cat samples/project.wav) --no-transcript && \
                \"$0\" compare <(\"$0\" show last --format json) samples/project.wav --no-transcript --lang en";
    let mut shell = Command::new("bash");
    shell.args(["-c", line]).arg(program.get_program()).current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_name_that_was_given_works_as_a_run_and_is_shown() {
    let home = Home::with_tone();
    home.save(&[]);
    home.save(&["--note", "calmer, less rush"]);
    home.out(&["rename", "1", "The  good one"]);
    for args in
        [&["show", "The good one"][..], &["report", "The good one"], &["show", "The good one", "--format", "markdown"]]
    {
        let shown = home.out(args);
        assert!(shown.contains("The good one"), "{args:?}: {shown}");
    }
    let page = home.text("page.html");
    home.out(&["report", "The good one", "--html", &page]);
    assert!(std::fs::read_to_string(&page).unwrap().contains("The good one"));
    let plain = home.out(&["show", "2"]);
    assert!(plain.contains("calmer, less rush") && !plain.contains("The good one"), "{plain}");
    assert!(home.out(&["show", "2", "--format", "markdown"]).contains("calmer, less rush"));
    home.out(&["tag", "The good one", "best-of"]);
    home.out(&["note", "The good one", "keep"]);
    home.out(&["compare", "The good one", "2"]);
    home.out(&["export", "The good one", "-o", &home.text("one.tgz")]);
    assert!(home.refused(&["show", "the bad one"]).contains("no such run"));
    // The newest of several, and a file comes first where one is read.
    home.out(&["rename", "2", "The good one"]);
    assert_eq!(home.out(&["tag", "The good one", "x"]).lines().next().unwrap(), "run 2: #x");
    home.out(&["delete", "The good one", "--yes"]);
    assert_eq!(home.runs(), 1);
}

#[test]
fn file_names_that_are_not_utf8_survive() {
    let home = Home::with_tone();
    let odd = home.0.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9 take.wav"));
    if std::fs::copy(home.path("tone.wav"), &odd).is_err() {
        eprintln!("skipped: this file system takes UTF-8 only");
        return;
    }
    let run = saywell(home.0.path()).arg("analyze").arg(&odd).args(["--no-transcript", "--save"]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(home.out(&["reanalyze", "last"]).contains("unchanged"));
    home.json(&["history"]);
    home.out(&["history", "--format", "csv"]);
    let archive = home.text("odd.tgz");
    assert!(home.out(&["export", "--audio", "-o", &archive]).contains("1 with their recording"));
    home.out(&["delete", "last", "--yes"]);
    assert!(home.out(&["import", &archive]).contains("1 recording put back"));
    assert!(home.out(&["reanalyze", "last"]).contains("unchanged"));
    assert!(odd.exists());
}

#[test]
fn a_name_that_begins_with_a_dash_is_a_file_like_any_other() {
    let home = Home::with_tone();
    std::fs::copy(home.path("tone.wav"), home.path("-take.wav")).unwrap();
    for args in [
        &["analyze", "./-take.wav", "--no-transcript", "--save"][..],
        &["analyze", "--no-transcript", "--save", "--", "-take.wav"],
        &["report", "--no-transcript", "--", "-take.wav"],
        &["report", "./-take.wav", "--no-transcript", "--html", "./-page.html"],
        &["compare", "--no-transcript", "--", "./-take.wav", "-take.wav"],
        &["show", "last"],
        &["show", "--", "-take"],
        &["reanalyze", "last"],
    ] {
        let output = saywell(home.0.path()).current_dir(home.0.path()).args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn nobody_who_reads_is_no_panic() {
    let home = Home::with_tone();
    home.save(&[]);
    for args in [&["history"][..], &["note", "1", "x"], &["doctor"], &["delete", "1", "--yes"]] {
        let mut child =
            saywell(home.0.path()).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !err.contains("panicked"), "{args:?}: {err}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_command_opens_a_socket() {
    if !Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no strace");
        return;
    }
    let home = Home::with_tone();
    let (tone, words, model) = (home.text("tone.wav"), home.text("tone.srt"), home.text("model.bin"));
    std::fs::copy(repository("models/demo.bin"), &model).unwrap();
    let (page, archive, trace) = (home.text("page.html"), home.text("runs.tgz"), home.text("trace"));
    std::fs::create_dir(home.path("answers")).unwrap();
    std::fs::copy(&tone, home.path("answers/1.wav")).unwrap();
    let answers = home.text("answers");
    let commands: [&[&str]; 32] = [
        &["analyze", &tone, "--model", &model, "--lang", "en", "--save"],
        &["analyze", &tone, "--transcript", &words, "--lang", "en", "--save", "--html", &page],
        &["report", "last", "--html", &page],
        &["practice", "--from", &answers, "--model", &model],
        &["plan"],
        &["prepare"],
        &["questions"],
        &["compare", "1", "2"],
        &["compare", "1", "2", "--html", &page],
        &["compare", "1", &tone, "--no-transcript"],
        &["trend"],
        &["trend", "--html", &page],
        &["goal", "set", "pace", "160", "--at-least"],
        &["goal", "list"],
        &["history"],
        &["show", "last"],
        &["tag", "last", "x"],
        &["note", "last", "x"],
        &["rename", "last", "x"],
        &["reanalyze", "last"],
        &["export", "--audio", "-o", &archive],
        &["import", &archive],
        &["doctor"],
        &["explain"],
        &["explain", "pace"],
        &["models", "list"],
        &["models", "verify"],
        &["models", "remove", "base"],
        &["help"],
        &["delete", "1", "--yes"],
        &["delete", "1", "--yes", "--everywhere"],
        &["analyze", "no such file"],
    ];
    for args in commands {
        let program = saywell(home.0.path());
        let mut traced = Command::new("strace");
        traced.args(["-f", "-qq", "-e", "trace=socket,connect,bind,sendto", "-o", &trace]).arg(program.get_program());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => traced.env(name, value),
                None => traced.env_remove(name),
            };
        }
        let run = traced.args(args).stdin(Stdio::null()).output().unwrap();
        let err = String::from_utf8_lossy(&run.stderr);
        if err.contains("ptrace") {
            eprintln!("skipped: {err}");
            return;
        }
        assert!(run.status.code().is_some_and(|code| code < 2), "{args:?}: {err}");
        let calls = std::fs::read_to_string(&trace).unwrap();
        assert!(!calls.contains("socket(") && !calls.contains("connect("), "{args:?}: {calls}");
    }
}
