//! Small answers written by hand, on which every measure is worked out on paper.

use super::measure_all;
use crate::language::lexicons_for;
use crate::question::Question;
use crate::speech::{Parts, Speech, Voice};
use crate::types::{Measurement, Span, Transcript, Word, WordTimes};

/// 17 words in 6.8 s, pauses of 1.2, 0.6 and 0.3 s.
pub const HESITANT: &str =
    "I was responsible for |1.2 the um payment system. |0.6 Then we |0.3 and so like, rewrote the database twice.";

/// Each word takes 0.4 s and the next follows at once; "|0.6" is a silent pause of 0.6 s.
pub fn answer(text: &str) -> (Transcript, Vec<Span>, Vec<Span>) {
    let (mut words, mut speech, mut pauses) = (Vec::new(), Vec::new(), Vec::new());
    let (mut now, mut begun) = (1.0, 1.0);
    for piece in text.split_whitespace() {
        if let Some(pause_s) = piece.strip_prefix('|') {
            let end = now + pause_s.parse::<f64>().unwrap();
            speech.push(Span::new(begun, now));
            pauses.push(Span::new(now, end));
            (now, begun) = (end, end);
        } else {
            let span = Some(Span::new(now, now + 0.4));
            words.push(Word { text: piece.to_owned(), span, probability: None });
            now += 0.4;
        }
    }
    speech.push(Span::new(begun, now));
    (
        Transcript { language: "en".into(), word_times: WordTimes::PerWord, words, ..Transcript::default() },
        speech,
        pauses,
    )
}

/// A voice that swings by 4 semitones around 120 Hz four times a second, at -20 dBFS and -23 or -27 LUFS.
pub fn voice(duration_s: f64) -> Voice {
    let frames = (duration_s * 100.0) as usize;
    let height = |i: usize| 4.0 * (std::f32::consts::TAU * i as f32 / 25.0).sin();
    Voice {
        f0_hz: (0..frames).map(|i| Some(120.0 * 2f32.powf(height(i) / 12.0))).collect(),
        level_dbfs: vec![-20.0; frames],
        loudness_lufs: (0..40).map(|i| if i % 2 == 0 { -23.0 } else { -27.0 }).collect(),
        nuclei_s: (0..30).map(|i| 1.1 + 0.25 * f64::from(i)).collect(),
    }
}

pub fn speech_with(text: &str, change: impl FnOnce(&mut Transcript, &mut Parts)) -> Speech {
    let (mut transcript, speech_spans, silent_pauses) = answer(text);
    let end_s = speech_spans.last().unwrap().end_s;
    let mut parts = Parts {
        duration_s: end_s + 1.0,
        speech_spans,
        silent_pauses,
        voice: voice(end_s + 1.0),
        sound_usable: true,
        ..Parts::default()
    };
    change(&mut transcript, &mut parts);
    let lexicons = lexicons_for(&transcript.language);
    Speech::assemble(Parts { transcript: Some(&transcript), ..parts }, lexicons)
}

pub fn speech(text: &str) -> Speech {
    speech_with(text, |_, _| ())
}

pub fn get(speech: &Speech, id: &str) -> Measurement {
    let all = measure_all(speech, &Question::from_target(10.0).unwrap());
    all.into_iter().find(|m| m.id.0 == id).unwrap()
}

pub fn value(speech: &Speech, id: &str) -> f64 {
    get(speech, id).value.unwrap_or_else(|| panic!("{id} is undefined: {:?}", get(speech, id).undefined_because))
}

pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}
