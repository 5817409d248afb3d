//! What the names in a sentence about a measurement stand for.

use crate::coaching::template::{Fact, fill};
use crate::coaching::texts::Texts;
use crate::format;
use crate::thresholds::cutoffs;
use crate::types::{Evidence, KindCount, Measurement, Seconds, Span, Unit};

/// Places and kinds named in one sentence; the measurement holds them all.
const MOST_NAMED: usize = 3;

/// What `{name}` stands for in a sentence about `measurement`:
/// `value`, `low`, `high`; `count` and `places` of the evidence, `pair`, the first two of
/// them, `time` and `quote` of its first piece; `kinds`, what was counted and how often each; `bunched`, the stretches
/// where fillers come close together, and `crowd`, the first of them; `slowest` and `fastest` of a pace over time; `over` and `under`, the whole seconds
/// between a length under a minute apart and its edge (`over_clock`, `under_clock` beyond); `missing`, what was looked
/// for and not found; `words`, a share as a number of words; or the value of another measure by its id.
pub(super) fn facts(measurement: &Measurement, all: &[Measurement], texts: &Texts, name: &str) -> Option<Fact> {
    let unit = measurement.unit;
    let band = measurement.band.as_ref();
    let past = |from: Option<f64>, to: Option<f64>| {
        let seconds = to?.round() - from?.round();
        (unit == Unit::Seconds && seconds >= 1.0).then_some(seconds)
    };
    let over = || past(band?.high, measurement.value);
    let under = || past(measurement.value, band?.low);
    let within_minute = |seconds: f64| (seconds < 60.0).then(|| Fact::number(texts.spelled(seconds), seconds));
    let beyond_minute = |seconds: f64| (seconds >= 60.0).then(|| Fact::text(format::clock(seconds)));
    match name {
        "value" => figure(measurement, texts),
        "low" => edge(band?.low?, unit, texts),
        "high" => edge(band?.high?, unit, texts),
        "over" => within_minute(over()?),
        "under" => within_minute(under()?),
        "over_clock" => beyond_minute(over()?),
        "under_clock" => beyond_minute(under()?),
        "count" => counted(measurement.evidence.len(), texts),
        "kinds" => kinds(&measurement.kinds, texts),
        "bunched" => bunched(all),
        "slowest" => pace(measurement, f32::min, texts),
        "fastest" => pace(measurement, f32::max, texts),
        "missing" => {
            // Parts have ids; points are the user's own words.
            let named = |m: &String| if measurement.id.0 == "shape_coverage_pct" { texts.part(m) } else { m.clone() };
            let missing: Vec<String> = measurement.missing.iter().take(MOST_NAMED).map(named).collect();
            (!missing.is_empty()).then(|| Fact::number(missing.join(", "), missing.len() as f64))
        }
        "words" => {
            let all = all.iter().find(|m| m.id.0 == "word_count")?.value?;
            let words = (measurement.value? * all / 100.0).round();
            (unit == Unit::Percent && words > 0.0).then(|| Fact::number(format!("{words:.0}"), words))
        }
        "time" => Some(Fact::text(format::clock(measurement.evidence.first()?.span?.start_s))),
        "quote" => Some(Fact::text(format::quoted(measurement.evidence.first()?.quote.as_ref()?))),
        "places" => places(measurement, MOST_NAMED).map(Fact::text),
        "crowd" => crowd(measurement, all).map(Fact::text),
        "pair" => places(measurement, 2).map(Fact::text),
        id => figure(all.iter().find(|m| m.id.0 == id)?, texts),
    }
}

/// The value as the report shows it: as a range where not all is certain, a count in words.
fn figure(measurement: &Measurement, texts: &Texts) -> Option<Fact> {
    let (value, unit) = (measurement.value?, measurement.unit);
    let shown = |value: f64| texts.number(format::value(value, unit));
    match measurement.range {
        Some(range) if shown(range.low) != shown(range.high) => {
            Some(Fact::number(format!("{}–{}", shown(range.low), shown(range.high)), range.high))
        }
        _ if unit == Unit::Count => Some(Fact::number(texts.spelled(value), value)),
        _ => Some(Fact::number(shown(value), value)),
    }
}

