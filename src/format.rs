//! Values, times and names as people read them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr;

use crate::types::{Seconds, Span, Unit};

/// A position as a player shows it: `m:ss` of the second that is playing; from an hour on `h:mm:ss`.
pub fn clock(seconds: Seconds) -> String {
    let whole = seconds.max(0.0) as u64;
    match whole / 3600 {
        0 => format!("{}:{:02}", whole / 60, whole % 60),
        hours => format!("{hours}:{:02}:{:02}", whole / 60 % 60, whole % 60),
    }
}

/// From where to where, as [`clock`] shows it: `0:12–0:21`.
pub fn clock_range(span: &Span) -> String {
    format!("{}–{}", clock(span.start_s), clock(span.end_s))
}

/// A value as people say it: lengths as `m:ss`, rates with one decimal, counts and shares without.
pub fn value(value: f64, unit: Unit) -> String {
    match (unit, unit.decimals()) {
        (Unit::Seconds, _) => clock(value.round()),
        (_, 0) => format!("{value:.0}"),
        (_, decimals) => {
            let text = format!("{value:.decimals$}");
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
    }
}

/// A value with its unit; a dash where there is none.
pub fn quantity(maybe: Option<f64>, unit: Unit) -> String {
    maybe.map_or_else(|| "–".to_owned(), |some| format!("{}{}", value(some, unit), unit.suffix()))
}

/// A file's size: `57 MiB`, `1.5 GiB`, `300 KiB`.
pub fn byte_size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let Some((unit, name)) = UNITS.into_iter().find(|(unit, _)| bytes >= *unit) else {
        return format!("{bytes} bytes");
    };
    let size = bytes as f64 / unit as f64;
    let text = if size >= 10.0 { format!("{size:.0}") } else { format!("{size:.1}") };
    format!("{} {name}", text.strip_suffix(".0").unwrap_or(&text))
}

/// What was said, between marks; marks inside it become single ones.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "'"))
}

/// `text` with spaces up to `width` columns.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// The day in the reader's own time zone.
pub fn day(at: Timestamp) -> String {
    at.to_zoned_datetime(TimeZone::system()).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_files() {
        for (bytes, read) in [
            (59_721_011, "57 MiB"),
            (1_624_555_275, "1.5 GiB"),
            (7_407_447, "7.1 MiB"),
            (1 << 20, "1 MiB"),
            (300 << 10, "300 KiB"),
            (12, "12 bytes"),
        ] {
            assert_eq!(byte_size(bytes), read);
        }
    }

    #[test]
    fn a_quote_in_a_quote_has_marks_of_its_own() {
        assert_eq!(quoted("he said \"no\" and left"), "\"he said 'no' and left\"");
    }

    #[test]
    fn values_read_as_people_say_them() {
        assert_eq!(value(94.4, Unit::Seconds), "1:34");
        assert_eq!(value(59.6, Unit::Seconds), "1:00");
        assert_eq!(value(4.53, Unit::PerMinute), "4.5");
        assert_eq!(value(4.0, Unit::PerMinute), "4");
        assert_eq!(value(151.6, Unit::WordsPerMinute), "152");
        assert_eq!(clock(61.9), "1:01");
        assert_eq!(clock(3725.0), "1:02:05");
        assert_eq!(clock(-1.0), "0:00");
    }
}
