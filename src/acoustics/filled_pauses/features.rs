//! What tells a filled pause from other sounds, in numbers relative to the speaker and the recording.

use std::f32::consts::PI;
use std::ops::Range;

use crate::acoustics::filled_pauses::Sound;
use crate::acoustics::frames::{FLOOR_DBFS, HOP_S, frame_at, percentile};
use crate::acoustics::pitch::semitones;
use crate::acoustics::spectrum::BANDS;
use crate::thresholds::cutoffs;

/// Names of the features, as the model's data uses them.
pub const FEATURES: [&str; 16] = [
    "log_length",
    "flux",
    "voicing",
    "pitch_over_median",
    "pitch_variation",
    "nasal_tail",
    "colour_distance",
    "colour_1",
    "colour_2",
    "colour_3",
    "colour_4",
    "sound_before",
    "sound_after",
    "silence_after",
    "word_after",
    "word_near",
];

/// Coefficients of the spectral envelope, without the level.
const COLOURS: usize = 6;
/// Frames averaged around each frame.
const FLUX_SMOOTHING: usize = 5;
const SMOOTHING: usize = 3;
/// The noise floor is followed in steps of this many frames.
const FLOOR_STEP: usize = 50;
/// Context further away, in frames, makes no difference.
const SOUND_REACH: usize = 30;
const WORD_REACH: usize = 20;
/// Semitones at which heights outside a voice's habits are clipped.
const PITCH_CLIP: f32 = 4.0;

/// The recording as the detector sees it.
pub struct Frames<'a> {
    sound: Sound<'a>,
    covered: Option<&'a [bool]>,
    /// Smoothed, dBFS.
    pub level: Vec<f32>,
    /// Loud enough to be a voice.
    pub sounding: Vec<bool>,
    /// Smoothed change of the spectrum's shape, dB.
    pub flux: Vec<f32>,
    /// Smoothed probability of a voice.
    pub voicing: Vec<f32>,
    pitch_median_hz: Option<f32>,
    usual_bands: [f32; BANDS],
}

impl<'a> Frames<'a> {
    pub fn new(sound: Sound<'a>, covered: Option<&'a [bool]>) -> Self {
        let level = smoothed(sound.level, SMOOTHING);
        let sounding = sounding(&level);
        let mut in_speech = vec![false; level.len()];
        for span in sound.speech {
            let until = frame_at(span.end_s + HOP_S / 2.0).min(level.len());
            in_speech[frame_at(span.start_s + HOP_S / 2.0).min(until)..until].fill(true);
        }
        let spoken: Vec<usize> = (0..level.len()).filter(|&i| sounding[i] && in_speech[i]).collect();
        let usual_bands = mean_bands(spoken.iter().map(|&i| &sound.spectrum.bands_db[i]));
        Self {
            flux: smoothed(&sound.spectrum.flux_db, FLUX_SMOOTHING),
            voicing: smoothed(&sound.pitch.voiced_probability, SMOOTHING),
            pitch_median_hz: sound.pitch.median_hz(),
            sound,
            covered,
            level,
            sounding,
            usual_bands,
        }
    }

    pub fn len(&self) -> usize {
        self.level.len()
    }

    /// One value for each of [`FEATURES`]. `range` is not empty.
    pub fn features(&self, range: Range<usize>) -> Vec<f32> {
        let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
        let (pitch, pitch_variation) = self.pitch(range.clone());
        let bands = &self.sound.spectrum.bands_db[range.clone()];
        let colours = colours(&mean_bands(bands.iter()), &self.usual_bands);
        let third = (range.len() / 3).max(1);
        let nasal_tail = tilt(&bands[bands.len() - third..]) - tilt(&bands[..third]);
        let distance = mean(&colours.map(|c| c * c)).sqrt();

        let sounding = |i: usize| self.sounding[i];
        let silent = |i: usize| !self.sounding[i];
        let free = |i: usize| self.covered.is_none_or(|covered| !covered[i]);
        let sound_before = self.before(range.start, SOUND_REACH, sounding);
        let sound_after = self.after(range.end, SOUND_REACH, sounding);
        let silence_after =
            if sound_after * 3 < SOUND_REACH { self.after(range.end + sound_after, SOUND_REACH, silent) } else { 0 };
        let word_before = self.before(range.start, WORD_REACH, free);
        let word_after = self.after(range.end, WORD_REACH, free);
        let seconds = |frames: usize| frames as f32 * HOP_S as f32;
        vec![
            (range.len() as f32).ln().clamp(2.3, 4.0),
            mean(&self.flux[range.clone()]),
            mean(&self.voicing[range]),
            pitch,
            pitch_variation,
            nasal_tail.clamp(-6.0, 12.0),
            distance,
            colours[0],
            colours[1],
            colours[2],
            colours[3],
            seconds(sound_before),
            seconds(sound_after),
            seconds(silence_after),
            seconds(word_after),
            seconds(word_before.min(word_after)),
        ]
    }

