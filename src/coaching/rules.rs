//! Advice out of measurements: at most three changes, and what worked. The rules themselves are data.

use crate::coaching::facts::facts;
use crate::coaching::template::{fill, fill_first};
use crate::coaching::texts::{Rule, Texts, place_name, texts_for};
use crate::measures;
use crate::question::Question;
use crate::thresholds::{Thresholds, cutoffs};
use crate::types::{Advice, AdviceKind, Band, EvidenceLevel, Measurement, Position};

/// More than three things at once and none is practised.
const MOST_CHANGES: usize = 3;
const MOST_WORKED: usize = 2;

/// A rule that fires, with its weight.
struct Fired<'a> {
    rule: &'a Rule,
    topic: &'static str,
    measurement: &'a Measurement,
    position: Position,
    source: &'a str,
    level: EvidenceLevel,
    weight: f64,
}

/// What to change, the most worthwhile first, then what worked. `language` is that of the sentences; languages without
/// texts get English.
///
/// A measure that is undefined, without a band, nearer to it than a listener notices, or that rests on fewer events than
/// its rule asks for gives no change. Each topic is named once. What is praised lies in its band with all that may count,
/// as do the other measures of its topic, and says nothing that a change contradicts: nothing is praised for want of
/// better.
pub fn advise(measurements: &[Measurement], question: &Question, language: &str) -> Vec<Advice> {
    let texts = texts_for(language);
    let fired = fire(measurements, question, texts);
    fired.iter().filter_map(|fired| fired.advice(measurements, texts)).collect()
}

/// The rules that fire: at most three changes by weight, then at most two that worked.
fn fire<'a>(measurements: &'a [Measurement], question: &'a Question, texts: &'a Texts) -> Vec<Fired<'a>> {
    let mut all: Vec<Fired<'a>> =
        texts.rules.iter().filter_map(|rule| consider(rule, measurements, question)).collect();
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    // What cannot be said is not implied by the verdict either.
    all.retain(|fired| fired.advice(measurements, texts).is_some());
    let (changes, worked): (Vec<_>, Vec<_>) = all.into_iter().partition(|f| f.rule.kind() == AdviceKind::Change);
    let worked: Vec<_> = worked
        .into_iter()
        .filter(|worked| changes.iter().all(|change| change.topic != worked.topic && !change.opposes(worked)))
        .collect();
    let mut chosen = first_of_each_topic(changes, MOST_CHANGES);
    chosen.extend(first_of_each_topic(worked, MOST_WORKED));
    chosen
}

/// The first `most` that differ in topic and do not ask for opposite things.
fn first_of_each_topic<'a>(fired: Vec<Fired<'a>>, most: usize) -> Vec<Fired<'a>> {
    let mut chosen: Vec<Fired<'a>> = Vec::new();
    for one in fired {
        if chosen.len() < most && chosen.iter().all(|other| other.topic != one.topic && !other.opposes(&one)) {
            chosen.push(one);
        }
    }
    chosen
}

fn consider<'a>(rule: &'a Rule, measurements: &'a [Measurement], question: &'a Question) -> Option<Fired<'a>> {
    let measurement = measurements.iter().find(|m| m.id.0 == rule.measure)?;
    let (value, band) = (measurement.value?, measurement.band.as_ref()?);
    if !rule.positions.contains(&band.position) || !rule.when.iter().all(|condition| condition.holds(measurements)) {
        return None;
    }
    let (source, level) = match Thresholds::built_in().band(&rule.measure) {
        Some(spec) => (spec.source.as_str(), spec.level),
        None => question.source()?,
    };
    let trust = match level {
        EvidenceLevel::A => cutoffs().advice.advice_weight_level_a,
        EvidenceLevel::B => cutoffs().advice.advice_weight_level_b,
        EvidenceLevel::C => cutoffs().advice.advice_weight_level_c,
        EvidenceLevel::D => cutoffs().advice.advice_weight_level_d,
    };
    let distance = match rule.kind() {
        AdviceKind::Worked => 1.0,
        AdviceKind::Change => Some(outside(value, band)).filter(|d| *d >= cutoffs().advice.advice_distance_min)?,
    };
    let topic = measures::by_id(&rule.measure)?.topic;
    if rule.kind() == AdviceKind::Worked && !all_within(topic, measurements) {
        return None;
    }
    if rule.kind() == AdviceKind::Change && measurement.evidence.len() < rule.events_min {
        return None;
    }
    Some(Fired { rule, topic, measurement, position: band.position, source, level, weight: distance * trust })
}

/// Whether every measure of a topic lies in its band, with all that may count.
fn all_within(topic: &str, measurements: &[Measurement]) -> bool {
    let of_topic = measurements.iter().filter(|m| measures::by_id(&m.id.0).is_some_and(|m| m.topic == topic));
    of_topic.filter_map(|m| Some((m, m.band.as_ref()?))).all(|(measurement, band)| {
        let may_be = measurement.range.map(|range| measurement.unit.rounded(range.high));
        let exceeds = may_be.zip(band.high).is_some_and(|(value, high)| value > high);
        band.position == Position::Within && !exceeds
    })
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

/// The rule that `advice` came from.
pub(super) fn rule_of<'a>(advice: &Advice, measurements: &[Measurement], texts: &'a Texts) -> Option<&'a Rule> {
    let measurement = measurements.iter().find(|m| m.id == advice.measure)?;
    let position = measurement.band.as_ref()?.position;
    let is_it = |rule: &&Rule| {
        rule.measure == advice.measure.0 && rule.positions.contains(&position) && rule.name(position) == advice.rule
    };
    texts.rules.iter().find(is_it)
}

/// `advice` in the sentences of `texts`; `None` when its rule or its facts are not known.
pub(crate) fn retold(advice: &Advice, measurements: &[Measurement], texts: &Texts) -> Option<Advice> {
    let rule = rule_of(advice, measurements, texts)?;
    let measurement = measurements.iter().find(|m| m.id == advice.measure)?;
    let fact = |name: &str| facts(measurement, measurements, texts, name);
    let optional = |template: &Option<String>| template.as_ref().and_then(|template| fill(template, &fact));
    Some(Advice {
        title: fill(&rule.title, &fact)?,
        observed: fill_first(&rule.observed, &fact)?,
        why: optional(&rule.why),
        next_take: optional(&rule.next_take),
        ..advice.clone()
    })
}

impl Fired<'_> {
    /// Whether the two ask for opposite things, or one denies the other.
    fn opposes(&self, other: &Fired) -> bool {
        let named = |a: &Fired, b: &Fired| {
            let names = [place_name(&b.rule.measure, b.position), b.rule.name(b.position)];
            names.iter().any(|name| a.rule.not_with.contains(name))
        };
        named(self, other) || named(other, self)
    }

    /// `None` when the facts that its sentences need are unknown.
    fn advice(&self, measurements: &[Measurement], texts: &Texts) -> Option<Advice> {
        let unsaid = Advice {
            kind: self.rule.kind(),
            rule: self.rule.name(self.position),
            measure: self.measurement.id.clone(),
            title: String::new(),
            observed: String::new(),
            why: None,
            next_take: None,
            // What is not there has no place in the recording.
            evidence: if self.measurement.missing.is_empty() { self.measurement.evidence.clone() } else { Vec::new() },
            source: self.source.to_owned(),
            level: self.level,
        };
        retold(&unsaid, measurements, texts)
    }
}
