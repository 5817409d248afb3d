//! Whisper as saywell runs it, beside whisper.cpp run on the whole recording as its own command line does when told to be
//! greedy: full 30 s windows, no word times. Same model, same threads, alternating in one process; the figure is a ratio.
//!
//! `SAYWELL_BENCH_MODEL` and `SAYWELL_BENCH_AUDIO` name a larger model and a longer recording; without them the demo
//! model reads a sample.

mod timing;

use std::path::PathBuf;

use saywell::acoustics::{frames, voice_activity};
use saywell::audio::{self, AudioSource, ReadOptions};
use saywell::interrupt::Interrupt;
use saywell::transcription::models::Model;
use saywell::transcription::{Piece, Scribe, chunks};
use timing::{median, timed};
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters};

const ROUNDS: usize = 3;

fn main() {
    // `cargo test` runs benches too, to see that they start.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let named = |name: &str, usual: &str| std::env::var_os(name).map_or_else(|| PathBuf::from(usual), PathBuf::from);
    let model = Model::open(&named("SAYWELL_BENCH_MODEL", "models/demo.bin")).expect("a model");
    let file = named("SAYWELL_BENCH_AUDIO", "samples/self-intro.wav");
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let interrupt = Interrupt::default();
    let recording =
        audio::read(&AudioSource::File(file), &ReadOptions::default(), &interrupt, &mut |_| {}).expect("a recording");
    let duration_s = recording.info.duration_s;
    let samples = recording.samples;

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(timed(|| saywell(&model, &samples, duration_s, threads, &interrupt)));
        theirs.push(timed(|| whisper_cpp(&model, &samples, threads)));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!("{} on {duration_s:.0} s of audio, {threads} threads, median of {ROUNDS}", model.name);
    println!("  saywell, words with times   {:6.2} s", ours.as_secs_f64());
    println!("  whisper.cpp, greedy         {:6.2} s", theirs.as_secs_f64());
    println!("  ratio                       {:6.2}", ours.as_secs_f64() / theirs.as_secs_f64());
}

/// Voice activity, chunks and words, model loading included.
fn saywell(model: &Model, samples: &[f32], duration_s: f64, threads: usize, interrupt: &Interrupt) {
    let level = frames::rms_dbfs(samples);
    let speech = voice_activity::speech_spans(samples);
    let longest_s = model.longest_chunk_s();
    let plan = chunks::plan(&speech, &level, duration_s, longest_s);
    let pieces = plan.into_iter().map(|span| Piece::cut(samples, 1.0, &speech, span));
    Scribe::new(model, "en", true).write(pieces, threads, interrupt, &mut |_| {}).expect("words");
}

/// `whisper-cli --beam-size 1 --best-of 1 --max-context 0`, model loading included.
fn whisper_cpp(model: &Model, samples: &[f32], threads: usize) {
    whisper_rs::install_logging_hooks();
    let context = WhisperContext::new_with_params(&model.path, WhisperContextParameters::default()).expect("a model");
    let mut state = context.create_state().expect("memory");
    let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    params.set_language(Some("en"));
    params.set_n_threads(threads as i32);
    params.set_n_max_text_ctx(0);
    params.set_print_progress(false);
    params.set_print_realtime(false);
    params.set_print_timestamps(false);
    state.full(params, samples).expect("words");
}
