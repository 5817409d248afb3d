//! Measures over time: a robust slope, and whether it is more than the takes differ anyway.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::goals::Goals;
use super::rules::Rules;
use super::target::Target;
use super::theil_sen::{intercept, slope};
use crate::measures::MeasureSpec;
use crate::types::{Change, MeasureId, MeasureTrend, Slope, TrendPoint, Unit};

const WEEK_S: f64 = 7.0 * 86_400.0;

/// One take with the values asked for; a measure that is undefined for it is not in the map.
#[derive(Debug, Clone)]
pub struct TrendTake {
    pub run: i64,
    pub saved_at: Timestamp,
    pub values: BTreeMap<&'static str, f64>,
}

/// One measure over `takes`, oldest first. `band` are the edges of its target.
pub fn measure(
    spec: &'static MeasureSpec,
    takes: &[TrendTake],
    band: (Option<f64>, Option<f64>),
    goals: &Goals,
) -> MeasureTrend {
    let rules = Rules::built_in();
    let rule = &rules.measures[spec.id];
    let target = Target { spec, low: band.0, high: band.1 };
    let points: Vec<TrendPoint> = takes
        .iter()
        .map(|take| TrendPoint { run: take.run, saved_at: take.saved_at, value: take.values.get(spec.id).copied() })
        .collect();
    let known: Vec<(&TrendPoint, f64)> = points.iter().filter_map(|point| Some((point, point.value?))).collect();
    let by_take: Vec<(f64, f64)> = (0u32..).zip(&known).map(|(at, (_, value))| (f64::from(at), *value)).collect();
    let alpha = rules.number("false_word_rate");
    let enough = known.len() as f64 >= rules.number("trend_takes_min");
    let without_guess = |slope: Slope| Slope { interval: slope.interval.filter(|_| enough), ..slope };
    let per_take = slope(&by_take, alpha).map(without_guess);
    let (change, noticeable) = changed(&by_take, per_take, &target);
    let best = target.best(&known.iter().map(|(_, value)| *value).collect::<Vec<_>>());
    let best = best.map(|at| known[at].0.clone());
    MeasureTrend {
        id: MeasureId::new(spec.id),
        title: spec.title.to_owned(),
        unit: spec.unit,
        low: band.0,
        high: band.1,
        goal: goals.get(spec.id).cloned(),
        text: text(spec.unit, known.len(), per_take, change),
        per_take,
        per_week: per_week(&known, alpha).map(without_guess),
        change,
        best,
        noticeable,
        noticeable_source: rule.source.clone(),
        noticeable_level: rule.level,
        points,
    }
}

/// A claim needs an interval without 0, and from the line's start to its end as much as a listener notices.
fn changed(points: &[(f64, f64)], per_take: Option<Slope>, target: &Target) -> (Change, f64) {
    let Some((slope, last)) = per_take.zip(points.last()) else { return (Change::TooFewTakes, 0.0) };
    let start = intercept(points, slope.value);
    let end = start + slope.value * last.0;
    let noticeable = Rules::built_in().measures[target.spec.id].noticeable(start, end);
    let change = match slope.interval {
        None => Change::TooFewTakes,
        Some(interval) if interval.low <= 0.0 && interval.high >= 0.0 => Change::AboutTheSame,
        Some(_) if (end - start).abs() < noticeable => Change::AboutTheSame,
        Some(_) => target.direction(start, end, noticeable),
    };
    (change, noticeable)
}

fn per_week(known: &[(&TrendPoint, f64)], alpha: f64) -> Option<Slope> {
    let (first, last) = (known.first()?.0.saved_at, known.last()?.0.saved_at);
    let weeks = |at: Timestamp| at.duration_since(first).as_secs_f64() / WEEK_S;
    let long_enough = weeks(last) * 7.0 >= Rules::built_in().number("trend_span_min_days");
    let points: Vec<(f64, f64)> = known.iter().map(|(point, value)| (weeks(point.saved_at), *value)).collect();
    long_enough.then(|| slope(&points, alpha)).flatten()
}

fn text(unit: Unit, takes: usize, per_take: Option<Slope>, change: Change) -> String {
    let least = Rules::built_in().number("trend_takes_min");
    match (change, per_take) {
        (Change::TooFewTakes, _) if (takes as f64) < least => {
            let takes = match takes {
                0 => "no take has it yet".to_owned(),
                1 => "one take".to_owned(),
                takes => format!("{takes} takes"),
            };
            format!("{takes}; from {least} on a trend can be told from chance")
        }
        (change, Some(slope)) if change.is_claim() => {
            let interval = slope.interval.unwrap_or(crate::types::ValueRange { low: slope.value, high: slope.value });
            let (low, high) =
                (interval.low.abs().min(interval.high.abs()), interval.low.abs().max(interval.high.abs()));
            let verb = if slope.value < 0.0 { "falls" } else { "rises" };
            let shown = |value: f64| per_take_value(value, unit);
            format!("{verb} by {} a take ({} to {})", shown(slope.value.abs()), shown(low), shown(high))
        }
        _ => "no change beyond your usual spread".to_owned(),
    }
}

/// A slope needs a digit more than a value has; seconds are not a clock time here.
pub fn per_take_value(value: f64, unit: Unit) -> String {
    let decimals = unit.decimals() + 1;
    let suffix = if unit == Unit::Seconds { " s" } else { "" };
    let text = format!("{value:.decimals$}");
    format!("{}{suffix}", text.strip_suffix(".0").unwrap_or(&text))
}
