//! Advice out of measurements: at most three changes, and what worked. The rules themselves are data.

use crate::coaching::template::{Fact, fill, fill_first, format_clock, format_value};
use crate::coaching::texts::{Rule, Texts, place_name, texts_for};
use crate::measures;
use crate::question::Question;
use crate::thresholds::Thresholds;
use crate::types::{Advice, AdviceKind, Band, Evidence, EvidenceLevel, Measurement, Position, Unit};

/// More than three things at once and none is practised.
const MOST_CHANGES: usize = 3;
const MOST_WORKED: usize = 2;
/// Places named in one sentence; the evidence holds them all.
const MOST_PLACES: usize = 3;

/// A rule that fires, with its weight.
pub(super) struct Fired<'a> {
    pub rule: &'a Rule,
    pub topic: &'static str,
    measurement: &'a Measurement,
    position: Position,
    source: &'a str,
    level: EvidenceLevel,
    weight: f64,
}

/// What to change, the most worthwhile first, then what worked. `language` is that of the sentences; languages without
/// texts get English.
///
/// A measure that is undefined, without a band, or nearer to it than a listener notices gives no change. Each topic is
/// named once, and nothing is praised in a topic that has to change unless there is nothing else.
pub fn advise(measurements: &[Measurement], question: &Question, language: &str) -> Vec<Advice> {
    let texts = texts_for(language);
    let fired = fire(measurements, question, texts);
    fired.iter().filter_map(|fired| fired.advice(measurements, texts)).collect()
}

/// The rules that fire: at most three changes by weight, then at most two that worked.
pub(super) fn fire<'a>(measurements: &'a [Measurement], question: &'a Question, texts: &'a Texts) -> Vec<Fired<'a>> {
    let mut all: Vec<Fired<'a>> =
        texts.rules.iter().filter_map(|rule| consider(rule, measurements, question)).collect();
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let mut chosen: Vec<Fired<'a>> = Vec::new();
    let (changes, worked): (Vec<_>, Vec<_>) = all.into_iter().partition(|f| f.rule.kind() == AdviceKind::Change);
    for change in changes {
        if chosen.len() < MOST_CHANGES && chosen.iter().all(|c| c.topic != change.topic && !c.opposes(&change)) {
            chosen.push(change);
        }
    }
    let changes = chosen.len();
    let (praised, mut other): (Vec<_>, Vec<_>) =
        worked.into_iter().partition(|w| chosen.iter().all(|change| change.topic != w.topic));
    for worked in praised {
        if chosen.len() < changes + MOST_WORKED && chosen[changes..].iter().all(|c| c.topic != worked.topic) {
            chosen.push(worked);
        }
    }
    if chosen.len() == changes && !other.is_empty() {
        chosen.push(other.swap_remove(0));
    }
    chosen
}

fn consider<'a>(rule: &'a Rule, measurements: &'a [Measurement], question: &'a Question) -> Option<Fired<'a>> {
    let thresholds = Thresholds::built_in();
    let measurement = measurements.iter().find(|m| m.id.0 == rule.measure)?;
    let (value, band) = (measurement.value?, measurement.band.as_ref()?);
    if !rule.positions.contains(&band.position) || !rule.when.iter().all(|condition| condition.holds(measurements)) {
        return None;
    }
    let (source, level) = match thresholds.band(&rule.measure) {
        Some(spec) => (spec.source.as_str(), spec.level),
        None => question.source()?,
    };
    let trust = match level {
        EvidenceLevel::A => thresholds.cutoff("advice_weight_level_a"),
        EvidenceLevel::B => thresholds.cutoff("advice_weight_level_b"),
        EvidenceLevel::C => thresholds.cutoff("advice_weight_level_c"),
        EvidenceLevel::D => thresholds.cutoff("advice_weight_level_d"),
    };
    let distance = match rule.kind() {
        AdviceKind::Worked => 1.0,
        AdviceKind::Change => Some(outside(value, band)).filter(|d| *d >= thresholds.cutoff("advice_distance_min"))?,
    };
    let topic = measures::by_id(&rule.measure)?.topic;
    Some(Fired { rule, topic, measurement, position: band.position, source, level, weight: distance * trust })
}

/// How far a value lies outside its band, in steps from the edge to the flag beside it; where there is no flag, as a
/// share of the edge.
fn outside(value: f64, band: &Band) -> f64 {
    let steps =
        |past: f64, edge: f64, flag: Option<f64>| past / flag.map_or(edge.abs(), |flag| (flag - edge).abs()).max(1e-9);
    match band {
        Band { high: Some(high), .. } if value > *high => steps(value - high, *high, band.flag_high),
        Band { low: Some(low), .. } if value < *low => steps(low - value, *low, band.flag_low),
        _ => 0.0,
    }
}

