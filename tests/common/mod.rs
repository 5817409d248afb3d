//! What the whole-program tests share.
#![allow(dead_code, reason = "each room uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use serde_json::Value;

pub mod consistency;
pub mod takes;
pub mod terminal;

/// `path` in the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// saywell as on a machine where it was just installed: no settings, no models, no colour. `home` is its home folder.
pub fn saywell(home: &Path) -> Command {
    let mut command = Command::cargo_bin("saywell").expect("the program is built");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SAYWELL_") {
            command.env_remove(name);
        }
    }
    command
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("LANG", "en_US.UTF-8")
        .env("LC_ALL", "en_US.UTF-8")
        .env("NO_COLOR", "1")
        // Tests run beside each other; one thread each is the faster way on every machine.
        .env("SAYWELL_THREADS", "1");
    command
}

/// What a run left: exit status, standard output, standard error.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// Runs saywell with `args` in a fresh home.
pub fn run(args: &[&str]) -> Run {
    let home = tempfile::tempdir().expect("a temporary folder");
    run_in(home.path(), args)
}

/// Runs saywell with `args` in `home`.
pub fn run_in(home: &Path, args: &[&str]) -> Run {
    let output = saywell(home).args(args).output().expect("saywell starts");
    Run {
        status: output.status.code().expect("no signal ended it"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The JSON that `saywell analyze ARGS --format json` prints.
pub fn analysis(args: &[&str]) -> Value {
    let run = run(&[&["analyze"], args, &["--format", "json"]].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    serde_json::from_str(&run.out).expect("JSON")
}

/// A mono 16-bit WAV of `samples` in -1..1.
pub fn write_wav(path: &Path, rate: u32, samples: impl IntoIterator<Item = f32>) {
    let spec =
        hound::WavSpec { channels: 1, sample_rate: rate, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut wav = hound::WavWriter::create(path, spec).expect("the folder is there");
    for sample in samples {
        wav.write_sample((sample.clamp(-1.0, 1.0) * 32767.0) as i16).expect("there is space");
    }
    wav.finalize().expect("there is space");
}

/// Repeatable white noise in -1..1.
pub fn noise() -> impl Iterator<Item = f32> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    })
}

/// What was really said in a sample, in openai-whisper's form.
pub fn true_words(sample: &str) -> String {
    let truth = std::fs::read_to_string(repository(&format!("samples/{sample}.words.tsv"))).unwrap();
    let words: Vec<Value> = truth
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split('\t');
            let mut number = || cells.next().unwrap().parse::<f64>().unwrap();
            serde_json::json!({ "start": number(), "end": number(), "word": format!(" {}", cells.next().unwrap()) })
        })
        .collect();
    let segment = serde_json::json!({ "start": 0, "end": 70, "text": "", "words": words });
    serde_json::json!({ "language": "en", "segments": [segment] }).to_string()
}
