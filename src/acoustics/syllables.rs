//! Syllable nuclei: the peaks of energy that a listener counts, found without any words.

use crate::acoustics::frames::{HOP_S, centre_s, percentile};
use crate::acoustics::pitch::PitchTrack;
use crate::acoustics::spectrum::Spectrum;
use crate::thresholds::cutoffs;
use crate::types::Seconds;

/// Times of the syllable nuclei, in order: peaks of the smoothed energy below 3.8 kHz that are voiced, near enough to
/// the loud ones, and set off by a dip from the nucleus before.
///
/// Source: de Jong & Wempe 2009, with a threshold under the loud peaks instead of the loudest.
pub fn nuclei(spectrum: &Spectrum, pitch: &PitchTrack) -> Vec<Seconds> {
    let level = smoothed_db(spectrum, (cutoffs().syllables.syllable_smoothing_s / HOP_S / 2.0) as usize);
    let Some(loud) = percentile(&mut level.clone(), 0.95) else { return Vec::new() };
    let lowest = loud - cutoffs().syllables.syllable_below_loud_db as f32;
    let dip_db = cutoffs().syllables.syllable_dip_db as f32;
    let voiced_min = cutoffs().syllables.syllable_voiced_probability_min as f32;
    let is_peak = |i: usize| level[i] > level[i - 1] && level[i] >= level[i + 1] && level[i] > lowest;
    let is_voiced = |i: usize| pitch.f0_hz[i].is_some() || pitch.voiced_probability[i] > voiced_min;

    let mut found: Vec<usize> = Vec::new();
    for i in (1..level.len().saturating_sub(1)).filter(|&i| is_peak(i) && is_voiced(i)) {
        match found.last_mut() {
            Some(last) => {
                let dip = level[*last..=i].iter().copied().fold(f32::INFINITY, f32::min);
                if level[i].min(level[*last]) - dip >= dip_db {
                    found.push(i);
                } else if level[i] > level[*last] {
                    *last = i;
                }
            }
            None => found.push(i),
        }
    }
    found.into_iter().map(centre_s).collect()
}

/// Energy of all bands, in dB, averaged over `reach` frames on each side.
fn smoothed_db(spectrum: &Spectrum, reach: usize) -> Vec<f32> {
    let power: Vec<f64> =
        spectrum.bands_db.iter().map(|bands| bands.iter().map(|db| 10f64.powf(f64::from(*db) / 10.0)).sum()).collect();
    let mut sums = vec![0.0];
    sums.extend(power.iter().scan(0.0, |sum, power| {
        *sum += power;
        Some(*sum)
    }));
    (0..power.len())
        .map(|i| {
            let (from, until) = (i.saturating_sub(reach), (i + reach + 1).min(power.len()));
            (10.0 * ((sums[until] - sums[from]).max(1e-12) / (until - from) as f64).log10()) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acoustics::{pitch, spectrum};
    use crate::types::ANALYSIS_RATE;

    /// A buzz of 120 Hz whose loudness swells `per_second` times a second.
    fn swelling(seconds: f32, per_second: f32) -> Vec<f32> {
        let rate = ANALYSIS_RATE as f32;
        (0..(seconds * rate) as usize)
            .map(|i| {
                let t = i as f32 / rate;
                let swell = 0.05 + (std::f32::consts::PI * per_second * t).sin().powi(2);
                let buzz: f32 = (1..20).map(|k| (std::f32::consts::TAU * 120.0 * k as f32 * t).sin() / k as f32).sum();
                0.2 * swell * buzz
            })
            .collect()
    }

    fn count(samples: &[f32]) -> usize {
        nuclei(&spectrum::analyze(samples), &pitch::track(samples)).len()
    }

    #[test]
    fn each_swell_is_a_syllable_and_a_held_vowel_is_one() {
        assert_eq!(count(&swelling(3.0, 4.0)), 12);
        assert!(count(&swelling(1.0, 0.0)) <= 1);
        assert_eq!(count(&[0.0; 16_000]), 0);
        assert_eq!(count(&[]), 0);
    }
}
