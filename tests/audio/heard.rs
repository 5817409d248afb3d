//! What the sound tells beside the words: tracks, loudness, hesitations that the transcript leaves out.

use crate::common::{analysis, noise, repository, write_wav};
use saywell::acoustics::Hearing;
use saywell::speech::hesitations;
use saywell::types::{EventClass, NearlyWritten, Span, Transcript, Word, WordTimes};
use serde_json::{Value, json};

const INTRO: &str = "samples/self-intro.wav";

/// The true words of the sample without its filled pauses, as Whisper would write them, and the times of those.
fn without_fillers(folder: &std::path::Path) -> (String, Vec<f64>) {
    let truth = std::fs::read_to_string(repository("samples/self-intro.words.tsv")).unwrap();
    let (mut words, mut fillers) = (Vec::new(), Vec::new());
    for line in truth.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (start, end): (f64, f64) = (cells[0].parse().unwrap(), cells[1].parse().unwrap());
        let norm = cells[2].trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        match norm.as_str() {
            "um" | "uh" => fillers.push((start + end) / 2.0),
            _ => words.push(json!({ "start": start, "end": end, "word": format!(" {}", cells[2]) })),
        }
    }
    let path = folder.join("words.json");
    let segment = json!({ "start": 0, "end": 80, "text": "", "words": words });
    std::fs::write(&path, json!({ "language": "en", "segments": [segment] }).to_string()).unwrap();
    (path.to_str().unwrap().to_owned(), fillers)
}

fn heard(report: &Value) -> Vec<(f64, f64)> {
    let events = report["timeline"].as_array().unwrap().iter().filter(|event| event["class"] == "heard");
    events.map(|event| (event["start_s"].as_f64().unwrap(), event["end_s"].as_f64().unwrap())).collect()
}

fn value(report: &Value, id: &str) -> f64 {
    report["measurements"].as_array().unwrap().iter().find(|m| m["id"] == id).unwrap()["value"].as_f64().unwrap()
}

#[test]
fn hesitations_that_the_transcript_leaves_out_count_only_clear_of_its_words() {
    let home = tempfile::tempdir().unwrap();
    let (words, fillers) = without_fillers(home.path());
    let report = analysis(&[INTRO, "--transcript", &words]);
    assert!(!fillers.is_empty());
    // In fluent speech all of them touch words, whose ends a real recogniser may have cut short.
    assert_eq!(heard(&report), []);
    assert!(report["timeline"].as_array().unwrap().iter().all(|event| event["class"] != "possible"));

    // A second of silence around each leaves no doubt.
    let sample = hound::WavReader::open(repository(INTRO)).unwrap();
    let sound: Vec<f32> = sample.into_samples::<i16>().map(|sample| f32::from(sample.unwrap()) / 32_768.0).collect();
    let truth = std::fs::read_to_string(repository("samples/self-intro.words.tsv")).unwrap();
    let timed = truth.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let (mut apart, mut said, mut at) = (Vec::new(), Vec::new(), Vec::new());
    let mut until = 0;
    for cells in timed {
        let frame = |cell: &str| (cell.parse::<f64>().unwrap() * 16e3) as usize;
        let (start, end) = (frame(cells[0]), frame(cells[1]));
        let is_filler =
            ["um", "uh"].contains(&cells[2].trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str());
        apart.extend_from_slice(&sound[until.min(start)..start]);
        if is_filler {
            apart.extend_from_slice(&[0.0; 16_000]);
        }
        let start_s = apart.len() as f64 / 16e3;
        apart.extend_from_slice(&sound[start..end]);
        let end_s = apart.len() as f64 / 16e3;
        if is_filler {
            at.push((start_s + end_s) / 2.0);
            apart.extend_from_slice(&[0.0; 16_000]);
        } else {
            said.push(json!({ "start": start_s, "end": end_s, "word": format!(" {}", cells[2]) }));
        }
        until = end;
    }
    let (take, words) = (home.path().join("apart.wav"), home.path().join("apart.json"));
    let segment = json!({ "start": 0, "end": apart.len() as f64 / 16e3, "text": "", "words": said });
    write_wav(&take, 16_000, apart);
    std::fs::write(&words, json!({ "language": "en", "segments": [segment] }).to_string()).unwrap();
    let report = analysis(&[take.to_str().unwrap(), "--transcript", words.to_str().unwrap()]);
    let heard = heard(&report);
    let right = heard.iter().filter(|(start, end)| at.iter().any(|at| (start - 0.25..end + 0.25).contains(at))).count();
    assert!(right >= 3, "{right} of {}: {heard:?} {at:?}", at.len());
    assert_eq!(right, heard.len(), "{heard:?} {at:?}");
    assert!(value(&report, "filler_count") >= right as f64);
}

