//! The fuzz targets on a stable compiler: the corpus, what was ever found, and a short run of changed seeds that is the same
//! each time. `SAYWELL_FUZZ=100` runs a hundred times as many; `make fuzz MINUTES=10` runs them under cargo-fuzz.

#[path = "../../fuzz/targets.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use crate::common::repository;
use saywell::history::{Asked, NewRun, Store};
use saywell::interrupt::Interrupt;
use saywell::types::Analysis;

/// Values at which programs break, as text and as bytes.
const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1e308",
    "-1e-9",
    "4294967295",
    "18446744073709551615",
    "9223372036854775807",
    "null",
    "NaN",
    "1e400",
    "99:99:99,999",
    "\"\"",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) as usize % end.max(1)
    }

    /// One to four changes of `seed`; `other` lends pieces.
    fn change(&mut self, seed: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let length = self.below(24).min(bytes.len() - at.min(bytes.len()));
            match self.below(8) {
                _ if bytes.is_empty() => bytes.push(self.below(256) as u8),
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
                2 => drop(bytes.drain(at..at + length)),
                3 => {
                    let piece = bytes[at..at + length].to_vec();
                    bytes.splice(at..at, piece);
                }
                4 if !other.is_empty() => {
                    let from = self.below(other.len());
                    let piece = other[from..(from + 1 + self.below(64)).min(other.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
                5 => bytes.truncate(at),
                _ => self.number(&mut bytes, at),
            }
        }
        bytes
    }

    /// Another number in the place of the one behind `at`; four bytes where there is none.
    fn number(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let is_number = |byte: &u8| byte.is_ascii_digit() || b".-+".contains(byte);
        match bytes[at..].iter().position(u8::is_ascii_digit) {
            Some(from) => {
                let from = at + from;
                let end = bytes[from..].iter().position(|byte| !is_number(byte)).map_or(bytes.len(), |n| from + n);
                bytes.splice(from..end, NUMBERS[self.below(NUMBERS.len())].bytes());
            }
            None => {
                let wild = [0, 1, u32::MAX, 1 << 31, 0x7fff_ffff][self.below(5)].to_le_bytes();
                bytes.iter_mut().skip(at).zip(wild).for_each(|(byte, new)| *byte = new);
            }
        }
    }
}

/// Files of a folder in the repository, by name.
fn files(folder: &str) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(repository(folder)) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// A short answer, as this very program analyses it: seeds that follow the form of the day.
fn short_answer(folder: &Path) -> Analysis {
    let (sound, words) = (folder.join("tone.wav"), folder.join("words.json"));
    crate::common::write_wav(&sound, 16_000, (0..32_000).map(|i| (i as f32 * 0.08).sin() * 0.3));
    let spoken = ["So", "um", "I", "led", "the", "the", "team."];
    let spoken = spoken.iter().enumerate().map(|(i, word)| {
        serde_json::json!({ "word": format!(" {word}"), "start": i as f64 * 0.25, "end": i as f64 * 0.25 + 0.2 })
    });
    let spoken: Vec<_> = spoken.collect();
    let segment = serde_json::json!({ "start": 0, "end": 2, "text": "", "words": spoken });
    std::fs::write(&words, serde_json::json!({ "language": "en", "segments": [segment] }).to_string()).unwrap();
    crate::common::takes::of_transcript(sound, words)
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let mut seeds = files(&format!("fuzz/corpus/{target}"));
    let folder = tempfile::tempdir().unwrap();
    match target {
        "decode" => seeds.extend(files("tests/fixtures/audio")),
        "transcript" => seeds.extend(files("tests/fixtures/transcripts")),
        "saved_run" => seeds.push(serde_json::to_vec(&short_answer(folder.path())).unwrap()),
        "archive" => {
            let analysis = short_answer(folder.path());
            let mut store = Store::open(&folder.path().join("data")).unwrap();
            let id = store.save(NewRun {
                analysis: &analysis,
                saved_at: "2026-11-01T10:00:00Z".parse().unwrap(),
                name: "take".to_owned(),
                asked: Asked::default(),
                audio: None,
                tags: vec!["mock".to_owned()],
                note: Some("calm".to_owned()),
            });
            let mut packed = Vec::new();
            store.export(&[id.unwrap()], false, Path::new("x"), &mut packed, &Interrupt::default()).unwrap();
            let mut tar = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut tar).unwrap();
            seeds.push(tar);
        }
        _ => {}
    }
    seeds
}

/// Runs `target` over all that is kept, then over `rounds` changes of the seeds.
fn run(target: &str, rounds: usize) {
    let call = targets::named(target);
    let tried = |input: &[u8]| {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| call(input))) {
            let find = repository("target").join(format!("fuzz-find-{target}"));
            let _ = std::fs::write(&find, input);
            eprintln!("the input that did it is {}; keep it in fuzz/regressions/{target}/", find.display());
            resume_unwind(panic);
        }
    };
    let seeds = seeds(target);
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds.iter().for_each(|seed| tried(seed));
    files(&format!("fuzz/regressions/{target}")).iter().for_each(|find| tried(find));
    let times: usize = std::env::var("SAYWELL_FUZZ").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    // Another beginning finds other inputs: only the usual run is the same each time.
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ times as u64);
    for _ in 0..rounds * times {
        let (seed, other) = (random.below(seeds.len()), random.below(seeds.len()));
        tried(&random.change(&seeds[seed], &seeds[other]));
    }
}

#[test]
fn decode() {
    run("decode", 150);
}

#[test]
fn transcript() {
    run("transcript", 1500);
}

#[test]
fn settings() {
    run("settings", 150);
}

#[test]
fn archive() {
    run("archive", 60);
}

#[test]
fn model_header() {
    run("model_header", 150);
}

#[test]
fn saved_run() {
    run("saved_run", 300);
}

#[test]
fn pipeline() {
    run("pipeline", 20);
}

/// For `make fuzz`: cargo-fuzz begins with what these tests begin with.
#[test]
#[ignore = "writes files"]
fn writes_seeds() {
    for target in ["decode", "transcript", "saved_run", "archive"] {
        let folder = repository(&format!("fuzz/corpus/{target}"));
        std::fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds(target).iter().enumerate() {
            std::fs::write(folder.join(format!("today-{number}")), seed).unwrap();
        }
    }
}
