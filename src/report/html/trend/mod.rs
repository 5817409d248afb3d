//! Measures over time as one page: a chart with an axis for each, target, goal and personal best, and how regularly there
//! were takes.

mod chart;
mod scale;
mod weeks;

use std::collections::BTreeMap;
use std::io::{self, Write};

use askama::Template;
use serde::Serialize;

use super::compare::said_change;
use super::json_in_html;
use super::shell::Shell;
use super::words::Words;
use crate::coaching::{Texts, texts_for};
use crate::format::{day, quantity};
use crate::report::terminal::text::printable;
use crate::types::{Change, MeasureTrend, Trend};
use chart::Chart;
use weeks::Weeks;

const STYLES: [&str; 1] = [include_str!("trend.css")];
const SCRIPTS: [&str; 2] = [include_str!("../keyboard.js"), include_str!("trend.js")];

/// The page of a trend.
pub struct TrendPage<'a> {
    pub trend: &'a Trend,
    /// The language of the page.
    pub language: &'a str,
}

/// One measure with its chart.
struct MeasureView<'a> {
    id: String,
    title: String,
    newest: String,
    class: &'static str,
    word: &'static str,
    text: &'a str,
    /// Personal best, goal, target, takes without a value.
    facts: Vec<(&'static str, String)>,
    chart: Option<Chart>,
}

#[derive(Template)]
#[template(path = "trend/page.html")]
struct TrendTemplate<'a> {
    shell: Shell,
    w: &'static Words,
    trend: &'a Trend,
    question: Option<String>,
    about: Vec<String>,
    /// What really changed, a sentence for each direction.
    verdict: Vec<String>,
    measures: Vec<MeasureView<'a>>,
    weeks: Option<Weeks>,
    /// One row a take, the newest first: its name, its day, a value for each measure.
    table: Vec<(String, String, Vec<String>)>,
    data: String,
}

/// What the script works on.
#[derive(Serialize)]
struct Data<'a> {
    /// Name and day of each take.
    takes: Vec<String>,
    /// Places of the takes in percent of the width: one after the other, and by time.
    by_take: Vec<f64>,
    by_date: Vec<f64>,
    charts: Vec<ChartData>,
    say: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct ChartData {
    /// Percent from above; null where nothing was measured.
    y: Vec<Option<f64>>,
    values: Vec<String>,
}

impl TrendPage<'_> {
    /// Writes the whole page.
    ///
    /// # Errors
    /// Whatever writing to `out` reports.
    pub fn render(&self, out: &mut dyn Write) -> io::Result<()> {
        let words = Words::of(self.language);
        let texts = texts_for(self.language);
        let trend = self.trend;
        let points = trend.measures.first().map(|measure| measure.points.as_slice()).unwrap_or_default();
        let mut about = vec![match points.len() {
            1 => words.say("one_take").to_owned(),
            count => words.with("takes", count),
        }];
        if let [first, .., last] = points {
            about.push(format!("{} – {}", day(first.saved_at), day(last.saved_at)));
        }
        let measures: Vec<MeasureView<'_>> = trend.measures.iter().map(|m| view(m, texts, words)).collect();
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        let charts = trend.measures.iter().zip(&measures).map(|(measure, view)| ChartData {
            y: match &view.chart {
                Some(chart) => chart.y.iter().map(|y| y.map(tenth)).collect(),
                None => vec![None; points.len()],
            },
            values: measure.points.iter().map(|point| words.tell(&quantity(point.value, measure.unit))).collect(),
        });
        let name = |run: i64| words.with("run", run);
        let data = Data {
            takes: points.iter().map(|point| format!("{} · {}", name(point.run), day(point.saved_at))).collect(),
            by_take: chart::by_take(points).into_iter().map(tenth).collect(),
            by_date: chart::by_date(points).into_iter().map(tenth).collect(),
            charts: charts.collect(),
            say: words.for_script(),
        };
        let row = |at: usize| {
            let values = trend
                .measures
                .iter()
                .map(|measure| words.tell(&quantity(measure.points[at].value, measure.unit)))
                .collect();
            (name(points[at].run), day(points[at].saved_at), values)
        };
        let page = TrendTemplate {
            shell: Shell::new(words, &STYLES, &SCRIPTS, "'none'"),
            w: words,
            trend,
            question: trend.question.as_deref().map(printable),
            about,
            verdict: verdict(trend, texts, words),
            weeks: Weeks::of(&trend.practice, words),
            table: (0..points.len()).rev().map(row).collect(),
            data: json_in_html(&data),
            measures,
        };
        page.write_into(out)
    }
}

/// What really changed; else that nothing did, or that it cannot be told yet.
fn verdict(trend: &Trend, texts: &Texts, words: &Words) -> Vec<String> {
    let titles = |wanted: Change| {
        let found: Vec<&str> =
            trend.measures.iter().filter(|m| m.change == wanted).map(|m| texts.word(&m.title)).collect();
        (!found.is_empty()).then(|| found.join(", "))
    };
    let claims = [
        titles(Change::Better).map(|titles| words.with("trend_better", titles)),
        titles(Change::Worse).map(|titles| words.with("trend_worse", titles)),
        titles(Change::Changed).map(|titles| words.with("trend_changed", titles)),
    ];
    let claims: Vec<String> = claims.into_iter().flatten().collect();
    let is_unsure = trend.measures.iter().all(|measure| measure.change == Change::TooFewTakes);
    match claims.is_empty() {
        true if is_unsure => vec![words.say("trend_unsure").to_owned()],
        true => vec![words.say("trend_none").to_owned()],
        false => claims,
    }
}

fn view<'a>(measure: &'a MeasureTrend, texts: &Texts, words: &'static Words) -> MeasureView<'a> {
    let (class, word) = match measure.change {
        Change::Better | Change::Worse | Change::Changed => said_change(measure.change, words),
        Change::AboutTheSame => ("same", ""),
        Change::TooFewTakes | Change::Undefined => ("unsure", ""),
    };
    MeasureView {
        id: measure.id.to_string(),
        title: texts.word(&measure.title).to_owned(),
        newest: words.tell(&quantity(measure.points.last().and_then(|point| point.value), measure.unit)),
        class,
        word,
        text: &measure.text,
        facts: facts(measure, texts, words),
        chart: Chart::of(measure, texts),
    }
}

fn facts(measure: &MeasureTrend, texts: &Texts, words: &'static Words) -> Vec<(&'static str, String)> {
    let unit = measure.unit;
    let mut facts = Vec::new();
    if let Some(best) = &measure.best {
        let value = words.tell(&quantity(best.value, unit));
        facts.push((words.say("best"), format!("{value}, {} · {}", words.with("run", best.run), day(best.saved_at))));
    }
    if let Some(range) = chart::target(measure, texts) {
        facts.push((words.say("target_band"), range));
    }
    if let Some(goal) = &measure.goal {
        let newest = measure.points.iter().rev().find_map(|point| point.value);
        let state = match newest {
            Some(value) if goal.is_reached(value, unit) => words.say("reached"),
            Some(_) => words.say("not_yet"),
            None => words.say("unmeasured"),
        };
        facts.push((words.say("goal"), format!("{}, {state}", chart::goal(goal, unit, texts))));
    }
    let missing = measure.points.iter().filter(|point| point.value.is_none()).count();
    if missing > 0 {
        facts.push((words.say("undefined"), words.with("takes", missing)));
    }
    facts
}
