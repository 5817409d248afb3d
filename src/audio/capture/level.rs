//! How loud it is now: what a level meter shows, and how long nobody has spoken.

use std::collections::VecDeque;

use super::growing_wav::Format;
use super::limits::Limits;
use crate::audio::quality::dbfs;
use crate::thresholds::cutoffs;
use crate::types::Seconds;

/// The last block, and what was in the blocks before it. Levels are dBFS, `None` for digital silence.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Level {
    /// RMS of the loudest channel in the last block.
    pub rms_dbfs: Option<f32>,
    /// Highest sample within the hold time.
    pub peak_dbfs: Option<f32>,
    /// A sample was at full scale within the hold time.
    pub clipping: bool,
    /// For some time nothing was as loud as speech should be.
    pub too_quiet: bool,
    /// Not even noise: the microphone is muted or the wrong one.
    pub nearly_silent: bool,
    /// Somebody has spoken since the take began.
    pub spoken: bool,
    /// Since the last block that was louder than the gate.
    pub silence_s: Seconds,
}

/// Follows the level block by block.
#[derive(Debug)]
pub struct Meter {
    limits: &'static Limits,
    format: Format,
    block: Block,
    /// Peak and loudness of the latest blocks, the newest last.
    recent: VecDeque<FullBlock>,
    level: Level,
}

/// One block while it fills.
#[derive(Debug)]
struct Block {
    sums: Vec<f64>,
    frames: usize,
    peak: u16,
}

/// One block that is full.
#[derive(Debug, Clone, Copy)]
struct FullBlock {
    rms_dbfs: f32,
    peak: u16,
}

impl Meter {
    pub fn new(format: Format, limits: &'static Limits) -> Self {
        let block = Block { sums: vec![0.0; usize::from(format.channels)], frames: 0, peak: 0 };
        Self { limits, format, block, recent: VecDeque::new(), level: Level::default() }
    }

    pub fn level(&self) -> Level {
        self.level
    }

    /// A new take, or the end of a pause: silence counts from now.
    pub fn restart_silence(&mut self, new_take: bool) {
        self.level.silence_s = 0.0;
        self.level.spoken &= !new_take;
    }

    /// Takes in interleaved samples.
    pub fn hear(&mut self, samples: &[i16]) {
        let wanted = (self.limits.block_s * f64::from(self.format.sample_rate)) as usize;
        for frame in samples.chunks_exact(self.block.sums.len()) {
            for (sum, sample) in self.block.sums.iter_mut().zip(frame) {
                *sum += f64::from(*sample).powi(2);
                self.block.peak = self.block.peak.max(sample.unsigned_abs());
            }
            self.block.frames += 1;
            if self.block.frames >= wanted {
                self.finish_block();
            }
        }
    }

    fn finish_block(&mut self) {
        let loudest = self.block.sums.iter().fold(0.0_f64, |most, sum| most.max(*sum));
        let rms = (loudest / self.block.frames as f64).sqrt() / -f64::from(i16::MIN);
        let heard = FullBlock { rms_dbfs: dbfs(rms).unwrap_or(f32::NEG_INFINITY), peak: self.block.peak };
        self.block.sums.fill(0.0);
        (self.block.frames, self.block.peak) = (0, 0);
        self.recent.push_back(heard);
        if self.recent.len() > self.blocks(self.limits.noise_window_s) {
            self.recent.pop_front();
        }
        self.judge(heard);
    }