    /// Median over the speaker's and standard deviation, in semitones; zero where too little is voiced.
    fn pitch(&self, range: Range<usize>) -> (f32, f32) {
        let Some(usual_hz) = self.pitch_median_hz else { return (0.0, 0.0) };
        let f0 = &self.sound.pitch.f0_hz[range.clone()];
        let mut heights: Vec<f32> = f0.iter().flatten().map(|hz| semitones(*hz, usual_hz)).collect();
        if heights.is_empty() {
            return (0.0, 0.0);
        }
        let mean = heights.iter().sum::<f32>() / heights.len() as f32;
        let variance = heights.iter().map(|h| (h - mean).powi(2)).sum::<f32>() / heights.len() as f32;
        let median = percentile(&mut heights, 0.5).filter(|_| heights.len() * 5 > range.len()).unwrap_or(0.0);
        (median.clamp(-PITCH_CLIP, PITCH_CLIP), variance.sqrt().min(PITCH_CLIP / 2.0))
    }

    /// Frames right before `start` for which `holds`, at most `reach`.
    fn before(&self, start: usize, reach: usize, holds: impl Fn(usize) -> bool) -> usize {
        (0..start).rev().take(reach).take_while(|&i| holds(i)).count()
    }

    fn after(&self, end: usize, reach: usize, holds: impl Fn(usize) -> bool) -> usize {
        (end..self.len()).take(reach).take_while(|&i| holds(i)).count()
    }
}

/// Frames that stand out of the noise around them and are not far softer than the voice.
fn sounding(level: &[f32]) -> Vec<bool> {
    let Some(loud) = percentile(&mut level.to_vec(), 0.95) else { return Vec::new() };
    let deepest = loud - cutoffs().filled_pauses.filled_pause_below_loud_db as f32;
    let always = loud - cutoffs().filled_pauses.filled_pause_headroom_db as f32;
    let over_floor = cutoffs().filled_pauses.filled_pause_over_floor_db as f32;
    let reach = (cutoffs().voice.noise_floor_window_s / HOP_S / 2.0) as usize;
    let mut sounding = Vec::with_capacity(level.len());
    for (step, frames) in level.chunks(FLOOR_STEP).enumerate() {
        let middle = step * FLOOR_STEP + frames.len() / 2;
        let mut around = level[middle.saturating_sub(reach)..level.len().min(middle + reach)].to_vec();
        let floor = percentile(&mut around, 0.1).unwrap_or(loud);
        let lowest = (floor + over_floor).min(always).max(deepest).max(FLOOR_DBFS);
        sounding.extend(frames.iter().map(|level| *level > lowest));
    }
    sounding
}

/// Average over `width` frames around each.
fn smoothed(values: &[f32], width: usize) -> Vec<f32> {
    let reach = width / 2;
    (0..values.len())
        .map(|i| {
            let around = &values[i.saturating_sub(reach)..values.len().min(i + reach + 1)];
            around.iter().sum::<f32>() / around.len() as f32
        })
        .collect()
}

fn mean_bands<'b>(frames: impl Iterator<Item = &'b [f32; BANDS]>) -> [f32; BANDS] {
    let (mut sum, mut count) = ([0.0; BANDS], 0.0f32);
    for bands in frames {
        sum.iter_mut().zip(bands).for_each(|(sum, db)| *sum += db);
        count += 1.0;
    }
    sum.map(|sum| sum / count.max(1.0))
}

/// The shape of a spectrum against the speaker's usual one: the first cosine coefficients of the difference, in dB.
fn colours(bands: &[f32; BANDS], usual: &[f32; BANDS]) -> [f32; COLOURS] {
    std::array::from_fn(|k| {
        let wave = |band: usize| (PI * (k + 1) as f32 * (band as f32 + 0.5) / BANDS as f32).cos();
        (0..BANDS).map(|band| (bands[band] - usual[band]) * wave(band)).sum::<f32>() / BANDS as f32
    })
}

/// Level of the lower bands over that of the upper ones, dB: high in a nasal.
fn tilt(frames: &[[f32; BANDS]]) -> f32 {
    let bands = mean_bands(frames.iter());
    let half = BANDS / 2;
    let mean = |bands: &[f32]| bands.iter().sum::<f32>() / bands.len() as f32;
    mean(&bands[..half]) - mean(&bands[half..])
}
