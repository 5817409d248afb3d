//! Measures over time: a line each, and a plot with an axis for those that were asked for.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::chart::{Level, chart};
use super::{Scope, sparkline};
use crate::comparison::goals;
use crate::comparison::trend::per_take_value;
use crate::format::{self, day, pad, quantity};
use crate::report::terminal::text::{Paragraph, printable};
use crate::report::terminal::{ACCENT, BOLD, DIM, GOOD, MARGIN, WARN};
use crate::types::{Change, Goal, MeasureTrend, Practice, Trend, TrendPoint};

/// Columns of the title, of the sparkline and of the newest value, which a long unit makes longer.
const TITLE: usize = 22;
const SPARK: usize = 16;
const VALUE: usize = 10;
/// Up to so many measures each get a plot.
const MOST_PLOTS: usize = 2;

pub fn write(trend: &Trend, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    heading(trend, scope, out)?;
    let plotted = scope.all || trend.measures.len() <= MOST_PLOTS;
    for measure in &trend.measures {
        row(measure, scope, out)?;
        if plotted {
            plot(measure, scope, out)?;
        }
    }
    if !plotted {
        writeln!(out)?;
    }
    unchanged(trend, scope, out)?;
    if !plotted {
        details(trend, scope, out)?;
    }
    practice(&trend.practice, scope, out)?;
    if !plotted {
        let hint = "saywell trend MEASURE draws one with its axis, target and goal.";
        Paragraph::new(scope.width, MARGIN).style(DIM).write(&scope.say(hint), out)?;
    }
    Ok(())
}

fn heading(trend: &Trend, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let mut parts: Vec<String> = trend.question.iter().cloned().collect();
    let points = trend.measures.first().map(|measure| measure.points.as_slice()).unwrap_or_default();
    parts.push(match points.len() {
        1 => scope.say("1 take"),
        count => scope.say(&format!("{count} takes")),
    });
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        parts.push(format!("{} – {}", day(first.saved_at), day(last.saved_at)));
    }
    Paragraph::new(scope.width, MARGIN).style(DIM).write(&printable(&parts.join(" · ")), out)?;
    for note in trend.cautions.iter().chain(&trend.over_correction) {
        Paragraph::new(scope.width, MARGIN).lead("! ", WARN).write(&printable(&scope.say(note)), out)?;
    }
    writeln!(out)
}

/// Title, sparkline, newest value, and what it does where that is more than chance.
fn row(measure: &MeasureTrend, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let values: Vec<Option<f64>> = measure.points.iter().map(|point| point.value).collect();
    let newest = scope.say(&quantity(measure.points.last().and_then(|point| point.value), measure.unit));
    let newest = pad(&newest, VALUE.max(newest.width() + 2));
    let spark = pad(&sparkline(&values, SPARK), SPARK.min(values.len().max(1)) + 2);
    let lead = format!("{}{spark}{newest}", pad(&scope.say(&measure.title), TITLE));
    if !measure.change.is_claim() {
        return writeln!(out, "{:MARGIN$}{}", "", lead.trim_end());
    }
    let (word, style) = word(measure.change);
    let (word, text) = (scope.say(word), scope.say(&measure.text));
    let runs = [(word.as_str(), style), (text.as_str(), DIM)];
    if MARGIN + lead.width() + word.width() + 1 + text.width() <= scope.width {
        Paragraph::new(scope.width, MARGIN).lead(&lead, anstyle::Style::new()).write_runs(&runs, out)
    } else {
        writeln!(out, "{:MARGIN$}{}", "", lead.trim_end())?;
        Paragraph::new(scope.width, MARGIN + TITLE).write_runs(&runs, out)
    }
}

/// What is no more than chance, said once for all measures of which it holds.
fn unchanged(trend: &Trend, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    for measure in trend.measures.iter().filter(|measure| !measure.change.is_claim()) {
        match said.iter_mut().find(|(text, _)| *text == measure.text) {
            Some((_, titles)) => titles.push(&measure.title),
            None => said.push((&measure.text, vec![&measure.title])),
        }
    }
    for (text, titles) in said {
        let text = scope.say(text);
        let mut letters = text.chars();
        let text: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let titles: Vec<String> = titles.into_iter().map(|title| scope.say(title)).collect();
        Paragraph::new(scope.width, MARGIN).style(DIM).write(&format!("{text}: {}.", titles.join(", ")), out)?;
    }
    Ok(())
}