impl Fired<'_> {
    /// Whether the two ask for opposite things.
    fn opposes(&self, other: &Fired) -> bool {
        let named = |a: &Fired, b: &Fired| a.rule.not_with.contains(&place_name(&b.rule.measure, b.position));
        named(self, other) || named(other, self)
    }

    /// `None` when the facts that its sentences need are unknown.
    fn advice(&self, measurements: &[Measurement], texts: &Texts) -> Option<Advice> {
        let fact = |name: &str| facts(self.measurement, measurements, texts, name);
        let optional = |template: &Option<String>| template.as_ref().and_then(|template| fill(template, &fact));
        Some(Advice {
            kind: self.rule.kind(),
            rule: self.rule.name(self.position),
            measure: self.measurement.id.clone(),
            title: fill(&self.rule.title, &fact)?,
            observed: fill_first(&self.rule.observed, &fact)?,
            why: optional(&self.rule.why),
            next_take: optional(&self.rule.next_take),
            // What is not there has no place in the recording.
            evidence: if self.measurement.missing.is_empty() { self.measurement.evidence.clone() } else { Vec::new() },
            source: self.source.to_owned(),
            level: self.level,
        })
    }
}

/// What `{name}` stands for in a sentence about `measurement`:
/// `value`, `low`, `high`; `count` and `places` of the evidence, `pair`, the first two of them, `time` and `quote` of its first piece; `over` and
/// `under`, the whole seconds between a length under a minute apart and its edge (`over_clock`, `under_clock`
/// beyond); `missing`, what was looked for and not found; `words`, a share as a number of words; or the value of another
/// measure by its id.
pub(super) fn facts(measurement: &Measurement, all: &[Measurement], texts: &Texts, name: &str) -> Option<Fact> {
    let unit = measurement.unit;
    let shown = |value: f64| {
        let text = if unit == Unit::Count { texts.spelled(value) } else { format_value(value, unit) };
        Fact::number(text, value)
    };
    let band = measurement.band.as_ref();
    let past = |from: Option<f64>, to: Option<f64>| {
        let seconds = to?.round() - from?.round();
        (unit == Unit::Seconds && seconds >= 1.0).then_some(seconds)
    };
    let over = || past(band?.high, measurement.value);
    let under = || past(measurement.value, band?.low);
    let within_minute = |seconds: f64| (seconds < 60.0).then(|| Fact::number(texts.spelled(seconds), seconds));
    let beyond_minute = |seconds: f64| (seconds >= 60.0).then(|| Fact::text(format_clock(seconds)));
    match name {
        "value" => measurement.value.map(shown),
        "low" => band?.low.map(shown),
        "high" => band?.high.map(shown),
        "over" => within_minute(over()?),
        "under" => within_minute(under()?),
        "over_clock" => beyond_minute(over()?),
        "under_clock" => beyond_minute(under()?),
        "count" => {
            Some(Fact::number(texts.spelled(measurement.evidence.len() as f64), measurement.evidence.len() as f64))
        }
        "missing" => {
            let missing: Vec<&str> = measurement.missing.iter().take(MOST_PLACES).map(|m| texts.word(m)).collect();
            (!missing.is_empty()).then(|| Fact::number(missing.join(", "), missing.len() as f64))
        }
        "words" => {
            let all = all.iter().find(|m| m.id.0 == "word_count")?.value?;
            let words = (measurement.value? * all / 100.0).round();
            (unit == Unit::Percent && words > 0.0).then(|| Fact::number(format!("{words:.0}"), words))
        }
        "time" => Some(Fact::text(format_clock(measurement.evidence.first()?.span?.start_s))),
        "quote" => Some(Fact::text(format!("\"{}\"", measurement.evidence.first()?.quote.as_ref()?))),
        "places" => places(measurement, MOST_PLACES).map(Fact::text),
        "pair" => places(measurement, 2).map(Fact::text),
        id => {
            let other = all.iter().find(|m| m.id.0 == id)?;
            let value = other.value?;
            let text = match other.range {
                Some(range) => {
                    format!("{}–{}", format_value(range.low, other.unit), format_value(range.high, other.unit))
                }
                None if other.unit == Unit::Count => texts.spelled(value),
                None => format_value(value, other.unit),
            };
            Some(Fact::number(text, other.range.map_or(value, |range| range.high)))
        }
    }
}

/// The first `most` places of the evidence, `None` when there is none.
fn places(measurement: &Measurement, most: usize) -> Option<String> {
    let places: Vec<String> = measurement.evidence.iter().filter_map(place).take(most).collect();
    (!places.is_empty()).then(|| places.join(", "))
}

/// `0:31 "responsible for … the"`, or as much of it as is known.
fn place(evidence: &Evidence) -> Option<String> {
    let time = evidence.span.map(|span| format_clock(span.start_s));
    let quote = evidence.quote.as_ref().map(|quote| format!("\"{quote}\""));
    match (time, quote) {
        (Some(time), Some(quote)) => Some(format!("{time} {quote}")),
        (time, quote) => time.or(quote),
    }
}
