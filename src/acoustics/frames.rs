//! Short-time energy on a fixed grid.

use crate::types::ANALYSIS_RATE;
use crate::types::Seconds;

/// Samples between frame centres: 10 ms.
pub const HOP_LENGTH: usize = ANALYSIS_RATE as usize / 100;
/// Samples in one frame: 25 ms, two periods of an 80 Hz voice.
pub const FRAME_LENGTH: usize = ANALYSIS_RATE as usize / 40;
/// Seconds between frame centres.
pub const HOP_S: Seconds = HOP_LENGTH as f64 / ANALYSIS_RATE as f64;
/// Level given to digital silence.
pub const FLOOR_DBFS: f32 = -100.0;

/// Root mean square of each frame in dB relative to full scale; frame `i` is centred at `(i + 0.5) * HOP_S`.
pub fn rms_dbfs(samples: &[f32]) -> Vec<f32> {
    (0..samples.len() / HOP_LENGTH)
        .map(|i| frame_dbfs(&samples[frame_start(i)..samples.len().min(frame_end(i))]))
        .collect()
}

/// [`rms_dbfs`] of samples that come in pieces: of every frame that is there as a whole.
#[derive(Debug, Default)]
pub struct Levels {
    level: Vec<f32>,
    /// The samples from the start of the next frame on.
    waiting: Vec<f32>,
}

impl Levels {
    pub fn level(&self) -> &[f32] {
        &self.level
    }

    /// Hears samples that follow those it heard before.
    pub fn hear(&mut self, samples: &[f32]) {
        self.waiting.extend_from_slice(samples);
        let (first, mut next) = (frame_start(self.level.len()), self.level.len());
        while let Some(frame) = self.waiting.get(frame_start(next) - first..frame_end(next) - first) {
            self.level.push(frame_dbfs(frame));
            next += 1;
        }
        self.waiting.drain(..frame_start(next) - first);
    }
}

/// The first sample of frame `i`.
fn frame_start(i: usize) -> usize {
    (i * HOP_LENGTH + HOP_LENGTH / 2).saturating_sub(FRAME_LENGTH / 2)
}

/// The sample after frame `i`.
fn frame_end(i: usize) -> usize {
    i * HOP_LENGTH + HOP_LENGTH / 2 + FRAME_LENGTH / 2
}

fn frame_dbfs(frame: &[f32]) -> f32 {
    power_dbfs(frame.iter().map(|x| x * x).sum::<f32>() / frame.len() as f32)
}

/// Mean square to dB relative to full scale, never under [`FLOOR_DBFS`].
pub fn power_dbfs(mean_square: f32) -> f32 {
    if mean_square > 0.0 { (10.0 * mean_square.log10()).max(FLOOR_DBFS) } else { FLOOR_DBFS }
}

/// The value below which `share` (0–1) of `values` lie; `None` when empty. Reorders `values`.
pub fn percentile(values: &mut [f32], share: f64) -> Option<f32> {
    let last = values.len().checked_sub(1)?;
    let rank = (share * last as f64).round() as usize;
    Some(*values.select_nth_unstable_by(rank, f32::total_cmp).1)
}

/// The time that frame `index` is centred at.
pub fn centre_s(index: usize) -> Seconds {
    (index as f64 + 0.5) * HOP_S
}

/// The frame whose 10 ms hold `time_s`.
pub fn frame_at(time_s: Seconds) -> usize {
    (time_s / HOP_S).max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_square_wave_has_0_dbfs_and_silence_the_floor() {
        let loud: Vec<f32> = (0..1600).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert!(rms_dbfs(&loud).iter().all(|db| db.abs() < 1e-4));
        assert!(rms_dbfs(&[0.0; 1600]).iter().all(|db| *db == FLOOR_DBFS));
        assert!(rms_dbfs(&[0.0; 100]).is_empty());
    }

    #[test]
    fn percentile_is_the_value_of_that_rank() {
        assert_eq!(percentile(&mut [5.0, 1.0, 3.0], 0.5), Some(3.0));
        assert_eq!(percentile(&mut [5.0, 1.0, 3.0], 1.0), Some(5.0));
        assert_eq!(percentile(&mut [], 0.5), None);
    }
}
