//! The network that knows voices (earshot), and the level of what it hears.
//!
//! It was trained on voices of usual level, and without the rumble that a hand on the desk or the wind makes. So it hears
//! the sound without what lies under the voice, and at several gains at once: a whisper, a creaky or a far voice is heard
//! as well as any other when it is as loud. Which gain is right is known when the recording is; hearing all of them costs
//! next to nothing, and what was heard of a recording that is still on stays right.

use earshot::Detector;

use crate::acoustics::frames::{HOP_LENGTH, Levels, centre_s, percentile};
use crate::thresholds::cutoffs;
use crate::types::{ANALYSIS_RATE, Seconds};

/// Samples the network judges at a time: 16 ms, fixed by its training.
const FRAME: usize = 256;
/// How many gains it hears at.
const GAINS: usize = 3;

/// The network, and its score (0–1) of each frame that it heard.
pub struct Network {
    low_cut: LowCut,
    /// At rising gain, the first as it is.
    listeners: [Listener; GAINS],
    levels: Levels,
    /// All samples heard.
    count: usize,
    /// Less than a frame, filtered.
    waiting: Vec<f32>,
}

struct Listener {
    gain: f32,
    detector: Box<Detector>,
    scores: Vec<f32>,
}

impl Default for Network {
    fn default() -> Self {
        let voice = &cutoffs().voice;
        let step_db = voice.voice_gain_step_db as f32;
        let listener = |i: usize| Listener {
            gain: 10_f32.powf(i as f32 * step_db / 20.0),
            detector: Detector::default_boxed(),
            scores: Vec::new(),
        };
        Self {
            low_cut: LowCut::new(voice.voice_low_cut_hz),
            listeners: std::array::from_fn(listener),
            levels: Levels::default(),
            count: 0,
            waiting: Vec::new(),
        }
    }
}

impl Network {
    /// Hears samples (16 kHz mono) that follow those it heard before.
    pub fn hear(&mut self, samples: &[f32]) {
        self.count += samples.len();
        let from = self.waiting.len();
        self.waiting.extend(samples.iter().map(|sample| self.low_cut.next(*sample)));
        self.levels.hear(&self.waiting[from..]);
        let frames = self.waiting.chunks_exact(FRAME);
        let rest = frames.remainder().len();
        let mut frame = [0.0; FRAME];
        for heard in frames {
            for Listener { gain, detector, scores } in &mut self.listeners {
                frame.iter_mut().zip(heard).for_each(|(to, from)| *to = (*gain * from).clamp(-1.0, 1.0));
                scores.push(detector.predict_f32(&frame));
            }
        }
        self.waiting.drain(..self.waiting.len() - rest);
    }

    /// RMS of each whole frame of [`crate::acoustics::frames`], without what lies under the voice.
    pub fn level(&self) -> &[f32] {
        self.levels.level()
    }

    /// The scores on the grid of all that was heard, at the gain that brings the voice to its usual level; and the score
    /// from which on it is a voice.
    pub fn scores(&self) -> (Vec<f32>, f32) {
        let voice = &cutoffs().voice;
        let share = cutoffs().sound.speech_level_percentile / 100.0;
        let loud = percentile(&mut self.level().to_vec(), share).unwrap_or(0.0);
        let room_db = voice.voice_level_dbfs - f64::from(loud);
        let steps = (room_db / voice.voice_gain_step_db).floor().clamp(0.0, (GAINS - 1) as f64) as usize;
        let accept = if steps + 1 < GAINS { voice.voice_score_min } else { voice.quiet_voice_score_min };
        let scores = &self.listeners[steps].scores;
        let on_grid = on_grid(scores, self.count / HOP_LENGTH, voice.voice_score_delay_s);
        (on_grid, accept as f32)
    }
}

/// `scores` on the 10 ms grid, moved `delay_s` earlier to undo their lag.
fn on_grid(scores: &[f32], count: usize, delay_s: Seconds) -> Vec<f32> {
    let step_s = FRAME as f64 / f64::from(ANALYSIS_RATE);
    (0..count)
        .map(|i| {
            let place = ((centre_s(i) + delay_s) / step_s - 0.5).max(0.0);
            let (left, share) = (place as usize, place.fract() as f32);
            match (scores.get(left), scores.get(left + 1)) {
                (Some(a), Some(b)) => a + (b - a) * share,
                _ => scores.last().copied().unwrap_or(0.0),
            }
        })
        .collect()
}

/// A second-order Butterworth high-pass (bilinear transform).
struct LowCut {
    input: [f64; 3],
    output: [f64; 2],
    state: [f64; 2],
}

impl LowCut {
    fn new(corner_hz: f64) -> Self {
        let warped = (std::f64::consts::PI * corner_hz / f64::from(ANALYSIS_RATE)).tan();
        let scale = 1.0 / (1.0 + std::f64::consts::SQRT_2 * warped + warped * warped);
        Self {
            input: [scale, -2.0 * scale, scale],
            output: [
                2.0 * scale * (warped * warped - 1.0),
                scale * (1.0 - std::f64::consts::SQRT_2 * warped + warped * warped),
            ],
            state: [0.0; 2],
        }
    }

    fn next(&mut self, sample: f32) -> f32 {
        let sample = f64::from(sample);
        let filtered = self.input[0] * sample + self.state[0];
        self.state[0] = self.input[1] * sample - self.output[0] * filtered + self.state[1];
        self.state[1] = self.input[2] * sample - self.output[1] * filtered;
        filtered as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_that_comes_in_pieces_is_heard_as_a_whole() {
        let samples: Vec<f32> = (0..32_000).map(|i| (i as f32 * 0.05).sin() * (i as f32 * 0.001).sin()).collect();
        let mut whole = Network::default();
        whole.hear(&samples);
        for length in [1, 255, 256, 257, 1000] {
            let mut network = Network::default();
            samples.chunks(length).for_each(|piece| network.hear(piece));
            assert_eq!(network.scores(), whole.scores());
            assert_eq!(network.level(), whole.level());
        }
        assert!(200 - whole.level().len() < 3 && whole.scores().0.len() == 200);
    }

    #[test]
    fn what_lies_under_the_voice_is_cut_off_and_the_voice_is_not() {
        let level = |hz: f32| {
            let mut low_cut = LowCut::new(cutoffs().voice.voice_low_cut_hz);
            let tone = (0..16_000).map(|i| (i as f32 * hz * std::f32::consts::TAU / 16_000.0).sin());
            let filtered: Vec<f32> = tone.map(|sample| low_cut.next(sample)).collect();
            filtered[8_000..].iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()))
        };
        assert!(level(10.0) < 0.02, "{}", level(10.0));
        assert!((0.5..0.9).contains(&level(80.0)), "{}", level(80.0));
        assert!(level(200.0) > 0.97 && level(4000.0) > 0.99);
    }

    #[test]
    fn the_gain_follows_the_level() {
        let voice = &cutoffs().voice;
        for (level, accept) in
            [(0.2, voice.voice_score_min), (0.03, voice.voice_score_min), (0.001, voice.quiet_voice_score_min)]
        {
            let mut network = Network::default();
            let tone: Vec<f32> = (0..16_000).map(|i| level * (i as f32 * 0.3).sin()).collect();
            network.hear(&tone);
            assert_eq!(network.scores().1, accept as f32, "{level}");
        }
        assert!(Network::default().scores().0.is_empty());
    }
}
