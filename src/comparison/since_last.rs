//! The one line under a report: this take against the last comparable one.

use super::promise::promises;
use super::rules::Rules;
use crate::format;
use crate::types::{Change, Comparison, MeasureChange};

/// Measures that are named one by one.
const MOST_NAMED: usize = 3;

/// "Against take 3: fillers a minute better (6.1 → 2/min), the rest about the same." Only what is beyond noticeable
/// difference, usual spread and chance among all measures is called better or worse.
pub fn line(comparison: &Comparison) -> String {
    let against = comparison.a.last().map_or("the last take", |take| take.label.as_str());
    let shown = comparison.measures.iter().filter(|change| change.on_screen);
    let firm: Vec<&MeasureChange> =
        shown.clone().filter(|change| change.change.is_claim() && !change.could_be_chance).collect();
    let unsure: Vec<&MeasureChange> = shown.clone().filter(|change| change.change == Change::TooFewTakes).collect();
    let list = |changes: &[&MeasureChange], word: bool| {
        let named: Vec<String> = changes.iter().take(MOST_NAMED).map(|change| say(change, word)).collect();
        let more = changes.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{more}", named.join(", "))
    };
    let spread_is_known = comparison.past_takes as f64 >= Rules::built_in().past_takes_min;
    if !firm.is_empty() {
        let beyond = if spread_is_known { "beyond your usual spread" } else { "more than chance makes" };
        format!("Against {against}: {}, {beyond}.", list(&firm, true))
    } else if let Some(promise) = promising(comparison) {
        format!("Against {against}: {promise}")
    } else if !unsure.is_empty() {
        format!("Against {against}: {}; with so few takes that may be chance.", list(&unsure, false))
    } else if spread_is_known {
        format!("Against {against}: no change beyond your usual spread.")
    } else {
        format!("Against {against}: about the same.")
    }
}

/// "fillers a minute 8 → 3/min, pauses inside clauses 5 → 1: promising, two more like this and it is no accident."
pub fn promising(comparison: &Comparison) -> Option<String> {
    let promises = promises(&comparison.measures, comparison.a.len(), comparison.b.len());
    let named: Vec<String> = promises.iter().take(MOST_NAMED).map(|promise| say(promise.change, false)).collect();
    let soonest = promises.iter().filter_map(|promise| promise.more_takes).min();
    let when = match soonest {
        Some(1) => "one more like this and it is no accident".to_owned(),
        Some(more) => format!("{more} more like this and it is no accident"),
        None => "though takes may differ that much by chance".to_owned(),
    };
    (!named.is_empty()).then(|| format!("{}: promising, {when}.", named.join(", ")))
}

fn say(change: &MeasureChange, word: bool) -> String {
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format::value(value, change.unit));
    let values = format!("{} → {}{}", shown(change.a), shown(change.b), change.unit.suffix());
    match (word, change.change) {
        (true, word) => format!("{} {} ({values})", change.title, word.word()),
        (false, _) => format!("{} {values}", change.title),
    }
}
