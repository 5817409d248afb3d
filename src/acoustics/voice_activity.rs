//! Where somebody speaks: a small network (earshot) says whether, the energy says exactly from when to when.
//!
//! The network alone finds speech in noise but places its edges 40–60 ms late; energy alone has sharp edges but
//! takes a door for a word. Their sum keeps both strengths.

use crate::acoustics::frames::{FLOOR_DBFS, HOP_S, frame_at, percentile};
use crate::acoustics::spectrum::{self, Spectrum};
use crate::acoustics::voice_network::Network;
use crate::thresholds::cutoffs;
use crate::types::{Seconds, Span};

/// The noise floor is followed in steps of this length, in frames.
const FLOOR_STEP: usize = 50;

/// The stretches of `samples` (16 kHz mono) in which somebody speaks, in time order, apart from each other.
///
/// Gaps shorter than `speech_gap_min_s` (a closure inside a word) do not interrupt speech, bursts shorter than
/// `speech_burst_min_s` are not speech.
pub fn speech_spans(samples: &[f32]) -> Vec<Span> {
    let mut network = Network::default();
    network.hear(samples);
    spans(&network)
}

/// Seconds in which somebody speaks in `samples` (16 kHz mono).
pub fn spoken_s(samples: &[f32]) -> Seconds {
    let speech = only_of_a_voice(speech_spans(samples), &spectrum::analyze(samples));
    speech.iter().map(Span::duration_s).sum()
}

/// What [`speech_spans`] says of the samples that `network` heard.
pub fn spans(network: &Network) -> Vec<Span> {
    let (voice, accept) = network.scores();
    let mut level = network.level().to_vec();
    // The last frames are not whole.
    level.resize(voice.len(), level.last().copied().unwrap_or(FLOOR_DBFS));
    let rise = relative_level(&level, &voice);
    let weight = cutoffs().voice.voice_energy_weight as f32;
    let speaking: Vec<bool> = voice.iter().zip(&rise).map(|(v, r)| v + weight * r > accept).collect();

    let min_gap_s = cutoffs().voice.speech_gap_min_s;
    let min_burst_s = cutoffs().voice.speech_burst_min_s;
    let mut spans: Vec<Span> = Vec::new();
    for run in runs(&speaking) {
        match spans.last_mut() {
            Some(last) if run.start_s - last.end_s < min_gap_s => last.end_s = run.end_s,
            _ => spans.push(run),
        }
    }
    let is_steady = |spans: &[Span], at_least_db: f64| level_range_db(spans, &level) < at_least_db as f32;
    spans.retain(|span| {
        let is_tone = is_steady(&[*span], cutoffs().voice.speech_level_variation_db);
        span.duration_s() >= min_burst_s && !is_tone
    });
    // What the network takes for speech in noise, it takes here and there and nowhere louder.
    if is_steady(&spans, cutoffs().voice.speech_level_range_db) { Vec::new() } else { spans }
}

/// How far the level moves in `spans` altogether, 10th to 90th percentile: a tone's hardly does and a noise's little, a
/// voice's by many dB.
fn level_range_db(spans: &[Span], level: &[f32]) -> f32 {
    let mut inside: Vec<f32> = Vec::new();
    for span in spans {
        let end = frame_at(span.end_s).min(level.len());
        inside.extend_from_slice(&level[frame_at(span.start_s).min(end)..end]);
    }
    match (percentile(&mut inside, 0.9), percentile(&mut inside, 0.1)) {
        (Some(high), Some(low)) => high - low,
        _ => f32::INFINITY,
    }
}

/// `speech`, unless the recording as a whole is no voice: music, whose spectrum stands still between the notes, noise, which
/// sounds the same all the time, or less than two syllables of anything, such as a door.
pub fn only_of_a_voice(speech: Vec<Span>, spectrum: &Spectrum) -> Vec<Span> {
    let flux_db = &spectrum.flux_db;
    let mut moving: Vec<f32> = Vec::new();
    for span in &speech {
        let end = frame_at(span.end_s).min(flux_db.len());
        moving.extend_from_slice(&flux_db[frame_at(span.start_s).min(end)..end]);
    }
    let spoken_s = moving.len() as f64 * HOP_S;
    let moves =
        percentile(&mut moving, 0.5).is_some_and(|flux_db| f64::from(flux_db) >= cutoffs().voice.voice_flux_min_db);
    let varies = f64::from(spectrum.variety_db(&speech)) >= cutoffs().voice.voice_variety_min_db;
    if moves && varies && spoken_s >= cutoffs().voice.voice_min_s { speech } else { Vec::new() }
}

/// `speech` without clicks, such as that of the key which ended the recording: what is short, stands alone and has no
/// pitch. `f0_hz` is on the grid of [`crate::acoustics::frames`].
pub fn without_clicks(speech: &[Span], f0_hz: &[Option<f32>]) -> Vec<Span> {
    let click_max_s = cutoffs().voice.speech_click_max_s;
    let alone_s = cutoffs().pauses.silent_pause_min_s;
    let is_click = |i: usize| {
        let span = &speech[i];
        let end = frame_at(span.end_s).min(f0_hz.len());
        let is_far = |gap_s: Seconds| gap_s >= alone_s;
        span.duration_s() < click_max_s
            && (i == 0 || is_far(span.start_s - speech[i - 1].end_s))
            && speech.get(i + 1).is_none_or(|next| is_far(next.start_s - span.end_s))
            && f0_hz[frame_at(span.start_s).min(end)..end].iter().all(Option::is_none)
    };
    (0..speech.len()).filter(|&i| !is_click(i)).map(|i| speech[i]).collect()
}