fn word(change: Change) -> (&'static str, anstyle::Style) {
    match change {
        Change::Better => ("better,", GOOD.effects(BOLD.get_effects())),
        Change::Worse => ("worse,", WARN.effects(BOLD.get_effects())),
        Change::Changed => ("changed,", ACCENT),
        _ => ("", DIM),
    }
}

fn plot(measure: &MeasureTrend, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let values: Vec<Option<f64>> = measure.points.iter().map(|point| point.value).collect();
    let mut levels: Vec<Level<'_>> =
        [measure.low, measure.high].into_iter().flatten().map(|value| Level { value, name: "target" }).collect();
    levels.extend(measure.goal.iter().flat_map(Goal::edges).map(|value| Level { value, name: "goal" }));
    writeln!(out)?;
    for line in chart(&values, &levels, measure.unit, scope.width - MARGIN - 2) {
        writeln!(out, "{:1$}{line}", "", MARGIN + 2)?;
    }
    let mut facts = Vec::new();
    if let Some(best) = &measure.best {
        facts.push(format!("best {}", best_text(measure, best)));
    }
    if let Some(slope) = &measure.per_week {
        let interval = slope
            .interval
            .map(|i| format!(" ({} to {})", per_take_value(i.low, measure.unit), per_take_value(i.high, measure.unit)));
        facts.push(format!("{} a week{}", per_take_value(slope.value, measure.unit), interval.unwrap_or_default()));
    }
    facts.extend(goal_fact(measure));
    let missing = values.iter().filter(|value| value.is_none()).count();
    if missing > 0 {
        facts.push(format!("not measured in {missing}"));
    }
    if !facts.is_empty() {
        let facts: Vec<String> = facts.iter().map(|fact| scope.say(fact)).collect();
        Paragraph::new(scope.width, MARGIN + 2).style(DIM).write(&facts.join(" · "), out)?;
    }
    writeln!(out)
}

/// Personal bests and goals of all measures.
fn details(trend: &Trend, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let bests: Vec<String> = trend
        .measures
        .iter()
        .filter_map(|m| Some(format!("{} {}", scope.say(&m.title), scope.say(&best_of(m, m.best.as_ref()?)))))
        .collect();
    if !bests.is_empty() {
        Paragraph::new(scope.width, MARGIN)
            .lead(&scope.say("Best   "), BOLD)
            .write(&format!("{}.", bests.join(" · ")), out)?;
    }
    let goals: Vec<String> = trend
        .measures
        .iter()
        .filter_map(|m| Some(format!("{} {}", scope.say(&m.title), scope.say(&goal_fact(m)?))))
        .collect();
    if !goals.is_empty() {
        Paragraph::new(scope.width, MARGIN)
            .lead(&scope.say("Goals  "), BOLD)
            .write(&format!("{}.", goals.join(" · ")), out)?;
    }
    Ok(())
}

fn best_of(measure: &MeasureTrend, best: &TrendPoint) -> String {
    format!("{} (run {})", quantity(best.value, measure.unit), best.run)
}

fn best_text(measure: &MeasureTrend, best: &TrendPoint) -> String {
    format!("{} (run {}, {})", quantity(best.value, measure.unit), best.run, day(best.saved_at))
}

fn goal_fact(measure: &MeasureTrend) -> Option<String> {
    let goal = measure.goal.as_ref()?;
    let newest = measure.points.iter().rev().find_map(|point| point.value);
    let reached = match newest {
        Some(value) if goal.is_reached(value, measure.unit) => "reached",
        Some(_) => "not yet",
        None => "not measured",
    };
    Some(format!("goal {}: {reached}", goals::text(goal, measure.unit)))
}

fn practice(practice: &Practice, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
    let counts: Vec<Option<f64>> = practice.per_week.iter().map(|week| Some(week.takes as f64)).collect();
    let Some(this_week) = practice.per_week.last() else { return Ok(()) };
    let streak = match practice.streak_weeks {
        0 => "no week in a row at the moment".to_owned(),
        1 => "1 week in a row".to_owned(),
        weeks => format!("{weeks} weeks in a row"),
    };
    let line = match counts.len() {
        1 => String::new(),
        weeks => format!("{} over {weeks} weeks, ", sparkline(&counts, weeks)),
    };
    let text =
        format!("{line}{} this week, {streak}.", format::value(this_week.takes as f64, crate::types::Unit::Count));
    Paragraph::new(scope.width, MARGIN).lead(&scope.say("Takes  "), BOLD).write(&scope.say(&text), out)
}
