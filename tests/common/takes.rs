//! Analyses of the sample takes, with the words that were really said, made once for each test program.

use std::path::PathBuf;
use std::sync::LazyLock;

use saywell::audio::{AudioSource, ReadOptions};
use saywell::interrupt::Interrupt;
use saywell::language::Library;
use saywell::pipeline::{Request, Words, analyze};
use saywell::question::Question;
use saywell::types::Analysis;

use super::{repository, true_words};

#[derive(Debug, Clone, Copy)]
pub enum Take {
    /// samples/self-intro.wav
    One,
    /// samples/self-intro-take2.wav
    Two,
}

pub fn take(which: Take) -> &'static Analysis {
    static ONE: LazyLock<Analysis> = LazyLock::new(|| made("self-intro"));
    static TWO: LazyLock<Analysis> = LazyLock::new(|| made("self-intro-take2"));
    match which {
        Take::One => &ONE,
        Take::Two => &TWO,
    }
}

fn made(sample: &str) -> Analysis {
    let folder = tempfile::tempdir().unwrap();
    let words = folder.path().join("words.json");
    std::fs::write(&words, true_words(sample)).unwrap();
    of_transcript(repository(&format!("samples/{sample}.wav")), words)
}

/// The analysis of `sound` with the words in the file `words`, as an introduction of oneself.
pub fn of_transcript(sound: PathBuf, words: PathBuf) -> Analysis {
    let request = Request {
        source: AudioSource::File(sound),
        read: ReadOptions::default(),
        question: Question::from_profile("self-intro").unwrap(),
        words: Words::Transcript { path: words, speaker: None },
        language: "auto".to_owned(),
        ui_language: "en".to_owned(),
        library: Library::built_in().clone(),
        threads: 1,
        verbatim: true,
        tracks: false,
    };
    analyze(&request, &Interrupt::default(), &mut |_| {}).unwrap()
}