/// `speech` together with sounds that turned out to be speech, such as a hummed "um", which the network does not know.
pub fn with_sounds(speech: Vec<Span>, sounds: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut all = speech;
    all.extend(sounds);
    all.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    let mut joined: Vec<Span> = Vec::with_capacity(all.len());
    for span in all {
        match joined.last_mut() {
            Some(last) if span.start_s <= last.end_s => last.end_s = last.end_s.max(span.end_s),
            _ => joined.push(span),
        }
    }
    joined
}

/// The silences of at least `min_s` between stretches of speech. What lies before the first and after the last word
/// is not a pause.
pub fn silent_pauses(speech: &[Span], min_s: Seconds) -> Vec<Span> {
    speech
        .windows(2)
        .map(|pair| Span::new(pair[0].end_s, pair[1].start_s))
        .filter(|gap| gap.duration_s() >= min_s)
        .collect()
}

/// Level over the local threshold in units of 10 dB, clamped to −1..1. The threshold lies a little over the noise
/// floor of the surrounding seconds, but never so high that soft speech falls under it.
fn relative_level(level: &[f32], voice: &[f32]) -> Vec<f32> {
    let mut spoken: Vec<f32> = level.iter().zip(voice).filter(|(_, v)| **v > 0.7).map(|(l, _)| *l).collect();
    let speech = percentile(&mut spoken, 0.75).or_else(|| level.iter().copied().max_by(f32::total_cmp));
    let Some(speech) = speech else { return Vec::new() };

    let reach = (cutoffs().voice.noise_floor_window_s / HOP_S / 2.0) as usize;
    let over_floor = cutoffs().voice.speech_over_floor_db as f32;
    let (deepest, highest) =
        (cutoffs().voice.speech_dynamic_range_db as f32, cutoffs().voice.speech_headroom_db as f32);
    let mut rise = Vec::with_capacity(level.len());
    for (step, frames) in level.chunks(FLOOR_STEP).enumerate() {
        let middle = step * FLOOR_STEP + frames.len() / 2;
        let mut around = level[middle.saturating_sub(reach)..level.len().min(middle + reach)].to_vec();
        let floor = percentile(&mut around, 0.1).unwrap_or(speech);
        let threshold = (floor + over_floor).max(speech - deepest).min(speech - highest);
        rise.extend(frames.iter().map(|l| ((l - threshold) / 10.0).clamp(-1.0, 1.0)));
    }
    rise
}

/// Maximal runs of `true`, as times.
fn runs(flags: &[bool]) -> Vec<Span> {
    flags
        .chunk_by(|a, b| a == b)
        .scan(0, |start, run| {
            let from = *start;
            *start += run.len();
            Some((run[0], from, *start))
        })
        .filter(|(speaking, ..)| *speaking)
        .map(|(_, from, to)| Span::new(from as f64 * HOP_S, to as f64 * HOP_S))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_that_are_speech_fill_the_silence_they_lie_in() {
        let speech = vec![Span::new(0.0, 1.0), Span::new(2.0, 3.0)];
        let filled = with_sounds(speech.clone(), [Span::new(1.4, 1.6), Span::new(2.9, 3.2)]);
        assert_eq!(filled, [Span::new(0.0, 1.0), Span::new(1.4, 1.6), Span::new(2.0, 3.2)]);
        assert_eq!(silent_pauses(&filled, 0.25).len(), 2);
        assert_eq!(with_sounds(speech.clone(), []), speech);
    }

    #[test]
    fn a_click_is_short_stands_alone_and_has_no_pitch() {
        let (click, word, syllable) = (Span::new(0.0, 0.08), Span::new(1.0, 2.0), Span::new(2.2, 2.28));
        let after = |length_s: f64| Span::new(3.0, 3.0 + length_s);
        let unvoiced = vec![None; 400];
        let kept = |speech: &[Span], f0_hz: &[Option<f32>]| without_clicks(speech, f0_hz);
        assert_eq!(kept(&[click, word, syllable, after(0.1)], &unvoiced), [word, syllable]);
        assert_eq!(kept(&[click, word, after(0.2)], &unvoiced), [word, after(0.2)]);
        let mut voiced = unvoiced;
        voiced[303] = Some(100.0);
        assert_eq!(kept(&[word, after(0.08)], &voiced), [word, after(0.08)]);
        // A track that ends before the sound does.
        assert!(kept(&[after(0.08)], &[]).is_empty() && kept(&[], &[]).is_empty());
    }

    #[test]
    fn a_recording_that_stands_still_or_is_over_at_once_is_no_voice() {
        let speech = vec![Span::new(0.0, 1.0), Span::new(2.0, 3.0)];
        // Two sounds in turn, or one all the time.
        let heard = |flux_db: f32, other_db: f32| Spectrum {
            flux_db: vec![flux_db; 300],
            bands_db: (0..300)
                .map(|i| std::array::from_fn(|band| if i / 20 % 2 == band % 2 { other_db } else { 0.0 }))
                .collect(),
        };
        let kept = |speech: &[Span], spectrum: Spectrum| only_of_a_voice(speech.to_vec(), &spectrum);
        assert_eq!(kept(&speech, heard(4.0, -20.0)), speech);
        assert!(kept(&speech, heard(0.5, -20.0)).is_empty());
        assert!(kept(&speech, heard(4.0, 0.0)).is_empty());
        assert!(kept(&[Span::new(1.0, 1.2)], heard(4.0, -20.0)).is_empty());
        assert!(kept(&[], Spectrum::default()).is_empty());
    }
}
