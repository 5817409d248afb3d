//! A difference as a small chart: what a listener does not notice, what single takes differ by, where the true difference
//! may lie. Places in percent of the width, no difference in the middle.

use crate::types::MeasureChange;

/// Room at both ends, as a share of what is shown.
const MARGIN: f64 = 0.06;

pub struct Interval {
    /// Half the width of the stretch that is too small to notice.
    pub noticeable: f64,
    /// Half the width of one standard deviation of single takes; absent where too few are known.
    pub spread: Option<f64>,
    /// From where to where the 95 % interval goes.
    pub range: Option<(f64, f64)>,
    pub dot: f64,
}

impl Interval {
    /// `None` without both values.
    pub fn of(change: &MeasureChange) -> Option<Interval> {
        let difference = change.b? - change.a?;
        let edges = [change.interval.map(|i| i.low), change.interval.map(|i| i.high), change.spread];
        let most =
            edges.into_iter().flatten().chain([difference, change.noticeable]).fold(0.0f64, |m, v| m.max(v.abs()));
        let half = |value: f64| if most > 0.0 { 50.0 * value / most / (1.0 + MARGIN) } else { 0.0 };
        Some(Interval {
            noticeable: half(change.noticeable),
            spread: change.spread.map(half),
            range: change.interval.map(|interval| (50.0 + half(interval.low), 50.0 + half(interval.high))),
            dot: 50.0 + half(difference),
        })
    }
}
