//! `--since`: a day, or so long ago.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ZonedDateTime};

/// `30d`, `2w`, `3 months`, `2026-11-01` in the reader's time zone, as an instant.
///
/// # Errors
/// A sentence for the command line.
pub fn parse(text: &str) -> Result<Timestamp, String> {
    before(text, &ZonedDateTime::now())
}

fn before(text: &str, now: &ZonedDateTime) -> Result<Timestamp, String> {
    let day = |date: Date| date.to_zoned_datetime(now.time_zone().clone()).ok();
    let ago = |span: Span| now.checked_sub(span.abs()).ok();
    // A date has the form of no span, and the other way round.
    let moment = text.parse().ok().and_then(day).or_else(|| text.parse().ok().and_then(ago));
    let moment = moment.ok_or("give a day such as 2026-11-01, or how long ago, such as 30d, 2w or 3mo")?;
    Ok(moment.with_time_zone(TimeZone::UTC).timestamp())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> ZonedDateTime {
        "2026-11-24T21:50:00+01:00[+01:00]".parse().unwrap()
    }

    #[test]
    fn days_and_lengths() {
        for (text, wanted) in [
            ("2026-11-01", "2026-10-31T23:00:00Z"),
            ("30d", "2026-10-25T20:50:00Z"),
            ("2w", "2026-11-10T20:50:00Z"),
            ("3 months", "2026-08-24T20:50:00Z"),
            ("12h", "2026-11-24T08:50:00Z"),
        ] {
            assert_eq!(before(text, &now()).unwrap(), wanted.parse().unwrap(), "{text}");
        }
        for text in ["", "30", "yesterday", "2026-13-01", "2026-11-31", "30x", "9999999999y"] {
            assert!(before(text, &now()).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_it_panic(text in "\\PC{0,16}") {
            let _ = before(&text, &now());
        }
    }
}
