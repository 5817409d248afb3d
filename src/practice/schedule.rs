//! When a question is due again: spaced repetition by FSRS, with ratings taken from the takes themselves.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rs_fsrs::{Card, FSRS, Parameters};

use super::rules::Rules;
use crate::question::Question;
use crate::thresholds::Thresholds;
use crate::types::{Position, Seconds};

/// How an answer went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// It has to be said again: two measures far outside their bands, or no answer.
    Again,
    /// One measure is far outside its band.
    Hard,
    Good,
    /// All measures lie in their bands.
    Easy,
}

/// What an answer is rated by: what a listener notices first.
pub const RATED: [&str; 6] = [
    "duration_s",
    "rambling_score",
    "filler_rate_per_min",
    "long_pause_count",
    "hedge_rate_per_100_words",
    "shape_coverage_pct",
];

/// The rating of a take with `values` of the measures of [`RATED`], as far as they are defined, as an answer to
/// `question`.
pub fn rating(values: &BTreeMap<&str, f64>, question: &Question) -> Rating {
    let position = |id: &str| {
        let value = *values.get(id)?;
        let band = match id {
            "duration_s" => question.band(value),
            _ => Thresholds::built_in().band(id).map(|band| band.place(value)),
        };
        Some(band?.position)
    };
    let positions: Vec<Position> = RATED.iter().filter_map(|id| position(id)).collect();
    let far = |position: &&Position| matches!(position, Position::WellBelow | Position::WellAbove);
    match positions.iter().filter(far).count() {
        _ if positions.is_empty() => Rating::Again,
        0 if positions.iter().all(|position| *position == Position::Within) => Rating::Easy,
        0 => Rating::Good,
        1 => Rating::Hard,
        _ => Rating::Again,
    }
}

/// When a question that was answered as `reviews` say, oldest first, is due again; `None` when it never was. Of several
/// takes on one day the last one counts: the others were the practice for it.
pub fn due(reviews: &[(Timestamp, Rating)]) -> Option<Timestamp> {
    let rules = Rules::built_in();
    let fsrs = FSRS::new(Parameters {
        request_retention: rules.retention,
        maximum_interval: rules.interval_max_days as i32,
        enable_short_term: false,
        ..Parameters::default()
    });
    let day = |at: &Timestamp| at.as_second().div_euclid(DAY_S);
    let last_of_day = reviews.chunk_by(|a, b| day(&a.0) == day(&b.0)).filter_map(<[_]>::last);
    let mut card: Option<Card> = None;
    for (at, rating) in last_of_day {
        let now = rs_fsrs_time(*at)?;
        card = Some(fsrs.next(card.unwrap_or_default(), now, (*rating).into()).card);
    }
    Timestamp::from_second(card?.due.timestamp()).ok()
}

const DAY_S: i64 = 24 * 60 * 60;

/// FSRS counts in chrono's times.
fn rs_fsrs_time(at: Timestamp) -> Option<chrono::DateTime<chrono::Utc>> {
    chrono::DateTime::from_timestamp(at.as_second(), 0)
}

impl From<Rating> for rs_fsrs::Rating {
    fn from(rating: Rating) -> Self {
        match rating {
            Rating::Again => Self::Again,
            Rating::Hard => Self::Hard,
            Rating::Good => Self::Good,
            Rating::Easy => Self::Easy,
        }
    }
}

/// Minutes that `answers` of such lengths take with all that is around them.
pub fn minutes(answers: impl Iterator<Item = Seconds>) -> usize {
    let seconds: f64 = answers.map(|answer_s| answer_s + Rules::built_in().around_answer_s).sum();
    (seconds / 60.0).ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + number * DAY_S).unwrap()
    }

    /// Days until the question is due again after each answer, when every answer comes on the day it is due.
    fn intervals(ratings: &[Rating]) -> Vec<i64> {
        let mut reviews = Vec::new();
        let mut at = day(0);
        ratings
            .iter()
            .map(|rating| {
                reviews.push((at, *rating));
                let due = due(&reviews).unwrap();
                let days = (due.as_second() - at.as_second()) / DAY_S;
                at = due;
                days
            })
            .collect()
    }

    #[test]
    fn due_dates_are_those_of_the_reference() {
        use Rating::{Again, Good};
        // The reference test of the long-term scheduler, with the default weights and a limit of 60 days: intervals of
        // the crate itself, computed step by step.
        let fsrs = FSRS::new(Parameters { maximum_interval: 60, enable_short_term: false, ..Parameters::default() });
        let ratings = [Good, Good, Good, Good, Again, Again, Good, Good];
        let mut card = Card::default();
        let mut now = rs_fsrs_time(day(0)).unwrap();
        let reference: Vec<i64> = ratings
            .iter()
            .map(|rating| {
                card = fsrs.next(card.clone(), now, (*rating).into()).card;
                now = card.due;
                card.scheduled_days
            })
            .collect();
        assert_eq!(intervals(&ratings), reference);
        assert_eq!(reference[0], 3, "a first good answer comes again after three days");
        assert!(reference.iter().all(|days| (1..=60).contains(days)), "{reference:?}");
        assert!(reference[4] < reference[3], "a failed answer comes sooner");
    }

    #[test]
    fn only_the_last_take_of_a_day_counts() {
        let hours = |hours: i64| Timestamp::from_second(day(0).as_second() + hours * 3600).unwrap();
        let once = due(&[(hours(1), Rating::Good)]).unwrap();
        let thrice = due(&[(hours(0), Rating::Again), (hours(0), Rating::Again), (hours(1), Rating::Good)]).unwrap();
        assert_eq!(once, thrice);
        assert_eq!(due(&[]), None);
    }

    #[test]
    fn the_rating_follows_from_the_take() {
        let question = Question::from_profile("self-intro").unwrap();
        let of = |values: &[(&'static str, f64)]| rating(&values.iter().copied().collect(), &question);
        assert_eq!(of(&[("duration_s", 75.0), ("filler_rate_per_min", 1.0)]), Rating::Easy);
        assert_eq!(of(&[("duration_s", 95.0), ("filler_rate_per_min", 1.0)]), Rating::Good);
        assert_eq!(of(&[("duration_s", 180.0), ("filler_rate_per_min", 1.0)]), Rating::Hard);
        assert_eq!(of(&[("duration_s", 180.0), ("filler_rate_per_min", 30.0)]), Rating::Again);
        assert_eq!(of(&[]), Rating::Again);
    }
}
