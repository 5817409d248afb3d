//! Everything saywell hears in a recording besides words, on one thread, beside Praat's pitch and intensity in the same
//! call; the figures are ratios. Praat runs through Python (`tests/references/requirements.txt`) on as many cores as it
//! likes and on one. `SAYWELL_BENCH_PYTHON` names the interpreter, `SAYWELL_BENCH_AUDIO` another recording.

mod timing;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use saywell::acoustics::{Hearing, filled_pauses, pitch};
use saywell::audio::{self, AudioSource, ReadOptions};
use saywell::interrupt::Interrupt;
use timing::{median, timed};

const ROUNDS: usize = 5;

fn main() {
    // `cargo test` runs benches too, to see that they start.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let named = |name: &str, usual: &str| std::env::var_os(name).map_or_else(|| PathBuf::from(usual), PathBuf::from);
    let file = named("SAYWELL_BENCH_AUDIO", "samples/self-intro.wav");
    let python = named("SAYWELL_BENCH_PYTHON", "target/references/venv/bin/python");
    let recording = audio::read(&AudioSource::File(file), &ReadOptions::default(), &Interrupt::default(), &mut |_| {})
        .expect("a recording");
    let samples = recording.samples;

    let (mut f0, mut all) = (Vec::new(), Vec::new());
    let (mut praat, mut praat_on_one) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    for _ in 0..ROUNDS {
        f0.push(timed(|| drop(pitch::track(&samples))));
        all.push(timed(|| everything(&samples)));
        for (times, one_core) in [(&mut praat, false), (&mut praat_on_one, true)] {
            let Some((pitch, both)) = praat_seconds(&python, &samples, one_core) else { continue };
            times.0.push(pitch);
            times.1.push(both);
        }
    }
    let (f0, all) = (median(f0), median(all));
    println!("{:.0} s of audio, median of {ROUNDS}", recording.info.duration_s);
    println!("  saywell, pitch                         {:7.1} ms", ms(f0));
    println!("  saywell, everything heard              {:7.1} ms", ms(all));
    for ((pitch, both), cores) in [(praat, "all cores"), (praat_on_one, "one core")] {
        if pitch.is_empty() {
            println!("  Praat on {cores}: skipped, {} does not run it", python.display());
            continue;
        }
        let (pitch, both) = (median(pitch), median(both));
        println!(
            "  Praat on {cores:9}, pitch               {:7.1} ms, saywell takes {:.2} of it",
            ms(pitch),
            ms(f0) / ms(pitch)
        );
        println!(
            "  Praat on {cores:9}, pitch and intensity {:7.1} ms, saywell takes {:.2} of it",
            ms(both),
            ms(all) / ms(both)
        );
    }
}

/// All that `saywell analyze --no-transcript` hears.
fn everything(samples: &[f32]) {
    let hearing = Hearing::of(samples);
    let candidates = filled_pauses::candidates(hearing.sound(), None);
    std::hint::black_box((hearing.nuclei(), candidates));
}

/// Praat's own time, without the start of Python.
fn praat_seconds(python: &Path, samples: &[f32], one_core: bool) -> Option<(Duration, Duration)> {
    let folder = tempfile::tempdir().ok()?;
    let file = folder.path().join("samples.f32");
    std::fs::write(&file, samples.iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<u8>>()).ok()?;
    let mut command = Command::new(if one_core { Path::new("taskset") } else { python });
    if one_core {
        command.args(["--cpu-list", "0"]).arg(python);
    }
    // The first round warms up.
    let output = command.arg("tests/references/praat_speed.py").arg(&file).arg("2").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.lines().last()?.split_whitespace().map(|number| number.parse().ok());
    Some((Duration::from_secs_f64(numbers.next()??), Duration::from_secs_f64(numbers.next()??)))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
