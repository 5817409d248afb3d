//! How the voice sounded: what the measures of pitch, loudness and syllables look at.

use crate::acoustics::frames::{centre_s, frame_at};
use crate::types::{Seconds, Span};

/// Tracks on the 10 ms grid (frame `i` is centred at `(i + 0.5) * HOP_S`) and what was found in them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Voice {
    /// Inside the speaker's own range, in Hz; `None` where the voice is not periodic, or octaves off.
    pub f0_hz: Vec<Option<f32>>,
    /// RMS, dBFS.
    pub level_dbfs: Vec<f32>,
    /// Momentary loudness, LUFS, of each 0.4 s that lie wholly in speech.
    pub loudness_lufs: Vec<f32>,
    /// Syllable nuclei, in order.
    pub nuclei_s: Vec<Seconds>,
}

impl Voice {
    /// F0 of the voiced frames inside `span` with their times, in order.
    pub fn voiced_in(&self, span: &Span) -> Vec<(Seconds, f32)> {
        let frames = self.frames(span, self.f0_hz.len());
        frames.filter_map(|i| Some((centre_s(i), self.f0_hz[i]?))).collect()
    }

    /// Levels of the voiced frames inside `span`, dBFS.
    pub fn voiced_levels_in(&self, span: &Span) -> Vec<f32> {
        let frames = self.frames(span, self.f0_hz.len().min(self.level_dbfs.len()));
        frames.filter(|&i| self.f0_hz[i].is_some()).map(|i| self.level_dbfs[i]).collect()
    }

    fn frames(&self, span: &Span, count: usize) -> std::ops::Range<usize> {
        let end = frame_at(span.end_s).min(count);
        frame_at(span.start_s).min(end)..end
    }
}

/// Mean and standard deviation; `None` for fewer than two values.
pub fn mean_and_deviation(values: &[f64]) -> Option<(f64, f64)> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| (mean, (squares / (count - 1.0)).sqrt()))
}
