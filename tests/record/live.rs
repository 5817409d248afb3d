//! Analysing while the recording is still being made: the same as analysing the finished file.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::common::{noise, repository};
use crate::growing::Growing;
use proptest::prelude::*;
use saywell::audio::{self, AudioSource, Follower, ReadOptions};
use saywell::error::Error;
use saywell::interrupt::Interrupt;
use saywell::language::Library;
use saywell::pipeline::{Live, Request, Words, analyze};
use saywell::question::Question;
use saywell::transcription::TranscriptionError;
use saywell::transcription::models::Model;
use saywell::types::Analysis;

fn request(path: &Path, words: Words) -> Request {
    Request {
        source: AudioSource::File(path.to_owned()),
        read: ReadOptions::default(),
        question: Question::from_profile("self-intro").unwrap(),
        words,
        ui_language: "en".to_owned(),
        language: "auto".into(),
        library: Library::built_in().clone(),
        threads: 1,
        verbatim: true,
        tracks: true,
    }
}

fn demo() -> Words {
    Words::Model(Box::new(Model::open(&repository("models/demo.bin")).unwrap()))
}

fn none() -> Words {
    Words::None { because: "not wanted".into() }
}

fn finish(live: Live) -> Result<Analysis, Error> {
    live.finish(&Interrupt::default(), &mut |_| {})
}

fn saved(path: &Path, words: Words) -> Result<Analysis, Error> {
    analyze(&request(path, words), &Interrupt::default(), &mut |_| {})
}

/// 16-bit samples of a file in `samples/`.
fn sample(name: &str) -> Vec<i16> {
    let wav = hound::WavReader::open(repository(&format!("samples/{name}.wav"))).unwrap();
    wav.into_samples::<i16>().map(Result::unwrap).collect()
}

/// Writes `sound` (16 kHz) in blocks of a quarter of a second, `wait` apart, and makes the header valid every second.
fn record(path: &Path, sound: &[i16], channels: u16, wait: Duration) {
    let mut file = Growing::new(path, 16_000, channels);
    for (i, block) in sound.chunks(4000 * usize::from(channels)).enumerate() {
        file.append(block);
        if i % 4 == 3 {
            file.header();
        }
        std::thread::sleep(wait);
    }
    file.finish();
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("take.wav");
    (folder, path)
}

#[test]
fn a_two_minute_answer_followed_while_it_is_spoken_has_the_analysis_of_its_file() {
    let (_folder, path) = folder();
    let (send, words) = channel();
    let live = Live::follow(&path, request(&path, demo()), move |words| {
        let _ = send.send(words.to_vec());
    });
    record(&path, &[sample("self-intro"), sample("project")].concat(), 1, Duration::from_millis(25));
    let live = finish(live).unwrap();
    assert!(live == saved(&path, demo()).unwrap(), "the analyses differ");

    let told: Vec<_> = words.into_iter().collect();
    let (first, last) = (&told[0], told.last().unwrap());
    assert!(first.len() < last.len() && last.len() <= live.transcript.words.len() + 5, "{} words", last.len());
    let starts: Vec<f64> = last.iter().map(|word| word.span.unwrap().start_s).collect();
    assert!(starts.is_sorted(), "{starts:?}");
}

#[test]
fn a_microphone_on_one_channel_of_two_is_followed_as_well() {
    let (_folder, path) = folder();
    let live = Live::follow(&path, request(&path, demo()), |_| {});
    let mono = sample("project");
    let stereo: Vec<i16> = mono[..20 * 16_000].iter().flat_map(|sample| [*sample, 0]).collect();
    record(&path, &stereo, 2, Duration::from_millis(25));
    let live = finish(live).unwrap();
    assert!(live.transcript.words.len() > 20);
    assert!(live == saved(&path, demo()).unwrap(), "the analyses differ");
}

