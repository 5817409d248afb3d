//! Many channels to one, and the level of each on the way.
//!
//! The mono signal is the mean of the channels that carry sound: a phone that writes its one microphone into the left
//! half of a stereo file must not come out 6 dB too quiet. Which channels carry sound is known only at the end, so
//! the mean of all is taken while streaming and scaled once at the end. Channels of opposite phase (a miswired
//! balanced cable) would cancel, so they are turned round, for as long as they are opposite: a file may be joined from
//! the takes of two cables. A constant is no sound, and counts for no level.

use crate::thresholds::cutoffs;

/// Decoders of hostile float files can give anything; what is beyond this is no sound (full scale is 1).
const ABSURD: f32 = 32_768.0;
/// Frames over which a channel keeps its sign.
const STRETCH: usize = 256;

#[derive(Debug, Clone)]
struct Channel {
    frames: u64,
    sum: f64,
    sum_of_squares: f64,
    lowest: f32,
    highest: f32,
    /// 1, or −1 where it is turned round.
    sign: f32,
    /// Of the last moments: its energy, and its product with the reference channel.
    energy: f64,
    product: f64,
}

impl Default for Channel {
    fn default() -> Self {
        let (sum, sum_of_squares, energy, product) = (0.0, 0.0, 0.0, 0.0);
        Self { frames: 0, sum, sum_of_squares, lowest: 0.0, highest: 0.0, sign: 1.0, energy, product }
    }
}

impl Channel {
    fn mean(&self) -> f64 {
        self.sum / self.frames.max(1) as f64
    }

    /// Energy without the constant part.
    fn sound(&self) -> f64 {
        (self.sum_of_squares - self.sum * self.mean()).max(0.0)
    }

    /// Highest magnitude, without the constant part when there is one.
    fn peak(&self) -> f32 {
        let mean = self.mean();
        let offset = if mean.abs() < cutoffs().sound.dc_offset_min { 0.0 } else { mean as f32 };
        (self.highest - offset).abs().max((self.lowest - offset).abs())
    }
}

/// Mixes blocks of planar samples and keeps the level of what went through.
#[derive(Debug, Clone)]
pub(super) struct Mixer {
    /// From this magnitude on a sample counts as clipped.
    full_scale: f32,
    channels: Vec<Channel>,
    samples: u64,
    clipped: u64,
    mono: Vec<f32>,
}

impl Mixer {
    /// For samples coded with `bits` bits (16 when the codec has no such notion).
    pub fn new(bits: Option<u32>) -> Self {
        // The highest positive code is one step under 1.0; half a step more absorbs rounding.
        let bits = bits.unwrap_or(16).clamp(8, 16);
        let full_scale = 1.0 - 1.5 / (1_u32 << (bits - 1)) as f32;
        Self { full_scale, channels: Vec::new(), samples: 0, clipped: 0, mono: Vec::new() }
    }

    /// Mixes one block; `planes` holds one slice of equal length per channel.
    pub fn mix(&mut self, planes: &[&[f32]], rate: u32) -> &[f32] {
        let frames = planes.first().map_or(0, |plane| plane.len());
        self.mono.clear();
        self.mono.resize(frames, 0.0);
        if self.channels.len() < planes.len() {
            self.channels.resize(planes.len(), Channel::default());
        }
        let weight = 1.0 / planes.len() as f32;
        for start in (0..frames).step_by(STRETCH) {
            let end = frames.min(start + STRETCH);
            if planes.len() > 1 {
                self.turn(planes, start..end, rate);
            }
            for (plane, channel) in planes.iter().zip(&mut self.channels) {
                let weight = weight * channel.sign;
                for (mono, &sample) in self.mono[start..end].iter_mut().zip(&plane[start..end]) {
                    let sample = audible(sample);
                    *mono += weight * sample;
                    channel.sum += f64::from(sample);
                    channel.sum_of_squares += f64::from(sample) * f64::from(sample);
                    channel.lowest = channel.lowest.min(sample);
                    channel.highest = channel.highest.max(sample);
                    self.clipped += u64::from(sample.abs() >= self.full_scale);
                }
                channel.frames += (end - start) as u64;
            }
        }
        self.samples += (frames * planes.len()) as u64;
        &self.mono
    }

    /// Turns round the channels that were opposite to the reference in the moments up to the end of `stretch`.
    fn turn(&mut self, planes: &[&[f32]], stretch: std::ops::Range<usize>, rate: u32) {
        let fade_frames = cutoffs().sound.channels_opposite_s * f64::from(rate.max(1));
        let kept = (-(stretch.len() as f64) / fade_frames).exp();
        let means: Vec<f64> = self.channels.iter().map(Channel::mean).collect();
        let reference = self.reference();
        let sound = |index: usize, at: usize| f64::from(audible(planes[index][at])) - means[index];
        for (index, channel) in self.channels.iter_mut().enumerate().take(planes.len()) {
            let (mut energy, mut product) = (0.0, 0.0);
            for at in stretch.clone() {
                let sample = sound(index, at);
                energy += sample * sample;
                product += sample * sound(reference, at);
            }
            channel.energy = kept * channel.energy + energy;
            channel.product = kept * channel.product + product;
        }
        let least = cutoffs().sound.channels_opposite;
        let silent = 10_f64.powf(-cutoffs().sound.channel_silent_db / 10.0);
        let Channel { energy: loud, sign, .. } = self.channels[reference];
        for channel in self.channels.iter_mut().take(planes.len()) {
            let alike = channel.product / (channel.energy * loud).sqrt() * f64::from(channel.sign * sign);
            if channel.energy > silent * loud && alike < least {
                channel.sign = -channel.sign;
            }
        }
    }

