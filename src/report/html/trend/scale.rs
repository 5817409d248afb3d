//! A value axis with a few even steps.

use crate::types::Unit;

/// Steps between two lines of the axis, at most.
const MOST: f64 = 5.0;
/// Steps of a clock, seconds.
const CLOCK: [f64; 12] = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0];

/// The values of the lines, ascending, from at or under `low` to at or over `high`; two at least.
pub fn lines(low: f64, high: f64, unit: Unit) -> Vec<f64> {
    let least = 10f64.powi(-(unit.decimals() as i32));
    let step = step((high - low) / MOST, unit).max(least);
    let first = (low / step).floor();
    let last = (high / step).ceil().max(first + 1.0);
    (0..=(last - first) as usize).map(|at| (first + at as f64) * step).collect()
}

/// The smallest step that people count in and that is no smaller than `least`.
fn step(least: f64, unit: Unit) -> f64 {
    if unit == Unit::Seconds {
        return CLOCK.into_iter().find(|step| *step >= least).unwrap_or((least / 3600.0).ceil() * 3600.0);
    }
    let power = 10f64.powf(least.max(f64::MIN_POSITIVE).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|of| of * power)
        .find(|step| *step >= least * 0.999_999)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_are_those_that_people_count_in() {
        assert_eq!(lines(0.0, 8.2, Unit::PerMinute), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(lines(131.0, 176.0, Unit::WordsPerMinute), [130.0, 140.0, 150.0, 160.0, 170.0, 180.0]);
        assert_eq!(lines(62.0, 95.0, Unit::Seconds), [60.0, 70.0, 80.0, 90.0, 100.0]);
        assert_eq!(lines(3.0, 3.0, Unit::Count), [3.0, 4.0]);
    }

    proptest! {
        #[test]
        fn lines_are_few_and_hold_every_value(low in -50.0..5000.0f64, width in 0.0..5000.0f64) {
            for unit in [Unit::Seconds, Unit::Count, Unit::PerMinute, Unit::Semitones] {
                let lines = lines(low, low + width, unit);
                prop_assert!((2..=8).contains(&lines.len()), "{lines:?}");
                prop_assert!(lines[0] <= low + 1e-6 && lines[lines.len() - 1] >= low + width - 1e-6);
            }
        }
    }
}
