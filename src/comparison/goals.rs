//! What the user set out to reach: `goals.toml` in the data folder. Reading and writing the file is the caller's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::format;
use crate::measures::{self, Measure};
use crate::thresholds::{Prefer, Thresholds};
use crate::types::{Analysis, Goal, MeasureId, Unit};

/// Name of the file in the data folder.
pub const FILE_NAME: &str = "goals.toml";

/// The goals, one a measure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Goals {
    goals: BTreeMap<&'static str, Goal>,
}

/// A goal as the file has it: one edge, or both.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    at_least: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    at_most: Option<f64>,
}

impl Goals {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// What is wrong, in words that follow the file's name.
    pub fn parse(text: &str) -> Result<Goals, String> {
        let written: BTreeMap<String, Written> =
            toml::from_str(text).map_err(|e| e.message().lines().next().unwrap_or_default().to_owned())?;
        let mut goals = Goals::default();
        for (id, Written { at_least, at_most }) in written {
            let measure = measures::by_id(&id).ok_or_else(|| format!("{id}: no such measure"))?;
            if at_least.is_none() && at_most.is_none() {
                return Err(format!("{id}: give at_least, at_most, or both"));
            }
            if let Some(value) = [at_least, at_most].into_iter().flatten().find(|value| !value.is_finite()) {
                return Err(format!("{id}: {value} is no value to reach"));
            }
            if at_least.zip(at_most).is_some_and(|(least, most)| least > most) {
                return Err(format!("{id}: at_least is larger than at_most"));
            }
            goals.set(measure, at_least, at_most);
        }
        Ok(goals)
    }

    /// The text of the file.
    pub fn to_toml(&self) -> String {
        let written = |goal: &Goal| Written { at_least: goal.at_least, at_most: goal.at_most };
        let written: BTreeMap<&str, Written> = self.goals.iter().map(|(id, goal)| (*id, written(goal))).collect();
        toml::to_string(&written).expect("numbers and plain keys can be written")
    }

    /// Sets the goal of a measure, in the place of an earlier one.
    pub fn set(&mut self, measure: &'static Measure, at_least: Option<f64>, at_most: Option<f64>) {
        self.goals.insert(measure.id, Goal { measure: MeasureId::new(measure.id), at_least, at_most });
    }

    /// Takes the goal away; says whether there was one.
    pub fn remove(&mut self, measure: &Measure) -> bool {
        self.goals.remove(measure.id).is_some()
    }

    pub fn get(&self, id: &str) -> Option<&Goal> {
        self.goals.get(id)
    }

    /// In the order of the report.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Measure, &Goal)> {
        measures::MEASURES.iter().filter_map(|measure| Some((*measure, self.goals.get(measure.id)?)))
    }

    pub fn is_empty(&self) -> bool {
        self.goals.is_empty()
    }

    /// One line under a report: each goal with the value of this take; `None` without goals.
    pub fn line(&self, analysis: &Analysis) -> Option<String> {
        let said = |(measure, goal): (&'static Measure, &Goal)| {
            let goal_text = text(goal, measure.unit);
            match analysis.value(measure.id) {
                Some(value) => {
                    let reached = if goal.is_reached(value, measure.unit) { "reached" } else { "not yet" };
                    format!("{} {goal_text}: {}, {reached}", measure.title, format::value(value, measure.unit))
                }
                None => format!("{} {goal_text}: not measured", measure.title),
            }
        };
        let parts: Vec<String> = self.iter().map(said).collect();
        (!parts.is_empty()).then(|| format!("Goals: {}.", parts.join(" · ")))
    }
}

/// "at most 2", "between 130 and 160"
pub fn text(goal: &Goal, unit: Unit) -> String {
    let value = |value: f64| format::value(value, unit);
    match (goal.at_least, goal.at_most) {
        (Some(least), Some(most)) => format!("between {} and {}", value(least), value(most)),
        (Some(least), None) => format!("at least {}", value(least)),
        (None, most) => format!("at most {}", most.map(value).unwrap_or_default()),
    }
}

/// "fillers a minute at most 2, reached in 3 of 7 takes"
pub fn reached(measure: &Measure, goal: &Goal, values: impl Iterator<Item = f64>) -> String {
    let (mut count, mut all) = (0, 0);
    for value in values {
        count += usize::from(goal.is_reached(value, measure.unit));
        all += 1;
    }
    let goal = text(goal, measure.unit);
    match all {
        0 => format!("{} {goal}, not measured yet", measure.title),
        1 => format!("{} {goal}, reached in {count} of 1 take", measure.title),
        all => format!("{} {goal}, reached in {count} of {all} takes", measure.title),
    }
}

/// A side on which a goal may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoalDirection {
    AtLeast,
    AtMost,
}

/// The direction in which a measure gets better: to the open side of its band, else the one that the data name. `None`
/// where both, or neither, may be meant.
pub fn direction(measure: &Measure) -> Option<GoalDirection> {
    let band = Thresholds::built_in().band(measure.id).map(|band| (band.low.is_some(), band.high.is_some()));
    match (band, Thresholds::built_in().difference(measure.id).prefer) {
        (Some((true, false)), _) | (None, Some(Prefer::Higher)) => Some(GoalDirection::AtLeast),
        (Some((false, true)), _) | (None, Some(Prefer::Lower)) => Some(GoalDirection::AtMost),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_file_is_read_as_it_was_written() {
        let mut goals = Goals::default();
        goals.set(measures::named("fillers-per-minute").unwrap(), None, Some(2.0));
        goals.set(measures::named("pace").unwrap(), Some(130.0), Some(160.0));
        let text = goals.to_toml();
        assert_eq!(
            text,
            "[filler_rate_per_min]\nat_most = 2.0\n\n[speech_rate_wpm]\nat_least = 130.0\nat_most = 160.0\n"
        );
        assert_eq!(Goals::parse(&text).unwrap(), goals);
        assert_eq!(Goals::parse("").unwrap(), Goals::default());
    }

    #[test]
    fn broken_files_are_refused_with_a_reason() {
        for (text, reason) in [
            ("[pase]\nat_most = 2", "no such measure"),
            ("[filler_count]", "or both"),
            ("[filler_count]\nat_most = 1\nat_least = 2", "larger"),
            ("[filler_count]\nat_most = nan", "no value"),
            ("[filler_count]\nmost = 2", "unknown field"),
            ("[filler_count", ""),
        ] {
            let error = Goals::parse(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn directions_come_from_the_band() {
        let of = |id| direction(measures::by_id(id).unwrap());
        assert_eq!(of("filler_rate_per_min"), Some(GoalDirection::AtMost));
        assert_eq!(of("shape_coverage_pct"), Some(GoalDirection::AtLeast));
        assert_eq!(of("mid_clause_pause_count"), Some(GoalDirection::AtMost));
        assert_eq!(of("speech_rate_wpm"), None);
        assert_eq!(of("duration_s"), None);
    }

    #[test]
    fn a_goal_is_reached_inside_both_of_its_edges() {
        let mut goals = Goals::default();
        let pace = measures::named("pace").unwrap();
        goals.set(pace, Some(130.0), Some(160.0));
        let goal = goals.get(pace.id).unwrap();
        let said = reached(pace, goal, [120.0, 129.6, 145.0, 160.0, 161.0].into_iter());
        assert_eq!(said, "pace between 130 and 160, reached in 3 of 5 takes");
        assert_eq!(reached(pace, goal, std::iter::empty()), "pace between 130 and 160, not measured yet");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            let _ = Goals::parse(&text);
        }
    }
}
