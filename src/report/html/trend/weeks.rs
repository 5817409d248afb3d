//! Takes of each week as bars, and for how many weeks in a row.

use super::super::words::Words;
use crate::types::Practice;

/// Share of a week's width that its bar takes.
const BAR: f64 = 0.62;

pub struct Weeks {
    pub bars: Vec<Bar>,
    pub first: String,
    pub last: String,
    pub sentence: String,
}

/// Places in percent of the chart.
pub struct Bar {
    pub x: f64,
    pub width: f64,
    pub middle: f64,
    pub top: f64,
    pub height: f64,
    pub takes: usize,
    /// Monday of the week.
    pub monday: String,
}

impl Weeks {
    /// `None` without a take.
    pub fn of(practice: &Practice, words: &Words) -> Option<Weeks> {
        let (first, last) = (practice.per_week.first()?, practice.per_week.last()?);
        let most = practice.per_week.iter().map(|week| week.takes).max().unwrap_or(0).max(1) as f64;
        let width = 100.0 / practice.per_week.len() as f64;
        // The numbers stand above the bars.
        let (floor, ceiling) = (100.0, 24.0);
        let bars = practice.per_week.iter().enumerate().map(|(at, week)| {
            let height = (floor - ceiling) * week.takes as f64 / most;
            let middle = (at as f64 + 0.5) * width;
            Bar {
                x: middle - BAR * width / 2.0,
                width: BAR * width,
                middle,
                top: floor - height,
                height,
                takes: week.takes,
                monday: week.monday.to_string(),
            }
        });
        let streak = match practice.streak_weeks {
            0 => words.say("streak_none").to_owned(),
            1 => words.say("streak_one").to_owned(),
            weeks => words.with("streak", weeks),
        };
        Some(Weeks {
            bars: bars.collect(),
            first: first.monday.to_string(),
            last: last.monday.to_string(),
            sentence: format!("{} {streak}", words.with("this_week", last.takes)),
        })
    }
}
