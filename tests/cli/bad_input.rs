//! Every bad input through the whole program: one line that names the file and the remedy, exit 1 or 2, no panic,
//! nothing left behind.

use std::path::{Path, PathBuf};

use crate::common::{repository, run_in, write_wav};
use insta::assert_snapshot;

const GOOD: &str = "samples/project.wav";

struct Bench {
    home: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    /// The message of `saywell analyze ARGS`, which must fail with `status`.
    fn message(&self, status: i32, args: &[&str]) -> String {
        let before = listing(self.home.path());
        let run = run_in(self.home.path(), &[&["analyze"], args].concat());
        assert_eq!(run.status, status, "{args:?}: {}", run.err);
        assert_eq!(run.out, "", "{args:?}");
        assert!(!run.err.contains("panicked"), "{}", run.err);
        if status == 1 {
            assert_eq!(run.err.lines().count(), 1, "{args:?}: {}", run.err);
        }
        assert_eq!(listing(self.home.path()), before, "{args:?} left something behind");
        run.err.replace(self.home.path().to_str().unwrap(), "HOME").replace(env!("CARGO_MANIFEST_DIR"), "REPOSITORY")
    }
}

fn listing(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A WAV header of our choice before `bytes` of zeros.
fn wav(channels: u16, rate: u32, declared: u32, bytes: usize) -> Vec<u8> {
    let mut file = b"RIFF".to_vec();
    file.extend((declared.saturating_add(36)).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2 * u32::from(channels)).to_le_bytes());
    file.extend((2 * channels).to_le_bytes());
    file.extend(16u16.to_le_bytes());
    file.extend(b"data");
    file.extend(declared.to_le_bytes());
    file.resize(file.len() + bytes, 0);
    file
}

#[test]
fn recordings() {
    let bench = Bench::new();
    let sample = std::fs::read(repository(GOOD)).unwrap();
    let cases = [
        ("a missing file", bench.path("nowhere.wav").to_str().unwrap().to_owned()),
        ("a folder", bench.home.path().to_str().unwrap().to_owned()),
        ("an empty file", bench.write("empty.wav", b"")),
        ("a truncated file", bench.write("truncated.wav", &sample[..sample.len() / 3])),
        ("a text file named .wav", bench.write("text.wav", b"Dear diary, today I practised my answer.\n")),
        ("no audio track", bench.write("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0")),
        ("no channels", bench.write("channels.wav", &wav(0, 16_000, 32_000, 32_000))),
        ("no sample rate", bench.write("rate.wav", &wav(1, 0, 32_000, 32_000))),
        ("10 hours promised, 1 s there", bench.write("hours.wav", &wav(1, 16_000, 1_152_000_000, 32_000))),
    ];
    let mut all = String::new();
    for (what, path) in &cases {
        all += &format!("{what}\n  {}", bench.message(1, &[path, "--no-transcript"]));
    }
    assert_snapshot!(all);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let path = bench.write("secret.wav", &std::fs::read(repository(GOOD)).unwrap());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        eprintln!("skipped: this user may read every file");
        return;
    }
    assert_snapshot!(bench.message(1, &[&path, "--no-transcript"]));
}

