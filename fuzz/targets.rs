//! What is fuzzed: everything that reads what others wrote. Each takes any bytes, and must come back with something or one
//! line of error; what it promises beyond that it asserts itself.
#![allow(dead_code, reason = "each target of cargo-fuzz uses one of them")]

use std::io::Write;
use std::path::PathBuf;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use saywell::audio::{self, AudioSource, ReadOptions};
use saywell::comparison::goals::Goals;
use saywell::config::Layer;
use saywell::error::Error;
use saywell::history::{Filter, Store, analysis_in};
use saywell::interrupt::Interrupt;
use saywell::language::{Library, UserFile};
use saywell::pipeline::{self, Request, Words};
use saywell::question::{Question, Questions, points};
use saywell::report::html::{HtmlPage, Sound};
use saywell::report::{RENDERERS, ReportOptions};
use saywell::transcription::import;
use saywell::transcription::models::Header;
use saywell::types::{Analysis, Span};

/// A folder for the files of one target, made once.
static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a temporary folder"));

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = FOLDER.path().join(name);
    std::fs::write(&path, bytes).expect("a temporary file");
    path
}

/// An error is one line, and names no other program's panic.
fn one_line(error: &Error) {
    let line = error.to_string();
    assert!(!line.contains('\n') && !line.contains("panicked"), "{line}");
}

/// Any container and codec, whole or cut off.
pub fn decode(input: &[u8]) {
    let source = AudioSource::File(file("sound", input));
    for partial in [false, true] {
        match audio::read(
            &source,
            &ReadOptions { partial, ..ReadOptions::default() },
            &Interrupt::default(),
            &mut |_| {},
        ) {
            Ok(recording) => {
                assert!(recording.samples.iter().all(|sample| sample.is_finite()), "a sample that is no number");
                let seconds = recording.samples.len() as f64 / 16_000.0;
                assert!((seconds - recording.info.duration_s).abs() < 0.1, "{seconds} s of samples");
            }
            Err(error) => one_line(&error),
        }
    }
}

/// Every form of transcript: words in order, or one clear line.
pub fn transcript(input: &[u8]) {
    let speech = [Span::new(0.5, 8.0)];
    let sound = import::Sound { duration_s: 10.0, speech: &speech };
    match import::read(&file("transcript", input), None, sound) {
        Ok(imported) => {
            let mut before_s = f64::NEG_INFINITY;
            for span in imported.words.iter().filter_map(|word| word.span) {
                assert!(before_s <= span.start_s && span.start_s <= span.end_s, "{span:?} after {before_s}");
                before_s = span.start_s;
            }
        }
        Err(error) => one_line(&error),
    }
}

/// Settings, goals, points, word lists and questions; the first byte says which.
pub fn settings(input: &[u8]) {
    let Some((kind, text)) = input.split_first() else { return };
    let path = file("settings.toml", text);
    if let Err(error) = Layer::from_file(Some(&path)) {
        one_line(&error);
    }
    let Ok(text) = std::str::from_utf8(text) else { return };
    match kind % 4 {
        0 => drop(Goals::parse(text)),
        1 => drop(points::parse(text)),
        2 => {
            let user = UserFile { language: "en".into(), path: "fillers.toml".into(), text: text.into() };
            if let Err(error) = Library::with(&[user]) {
                one_line(&error);
            }
        }
        _ => {
            if let Err(error) = Questions::built_in().with("questions.toml", text, &Library::built_in().parts()) {
                one_line(&error);
            }
        }
    }
}

/// A tar file, which is packed here: a checksum would stop every change.
pub fn archive(input: &[u8]) {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(input).expect("memory");
    let path = file("runs.tar.gz", &packed.finish().expect("memory"));
    let data = FOLDER.path().join("data");
    let mut store = Store::open(&data).expect("a history");
    if let Err(error) = store.import(&path, &Interrupt::default()) {
        one_line(&error);
        return;
    }
    let own = data.canonicalize().expect("it is there").join("recordings");
    for run in store.list(&Filter::default()).expect("a sound history") {
        assert!(run.audio.is_none_or(|audio| audio.path.starts_with(&own)), "a path outside the recordings");
        let analysis = store.analysis(run.id, None).expect("what was imported can be read");
        render(&analysis);
    }
    store
        .delete(&store.list(&Filter::default()).expect("a history").iter().map(|run| run.id).collect::<Vec<_>>())
        .expect("room");
}

