//! Measures over time: a robust slope, and whether it is more than the takes differ anyway.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::goals::Goals;
use super::judge::{Pair, judge};
use super::rules::Rules;
use super::scale::Observation;
use super::target::Target;
use super::theil_sen::{intercept, slope};
use crate::format;
use crate::measures::Measure;
use crate::thresholds::Thresholds;
use crate::types::{Change, MeasureChange, MeasureId, MeasureTrend, Slope, TrendPoint, Unit, ValueRange};

const WEEK_S: f64 = 7.0 * 86_400.0;

/// One take with the values asked for; a measure that is undefined for it is not in the map.
#[derive(Debug, Clone)]
pub struct TrendTake {
    pub run: i64,
    pub saved_at: Timestamp,
    pub values: BTreeMap<&'static str, f64>,
}

/// A measure to follow, with the edges of its target band.
#[derive(Debug, Clone, Copy)]
pub struct Followed {
    pub measure: &'static Measure,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// Measures over `takes`, oldest first, whose values hold `duration_s` and `word_count` too.
///
/// A trend is named by its slope, which finds a steady drift, or by the newer half of the takes against the older one,
/// which finds a step; each may be wrong half as often as a comparison may.
pub fn measures(followed: &[Followed], takes: &[TrendTake], goals: &Goals) -> Vec<MeasureTrend> {
    let halves: Vec<Pair> = followed.iter().map(|one| halves(one, takes)).collect();
    followed.iter().zip(judge(&halves)).map(|(one, step)| measure(one, takes, &step, goals)).collect()
}

/// The older half of the takes that have a value against the newer one.
fn halves(followed: &Followed, takes: &[TrendTake]) -> Pair {
    let counts = Thresholds::built_in().difference(followed.measure.id).counts;
    let mut older: Vec<Observation> =
        takes.iter().filter_map(|take| Observation::of(followed.measure.id, counts, &take.values)).collect();
    let newer = older.split_off(older.len() / 2);
    Pair { measure: followed.measure, a: older, b: newer, past: Vec::new(), low: followed.low, high: followed.high }
}

fn measure(followed: &Followed, takes: &[TrendTake], step: &MeasureChange, goals: &Goals) -> MeasureTrend {
    let Followed { measure, low, high } = *followed;
    let rules = Rules::built_in();
    let rule = Thresholds::built_in().difference(measure.id);
    let target = Target { measure, low, high };
    let points: Vec<TrendPoint> = takes
        .iter()
        .map(|take| TrendPoint { run: take.run, saved_at: take.saved_at, value: take.values.get(measure.id).copied() })
        .collect();
    let known: Vec<(&TrendPoint, f64)> = points.iter().filter_map(|point| Some((point, point.value?))).collect();
    let by_take: Vec<(f64, f64)> = (0u32..).zip(&known).map(|(at, (_, value))| (f64::from(at), *value)).collect();
    let alpha = rules.false_word_rate;
    let enough = known.len() as f64 >= rules.trend_takes_min;
    let without_guess = |slope: Slope| Slope { interval: slope.interval.filter(|_| enough), ..slope };
    let per_take = slope(&by_take, alpha).map(without_guess);
    let best = target.best(&known.iter().map(|(_, value)| *value).collect::<Vec<_>>());
    let best = best.map(|at| known[at].0.clone());
    let (change, text, noticeable) = if enough {
        told(&by_take, per_take, step, &target)
    } else {
        (Change::TooFewTakes, few(known.len()), step.noticeable)
    };
    MeasureTrend {
        id: MeasureId::new(measure.id),
        title: measure.title.to_owned(),
        unit: measure.unit,
        low,
        high,
        goal: goals.get(measure.id).cloned(),
        text,
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

/// The word, the sentence, and what is noticeable of it.
fn told(
    points: &[(f64, f64)],
    per_take: Option<Slope>,
    step: &MeasureChange,
    target: &Target,
) -> (Change, String, f64) {
    let unit = target.measure.unit;
    let alpha = Rules::built_in().false_word_rate / 2.0;
    if let (Some(shown), Some(last)) = (per_take, points.last()) {
        let start = intercept(points, shown.value);
        let end = start + shown.value * last.0;
        let noticeable = Thresholds::built_in().difference(target.measure.id).noticeable(start, end);
        let cautious = slope(points, alpha).and_then(|slope| slope.interval);
        let is_drift = cautious.is_some_and(|interval| interval.low > 0.0 || interval.high < 0.0);
        if is_drift && (end - start).abs() >= noticeable {
            return (target.direction(start, end, noticeable), drift(shown, unit), noticeable);
        }
    }
    if let (Some(a), Some(b)) = (step.a, step.b)
        && step.change.is_claim()
        && step.p_value.is_some_and(|p| p <= alpha)
    {
        let text = format!("older half {}, newer {}", format::value(a, unit), format::value(b, unit));
        return (step.change, text, step.noticeable);
    }
    (Change::AboutTheSame, "no change beyond your usual spread".to_owned(), step.noticeable)
}

fn drift(slope: Slope, unit: Unit) -> String {
    let interval = slope.interval.unwrap_or(ValueRange { low: slope.value, high: slope.value });
    let (low, high) = (interval.low.abs().min(interval.high.abs()), interval.low.abs().max(interval.high.abs()));
    let verb = if slope.value < 0.0 { "falls" } else { "rises" };
    let shown = |value: f64| per_take_value(value, unit);
    format!("{verb} {} a take ({}–{})", shown(slope.value.abs()), shown(low), shown(high))
}

fn few(takes: usize) -> String {
    let least = Rules::built_in().trend_takes_min;
    let takes = match takes {
        0 => "no take has it".to_owned(),
        1 => "one take".to_owned(),
        takes => format!("{takes} takes"),
    };
    format!("{takes}; from {least} on a trend can be told from chance")
}

fn per_week(known: &[(&TrendPoint, f64)], alpha: f64) -> Option<Slope> {
    let (first, last) = (known.first()?.0.saved_at, known.last()?.0.saved_at);
    let weeks = |at: Timestamp| at.duration_since(first).as_secs_f64() / WEEK_S;
    let long_enough = weeks(last) * 7.0 >= Rules::built_in().trend_span_min_days;
    let points: Vec<(f64, f64)> = known.iter().map(|(point, value)| (weeks(point.saved_at), *value)).collect();
    long_enough.then(|| slope(&points, alpha)).flatten()
}

/// A slope needs a digit more than a value has; seconds are not a clock time here.
pub fn per_take_value(value: f64, unit: Unit) -> String {
    let decimals = unit.decimals() + 1;
    let suffix = if unit == Unit::Seconds { " s" } else { "" };
    let text = format!("{value:.decimals$}");
    format!("{}{suffix}", text.strip_suffix(".0").unwrap_or(&text))
}
