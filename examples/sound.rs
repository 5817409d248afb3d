//! What the acoustics hear in recordings, as JSON for `tests/references`: one line in, one object out.
//!
//! Each line of standard input is the path of a recording and, after a tab, that of its words: lines of start and
//! end in seconds, apart by a tab. The argument is a folder for the 16 kHz mono samples that all of it was heard in, so
//! that references hear the same (32-bit float, little-endian).

use std::io::{BufRead, Write, stdin, stdout};
use std::path::{Path, PathBuf};

use saywell::acoustics::filled_pauses::{self, Candidate, FEATURES};
use saywell::acoustics::{Hearing, voice_activity};
use saywell::audio::{self, AudioSource, ReadOptions};
use saywell::interrupt::Interrupt;
use saywell::thresholds::cutoffs;
use saywell::types::Span;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("name a folder for the samples")?);
    for (number, line) in stdin().lock().lines().enumerate() {
        let line = line?;
        let (recording, words) = line.split_once('\t').unwrap_or((&line, ""));
        let words = if words.is_empty() { Vec::new() } else { read_words(Path::new(words))? };
        writeln!(stdout(), "{}", hear(Path::new(recording), &words, &folder.join(format!("{number}.f32")))?)?;
    }
    Ok(())
}

fn read_words(path: &Path) -> Result<Vec<Span>, Box<dyn std::error::Error>> {
    let mut words = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let cells: Vec<f64> = line.split('\t').map(str::parse).collect::<Result<_, _>>()?;
        words.push(Span::new(cells[0], cells[1]));
    }
    Ok(words)
}

fn hear(path: &Path, words: &[Span], kept: &Path) -> Result<Value, Box<dyn std::error::Error>> {
    let source = AudioSource::File(path.into());
    let recording =
        audio::read(&source, &ReadOptions { partial: true, ..Default::default() }, &Interrupt::default(), &mut |_| {})?;
    let samples = &recording.samples;
    std::fs::write(kept, samples.iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<u8>>())?;
    let hearing = Hearing::of(samples);
    let sound = hearing.sound();
    let spans = |spans: &[Span]| -> Vec<[f64; 2]> { spans.iter().map(|s| [s.start_s, s.end_s]).collect() };
    let candidates = |words| -> Vec<Value> {
        let all = filled_pauses::candidates(sound, words);
        let shown = |c: &Candidate| json!({"span": spans(&[c.span])[0], "p": c.probability, "features": c.features});
        all.iter().map(shown).collect()
    };
    let stretched: Vec<_> =
        filled_pauses::stretched(sound, words).into_iter().map(|(word, s)| (word, s.start_s, s.end_s)).collect();
    Ok(json!({
        "path": path,
        "samples": kept,
        "duration_s": recording.info.duration_s,
        "f0_hz": hearing.pitch.f0_hz,
        "speech": spans(&hearing.speech),
        "pauses": spans(&voice_activity::silent_pauses(&hearing.speech, cutoffs().pauses.silent_pause_min_s)),
        "nuclei": hearing.nuclei(),
        "loudness_lufs": hearing.loudness.integrated_lufs,
        "feature_names": FEATURES,
        "gated": if words.is_empty() { Vec::new() } else { candidates(Some(words)) },
        "free": candidates(None),
        "stretched": stretched,
    }))
}
