//! One measure over its takes: places in percent of a plot, as a list of takes and by time.

use super::scale;
use crate::coaching::Texts;
use crate::comparison::theil_sen::intercept;
use crate::format;
use crate::report::terminal::numbers::edges;
use crate::types::{Goal, MeasureTrend, TrendPoint, Unit};

/// Room at the ends of both axes, so that no dot is cut, percent.
const INSET: f64 = 4.0;
/// Labels under a list of takes, at most.
const LABELS: usize = 6;
const WEEK_S: f64 = 7.0 * 86_400.0;

pub struct Chart {
    /// Height and label of each line of the axis.
    pub lines: Vec<(f64, String)>,
    /// Top and height of the target.
    pub band: Option<(f64, f64)>,
    /// Height of each edge of the goal, the label at the first.
    pub goal: Vec<(f64, Option<String>)>,
    /// Height of each take; `None` where nothing was measured.
    pub y: Vec<Option<f64>>,
    /// By take, then by date.
    pub views: [View; 2],
}

/// The takes along one of the two time axes.
pub struct View {
    pub class: &'static str,
    pub labels: Vec<Label>,
    /// What joins the dots, in tenths of a percent.
    pub path: String,
    pub dots: Vec<(f64, f64)>,
    pub best: Option<(f64, f64)>,
    /// Ends of the line that all takes follow; only where there is a trend.
    pub line: Option<[(f64, f64); 2]>,
}

/// A label under the plot.
pub struct Label {
    pub x: f64,
    pub anchor: &'static str,
    pub text: String,
}

impl Chart {
    /// `None` when nothing was measured.
    pub fn of(measure: &MeasureTrend, texts: &Texts) -> Option<Chart> {
        let goal = measure.goal.as_ref();
        let marks = [measure.low, measure.high].into_iter().flatten().chain(goal.into_iter().flat_map(Goal::edges));
        let values = || measure.points.iter().filter_map(|point| point.value);
        values().next()?;
        let shown = || values().chain(marks.clone());
        let (low, high) = shown().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        let lines = scale::lines(low, high, measure.unit);
        let (bottom, top) = (lines[0], lines[lines.len() - 1]);
        let height = |value: f64| INSET + (100.0 - 2.0 * INSET) * (top - value) / (top - bottom);
        let band = (measure.low.is_some() || measure.high.is_some()).then(|| {
            // An open edge goes on to the end of the plot.
            let (from, to) = (measure.high.map_or(0.0, height), measure.low.map_or(100.0, height));
            (from, to - from)
        });
        let y: Vec<Option<f64>> = measure.points.iter().map(|point| point.value.map(height)).collect();
        let view = |class, x: Vec<f64>, labels, line| View {
            class,
            labels,
            path: path(&x, &y),
            dots: x.iter().zip(&y).filter_map(|(x, y)| Some((*x, (*y)?))).collect(),
            best: measure.best.as_ref().and_then(|best| {
                let at = measure.points.iter().position(|point| point.run == best.run)?;
                Some((x[at], y[at]?))
            }),
            line,
        };
        let (takes, dates) = (by_take(&measure.points), by_date(&measure.points));
        let lines_of = trend_lines(measure, [&takes, &dates], &height);
        let views = [
            view("by-take", takes.clone(), take_labels(&takes), lines_of[0]),
            view("by-date", dates.clone(), date_labels(&measure.points), lines_of[1]),
        ];
        Some(Chart {
            lines: lines.into_iter().map(|value| (height(value), format::value(value, measure.unit))).collect(),
            band,
            goal: goal
                .into_iter()
                .flat_map(|goal| goal.edges().zip(std::iter::once(Some(goal)).chain(std::iter::repeat(None))))
                .map(|(edge, labelled)| (height(edge), labelled.map(|goal| self::goal(goal, measure.unit, texts))))
                .collect(),
            y,
            views,
        })
    }
}

/// Where the takes stand one after the other.
pub fn by_take(points: &[TrendPoint]) -> Vec<f64> {
    let last = points.len().saturating_sub(1);
    (0..points.len()).map(|at| inset(if last == 0 { 0.5 } else { at as f64 / last as f64 })).collect()
}

