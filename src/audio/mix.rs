//! Many channels to one, and the level of each on the way.
//!
//! The mono signal is the mean of the channels that carry sound: a phone that writes its one microphone into the left
//! half of a stereo file must not come out 6 dB too quiet. Which channels carry sound is known only at the end, so
//! the mean of all is taken while streaming and scaled once at the end. Channels of opposite phase (a miswired
//! balanced cable) would cancel; then the loudest channel alone is taken, in a second pass.

use crate::thresholds::Thresholds;

/// Decoders of hostile float files can give anything; what is beyond this is no sound (full scale is 1).
const ABSURD: f32 = 32_768.0;

/// How channels become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mix {
    Mean,
    Only(usize),
}

#[derive(Debug, Clone, Default)]
struct Channel {
    sum_of_squares: f64,
    peak: f32,
}

/// Mixes blocks of planar samples and keeps the level of what went through.
#[derive(Debug, Clone)]
pub(super) struct Mixer {
    mix: Mix,
    /// From this magnitude on a sample counts as clipped.
    full_scale: f32,
    channels: Vec<Channel>,
    mixed_sum_of_squares: f64,
    samples: u64,
    clipped: u64,
    mono: Vec<f32>,
}

impl Mixer {
    /// For samples coded with `bits` bits (16 when the codec has no such notion).
    pub fn new(mix: Mix, bits: Option<u32>) -> Self {
        // The highest positive code is one step under 1.0; half a step more absorbs rounding.
        let bits = bits.unwrap_or(16).clamp(8, 16);
        let full_scale = 1.0 - 1.5 / (1_u32 << (bits - 1)) as f32;
        Self {
            mix,
            full_scale,
            channels: Vec::new(),
            mixed_sum_of_squares: 0.0,
            samples: 0,
            clipped: 0,
            mono: Vec::new(),
        }
    }

    /// Mixes one block; `planes` holds one slice of equal length per channel.
    pub fn mix(&mut self, planes: &[&[f32]]) -> &[f32] {
        let frames = planes.first().map_or(0, |plane| plane.len());
        self.mono.clear();
        self.mono.resize(frames, 0.0);
        if self.channels.len() < planes.len() {
            self.channels.resize(planes.len(), Channel::default());
        }
        let weight = 1.0 / planes.len() as f32;
        for (index, (plane, channel)) in planes.iter().zip(&mut self.channels).enumerate() {
            let weight = match self.mix {
                Mix::Mean => weight,
                Mix::Only(only) if only == index => 1.0,
                Mix::Only(_) => 0.0,
            };
            for (mono, &sample) in self.mono.iter_mut().zip(*plane) {
                let sample = if sample.is_finite() { sample.clamp(-ABSURD, ABSURD) } else { 0.0 };
                *mono += weight * sample;
                channel.sum_of_squares += f64::from(sample) * f64::from(sample);
                channel.peak = channel.peak.max(sample.abs());
                self.clipped += u64::from(sample.abs() >= self.full_scale);
            }
        }
        self.samples += (frames * planes.len()) as u64;
        self.mixed_sum_of_squares += self.mono.iter().map(|&s| f64::from(s) * f64::from(s)).sum::<f64>();
        &self.mono
    }

    /// Factor that turns the mean of all channels into the mean of those that carry sound.
    pub fn gain(&self) -> f32 {
        if self.mix != Mix::Mean {
            return 1.0;
        }
        let active = self.active().count();
        if active == 0 { 1.0 } else { self.channels.len() as f32 / active as f32 }
    }

    /// The loudest channel, when the mean of the channels lost nearly all that the channels hold.
    pub fn cancelled_by(&self) -> Option<usize> {
        if self.mix != Mix::Mean || self.active().count() < 2 {
            return None;
        }
        // Unrelated channels keep their summed energy divided by n²; opposite ones keep next to nothing.
        let n = self.channels.len() as f64;
        let energy: f64 = self.channels.iter().map(|c| c.sum_of_squares).sum();
        let kept_db = 10.0 * (self.mixed_sum_of_squares / (energy / (n * n))).log10();
        (kept_db < Thresholds::built_in().cutoff("channels_cancel_db")).then(|| self.loudest())
    }

