//! How loud the recording is (EBU R128), and how the voice's loudness moves.

use ebur128::{EbuR128, Mode};

use crate::types::ANALYSIS_RATE;
use crate::types::{Seconds, Span};

/// Seconds between values of momentary loudness.
pub const LOUDNESS_HOP_S: Seconds = 0.1;
/// Seconds that each momentary value looks back on, fixed by EBU Tech 3341.
pub const MOMENTARY_S: Seconds = 0.4;

/// Loudness of a recording, K-weighted (ITU-R BS.1770).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loudness {
    /// Gated loudness of the whole recording, LUFS; `None` for silence.
    pub integrated_lufs: Option<f64>,
    /// Momentary loudness, LUFS: value `i` covers the [`MOMENTARY_S`] that end at `(i + 1) * LOUDNESS_HOP_S`; `None` in
    /// silence.
    pub momentary_lufs: Vec<Option<f32>>,
}

/// Measures `samples` (16 kHz mono).
pub fn measure(samples: &[f32]) -> Loudness {
    let mut meter = EbuR128::new(1, ANALYSIS_RATE, Mode::I | Mode::M).expect("one channel at a usual rate");
    let hop = (LOUDNESS_HOP_S * f64::from(ANALYSIS_RATE)) as usize;
    let audible = |lufs: f64| Some(lufs).filter(|lufs| lufs.is_finite());
    let momentary_lufs = samples
        .chunks(hop)
        .map(|chunk| {
            meter.add_frames_f32(chunk).ok()?;
            audible(meter.loudness_momentary().ok()?).map(|lufs| lufs as f32)
        })
        .collect();
    Loudness { integrated_lufs: meter.loudness_global().ok().and_then(audible), momentary_lufs }
}

impl Loudness {
    /// The momentary values whose whole time lies in one stretch of speech, with that time.
    pub fn in_speech<'a>(&'a self, speech: &'a [Span]) -> impl Iterator<Item = (Span, f32)> + 'a {
        let mut next = 0;
        self.momentary_lufs.iter().enumerate().filter_map(move |(i, lufs)| {
            let end_s = (i + 1) as f64 * LOUDNESS_HOP_S;
            let span = Span::new(end_s - MOMENTARY_S, end_s);
            while speech.get(next).is_some_and(|s| s.end_s < span.end_s) {
                next += 1;
            }
            let inside = speech.get(next).is_some_and(|s| s.start_s <= span.start_s);
            Some((span, (*lufs).filter(|_| inside)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    fn tone(seconds: f64, amplitude: f32) -> Vec<f32> {
        let n = (seconds * f64::from(ANALYSIS_RATE)) as usize;
        (0..n).map(|i| amplitude * (TAU * 997.0 * i as f32 / ANALYSIS_RATE as f32).sin()).collect()
    }

    #[test]
    fn the_reference_tone_of_the_standard_has_its_loudness() {
        // BS.1770: 997 Hz at full scale in one channel reads -3.01 LUFS.
        let loudness = measure(&tone(5.0, 1.0));
        assert!((loudness.integrated_lufs.unwrap() + 3.01).abs() < 0.1, "{loudness:?}");
        assert!((loudness.momentary_lufs[20].unwrap() + 3.01).abs() < 0.1);
        assert_eq!(measure(&[0.0; 32_000]).integrated_lufs, None);
        assert_eq!(measure(&[]), Loudness::default());
    }

    #[test]
    fn only_windows_inside_speech_count() {
        let loudness = measure(&tone(3.0, 0.5));
        let speech = [Span::new(0.0, 0.35), Span::new(0.5, 1.5), Span::new(2.0, 2.45)];
        let spans: Vec<f64> = loudness.in_speech(&speech).map(|(span, _)| span.start_s).collect();
        assert_eq!(spans.len(), 8, "{spans:?}");
        assert!((spans[0] - 0.5).abs() < 1e-9 && (spans[7] - 2.0).abs() < 1e-9, "{spans:?}");
    }
}