/// Where the takes stand in time.
pub fn by_date(points: &[TrendPoint]) -> Vec<f64> {
    let Some((first, last)) = points.first().zip(points.last()) else { return Vec::new() };
    let since = |point: &TrendPoint| point.saved_at.duration_since(first.saved_at).as_secs_f64();
    let whole = since(last);
    points.iter().map(|point| inset(if whole > 0.0 { since(point) / whole } else { 0.5 })).collect()
}

fn inset(share: f64) -> f64 {
    INSET + (100.0 - 2.0 * INSET) * share
}

/// The ends of the robust line along each axis, in the same units as the dots; nothing without a trend.
fn trend_lines(measure: &MeasureTrend, x: [&Vec<f64>; 2], height: &dyn Fn(f64) -> f64) -> [Option<[(f64, f64); 2]>; 2] {
    let known: Vec<usize> = (0..measure.points.len()).filter(|at| measure.points[*at].value.is_some()).collect();
    // A step from one level to another is a change too, but no line.
    let interval = measure.per_take.and_then(|slope| slope.interval);
    let is_drift = measure.change.is_claim() && interval.is_some_and(|i| i.low > 0.0 || i.high < 0.0);
    let (true, Some((first, last))) = (is_drift, known.first().zip(known.last())) else { return [None, None] };
    let weeks =
        |at: usize| measure.points[at].saved_at.duration_since(measure.points[*first].saved_at).as_secs_f64() / WEEK_S;
    let nth: Vec<f64> = (0..known.len()).map(|at| at as f64).collect();
    let times: Vec<f64> = known.iter().map(|at| weeks(*at)).collect();
    let line = |slope: Option<crate::types::Slope>, along: &[f64], x: &[f64]| {
        let slope = slope?.value;
        let points: Vec<(f64, f64)> =
            along.iter().zip(&known).filter_map(|(x, at)| Some((*x, measure.points[*at].value?))).collect();
        let start = intercept(&points, slope);
        Some([(x[*first], height(start)), (x[*last], height(start + slope * along.last()?))])
    };
    [line(measure.per_take, &nth, x[0]), line(measure.per_week, &times, x[1])]
}

/// Lines from dot to dot, interrupted where nothing was measured.
fn path(x: &[f64], y: &[Option<f64>]) -> String {
    let mut path = String::new();
    let mut is_open = false;
    for (x, y) in x.iter().zip(y) {
        if let Some(y) = y {
            path.push_str(&format!("{}{:.0} {:.0}", if is_open { 'L' } else { 'M' }, 10.0 * x, 10.0 * y));
        }
        is_open = y.is_some();
    }
    path
}

/// The number of the first take, of the last one, and of a few between.
fn take_labels(x: &[f64]) -> Vec<Label> {
    let step = x.len().div_ceil(LABELS).max(1);
    let last = x.len().saturating_sub(1);
    // None so near to the last one that both run together.
    let shown = (0..x.len()).filter(|at| *at == last || (at % step == 0 && last - at >= step.div_ceil(2)));
    shown.map(|at| Label { x: x[at], anchor: "middle", text: (at + 1).to_string() }).collect()
}

/// The days of the first and the last take.
fn date_labels(points: &[TrendPoint]) -> Vec<Label> {
    let label = |at: f64, anchor, point: &TrendPoint| Label { x: at, anchor, text: format::day(point.saved_at) };
    match points {
        [first, .., last] => vec![label(INSET, "start", first), label(100.0 - INSET, "end", last)],
        [one] => vec![label(50.0, "middle", one)],
        [] => Vec::new(),
    }
}

/// `130–175`, `≤ 2`, `≥ 65` with the unit.
pub fn target(measure: &MeasureTrend, texts: &Texts) -> Option<String> {
    let text = edges(measure.low, measure.high, measure.unit, texts);
    (!text.is_empty()).then(|| format!("{text}{}", texts.word(measure.unit.suffix())))
}

/// `≤ 2/min`
pub fn goal(goal: &Goal, unit: Unit, texts: &Texts) -> String {
    format!("{}{}", edges(goal.at_least, goal.at_most, unit, texts), texts.word(unit.suffix()))
}