#[test]
fn keys_pressed_before_and_after_an_answer_are_no_part_of_it() {
    let home = tempfile::tempdir().unwrap();
    let answer: Vec<f32> = hound::WavReader::open(repository(INTRO))
        .unwrap()
        .samples::<i16>()
        .take(8 * 16_000)
        .map(|sample| f32::from(sample.unwrap()) / 32_768.0)
        .collect();
    // 90 ms that die away, as of a key.
    let press: Vec<f32> = (0..1_440).zip(noise()).map(|(i, n)| 0.3 * n * (-(i as f32) / 700.0).exp()).collect();
    let length = |name: &str, press: &[f32]| {
        let path = home.path().join(name);
        write_wav(&path, 16_000, [press, &[0.0; 14_000], &answer, &[0.0; 14_000], press].concat());
        value(&analysis(&[path.to_str().unwrap(), "--no-transcript"]), "duration_s")
    };
    // Their noise moves the edges of the voice by a frame.
    let (pressed, untouched) = (length("pressed.wav", &press), length("untouched.wav", &vec![0.0; press.len()]));
    assert!((pressed - untouched).abs() < 0.05, "{pressed} {untouched}");
}

/// `samples` as if they were whispered: the shape of the mouth (linear prediction) filled with noise instead of a voice,
/// brought to `level` (RMS, full scale 1).
fn whispered(samples: &[f32], level: f32) -> Vec<f32> {
    const FRAME: usize = 320;
    const ORDER: usize = 18;
    let mut out = vec![0.0_f64; samples.len() + FRAME];
    let hann = |i: usize| 0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / FRAME as f64).cos();
    let mut excitation = noise().map(f64::from);
    for start in (0..samples.len().saturating_sub(FRAME)).step_by(FRAME / 2) {
        let frame: Vec<f64> = (0..FRAME).map(|i| hann(i) * f64::from(samples[start + i])).collect();
        let r: Vec<f64> = (0..=ORDER).map(|lag| (lag..FRAME).map(|i| frame[i] * frame[i - lag]).sum::<f64>()).collect();
        // Levinson and Durbin's recursion.
        let (mut a, mut error) = (vec![0.0; ORDER + 1], r[0] + 1e-9);
        a[0] = 1.0;
        for i in 1..=ORDER {
            let k = -(0..i).map(|j| a[j] * r[i - j]).sum::<f64>() / error;
            let before = a.clone();
            (1..=i).for_each(|j| a[j] += k * before[i - j]);
            error *= 1.0 - k * k;
        }
        let gain = (error / FRAME as f64).sqrt();
        let mut spoken = vec![0.0; FRAME];
        for i in 0..FRAME {
            let feedback: f64 = (1..=ORDER.min(i)).map(|j| a[j] * spoken[i - j]).sum();
            spoken[i] = gain * excitation.next().unwrap() - feedback;
            out[start + i] += hann(i) * spoken[i];
        }
    }
    let rms = (out.iter().map(|x| x * x).sum::<f64>() / out.len() as f64).sqrt() as f32;
    out.truncate(samples.len());
    // The tilt of a whisper: what is low is weak.
    let sound: Vec<f32> = out.iter().map(|&x| x as f32 / rms * level).collect();
    (0..sound.len()).map(|i| sound[i] - 0.7 * if i > 0 { sound[i - 1] } else { 0.0 }).collect()
}

#[test]
fn a_whisper_is_speech_at_any_level() {
    let spoken: Vec<f32> = hound::WavReader::open(repository(INTRO))
        .unwrap()
        .samples::<i16>()
        .take(20 * 16_000)
        .map(|sample| f32::from(sample.unwrap()) / 32_768.0)
        .collect();
    let speaking_s = |samples: &[f32]| saywell::acoustics::voice_activity::spoken_s(samples);
    let aloud_s = speaking_s(&spoken);
    for level in [0.05, 0.01, 0.003, 0.001] {
        let whisper_s = speaking_s(&whispered(&spoken, level));
        assert!((0.75..1.2).contains(&(whisper_s / aloud_s)), "at {level}: {whisper_s} s of {aloud_s} s");
    }
}

#[test]
fn tracks_come_when_they_are_asked_for() {
    let plain = analysis(&[INTRO, "--no-transcript"]);
    assert!(plain.get("tracks").is_none());
    let report = analysis(&[INTRO, "--no-transcript", "--tracks"]);
    let duration_s = report["recording"]["duration_s"].as_f64().unwrap();
    let values = |name: &str| {
        let track = &report["tracks"][name];
        let values = track["values"].as_array().unwrap().clone();
        let end_s = track["start_s"].as_f64().unwrap() + track["hop_s"].as_f64().unwrap() * values.len() as f64;
        assert!((end_s - duration_s).abs() < 0.03, "{name} ends at {end_s} of {duration_s}");
        values
    };
    let f0: Vec<f64> = values("f0_hz").iter().filter_map(Value::as_f64).collect();
    assert!(f0.len() > 1000 && f0.iter().all(|hz| (55.0..=410.0).contains(hz)));
    assert!(values("f0_hz").iter().any(Value::is_null), "undefined where there is no voice");
    assert!(values("voiced_probability").iter().all(|p| (0.0..=1.0).contains(&p.as_f64().unwrap())));
    assert!(values("rms_dbfs").iter().all(|db| db.as_f64().unwrap() <= 3.0));
    let lufs = report["recording"]["loudness_lufs"].as_f64().unwrap();
    assert!((-60.0..0.0).contains(&lufs), "{lufs}");
}

