//! A second take against the first, in a line.

use crate::coaching::Texts;
use crate::format;
use crate::practice::words::Words;
use crate::types::{Change, Comparison, MeasureChange};

/// Measures that are named.
const MOST_NAMED: usize = 3;

/// What changed, by the rules of `compare`: only what is more than chance makes is called better or worse.
pub fn since(comparison: &Comparison, words: &Words, texts: &Texts) -> String {
    let shown = comparison.measures.iter().filter(|change| change.on_screen);
    let firm: Vec<&MeasureChange> =
        shown.clone().filter(|change| change.change.is_claim() && !change.could_be_chance).collect();
    let unsure: Vec<&MeasureChange> = shown.filter(|change| change.change == Change::TooFewTakes).collect();
    let list = |changes: &[&MeasureChange]| {
        changes.iter().take(MOST_NAMED).map(|change| say(change, words, texts)).collect::<Vec<_>>().join(", ")
    };
    if !firm.is_empty() {
        words.fill("since_changed", &[("changes", &list(&firm))])
    } else if !unsure.is_empty() {
        words.fill("since_unsure", &[("changes", &list(&unsure))])
    } else {
        words.say("since_same").to_owned()
    }
}

/// "fillers a minute better (6 → 2/min)"
fn say(change: &MeasureChange, words: &Words, texts: &Texts) -> String {
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format::value(value, change.unit));
    let values = format!("{} → {}{}", shown(change.a), shown(change.b), change.unit.suffix());
    let title = texts.word(&change.title);
    let word = match change.change {
        Change::Better => words.say("better"),
        Change::Worse => words.say("worse"),
        Change::Changed => words.say("changed"),
        _ => return format!("{title} {values}"),
    };
    format!("{title} {word} ({values})")
}
