//! Takes stretches out of a recording so that nobody hears the seam.

use std::f32::consts::PI;

use crate::thresholds::cutoffs;
use crate::types::{Seconds, Span};

/// Frame in which the quietest place is looked for, seconds.
const FRAME_S: Seconds = 0.005;

/// `samples` at `rate` Hz without `cuts`, which are in seconds, in any order. Each edge moves to the quietest place within
/// `cut_reach_s`, and what stands before a cut fades into what stands after it over `cut_fade_s`.
pub fn cut(samples: &[f32], rate: u32, cuts: &[Span]) -> Vec<f32> {
    let in_samples = |seconds: Seconds| ((seconds.max(0.0) * f64::from(rate)).round() as usize).min(samples.len());
    let (fade, reach) = (in_samples(cutoffs().sound.cut_fade_s), in_samples(cutoffs().sound.cut_reach_s));
    let frame = in_samples(FRAME_S).max(1);
    let mut stretches: Vec<(usize, usize)> = cuts
        .iter()
        .map(|span| (in_samples(span.start_s), in_samples(span.end_s)))
        .filter(|(start, end)| start < end)
        .map(|(start, end)| {
            let near = reach.min((end - start) / 2);
            (quietest(samples, start, near, frame), quietest(samples, end, near, frame))
        })
        .filter(|(start, end)| start < end)
        .collect();
    stretches.sort_unstable();

    let mut kept: Vec<f32> = Vec::with_capacity(samples.len());
    let mut from = 0;
    for (start, end) in stretches {
        if end <= from {
            continue;
        }
        append(&mut kept, samples, from, start.max(from), fade);
        from = end;
    }
    append(&mut kept, samples, from, samples.len(), fade);
    kept
}

/// Appends `samples[from..to]`; at a seam the sound before the cut goes on under the new sound while it fades.
fn append(kept: &mut Vec<f32>, samples: &[f32], from: usize, to: usize, fade: usize) {
    let is_seam = from > 0 && !kept.is_empty();
    let fade = if is_seam { fade.min(to - from).min(kept.len()) } else { 0 };
    let seam = kept.len() - fade;
    for (i, new) in samples[from..from + fade].iter().enumerate() {
        // A raised cosine: both weights are 1 in sum, and the slope is 0 at both ends.
        let weight = 0.5 - 0.5 * (PI * (i as f32 + 0.5) / fade as f32).cos();
        kept[seam + i] = kept[seam + i] * (1.0 - weight) + new * weight;
    }
    kept.extend_from_slice(&samples[from + fade..to]);
}

/// The start of the frame with least energy within `reach` of `at`; the nearest of equals.
fn quietest(samples: &[f32], at: usize, reach: usize, frame: usize) -> usize {
    let energy = |start: usize| -> f32 {
        samples[start..(start + frame).min(samples.len())].iter().map(|sample| sample * sample).sum()
    };
    let places = (at.saturating_sub(reach)..=(at + reach).min(samples.len())).step_by(frame.div_ceil(4));
    let best = places.min_by(|a, b| energy(*a).total_cmp(&energy(*b)).then(a.abs_diff(at).cmp(&b.abs_diff(at))));
    best.filter(|best| energy(*best) < energy(at)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 16_000;

    fn tone(seconds: f64, hz: f32) -> Vec<f32> {
        (0..(seconds * f64::from(RATE)) as usize)
            .map(|i| 0.5 * (2.0 * PI * hz * i as f32 / RATE as f32).sin())
            .collect()
    }

    /// The largest step between neighbours: a click is one far above the signal's own.
    fn largest_step(samples: &[f32]) -> f32 {
        samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn what_is_cut_is_gone_and_the_seam_does_not_click() {
        for hz in [90.0, 220.0, 1000.0] {
            let sound = tone(2.0, hz);
            for start_s in [0.4, 0.5013, 0.77] {
                let shorter = cut(&sound, RATE, &[Span::new(start_s, start_s + 0.6)]);
                let gone_s = (sound.len() - shorter.len()) as f64 / f64::from(RATE);
                assert!((gone_s - 0.6).abs() < 0.07, "{gone_s}");
                assert!(largest_step(&shorter) <= 1.3 * largest_step(&sound), "{hz} Hz at {start_s}");
            }
        }
    }

    #[test]
    fn cuts_in_any_order_may_overlap_or_reach_past_the_end() {
        let sound = tone(2.0, 200.0);
        let cuts = [Span::new(1.5, 9.0), Span::new(0.2, 0.6), Span::new(0.5, 0.8), Span::new(0.7, 0.7)];
        let seconds = cut(&sound, RATE, &cuts).len() as f64 / f64::from(RATE);
        assert!((seconds - 0.9).abs() < 0.15, "{seconds}");
        assert_eq!(cut(&sound, RATE, &[]), sound);
        assert!(cut(&sound, RATE, &[Span::new(5.0, 6.0), Span::new(f64::NAN, 1.0)]).len() <= sound.len());
        assert!(cut(&[], RATE, &cuts).is_empty());
    }

    #[test]
    fn an_edge_moves_into_the_silence_beside_it() {
        let mut sound = tone(1.0, 200.0);
        sound[7_800..8_100].fill(0.0);
        assert!((7_800..8_100).contains(&quietest(&sound, 8_200, 400, 80)));
        assert_eq!(quietest(&[0.0; 2_000], 1_000, 400, 80), 1_000, "all alike: where it is");
    }
}