    /// The channel that the others are held against: the first that is not silent beside the loudest.
    fn reference(&self) -> usize {
        let loudest = self.channels.iter().map(Channel::sound).fold(0.0, f64::max);
        self.channels.iter().position(|channel| channel.sound() > loudest / 100.0).unwrap_or(0)
    }

    /// Factor that turns the mean of all channels into the mean of those that carry sound.
    pub fn gain(&self) -> f32 {
        let below = 10_f64.powf(-cutoffs().sound.channel_silent_db / 10.0);
        let loudest = self.channels.iter().map(Channel::sound).fold(0.0, f64::max);
        let is_active = |channel: &&Channel| channel.sound() > 0.0 && channel.sound() >= loudest * below;
        match self.channels.iter().filter(is_active).count() {
            0 => 1.0,
            active => self.channels.len() as f32 / active as f32,
        }
    }

    pub fn channels(&self) -> u16 {
        u16::try_from(self.channels.len()).unwrap_or(u16::MAX)
    }

    pub fn peak(&self) -> f32 {
        self.channels.iter().map(Channel::peak).fold(0.0, f32::max)
    }

    /// Samples at full scale, % of all.
    pub fn clipped_pct(&self) -> f32 {
        (100.0 * self.clipped as f64 / self.samples.max(1) as f64) as f32
    }
}

fn audible(sample: f32) -> f32 {
    if sample.is_finite() { sample.clamp(-ABSURD, ABSURD) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 16_000;

    fn tone(amplitude: f32) -> Vec<f32> {
        (0..1600).map(|i| amplitude * (i as f32 * 0.1).sin()).collect()
    }

    fn peak(samples: &[f32]) -> f32 {
        samples.iter().fold(0.0_f32, |a, &b| a.max(b.abs()))
    }

    #[test]
    fn a_silent_channel_does_not_halve_the_level() {
        let mut mixer = Mixer::new(Some(16));
        let (left, right) = (tone(0.5), tone(0.0005));
        let mono: Vec<f32> = mixer.mix(&[&left, &right], RATE).to_vec();
        let at_peak = peak(&mono) * mixer.gain();
        assert!((at_peak - 0.5).abs() < 0.01, "{at_peak}");
    }

    #[test]
    fn a_channel_that_only_lies_off_zero_is_silent() {
        let mut mixer = Mixer::new(Some(16));
        let mono: Vec<f32> = mixer.mix(&[&tone(0.5), &[0.4; 1600]], RATE).to_vec();
        assert!((peak(&mono) - 0.45).abs() < 0.01 && mixer.gain() == 2.0, "{}", mixer.gain());
        assert!((mixer.peak() - 0.5).abs() < 0.01, "{}", mixer.peak());
    }

    #[test]
    fn two_equal_channels_stay_as_they_are() {
        let mut mixer = Mixer::new(Some(16));
        let channel = tone(0.5);
        assert_eq!(mixer.mix(&[&channel, &channel], RATE), &channel[..]);
        assert_eq!(mixer.gain(), 1.0);
    }

    #[test]
    fn opposite_channels_are_turned_round_where_they_are_opposite() {
        let mut mixer = Mixer::new(Some(16));
        for sign in [1.0, -1.0, -1.0, 1.0, 1.0] {
            mixer.mix(&[&tone(0.48), &tone(sign * 0.5)], RATE);
            // In the first tenth of a second behind a change, what was before still counts.
            let mono = mixer.mix(&[&tone(0.48), &tone(sign * 0.5)], RATE);
            assert!((peak(mono) - 0.49).abs() < 0.01, "{sign}: {}", peak(mono));
        }
    }

    #[test]
    fn channels_that_have_nothing_in_common_keep_their_sign() {
        let mut mixer = Mixer::new(Some(16));
        let other: Vec<f32> = (0..1600).map(|i| 0.5 * (i as f32 * 0.173).sin()).collect();
        for _ in 0..10 {
            mixer.mix(&[&tone(0.5), &other], RATE);
            assert!(mixer.channels.iter().all(|channel| channel.sign == 1.0));
        }
    }

    #[test]
    fn full_scale_is_counted_in_the_depth_of_the_file_and_nonsense_is_no_sound() {
        let mut eight = Mixer::new(Some(8));
        eight.mix(&[&[127.0 / 128.0, 0.9, -1.0, 0.0]], RATE);
        assert_eq!(eight.clipped_pct(), 50.0);
        let mut sixteen = Mixer::new(Some(24));
        sixteen.mix(&[&[127.0 / 128.0, 32767.0 / 32768.0]], RATE);
        assert_eq!(sixteen.clipped_pct(), 50.0);
        let mut float = Mixer::new(None);
        assert_eq!(float.mix(&[&[f32::NAN, f32::INFINITY, 0.25]], RATE), &[0.0, 0.0, 0.25]);
    }
}
