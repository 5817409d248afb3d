//! How regularly there were takes.

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use crate::types::{Practice, WeekTakes};

/// Weeks that are listed.
const LISTED: usize = 12;

/// From the days of all takes, in any order, and today, both in the reader's time zone. Takes of days to come, on a
/// machine whose clock was wrong, count as today's.
pub fn practice(days: &[Date], today: Date) -> Practice {
    let this_week = monday(today);
    let mut counts = [0usize; LISTED];
    let mut practised = Vec::new();
    for day in days {
        let back = weeks_between(monday(*day), this_week);
        if let Some(count) = counts.get_mut(back) {
            *count += 1;
        }
        practised.push(back);
    }
    practised.sort_unstable();
    practised.dedup();
    // The week that has just begun does not end a streak.
    let start = usize::from(practised.first() == Some(&1));
    let streak_weeks = practised.iter().enumerate().take_while(|(at, back)| **back == at + start).count();
    let listed = counts.iter().rposition(|count| *count > 0).map_or(0, |oldest| oldest + 1);
    let per_week = (0..listed)
        .rev()
        .map(|back| WeekTakes { monday: this_week.saturating_sub((back as i64).weeks()), takes: counts[back] })
        .collect();
    Practice { takes: days.len(), per_week, streak_weeks }
}

fn monday(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

fn weeks_between(earlier: Date, later: Date) -> usize {
    let days = later.since((Unit::Day, earlier)).map_or(0, |span| span.get_days());
    usize::try_from(days / 7).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_streak_lasts_until_a_week_without_a_take_has_passed() {
        // 2026-11-24 is a Tuesday.
        let today = date(2026, 11, 24);
        let last_week = [date(2026, 11, 16), date(2026, 11, 22), date(2026, 11, 15), date(2026, 10, 1)];
        let seen = practice(&last_week, today);
        assert_eq!(seen.streak_weeks, 2, "{seen:?}");
        assert_eq!(seen.per_week.last().unwrap(), &WeekTakes { monday: date(2026, 11, 23), takes: 0 });
        assert_eq!(seen.per_week.iter().map(|week| week.takes).collect::<Vec<_>>(), [1, 0, 0, 0, 0, 0, 1, 2, 0]);
        assert_eq!(practice(&[date(2026, 11, 24), date(2026, 11, 16)], today).streak_weeks, 2);
        assert_eq!(practice(&[date(2026, 11, 8)], today).streak_weeks, 0);
        assert_eq!(practice(&[], today), Practice { takes: 0, per_week: vec![], streak_weeks: 0 });
        assert_eq!(practice(&[date(2027, 1, 1)], today).streak_weeks, 1);
    }
}
