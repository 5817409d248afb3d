//! Which of two values is the better one.

use crate::measures::Measure;
use crate::thresholds::{Prefer, Thresholds};
use crate::types::Change;

/// A measure and the edges of its band.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub measure: &'static Measure,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Target {
    fn prefer(&self) -> Option<Prefer> {
        Thresholds::built_in().difference(self.measure.id).prefer
    }

    fn has_band(&self) -> bool {
        self.low.is_some() || self.high.is_some()
    }

    /// How far `value`, as it is shown, lies outside the band.
    fn outside(&self, value: f64) -> f64 {
        let value = self.measure.unit.rounded(value);
        let under = self.low.map_or(0.0, |low| low - value);
        let over = self.high.map_or(0.0, |high| value - high);
        under.max(over).max(0.0)
    }

    /// What a real change from `a` to `b` is called: better is into the band or nearer to it; without a band, the
    /// direction that the data name.
    pub fn direction(&self, a: f64, b: f64, noticeable: f64) -> Change {
        let better = |is_better: bool| if is_better { Change::Better } else { Change::Worse };
        if !self.has_band() {
            return match self.prefer() {
                Some(Prefer::Lower) => better(b < a),
                Some(Prefer::Higher) => better(b > a),
                None => Change::Changed,
            };
        }
        let (from, to) = (self.outside(a), self.outside(b));
        let crosses = from > 0.0 && to > 0.0 && (b - a).abs() > from.max(to);
        match (from, to) {
            (0.0, 0.0) => Change::Changed,
            // From one side of the band to the other: only a noticeable gain is one.
            _ if crosses && (from - to).abs() < noticeable => Change::Changed,
            _ => better(to < from),
        }
    }

    /// The better of the values by index: the nearest to the band, inside it the nearest to its middle, or the farthest
    /// to the side that is open. `None` where no value is better than another.
    pub fn best(&self, values: &[f64]) -> Option<usize> {
        let inner = |value: f64| match (self.low, self.high, self.prefer()) {
            (Some(low), Some(high), _) => Some((value - (low + high) / 2.0).abs()),
            (None, Some(_), _) | (None, None, Some(Prefer::Lower)) => Some(value),
            (Some(_), None, _) | (None, None, Some(Prefer::Higher)) => Some(-value),
            (None, None, None) => None,
        };
        let keys: Option<Vec<(f64, f64)>> = values.iter().map(|v| Some((self.outside(*v), inner(*v)?))).collect();
        // Of equals the first: it was the best from then on.
        keys?
            .into_iter()
            .enumerate()
            .min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)))
            .map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures;

    fn target(id: &str, low: Option<f64>, high: Option<f64>) -> Target {
        Target { measure: measures::by_id(id).unwrap(), low, high }
    }

    #[test]
    fn better_is_into_the_band_or_nearer_to_it() {
        let pace = target("speech_rate_wpm", Some(130.0), Some(175.0));
        assert_eq!(pace.direction(200.0, 160.0, 16.0), Change::Better);
        assert_eq!(pace.direction(160.0, 200.0, 16.0), Change::Worse);
        assert_eq!(pace.direction(220.0, 190.0, 19.0), Change::Better);
        assert_eq!(pace.direction(140.0, 170.0, 14.0), Change::Changed);
        assert_eq!(pace.direction(120.0, 190.0, 12.0), Change::Changed, "too slow, then too fast");
        assert_eq!(pace.direction(100.0, 180.0, 10.0), Change::Better);
        let pauses = target("mid_clause_pause_count", None, None);
        assert_eq!(pauses.direction(9.0, 2.0, 2.0), Change::Better);
        assert_eq!(target("word_count", None, None).direction(9.0, 200.0, 2.0), Change::Changed);
    }

    #[test]
    fn the_best_is_deep_inside_the_band_or_far_to_its_open_side() {
        let pace = target("speech_rate_wpm", Some(130.0), Some(175.0));
        assert_eq!(pace.best(&[200.0, 174.0, 150.0, 131.0]), Some(2));
        assert_eq!(target("filler_rate_per_min", None, Some(2.0)).best(&[3.0, 0.5, 0.0, 0.0]), Some(2));
        assert_eq!(target("word_count", None, None).best(&[3.0, 0.5]), None);
        assert_eq!(pace.best(&[]), None);
    }
}
