//! A whole report, beside what people would run instead on the same model and recording, the machine idle and
//! beside busy loops, with all cores and with one thread. Each run is a process of its own, the runners take turns, and the
//! figures are medians; what counts are the ratios.
//!
//! `SAYWELL_BENCH_MODEL` and `SAYWELL_BENCH_AUDIO` name a larger model and a longer recording; without them the demo model
//! reads a sample. `SAYWELL_BENCH_CT2` names the folder of the same model as faster-whisper reads it; without it, or without
//! faster-whisper in the `python3` at hand, that runner is left out. `SAYWELL_BENCH_ROUNDS`: 3 when left out. Of the three
//! states of the machine those named behind `--` are measured: `cargo bench --bench transcription -- idle one-thread busy`.

mod busy;
mod process;
mod processor;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use busy::Busy;
use process::Cost;
use saywell::audio::{self, AudioSource, ReadOptions};
use saywell::interrupt::Interrupt;
use saywell::transcription::models::Model;
use whisper_rs::{
    DtwMode, DtwModelPreset, DtwParameters, FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters,
};

/// saywell first: the ratios are its own to each of the others.
const RUNNERS: [&str; 4] = [
    "saywell, the whole report",
    "whisper.cpp, greedy, without word times",
    "whisper.cpp, greedy, word times",
    "faster-whisper int8, greedy, word times",
];
const FASTER_WHISPER: &str = "
import sys
from faster_whisper import WhisperModel
folder, audio, threads = sys.argv[1:]
model = WhisperModel(folder, device='cpu', compute_type='int8', cpu_threads=int(threads))
segments, _ = model.transcribe(audio, language='en', beam_size=1, word_timestamps=True, condition_on_previous_text=False)
print(sum(len(segment.words) for segment in segments))
";

fn main() {
    let args: Vec<String> = std::env::args().collect();
    // `cargo test` runs benches too, to see that they start.
    if args.iter().any(|arg| arg == "--test") {
        return;
    }
    let named = |name: &str, usual: &str| std::env::var_os(name).map_or_else(|| PathBuf::from(usual), PathBuf::from);
    let model = named("SAYWELL_BENCH_MODEL", "models/demo.bin");
    let audio = named("SAYWELL_BENCH_AUDIO", "samples/self-intro.wav");
    if let [_, one, runner, threads] = &args[..]
        && one == "--whisper-cpp"
    {
        return whisper_cpp(&model, &audio, threads.parse().expect("a number of threads"), runner == RUNNERS[2]);
    }

    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{} on {}, {cores} cores", model.display(), audio.display());
    let states = [("idle", cores, 0), ("one-thread", 1, 0), ("busy", cores, cores)];
    let is_named = |name: &str| args.iter().any(|arg| arg == name);
    let all = !states.iter().any(|(name, ..)| is_named(name));
    for (_, threads, loops) in states.into_iter().filter(|(name, ..)| all || is_named(name)) {
        println!("{threads} threads{}", if loops > 0 { format!(", beside {loops} busy loops") } else { String::new() });
        let busy: Vec<Busy> = (0..loops).map(|_| Busy::start()).collect();
        compare(&model, &audio, threads);
        drop(busy);
    }
}

/// Prints a line for each runner, and saywell's share of its time.
fn compare(model: &Path, audio: &Path, threads: usize) {
    let rounds = std::env::var("SAYWELL_BENCH_ROUNDS").map_or(3, |rounds| rounds.parse().expect("a number"));
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); RUNNERS.len()];
    for _ in 0..rounds {
        for (runner, costs) in RUNNERS.iter().zip(&mut costs) {
            costs.extend(command(runner, model, audio, threads).and_then(process::run));
        }
    }
    let medians: Vec<Option<Cost>> = costs.iter().map(|costs| process::median(costs)).collect();
    for (runner, cost) in RUNNERS.iter().zip(&medians) {
        let (Some(cost), Some(ours)) = (cost, &medians[0]) else {
            println!("  {runner:40} left out: not installed, or it failed");
            continue;
        };
        println!(
            "  {runner:40} {:6.2} s {:6.2} s of processor {:5.0} MB   saywell takes {:.2} of its time, {:.2} of its processor",
            cost.wall_s,
            cost.processor_s,
            cost.peak_mb,
            ours.wall_s / cost.wall_s,
            ours.processor_s / cost.processor_s,
        );
    }
}

/// What runs `runner` as a process; `None` when it is not here.
fn command(runner: &str, model: &Path, audio: &Path, threads: usize) -> Option<Command> {
    let threads = threads.to_string();
    let (mut command, args): (Command, Vec<OsString>) = if runner == RUNNERS[0] {
        let flags = ["--lang", "en", "--format", "json", "--threads", &threads, "--model"];
        let args = [OsString::from("analyze"), audio.into()].into_iter().chain(flags.map(OsString::from));
        (Command::new(env!("CARGO_BIN_EXE_saywell")), args.chain([model.into()]).collect())
    } else if runner == RUNNERS[3] {
        let folder = std::env::var_os("SAYWELL_BENCH_CT2")?;
        (Command::new("python3"), vec!["-c".into(), FASTER_WHISPER.into(), folder, audio.into(), threads.into()])
    } else {
        let program = std::env::current_exe().expect("this program");
        (Command::new(program), vec!["--whisper-cpp".into(), runner.into(), threads.into()])
    };
    command.args(args);
    Some(command)
}

/// `whisper-cli --beam-size 1 --best-of 1 --max-context 0`; with `times`, `--no-flash-attn --dtw MODEL` as well.
fn whisper_cpp(model: &Path, audio: &Path, threads: usize, times: bool) {
    let model = Model::open(model).expect("a model");
    let source = AudioSource::File(audio.to_owned());
    let recording = audio::read(&source, &ReadOptions::default(), &Interrupt::default(), &mut |_| {});
    whisper_rs::install_logging_hooks();
    let mut parameters = WhisperContextParameters::default();
    if times {
        let model_preset = match model.header.n_text_layer {
            4 => DtwModelPreset::Tiny,
            6 => DtwModelPreset::Base,
            12 => DtwModelPreset::Small,
            _ => DtwModelPreset::Medium,
        };
        let mode = match model.header.is_demo() {
            true => DtwMode::TopMost { n_top: 1 },
            false => DtwMode::ModelPreset { model_preset },
        };
        parameters.flash_attn(false).dtw_parameters(DtwParameters { mode, ..DtwParameters::default() });
    } else {
        parameters.flash_attn(true);
    }
    let context = WhisperContext::new_with_params(&model.path, parameters).expect("a model");
    let mut state = context.create_state().expect("memory");
    let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    params.set_language(Some("en"));
    params.set_n_threads(threads as i32);
    params.set_n_max_text_ctx(0);
    params.set_print_progress(false);
    params.set_print_realtime(false);
    params.set_print_timestamps(false);
    state.full(params, &recording.expect("a recording").samples).expect("words");
}
