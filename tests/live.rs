//! Analysing while the recording is still being made: the same as analysing the finished file.

mod common;
mod growing;

use std::path::Path;

use common::repository;
use growing::Growing;
use saywell::audio::{AudioSource, ReadOptions};
use saywell::coaching::profiles::Question;
use saywell::interrupt::Interrupt;
use saywell::language::Library;
use saywell::pipeline::{Live, Request, Words, analyze};
use saywell::transcription::models::Model;

fn request(path: &Path, words: Words) -> Request {
    Request {
        source: AudioSource::File(path.to_owned()),
        read: ReadOptions::default(),
        question: Question::from_profile("self-intro").unwrap(),
        words,
        language: "en".into(),
        library: Library::built_in().clone(),
        threads: 1,
        tracks: true,
    }
}

fn demo() -> Words {
    Words::Model(Box::new(Model::open(&repository("models/demo.bin")).unwrap()))
}

/// 16-bit samples of a file in `samples/`.
fn sample(name: &str) -> Vec<i16> {
    let wav = hound::WavReader::open(repository(&format!("samples/{name}.wav"))).unwrap();
    wav.into_samples::<i16>().map(Result::unwrap).collect()
}

/// Writes `sound` (16 kHz, `channels` interleaved) twenty times as fast as it was spoken while it is followed, and compares.
fn assert_same(sound: &[i16], channels: u16) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("take.wav");
    let live = Live::follow(&path, request(&path, demo()), |_| {});
    let mut file = Growing::new(&path, 16_000, channels);
    for block in sound.chunks(16_000 * usize::from(channels) / 4) {
        file.append(block);
        std::thread::sleep(std::time::Duration::from_millis(12));
    }
    file.finish();
    let live = live.finish(&Interrupt::default(), &mut |_| {}).unwrap();
    let saved = analyze(&request(&path, demo()), &Interrupt::default(), &mut |_| {}).unwrap();
    assert!(live == saved, "the analyses differ");
    assert!(live.transcript.words.len() > 50);
}

#[test]
fn an_answer_followed_while_it_is_spoken_has_the_analysis_of_the_file() {
    for name in ["self-intro", "project"] {
        assert_same(&sample(name), 1);
    }
}