    fn judge(&mut self, now: FullBlock) {
        let limits = self.limits;
        let latest = |seconds: Seconds| self.recent.iter().rev().take(self.blocks(seconds));
        let loudest = |seconds| latest(seconds).fold(f32::NEG_INFINITY, |most, block| most.max(block.rms_dbfs));
        let quiet = |cutoff: f64| {
            self.recent.len() >= self.blocks(limits.quiet_after_s) && f64::from(loudest(limits.quiet_after_s)) < cutoff
        };
        let noise = self.recent.iter().fold(f32::INFINITY, |least, block| least.min(block.rms_dbfs));
        let gate = limits.gate_dbfs.max(f64::from(noise) + limits.gate_over_noise_db);
        let peak = latest(limits.peak_hold_s).map(|block| block.peak).max().unwrap_or(0);
        // Full scale is i16::MAX on one side of zero.
        let clipping = latest(limits.clip_hold_s).any(|block| block.peak >= i16::MAX.unsigned_abs());
        let nearly_silent = quiet(cutoffs().sound.nearly_silent_dbfs);
        let too_quiet = quiet(cutoffs().sound.too_quiet_dbfs);
        let voice = f64::from(now.rms_dbfs) >= gate;
        self.level = Level {
            rms_dbfs: now.rms_dbfs.is_finite().then_some(now.rms_dbfs),
            peak_dbfs: dbfs(f64::from(peak) / -f64::from(i16::MIN)),
            clipping,
            too_quiet,
            nearly_silent,
            spoken: self.level.spoken || voice,
            silence_s: if voice { 0.0 } else { self.level.silence_s + limits.block_s },
        };
    }

    fn blocks(&self, seconds: Seconds) -> usize {
        (seconds / self.limits.block_s).round() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONO: Format = Format { sample_rate: 8_000, channels: 1 };

    /// `seconds` of a tone of amplitude `dbfs` (its RMS is 3 dB less), at full scale ±1 = 0 dBFS.
    fn tone(seconds: f64, dbfs: f64) -> Vec<i16> {
        let amplitude = 10_f64.powf(dbfs / 20.0) * 32_767.0;
        (0..(seconds * 8_000.0) as usize)
            .map(|n| ((n as f64 * 440.0 / 8_000.0 * std::f64::consts::TAU).sin() * amplitude).round() as i16)
            .collect()
    }

    fn meter() -> Meter {
        Meter::new(MONO, Limits::built_in())
    }

    #[test]
    fn levels_are_those_of_the_tone() {
        let mut meter = meter();
        meter.hear(&tone(0.5, -20.0));
        let level = meter.level();
        assert!((level.rms_dbfs.unwrap() + 23.0).abs() < 0.1 && (level.peak_dbfs.unwrap() + 20.0).abs() < 0.1);
        meter.hear(&tone(1.0, -40.0));
        assert!((meter.level().peak_dbfs.unwrap() + 20.0).abs() < 0.1, "the peak is held");
        meter.hear(&tone(1.0, -40.0));
        assert!((meter.level().peak_dbfs.unwrap() + 40.0).abs() < 0.1, "and let go");
    }

    #[test]
    fn a_channel_that_is_silent_does_not_lower_the_level() {
        let mut meter = Meter::new(Format { channels: 2, ..MONO }, Limits::built_in());
        let left: Vec<i16> = tone(0.5, -20.0).into_iter().flat_map(|sample| [sample, 0]).collect();
        meter.hear(&left);
        assert!((meter.level().rms_dbfs.unwrap() + 23.0).abs() < 0.1);
    }

    #[test]
    fn warnings_come_and_go() {
        let mut meter = meter();
        meter.hear(&tone(0.2, 0.0));
        assert!(meter.level().clipping);
        meter.hear(&tone(4.0, -20.0));
        assert!(!meter.level().clipping && !meter.level().too_quiet);
        meter.hear(&tone(5.0, -50.0));
        assert!(meter.level().too_quiet && !meter.level().nearly_silent);
        meter.hear(&[0; 41_000]);
        assert!(meter.level().nearly_silent && meter.level().rms_dbfs.is_none());
        meter.hear(&tone(0.2, -20.0));
        assert!(!meter.level().too_quiet);
    }

    #[test]
    fn silence_is_counted_from_the_last_word_whatever_the_room() {
        for room in [-80.0, -45.0, -35.0] {
            let mut meter = meter();
            meter.hear(&tone(2.0, room));
            assert!(!meter.level().spoken, "noise at {room} is no speech");
            for _ in 0..20 {
                meter.hear(&tone(1.0, -15.0));
                assert_eq!(meter.level().silence_s, 0.0);
                meter.hear(&tone(0.5, room));
            }
            meter.hear(&tone(7.5, room));
            let level = meter.level();
            assert!(level.spoken && (level.silence_s - 8.0).abs() < 0.05, "{room}: {level:?}");
        }
    }
}