#[test]
fn too_short_silent_and_wordless_recordings_end_as_their_files_do() {
    let silence = vec![0; 5 * 16_000];
    let word = &sample("project")[..24_000];
    for (sound, words) in [(word, demo as fn() -> Words), (&silence, demo), (word, none)] {
        let (_folder, path) = folder();
        let live = Live::follow(&path, request(&path, words()), |_| {});
        record(&path, sound, 1, Duration::ZERO);
        assert!(finish(live).unwrap() == saved(&path, words()).unwrap(), "the analyses differ");
    }
}

#[test]
fn what_fails_on_the_way_is_said_at_the_end_and_the_file_stays() {
    let (folder, path) = folder();
    let model = folder.path().join("ggml-gone.bin");
    std::fs::copy(repository("models/demo.bin"), &model).unwrap();
    let words = Words::Model(Box::new(Model::open(&model).unwrap()));
    std::fs::remove_file(&model).unwrap();
    let live = Live::follow(&path, request(&path, words), |_| panic!("there is no model"));
    let sound = sample("project");
    record(&path, &sound[..160_000], 1, Duration::from_millis(5));
    assert!(matches!(finish(live), Err(Error::Transcription(TranscriptionError::ModelRefused { .. }))));
    assert_eq!(path.metadata().unwrap().len(), 44 + 320_000);

    let live = Live::follow(&folder.path().join("never.wav"), request(&path, none()), |_| {});
    assert!(matches!(finish(live), Err(Error::NotFound(_))));

    let user = Interrupt::default();
    user.raise();
    let live = Live::follow(&path, request(&path, demo()), |_| {});
    assert!(matches!(live.finish(&user, &mut |_| {}), Err(Error::Interrupted)));
}

#[test]
fn a_discarded_take_is_followed_no_longer() {
    let (_folder, path) = folder();
    let (send, words) = channel::<()>();
    let live = Live::follow(&path, request(&path, demo()), move |_| drop(send.clone()));
    record(&path, &sample("project"), 1, Duration::from_millis(1));
    live.discard();
    // The thread's end drops the closure and its sender with it.
    assert!(words.recv_timeout(Duration::from_secs(20)) == Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_file_that_grows_is_read_to_the_same_samples(
        channels in 1u16..=8,
        rate in prop::sample::select(vec![8000, 16_000, 44_100, 48_000, 96_000]),
        frames in 0usize..60_000,
        blocks in prop::collection::vec(1usize..150_000, 1..40),
        silent_channel in any::<bool>(),
    ) {
        let (_folder, path) = folder();
        let mut file = Growing::new(&path, rate, channels);
        let mut follower = Follower::new(&path);
        let sound: Vec<u8> = noise()
            .take(frames * usize::from(channels))
            .enumerate()
            .flat_map(|(i, x)| {
                let silent = silent_channel && channels > 1 && i % usize::from(channels) == 0;
                (if silent { 0 } else { (x * 9000.0) as i16 }).to_le_bytes()
            })
            .collect();
        // Blocks end anywhere, in the middle of a sample as well.
        let mut rest = sound.as_slice();
        for block in blocks.iter().cycle().take(400) {
            let (now, later) = rest.split_at(rest.len().min(*block));
            file.append_bytes(now);
            follower.advance(&Interrupt::default()).unwrap();
            rest = later;
        }
        file.append_bytes(rest);
        follower.advance(&Interrupt::default()).unwrap();
        prop_assert_eq!(follower.samples().is_empty(), sound.len() < 65_536 - 44);
        file.finish();
        let read = |_: f32| {};
        let source = AudioSource::File(path.clone());
        let followed = follower.finish(&ReadOptions::default(), &Interrupt::default(), &mut { read });
        let whole = audio::read(&source, &ReadOptions::default(), &Interrupt::default(), &mut { read });
        match (followed, whole) {
            (Ok(followed), Ok(whole)) => prop_assert_eq!(followed, whole),
            (followed, whole) => {
                prop_assert_eq!(followed.unwrap_err().to_string(), whole.unwrap_err().to_string());
            }
        }
    }
}
