//! The measures side by side: what really changed first; and what became of the advice.

use super::super::words::Words;
use super::interval::Interval;
use crate::coaching::{Texts, texts_for};
use crate::comparison::trend::per_take_value;
use crate::format::quantity;
use crate::measures;
use crate::report::terminal::text::printable;
use crate::types::{Change, Comparison, MeasureChange, Outcome, SpreadFrom, Standing};
use crate::wording::say;

/// Lines under the verdict.
const HEADLINES: usize = 3;

/// One thing that really changed.
pub struct Headline {
    pub title: String,
    pub a: String,
    pub b: String,
    pub word: &'static str,
    /// Name of its colour and sign.
    pub class: &'static str,
}

/// Measures of which the same can be said.
pub struct ChangeGroup {
    pub title: &'static str,
    pub rows: Vec<ChangeRow>,
}

pub struct ChangeRow {
    pub id: String,
    pub title: String,
    pub a: String,
    pub b: String,
    pub word: &'static str,
    pub class: &'static str,
    pub interval: Option<Interval>,
    /// What single takes differ by, with its unit.
    pub spread: Option<String>,
    /// Something other than the speaking may have made the difference.
    pub is_cautioned: bool,
    pub definition: String,
    pub facts: Vec<(&'static str, String)>,
}

/// What became of one piece of advice.
pub struct OutcomeView {
    pub sign: char,
    pub word: &'static str,
    pub class: &'static str,
    pub title: String,
    pub text: String,
}

/// The largest part of the verdict in figures.
pub fn headlines(comparison: &Comparison, language: &str, words: &'static Words) -> Vec<Headline> {
    let texts = texts_for(language);
    let firm = comparison.measures.iter().filter(|change| change.on_screen && change.standing() == Standing::Changed);
    firm.take(HEADLINES)
        .map(|change| {
            let (class, word) = said(change.change, words);
            Headline {
                title: texts.word(&change.title).to_owned(),
                a: words.tell(&quantity(change.a, change.unit)),
                b: words.tell(&quantity(change.b, change.unit)),
                word,
                class,
            }
        })
        .collect()
}

/// Those of the one-screen report, or all others, by what can be said of them; empty groups are left out.
pub fn groups(comparison: &Comparison, on_screen: bool, language: &str, words: &'static Words) -> Vec<ChangeGroup> {
    let texts = texts_for(language);
    let of = |standing: Standing| ChangeGroup {
        title: texts.word(standing.title()),
        rows: comparison
            .measures
            .iter()
            .filter(|change| change.on_screen == on_screen && change.standing() == standing)
            .map(|change| row(change, texts, words))
            .collect(),
    };
    let mut groups: Vec<ChangeGroup> = Standing::ALL.into_iter().map(of).collect();
    groups.retain(|group| !group.rows.is_empty());
    groups
}

fn row(change: &MeasureChange, texts: &Texts, words: &'static Words) -> ChangeRow {
    let (class, word) = said(change.change, words);
    ChangeRow {
        id: change.id.to_string(),
        title: texts.word(&change.title).to_owned(),
        a: words.tell(&quantity(change.a, change.unit)),
        b: words.tell(&quantity(change.b, change.unit)),
        word,
        class,
        interval: Interval::of(change),
        spread: change.spread.map(|spread| words.tell(&format!("±{}", per_take_value(spread, change.unit)))),
        is_cautioned: !change.cautions.is_empty(),
        definition: measures::by_id(&change.id.0).map_or_else(String::new, |m| say(words.language, m.definition)),
        facts: facts(change, words),
    }
}

/// What the word of a row rests on.
fn facts(change: &MeasureChange, words: &'static Words) -> Vec<(&'static str, String)> {
    let amount = |value: f64| words.tell(&format!("{}{}", per_take_value(value, change.unit), change.unit.suffix()));
    let signed = |value: f64| format!("{}{}", if value < 0.0 { "−" } else { "+" }, amount(value.abs()));
    let mut facts = Vec::new();
    if let Some((a, b)) = change.a.zip(change.b) {
        facts.push((words.say("difference"), signed(b - a)));
    }
    if let Some(interval) = change.interval {
        facts.push((words.say("interval"), format!("{} … {}", signed(interval.low), signed(interval.high))));
    }
    if change.noticeable > 0.0 {
        let source = &change.noticeable_source;
        facts.push((
            words.say("noticeable"),
            format!("{} ({})", amount(change.noticeable), say(words.language, source)),
        ));
    }
    if let Some(spread) = change.spread {
        let from = match change.spread_from {
            Some(SpreadFrom::OwnTakes) => words.with("from_takes", change.takes),
            Some(SpreadFrom::Counting) | None => words.say("from_counting").to_owned(),
        };
        facts.push((words.say("spread"), format!("±{} ({from})", amount(spread))));
    }
    if let Some(p) = change.p_value {
        facts.push((words.say("chance"), words.with("in_100", format!("{:.0}", (100.0 * p).ceil()))));
    }
    facts
}

/// Name of the colour and sign of a change, and its word.
pub fn said(change: Change, words: &'static Words) -> (&'static str, &'static str) {
    match change {
        Change::Better => ("better", words.say("better")),
        Change::Worse => ("worse", words.say("worse")),
        Change::Changed => ("changed", words.say("changed")),
        Change::AboutTheSame => ("same", words.say("same")),
        Change::TooFewTakes => ("unsure", words.say("unsure")),
        Change::Undefined => ("unsure", words.say("unmeasured")),
    }
}

/// What became of the advice that A was given.
pub fn advice(comparison: &Comparison, words: &'static Words) -> Vec<OutcomeView> {
    let view = |outcome: &crate::types::AdviceOutcome| {
        let (sign, class, word) = match outcome.outcome {
            Outcome::Followed => ('✓', "better", words.say("followed")),
            Outcome::NotYet => ('·', "same", words.say("not_yet")),
            Outcome::WrongWay => ('✗', "worse", words.say("wrong_way")),
            Outcome::CannotTell => ('?', "unsure", words.say("cannot_tell")),
        };
        OutcomeView {
            sign,
            word,
            class,
            title: printable(&outcome.title),
            text: say(words.language, &printable(&outcome.text)),
        }
    };
    comparison.advice.iter().map(view).collect()
}
