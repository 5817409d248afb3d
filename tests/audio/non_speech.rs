//! What is not a voice is not reported as one: no speech, no filled pause, no advice.

use std::f32::consts::TAU;

use crate::common::{noise, run, write_wav};
use serde_json::Value;

const RATE: usize = 16_000;
const SECONDS: usize = 10;

fn tones(hz: &'static [f32], gain: f32) -> impl Iterator<Item = f32> {
    (0..RATE * SECONDS).map(move |i| {
        gain * hz.iter().map(|hz| (TAU * hz * i as f32 / RATE as f32).sin()).sum::<f32>() / hz.len() as f32
    })
}

/// Decaying sounds at `starts_s`: `sound(t)` seconds after each.
fn struck(starts_s: &'static [f32], sound: impl Fn(f32) -> f32) -> impl Iterator<Item = f32> {
    (0..RATE * SECONDS).map(move |i| {
        let at = i as f32 / RATE as f32;
        starts_s.iter().filter(|start| at >= **start).map(|start| sound(at - start)).sum()
    })
}

fn report(name: &str, samples: impl IntoIterator<Item = f32>) -> Value {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(name);
    write_wav(&path, RATE as u32, samples);
    let run = run(&["analyze", path.to_str().unwrap(), "--no-transcript", "--format", "json"]);
    assert_eq!(run.status, 0, "{name}: {}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

/// Noise with less and less of what is high, brought to `level` (RMS, full scale 1).
fn dull_noise(level: f32, dullness: f32) -> Vec<f32> {
    let mut before = 0.0;
    let dull: Vec<f32> = noise()
        .take(RATE * SECONDS)
        .map(|sample| {
            before = dullness * before + (1.0 - dullness) * sample;
            before
        })
        .collect();
    let rms = (dull.iter().map(|x| x * x).sum::<f32>() / dull.len() as f32).sqrt();
    dull.into_iter().map(|sample| sample / rms * level).collect()
}

#[test]
fn quiet_rooms_fans_and_breaths_are_not_taken_for_whispers() {
    for dullness in [0.0, 0.9, 0.99, 0.999] {
        for level in [0.05, 0.01, 0.003, 0.001, 0.0003] {
            let samples = dull_noise(level, dullness);
            let speech_s = saywell::acoustics::voice_activity::spoken_s(&samples);
            assert_eq!(speech_s, 0.0, "noise of dullness {dullness} at {level}");
        }
    }
    let breath = |i: usize| (TAU * 0.25 * i as f32 / RATE as f32).sin().max(0.0).powi(2);
    let room = dull_noise(0.001, 0.9);
    let samples: Vec<f32> =
        dull_noise(0.008, 0.8).iter().zip(room).enumerate().map(|(i, (a, b))| a * breath(i) + b).collect();
    assert_eq!(saywell::acoustics::voice_activity::spoken_s(&samples), 0.0, "breathing");
}

#[test]
fn noise_hum_music_coughs_and_doors_are_not_speech() {
    let n = RATE * SECONDS;
    let door = |t: f32| 0.6 * (-t / 0.12).exp() * (TAU * 90.0 * t).sin();
    let chord =
        |t: f32| [261.6, 329.6, 392.0].iter().map(|hz| 0.15 * (-3.0 * t).exp() * (TAU * hz * t).sin()).sum::<f32>();
    let cough: Vec<f32> = noise()
        .take(n)
        .zip(struck(&[2.0, 2.45, 6.0], |t| if t < 0.3 { (-t / 0.07).exp() } else { 0.0 }))
        .map(|(noise, envelope)| noise * (0.002 + 0.3 * envelope))
        .collect();
    // What the network takes for syllables, and a Whisper for words.
    let swell = |per_s: f32| move |i: usize| 0.5 + 0.475 * (TAU * per_s * i as f32 / RATE as f32).sin();
    let swelling = |per_s: f32| noise().take(n).enumerate().map(move |(i, x)| 0.3 * x * swell(per_s)(i)).collect();
    let sounds: [(&str, Vec<f32>); 9] = [
        ("swelling at 3 Hz.wav", swelling(3.0)),
        ("swelling at 4 Hz.wav", swelling(4.0)),
        ("swelling at 5 Hz.wav", swelling(5.0)),
        ("silence.wav", vec![0.0; n]),
        ("noise.wav", noise().take(n).map(|x| 0.1 * x).collect()),
        ("hum.wav", tones(&[50.0, 100.0, 150.0], 0.2).collect()),
        ("music.wav", struck(&[0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5], chord).collect()),
        ("coughs.wav", cough),
        ("door.wav", struck(&[3.0, 7.0], door).collect()),
    ];
    for (name, samples) in sounds {
        let report = report(name, samples);
        let events = report["timeline"].as_array().unwrap();
        assert!(events.is_empty(), "{name}: {events:?}");
        let kinds: Vec<&str> =
            report["notices"].as_array().unwrap().iter().filter_map(|notice| notice["kind"].as_str()).collect();
        assert!(kinds.contains(&"no_speech") || kinds.contains(&"nearly_silent"), "{name}: {kinds:?}");
        assert_eq!(report["advice"].as_array().unwrap().len(), 0, "{name}");
    }
}
