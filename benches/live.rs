//! From the end of a recording to its analysis, when the words were written down while it was spoken, beside analysing the
//! same file cold in the same call; the figure is a ratio. And what following costs meanwhile, in processor time, and how soon
//! words are seen: the first one, and the longest that something said was not on the screen yet.
//!
//! The recording is a growing WAV file, written in real time: four pieces a second. `SAYWELL_BENCH_MODEL` and
//! `SAYWELL_BENCH_AUDIO` name a larger model and another 16-bit WAV file, `SAYWELL_BENCH_PACE` how many times as fast as it
//! was spoken it is written, `SAYWELL_BENCH_BUSY` how many busy loops run beside it; without them the demo model hears two
//! samples, 124 s, on a machine left alone.

mod busy;
#[path = "../tests/record/growing.rs"]
mod growing;
mod processor;
mod timing;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use busy::Busy;
use growing::Growing;
use saywell::audio::{AudioSource, ReadOptions};
use saywell::interrupt::Interrupt;
use saywell::language::Library;
use saywell::pipeline::{Live, Request, Words, analyze};
use saywell::question::Question;
use saywell::transcription::models::Model;
use saywell::types::Analysis;
use timing::{median, timed};

/// Pieces that are written in a second of sound.
const PIECES_PER_S: u32 = 4;
/// Of the cold analysis.
const ROUNDS: usize = 3;

fn main() {
    // `cargo test` runs benches too, to see that they start.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let named = |name: &str, usual: &str| std::env::var_os(name).map_or_else(|| PathBuf::from(usual), PathBuf::from);
    let model = Model::open(&named("SAYWELL_BENCH_MODEL", "models/demo.bin")).expect("a model");
    let pace: f64 = std::env::var("SAYWELL_BENCH_PACE").map_or(1.0, |pace| pace.parse().expect("a number"));
    let (spec, sound) = match std::env::var_os("SAYWELL_BENCH_AUDIO") {
        Some(path) => read(Path::new(&path)),
        None => {
            let (spec, mut sound) = read(Path::new("samples/self-intro.wav"));
            sound.extend(read(Path::new("samples/project.wav")).1);
            (spec, sound)
        }
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("take.wav");
    let request = || Request {
        source: AudioSource::File(path.clone()),
        read: ReadOptions::default(),
        question: Question::none(),
        words: Words::Model(Box::new(model.clone())),
        ui_language: "en".to_owned(),
        language: "en".into(),
        library: Library::built_in().clone(),
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        verbatim: true,
        tracks: false,
    };

    let loops = std::env::var("SAYWELL_BENCH_BUSY").map_or(0, |loops| loops.parse().expect("a number"));
    let _busy: Vec<Busy> = (0..loops).map(|_| Busy::start()).collect();
    let before = processor::own_s();
    let start = Instant::now();
    let shown = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&shown);
    let live = Live::follow(&path, request(), move |words| {
        let last = words.iter().filter_map(|word| word.span).next_back();
        seen.lock().expect("one writer").push((start.elapsed().as_secs_f64(), last.map_or(0.0, |span| span.end_s)));
    });
    let mut file = Growing::new(&path, spec.sample_rate, spec.channels);
    for (i, piece) in
        sound.chunks(spec.sample_rate as usize * usize::from(spec.channels) / PIECES_PER_S as usize).enumerate()
    {
        let due = Duration::from_secs_f64((i + 1) as f64 / f64::from(PIECES_PER_S) / pace);
        std::thread::sleep(due.saturating_sub(start.elapsed()));
        file.append(piece);
    }
    file.finish();
    let (spoken_s, following) = (start.elapsed().as_secs_f64(), before.zip(processor::own_s()).map(|(a, b)| b - a));

    let interrupt = Interrupt::default();
    let (mut live, mut live_analysis) = (Some(live), None);
    let stop_to_report = timed(|| {
        live_analysis = live.take().map(|live| live.finish(&interrupt, &mut |_| {}).expect("an analysis"));
    });
    let mut cold_analysis = None;
    let mut analyze_cold = || cold_analysis = Some(analyze(&request(), &interrupt, &mut |_| {}).expect("an analysis"));
    let cold = median((0..ROUNDS).map(|_| timed(&mut analyze_cold)).collect());
    assert!(live_analysis == cold_analysis, "the analyses differ");

    let seconds = cold_analysis.map_or(0.0, |analysis| analysis.recording.duration_s);
    println!("{} on {seconds:.0} s of audio, written in {spoken_s:.0} s", model.name);
    let shown = shown.lock().expect("one writer");
    let speech = live_analysis.map_or(Vec::new(), |analysis| said_at(&analysis));
    println!(
        "  the first words after            {:6.1} s of recording",
        shown.first().map_or(f64::NAN, |(at_s, _)| *at_s)
    );
    let (median_s, worst_s) = until_seen(&speech, &shown);
    println!("  a word until it is seen, median  {median_s:6.1} s");
    println!("  the same, the worst              {worst_s:6.1} s");
    println!("  cold, from file to analysis      {:6.2} s", cold.as_secs_f64());
    println!("  live, from stop to analysis      {:6.2} s", stop_to_report.as_secs_f64());
    println!("  ratio                            {:6.2}", stop_to_report.as_secs_f64() / cold.as_secs_f64());
    match following {
        Some(s) => println!("  processor while it was spoken    {:6.0} % of one core", 100.0 * s / spoken_s),
        None => println!("  processor while it was spoken: unknown on this system"),
    }
}

/// When each word ends.
fn said_at(analysis: &Analysis) -> Vec<f64> {
    analysis.transcript.words.iter().filter_map(|word| word.span).map(|span| span.end_s).collect()
}

/// From the end of a word to the first look that reaches as far, median and worst; what was never seen before the end does
/// not count. `shown`: when something was shown, and up to where it reached.
fn until_seen(said: &[f64], shown: &[(f64, f64)]) -> (f64, f64) {
    /// The recogniser's own times are off by some tenths of a second.
    const ABOUT_S: f64 = 0.3;
    let seen = |end_s: f64| shown.iter().find(|(_, until_s)| *until_s >= end_s - ABOUT_S).map(|(at_s, _)| at_s - end_s);
    let mut waits: Vec<f64> = said.iter().filter_map(|end_s| seen(*end_s)).collect();
    waits.sort_by(f64::total_cmp);
    (waits.get(waits.len() / 2).copied().unwrap_or(f64::NAN), waits.last().copied().unwrap_or(f64::NAN))
}

fn read(path: &Path) -> (hound::WavSpec, Vec<i16>) {
    let wav = hound::WavReader::open(path).expect("a WAV file");
    (wav.spec(), wav.into_samples().map(|sample| sample.expect("16-bit samples")).collect())
}
