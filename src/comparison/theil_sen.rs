//! The median of all slopes between two points (Theil 1950), with Sen's interval by Kendall's rank statistic (1968).
//!
//! A quarter of the takes may be far off without moving it much, and it asks for no normal distribution.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::types::{Slope, ValueRange};

/// Takes up to which Kendall's statistic is counted out; beyond, its normal approximation is as good.
const EXACT_UP_TO: usize = 60;

/// The slope through `points`, `(x, y)`; `None` when no two of them differ in x. The interval covers at least
/// `1 - alpha`; it is absent with so few points that no order of them is rarer than `alpha`.
pub fn slope(points: &[(f64, f64)], alpha: f64) -> Option<Slope> {
    let mut slopes: Vec<f64> = Vec::with_capacity(points.len() * points.len().saturating_sub(1) / 2);
    for (at, first) in points.iter().enumerate() {
        for second in &points[at + 1..] {
            if second.0 != first.0 {
                slopes.push((second.1 - first.1) / (second.0 - first.0));
            }
        }
    }
    if slopes.is_empty() {
        return None;
    }
    slopes.sort_by(f64::total_cmp);
    let interval = half_width(points.len(), alpha).map(|steps| {
        // Pairs at the same x have no slope, so fewer are left out on each side.
        let all = (points.len() * (points.len() - 1) / 2) as f64;
        let outside = ((all - steps) / 2.0 * slopes.len() as f64 / all).floor().max(1.0) as usize;
        ValueRange { low: slopes[outside - 1], high: slopes[slopes.len() - outside] }
    });
    Some(Slope { value: middle(&slopes), interval })
}

/// The line's height at x = 0: the median of what is left.
pub fn intercept(points: &[(f64, f64)], slope: f64) -> f64 {
    let mut heights: Vec<f64> = points.iter().map(|(x, y)| y - slope * x).collect();
    heights.sort_by(f64::total_cmp);
    middle(&heights)
}

fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / 2.0 }
}

/// The largest value of |S|, Kendall's concordant less discordant pairs, that chance makes often enough; `None` when it
/// makes all of them.
fn half_width(points: usize, alpha: f64) -> Option<f64> {
    let n = points as f64;
    if points > EXACT_UP_TO {
        let deviation = (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
        return Some(Normal::standard().inverse_cdf(1.0 - alpha / 2.0) * deviation);
    }
    let all = points * points.saturating_sub(1) / 2;
    let mut tail = 0.0;
    for (discordant, share) in discordant_pairs(points).into_iter().enumerate() {
        tail += share;
        if tail > alpha / 2.0 {
            // One step of S is two: a pair more or less.
            return (discordant > 0).then_some(all as f64 - 2.0 * discordant as f64);
        }
    }
    None
}

/// Share of the orders of `points` values with 0, 1, 2, … discordant pairs.
fn discordant_pairs(points: usize) -> Vec<f64> {
    let mut shares = vec![1.0];
    for n in 2..=points {
        let mut next = vec![0.0; shares.len() + n - 1];
        for (at, share) in shares.iter().enumerate() {
            (0..n).for_each(|more| next[at + more] += share / n as f64);
        }
        shares = next;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wild_take_moves_the_slope_little() {
        let mut points: Vec<(f64, f64)> = (0..9).map(|x| (f64::from(x), 2.0 * f64::from(x) + 1.0)).collect();
        points[4].1 = 500.0;
        let slope = slope(&points, 0.05).unwrap();
        assert_eq!(slope.value, 2.0);
        assert_eq!(intercept(&points, slope.value), 1.0);
    }

    #[test]
    fn kendalls_distribution_is_that_of_the_tables() {
        // P(S >= 8) and P(S >= 10) for five values: 5/120 and 1/120 (Hollander & Wolfe, table A.30).
        let shares = discordant_pairs(5);
        assert!((shares[0] - 1.0 / 120.0).abs() < 1e-12 && (shares[1] - 4.0 / 120.0).abs() < 1e-12);
        assert_eq!(half_width(4, 0.05), None);
        assert_eq!(half_width(5, 0.05), Some(8.0));
        // k(.025) is 23 for ten values, so C is 21.
        assert_eq!(half_width(10, 0.05), Some(21.0));
    }

    #[test]
    fn too_few_points_have_no_interval_and_none_no_slope() {
        assert_eq!(slope(&[(1.0, 2.0)], 0.05), None);
        assert_eq!(slope(&[(1.0, 2.0), (1.0, 3.0)], 0.05), None);
        assert_eq!(slope(&[(0.0, 2.0), (1.0, 3.0), (2.0, 4.0)], 0.05).unwrap().interval, None);
    }
}