#[test]
fn without_a_transcript_pace_comes_from_the_syllables_in_the_sound() {
    let home = tempfile::tempdir().unwrap();
    let (words, _) = without_fillers(home.path());
    let with = analysis(&[INTRO, "--transcript", &words]);
    let without = analysis(&[INTRO, "--no-transcript"]);
    for id in ["articulation_rate_syll_per_s", "speech_rate_syll_per_s", "mean_length_of_run_syll"] {
        let ratio = value(&without, id) / value(&with, id);
        assert!((0.75..1.25).contains(&ratio), "{id}: {ratio}");
    }
}

/// A vowel as in "uh", 0.6 s: low in pitch, harmonics of 80 Hz under the resonances of a relaxed mouth.
fn uh() -> Vec<f32> {
    const LENGTH: usize = 9600;
    let harmonics: Vec<(f32, f32)> = (1..40u8)
        .map(|k| {
            let hz = 80.0 * f32::from(k);
            let resonance = |(at, width): (f32, f32)| 1.0 / (1.0 + ((hz - at) / width).powi(2));
            let gain: f32 = [(500.0, 60.0), (1500.0, 90.0), (2500.0, 120.0)].map(resonance).iter().sum();
            (hz, gain / f32::from(k).sqrt())
        })
        .collect();
    let sample = |i: usize| {
        let t = i as f32 / 16e3;
        let swell = (i.min(LENGTH - i) as f32 / 640.0).min(1.0);
        0.1 * swell * harmonics.iter().map(|(hz, gain)| gain * (std::f32::consts::TAU * hz * t).sin()).sum::<f32>()
    };
    (0..LENGTH).map(sample).collect()
}

#[test]
fn a_hesitation_that_was_nearly_written_counts_where_the_sound_agrees() {
    const AT_S: f64 = 20.0;
    let truth = std::fs::read_to_string(repository("samples/self-intro.words.tsv")).unwrap();
    let word = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let span = Span::new(cells[0].parse().unwrap(), cells[1].parse().unwrap());
        Word { text: cells[2].to_owned(), span: Some(span), probability: None }
    };
    let words = truth.lines().skip(1).map(word).filter(|word| word.span.unwrap().end_s < AT_S);
    let written = Transcript {
        language: "en".to_owned(),
        word_times: WordTimes::PerWord,
        verbatim: true,
        words: words.collect(),
        ..Transcript::default()
    };
    let sample = hound::WavReader::open(repository(INTRO)).unwrap();
    let sound = sample.into_samples::<i16>().map(|sample| f32::from(sample.unwrap()) / 32_768.0);
    let mut sound: Vec<f32> = sound.take((AT_S * 16e3) as usize).collect();
    let silence = [0.0; 4800];
    for part in [&silence[..], &uh(), &silence] {
        sound.extend_from_slice(part);
    }
    let hearing = Hearing::of(&sound);
    let found = |transcript: &Transcript| -> Vec<(EventClass, Span)> {
        let found = hesitations(&hearing, Some(transcript)).into_iter();
        found.filter(|pause| pause.span.end_s > AT_S - 1.0).map(|pause| (pause.class, pause.span)).collect()
    };
    let is = |found: &[(EventClass, Span)], expected: EventClass| match found {
        [(class, span)] => *class == expected && (span.middle_s() - AT_S - 0.6).abs() < 0.1,
        _ => false,
    };
    let alone = found(&written);
    assert!(is(&alone, EventClass::Possible), "what the recogniser did not think of is a place to check: {alone:?}");
    let nearly = |at_s| {
        let nearly_written = vec![NearlyWritten { at_s, probability: 0.3 }];
        found(&Transcript { nearly_written, ..written.clone() })
    };
    assert!(is(&nearly(AT_S + 0.2), EventClass::Heard), "{:?}", nearly(AT_S + 0.2));
    assert_eq!(nearly(12.0), alone, "elsewhere it says nothing of this one");
    let unasked = found(&Transcript { verbatim: false, ..written.clone() });
    assert!(is(&unasked, EventClass::Heard), "nobody asked the recogniser for any: {unasked:?}");
    // Where it was asked and had to do without, the sound alone was difficult.
    let smoothed = Transcript { verbatim: false, smoothed: vec![Span::new(0.0, 20.0)], ..written.clone() };
    assert_eq!(found(&smoothed), alone);
}