#[test]
fn models() {
    let bench = Bench::new();
    let demo = std::fs::read(repository("models/demo.bin")).unwrap();
    let mut corrupt = demo.clone();
    corrupt[8..12].copy_from_slice(&7_000_000i32.to_le_bytes());
    let cases = [
        ("an unknown name", "base.fr".to_owned()),
        ("a known name that is not installed", "base.en".to_owned()),
        ("a missing file", bench.path("nowhere.bin").to_str().unwrap().to_owned()),
        ("a cut-off model", bench.write("cut.bin", &demo[..demo.len() / 2])),
        ("a corrupt header", bench.write("corrupt.bin", &corrupt)),
        ("a GGUF file", bench.write("llama.gguf", b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0")),
        ("a PyTorch file", bench.write("base.pt", b"PK\x03\x04\0\0\x08\x08\0\0archive/data.pkl")),
        ("a web page", bench.write("page.bin", b"<!DOCTYPE html><html><body>404</body></html>")),
        ("an empty file", bench.write("empty.bin", b"")),
        ("a recording", GOOD.to_owned()),
    ];
    let mut all = String::new();
    for (what, model) in &cases {
        // A name that nothing has is wrong usage; everything else went wrong on the way.
        let status = if *what == "an unknown name" { 2 } else { 1 };
        all += &format!("{what}\n  {}", bench.message(status, &[GOOD, "--model", model]));
    }
    assert_snapshot!(all);
}

#[test]
fn transcripts() {
    let bench = Bench::new();
    let segments =
        |words: &str| format!(r#"{{"language":"en","segments":[{{"start":0,"end":9,"text":"x","words":[{words}]}}]}}"#);
    let word = |at: u32| format!(r#"{{"word":" word","start":{at}.0,"end":{at}.4}}"#);
    let out_of_order = segments(&(0..10).rev().map(word).collect::<Vec<_>>().join(","));
    let too_long = segments(r#"{"word":" one","start":1.0,"end":1.4},{"word":" late","start":900.0,"end":900.4}"#);
    let cases = [
        ("a missing file", bench.path("nowhere.srt").to_str().unwrap().to_owned()),
        ("JSON cut off", bench.write("cut.json", b"{\"segments\": [{\"start\": 0, ")),
        ("JSON of something else", bench.write("other.json", b"{\"name\": \"saywell\", \"version\": 3}")),
        ("an empty file", bench.write("empty.srt", b"")),
        ("a recording", GOOD.to_owned()),
        ("words out of order", bench.write("order.json", out_of_order.as_bytes())),
        ("longer than the recording", bench.write("long.json", too_long.as_bytes())),
    ];
    let mut all = String::new();
    for (what, transcript) in &cases {
        all += &format!("{what}\n  {}", bench.message(1, &[GOOD, "--transcript", transcript]));
    }
    assert_snapshot!(all);
}

#[test]
fn wrong_usage() {
    let bench = Bench::new();
    let cases: [&[&str]; 9] = [
        &[],
        &[GOOD, "--lang", "klingon"],
        &[GOOD, "--question", "small-talk"],
        &[GOOD, "--target", "soon"],
        &[GOOD, "--format", "pdf"],
        &[GOOD, "--transcript", "a.srt", "--no-transcript"],
        &[GOOD, GOOD, "--transcript", "a.srt"],
        &[GOOD, "--threads", "0"],
        &[GOOD, "--volume", "11"],
    ];
    let mut all = String::new();
    for args in cases {
        all += &format!("{}\n{}\n", args.join(" "), bench.message(2, args));
    }
    assert_snapshot!(all);
}

#[test]
fn settings() {
    let bench = Bench::new();
    let typo = bench.write("typo.toml", b"model = \"base.en\"\nquestoin = \"factual\"\n");
    let broken = bench.write("broken.toml", b"model = \n");
    let mut all = bench.message(2, &[GOOD, "--config", &typo]);
    all += &bench.message(2, &[GOOD, "--config", &broken]);
    all += &bench.message(1, &[GOOD, "--config", bench.path("nowhere.toml").to_str().unwrap()]);
    assert_snapshot!(all);
}

#[test]
fn places_to_write() {
    let bench = Bench::new();
    let nowhere = bench.path("no/such/folder/report.txt");
    let mut all = bench.message(1, &[GOOD, "--no-transcript", "-o", nowhere.to_str().unwrap()]);
    all += &bench.message(1, &[GOOD, "--no-transcript", "-o", bench.home.path().to_str().unwrap()]);
    // Known before the analysis: the recording, which is none, is not even opened.
    let notes = bench.write("notes.wav", b"no sound");
    all += &bench.message(1, &[&notes, "--no-transcript", "--html", nowhere.to_str().unwrap()]);
    let take = nowhere.with_extension("wav");
    all += &bench.message(1, &[&notes, "--model", "models/demo.bin", "--tight-audio", take.to_str().unwrap()]);
    assert_snapshot!(all);
}

#[test]
fn a_page_that_cannot_be_written_takes_neither_the_report_nor_the_run_with_it() {
    let bench = Bench::new();
    // The folder is there, but no system takes such a name.
    let page = bench.path(&"x".repeat(300));
    let run =
        run_in(bench.home.path(), &["analyze", GOOD, "--no-transcript", "--save", "--html", page.to_str().unwrap()]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.out.contains("0:51 long") && run.out.contains("speaking time"), "{}", run.out);
    assert!(run.err.contains("xxx: cannot be written") && run.err.contains("saved as run"), "{}", run.err);
    let shown = run_in(bench.home.path(), &["report", GOOD, "--no-transcript", "--html", page.to_str().unwrap()]);
    // Where the rest is differs: one of them is a saved run.
    let before_more = |out: &str| out.split("\n  More").next().unwrap().to_owned();
    assert_eq!(
        (shown.status, before_more(&shown.out)),
        (1, before_more(&run.out)),
        "who asked for the page alone gets the report instead"
    );
}

/// A file system of 64 kB, which only root can mount.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let bench = Bench::new();
    let disk = bench.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let mount = |command: &str, args: &[&str]| std::process::Command::new(command).args(args).output();
    let mounted = mount("mount", &["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.to_str().unwrap()]);
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: only root can mount a small disk");
        return;
    }
    let old = disk.join("report.json");
    std::fs::write(&old, "the report of before").unwrap();
    std::fs::write(disk.join("filler"), vec![b'x'; 56_000]).unwrap();
    let message = bench.message(1, &[GOOD, "--no-transcript", "-f", "json", "-o", old.to_str().unwrap()]);
    let (left, report) = (listing(&disk).len(), std::fs::read_to_string(&old).unwrap());
    mount("umount", &[disk.to_str().unwrap()]).unwrap();
    assert_eq!((left, report.as_str()), (2, "the report of before"));
    assert_snapshot!(message);
}

#[test]
fn a_silent_file_is_reported_on_not_refused() {
    let bench = Bench::new();
    let path = bench.path("silent.wav");
    write_wav(&path, 16_000, vec![0.0; 48_000]);
    let run = run_in(bench.home.path(), &["analyze", path.to_str().unwrap(), "--model", "models/demo.bin"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("Nearly silent"), "{}", run.out);
}
