//! What two takes cannot prove but promise: which measures went the right way, and how many more takes would tell.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::rules::Rules;
use super::target::Target;
use crate::measures;
use crate::types::{Change, MeasureChange};

/// More takes than this are no offer.
const MOST_TAKES: usize = 5;
/// Degrees of freedom beyond which Student's t hardly falls.
const MANY: usize = 60;

/// A measure that went the right way, and what would settle it.
#[derive(Debug, Clone, Copy)]
pub struct Promise<'a> {
    pub change: &'a MeasureChange,
    /// More takes like the newer side after which this difference would be no accident; `None`: more than a handful.
    pub more_takes: Option<usize>,
}

/// Those of `changes` on the screen that a listener would notice, that chance could make, and that went the right way;
/// the sides are of `a` and `b` takes.
pub fn promises(changes: &[MeasureChange], a: usize, b: usize) -> Vec<Promise<'_>> {
    let promising = changes.iter().filter(|change| change.on_screen && !is_firm(change) && goes_right(change));
    promising.map(|change| Promise { change, more_takes: more_takes(change, a, b) }).collect()
}

fn is_firm(change: &MeasureChange) -> bool {
    change.change.is_claim() && !change.could_be_chance
}

fn goes_right(change: &MeasureChange) -> bool {
    let Some(((a, b), measure)) = change.a.zip(change.b).zip(measures::by_id(&change.id.0)) else { return false };
    let target = Target { measure, low: change.low, high: change.high };
    change.is_noticeable() && target.direction(a, b, change.noticeable) == Change::Better
}

/// The interval shrinks with the takes of side B, and with what is learned of the spread.
fn more_takes(change: &MeasureChange, a: usize, b: usize) -> Option<usize> {
    if change.change == Change::TooFewTakes {
        // Before there is a spread there is nothing to reckon with.
        let known = Rules::built_in().past_takes_min as usize;
        return Some(known.saturating_sub(change.takes.saturating_sub(a + b)).max(1));
    }
    let (interval, difference) = (change.interval?, (change.b? - change.a?).abs());
    let error = |b: usize| (1.0 / a as f64 + 1.0 / b as f64).sqrt();
    let half_width = (interval.high - interval.low) / 2.0;
    let alpha = Rules::built_in().false_word_rate;
    let t = |df: usize| {
        StudentsT::new(0.0, 1.0, df as f64).map_or(f64::INFINITY, |student| student.inverse_cdf(1.0 - alpha / 2.0))
    };
    // How many takes' worth the spread rests on, from how wide it makes the interval.
    let critical = half_width / (change.spread? * error(b));
    let df = (1..=MANY).find(|df| t(*df) <= critical).unwrap_or(MANY);
    let with = |more: usize| half_width * t(df + more) / t(df) * error(b + more) / error(b);
    (1..=MOST_TAKES).find(|more| with(*more) <= difference)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{EvidenceLevel, MeasureId, SpreadFrom, Unit, ValueRange};

    fn change(a: f64, b: f64, half_width: f64) -> MeasureChange {
        MeasureChange {
            id: MeasureId::new("filler_rate_per_min"),
            title: "fillers a minute".to_owned(),
            unit: Unit::PerMinute,
            a: Some(a),
            b: Some(b),
            low: None,
            high: Some(2.0),
            change: Change::AboutTheSame,
            could_be_chance: false,
            noticeable: 1.0,
            noticeable_source: String::new(),
            noticeable_level: EvidenceLevel::D,
            spread: Some(half_width / (2.0 * 2f64.sqrt())),
            spread_from: Some(SpreadFrom::Counting),
            interval: Some(ValueRange { low: b - a - half_width, high: b - a + half_width }),
            p_value: Some(0.2),
            takes: 2,
            on_screen: true,
            cautions: Vec::new(),
        }
    }

    #[test]
    fn what_went_right_is_promising_and_says_when_it_would_be_settled() {
        let changes = [change(8.0, 3.0, 6.0)];
        let found = promises(&changes, 1, 1);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].more_takes, Some(2));
        assert_eq!(promises(&[change(8.0, 3.0, 30.0)], 1, 1)[0].more_takes, None, "far from it");
        assert!(promises(&[change(3.0, 8.0, 6.0)], 1, 1).is_empty(), "worse is no promise");
        assert!(promises(&[change(3.0, 2.9, 6.0)], 1, 1).is_empty(), "nobody notices that");
    }
}
