//! Which advice of one take was followed in another.

use crate::format;
use crate::types::{AdviceKind, AdviceOutcome, Analysis, Change, MeasureChange, Outcome, SpreadFrom};

/// One for each change that the report on `before` asked for, in its order.
pub fn outcomes(before: &Analysis, measures: &[MeasureChange]) -> Vec<AdviceOutcome> {
    let asked = before.advice.iter().filter(|advice| advice.kind == AdviceKind::Change);
    asked
        .filter_map(|advice| {
            let change = measures.iter().find(|change| change.id == advice.measure)?;
            let outcome = outcome(change);
            Some(AdviceOutcome {
                rule: advice.rule.clone(),
                measure: advice.measure.clone(),
                title: advice.title.clone(),
                outcome,
                text: text(change, outcome),
            })
        })
        .collect()
}

fn outcome(change: &MeasureChange) -> Outcome {
    match change.change {
        Change::Better => Outcome::Followed,
        Change::Worse => Outcome::WrongWay,
        Change::AboutTheSame | Change::Changed => Outcome::NotYet,
        Change::TooFewTakes | Change::Undefined => Outcome::CannotTell,
    }
}

fn text(change: &MeasureChange, outcome: Outcome) -> String {
    let Some((a, b)) = change.a.zip(change.b) else {
        return format!("{}: not measured in both.", change.title);
    };
    let shown = |value: f64| format!("{}{}", format::value(value, change.unit), change.unit.suffix());
    let inside = change.low.is_none_or(|low| b >= low) && change.high.is_none_or(|high| b <= high);
    let chance = if change.could_be_chance { ", which may be chance" } else { "" };
    let reading = match outcome {
        Outcome::Followed if inside => format!("on target now{chance}"),
        Outcome::Followed => format!("nearer to the target{chance}"),
        Outcome::WrongWay => format!("farther from the target{chance}"),
        Outcome::NotYet if change.change == Change::Changed => "changed, but no nearer to the target".to_owned(),
        Outcome::NotYet if change.is_noticeable() => match change.spread_from {
            Some(SpreadFrom::Counting) => "which so few of them may do by chance".to_owned(),
            _ => "within your usual spread".to_owned(),
        },
        Outcome::NotYet => "about the same".to_owned(),
        Outcome::CannotTell => "too few takes to tell".to_owned(),
    };
    format!("{}: {} → {}, {reading}.", change.title, shown(a), shown(b))
}