/// The head of a model file, before the rest of the demo model.
pub fn model_header(input: &[u8]) {
    static MODEL: &[u8] = include_bytes!("../models/demo.bin");
    static COPY: LazyLock<PathBuf> = LazyLock::new(|| file("model.bin", MODEL));
    let length = input.len().min(MODEL.len());
    // Only the head is written anew: seven megabytes for each input would be most of the time.
    let write = |head: &[u8]| {
        let mut file = std::fs::OpenOptions::new().write(true).open(&*COPY).expect("the model");
        file.write_all(head).expect("a temporary file");
    };
    write(&input[..length]);
    let header = Header::read(&COPY);
    write(&MODEL[..length]);
    match header {
        // What whisper.cpp takes for granted.
        Ok(header) => {
            assert_eq!((header.n_audio_ctx, header.n_text_ctx), (1500, 448));
            assert_eq!((header.n_text_head, header.n_audio_head), (4, 4), "the demo model's own");
            assert!(header.n_text_layer == 3 && header.n_text_state == 128);
        }
        Err(error) => one_line(&error),
    }
}

/// The JSON of an analysis, in every form of report.
pub fn saved_run(input: &[u8]) {
    match analysis_in(&file("run.json", input)) {
        Ok(Some(analysis)) => render(&analysis),
        Ok(None) => {}
        Err(error) => one_line(&error),
    }
}

/// Everything from the file to the page. The first eight bytes make the sound, the others are its words: Whisper itself is
/// C, slow, and checked elsewhere.
pub fn pipeline(input: &[u8]) {
    let (sound, words) = input.split_at(input.len().min(8));
    let request = Request {
        source: AudioSource::File(file("sound.wav", &wav(sound))),
        read: ReadOptions::default(),
        question: Question::from_profile("self-intro").expect("built in"),
        words: Words::Transcript { path: file("words", words), speaker: None },
        language: "auto".to_owned(),
        ui_language: "en".to_owned(),
        library: Library::built_in().clone(),
        threads: 1,
        verbatim: true,
        tracks: true,
    };
    match pipeline::analyze(&request, &Interrupt::default(), &mut |_| {}) {
        Ok(analysis) => {
            assert_eq!(analysis.flaw(360_000.0), None, "what saywell says itself is sound");
            render(&analysis);
        }
        Err(error) => one_line(&error),
    }
}

/// Every report of `analysis`.
fn render(analysis: &Analysis) {
    let mut out = Vec::new();
    let all = std::slice::from_ref(analysis);
    for (renderer, width) in RENDERERS.iter().flat_map(|renderer| [40, 80].map(|width| (renderer, width))) {
        let options =
            ReportOptions { width, tightened: true, labels: vec!["a name".to_owned()], ..ReportOptions::default() };
        renderer.render(all, &options, &mut out).expect("memory");
    }
    HtmlPage { analysis, language: "en", sound: Sound::None, labels: &[] }.render(&mut out).expect("memory");
    std::hint::black_box(out);
}

/// Three seconds, 16 kHz: for each byte a stretch of tone, noise or silence.
fn wav(recipe: &[u8]) -> Vec<u8> {
    let stretch = 48_000 / recipe.len().max(1);
    let mut state = 1u32;
    let mut samples: Vec<i16> = Vec::new();
    for byte in recipe {
        let (kind, level) = (byte >> 6, i32::from(byte & 0x3f) * 400);
        samples.extend((0..stretch).map(|i| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let value = match kind {
                0 => 0,
                1 => (state >> 16) as i32 % (level + 1),
                _ => (f64::from(level) * (i as f64 * 0.05 * f64::from(kind)).sin()) as i32,
            };
            value.clamp(-32_768, 32_767) as i16
        }));
    }
    let data = samples.len() as u32 * 2;
    let mut file = b"RIFF".to_vec();
    file.extend((data + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\x3e\0\0\0\x7d\0\0\x02\0\x10\0data");
    file.extend(data.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

/// The target `name`.
pub fn named(name: &str) -> fn(&[u8]) {
    match name {
        "decode" => decode,
        "transcript" => transcript,
        "settings" => settings,
        "archive" => archive,
        "model_header" => model_header,
        "saved_run" => saved_run,
        "pipeline" => pipeline,
        _ => panic!("no target {name}"),
    }
}