fn edge(value: f64, unit: Unit, texts: &Texts) -> Option<Fact> {
    Some(Fact::number(texts.number(format::value(value, unit)), value))
}

fn counted(count: usize, texts: &Texts) -> Option<Fact> {
    Some(Fact::number(texts.spelled(count as f64), count as f64))
}

/// Five "um", one "you know" and two others.
fn kinds(kinds: &[KindCount], texts: &Texts) -> Option<Fact> {
    let say = |template: &str, kind: &str, count: usize| {
        let fact = |name: &str| match name {
            "kind" => Some(Fact::text(kind)),
            "count" => counted(count, texts),
            "number" => Some(Fact::number(count.to_string(), count as f64)),
            _ => None,
        };
        fill(template, &fact).map(|said| uncapitalised(&said))
    };
    // One more kind is named rather than called another.
    let named = if kinds.len() > MOST_NAMED + 1 { MOST_NAMED } else { kinds.len() };
    let (named, others) = kinds.split_at(named);
    let mut said: Vec<String> = named.iter().filter_map(|k| say(&texts.kinds.each, &k.kind, k.count)).collect();
    let others: usize = others.iter().map(|kind| kind.count).sum();
    if others > 0 {
        said.extend(say(&texts.kinds.others, "", others));
    }
    let last = said.pop()?;
    let joined = if said.is_empty() { last } else { format!("{} {} {last}", said.join(", "), texts.and) };
    Some(Fact::text(joined))
}

fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Where fillers crowd, `0:12–0:21, 0:40–0:52`. Fillers that come all through the answer crowd nowhere.
fn bunched(all: &[Measurement]) -> Option<Fact> {
    let measured = |id: &str| all.iter().find(|m| m.id.0 == id);
    let clusters: Vec<Span> = measured("filler_cluster_count")?.evidence.iter().filter_map(|e| e.span).collect();
    let crowded_s: Seconds = clusters.iter().map(Span::duration_s).sum();
    if clusters.is_empty() || crowded_s > cutoffs().fillers.filler_crowd_share_max * measured("duration_s")?.value? {
        return None;
    }
    let named: Vec<String> = clusters.iter().take(MOST_NAMED).map(format::clock_range).collect();
    Some(Fact::number(named.join(", "), named.len() as f64))
}

/// The first filler of the first stretch where they come close together.
fn crowd(measurement: &Measurement, all: &[Measurement]) -> Option<String> {
    let stretch = all.iter().find(|m| m.id.0 == "filler_cluster_count")?.evidence.first()?.span?;
    measurement.evidence.iter().find(|e| e.span.is_some_and(|span| span.overlap_s(&stretch) > 0.0)).and_then(place)
}

/// The least or greatest of a pace over time.
fn pace(measurement: &Measurement, extreme: fn(f32, f32) -> f32, texts: &Texts) -> Option<Fact> {
    let value = measurement.series.as_ref()?.values.iter().flatten().copied().reduce(extreme)?;
    Some(Fact::number(texts.number(format::value(f64::from(value), Unit::WordsPerMinute)), f64::from(value)))
}

/// The first `most` places of the evidence, `None` when there is none.
fn places(measurement: &Measurement, most: usize) -> Option<String> {
    let places: Vec<String> = measurement.evidence.iter().filter_map(place).take(most).collect();
    (!places.is_empty()).then(|| places.join(", "))
}

/// `0:31 "responsible for … the"`, or as much of it as is known.
fn place(evidence: &Evidence) -> Option<String> {
    let time = evidence.span.map(|span| span.start_s).map(|start_s: Seconds| format::clock(start_s));
    let quote = evidence.quote.as_ref().map(|quote| format::quoted(quote));
    match (time, quote) {
        (Some(time), Some(quote)) => Some(format!("{time} {quote}")),
        (time, quote) => time.or(quote),
    }
}