    pub fn channels(&self) -> u16 {
        u16::try_from(self.channels.len()).unwrap_or(u16::MAX)
    }

    pub fn peak(&self) -> f32 {
        self.channels.iter().map(|c| c.peak).fold(0.0, f32::max)
    }

    /// Samples at full scale, % of all.
    pub fn clipped_pct(&self) -> f32 {
        (100.0 * self.clipped as f64 / self.samples.max(1) as f64) as f32
    }

    /// Channels that carry sound: no more than a threshold under the loudest.
    fn active(&self) -> impl Iterator<Item = &Channel> {
        let below = 10_f64.powf(-Thresholds::built_in().cutoff("channel_silent_db") / 10.0);
        let loudest = self.channels.iter().map(|c| c.sum_of_squares).fold(0.0, f64::max);
        self.channels.iter().filter(move |c| c.sum_of_squares > 0.0 && c.sum_of_squares >= loudest * below)
    }

    fn loudest(&self) -> usize {
        let by_energy = |a: &usize, b: &usize| {
            self.channels[*a].sum_of_squares.total_cmp(&self.channels[*b].sum_of_squares).then(b.cmp(a))
        };
        (0..self.channels.len()).max_by(by_energy).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(amplitude: f32) -> Vec<f32> {
        (0..1600).map(|i| amplitude * (i as f32 * 0.1).sin()).collect()
    }

    #[test]
    fn a_silent_channel_does_not_halve_the_level() {
        let mut mixer = Mixer::new(Mix::Mean, Some(16));
        let (left, right) = (tone(0.5), tone(0.0005));
        let mono: Vec<f32> = mixer.mix(&[&left, &right]).to_vec();
        let at_peak = mono.iter().fold(0.0_f32, |a, &b| a.max(b)) * mixer.gain();
        assert!((at_peak - 0.5).abs() < 0.01, "{at_peak}");
        assert_eq!(mixer.cancelled_by(), None);
    }

    #[test]
    fn two_equal_channels_stay_as_they_are() {
        let mut mixer = Mixer::new(Mix::Mean, Some(16));
        let channel = tone(0.5);
        assert_eq!(mixer.mix(&[&channel, &channel]), &channel[..]);
        assert_eq!(mixer.gain(), 1.0);
    }

    #[test]
    fn opposite_channels_are_noticed_and_the_louder_one_named() {
        let mut mixer = Mixer::new(Mix::Mean, Some(16));
        mixer.mix(&[&tone(0.48), &tone(-0.5)]);
        assert_eq!(mixer.cancelled_by(), Some(1));
        let mut only = Mixer::new(Mix::Only(1), Some(16));
        assert_eq!(only.mix(&[&tone(0.48), &tone(-0.5)]), &tone(-0.5)[..]);
        assert_eq!((only.gain(), only.cancelled_by()), (1.0, None));
    }

    #[test]
    fn full_scale_is_counted_in_the_depth_of_the_file_and_nonsense_is_no_sound() {
        let mut eight = Mixer::new(Mix::Mean, Some(8));
        eight.mix(&[&[127.0 / 128.0, 0.9, -1.0, 0.0]]);
        assert_eq!(eight.clipped_pct(), 50.0);
        let mut sixteen = Mixer::new(Mix::Mean, Some(24));
        sixteen.mix(&[&[127.0 / 128.0, 32767.0 / 32768.0]]);
        assert_eq!(sixteen.clipped_pct(), 50.0);
        let mut float = Mixer::new(Mix::Mean, None);
        assert_eq!(float.mix(&[&[f32::NAN, f32::INFINITY, 0.25]]), &[0.0, 0.0, 0.25]);
    }
}
