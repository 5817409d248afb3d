//! Every measure: value, band, meaning, evidence.

use super::bullet::Bullet;
use super::moment::Moment;
use super::settings::settings;
use super::words::Words;
use crate::coaching::{Texts, texts_for};
use crate::measures::{MEASURES, Measure, docs};
use crate::report::terminal::numbers::{figure, range};
use crate::report::terminal::text::printable;
use crate::types::{Analysis, Measurement};
use crate::wording::say;

pub struct Row {
    pub id: &'static str,
    pub title: String,
    /// With its unit, as the terminal shows it; absent when undefined.
    pub value: Option<String>,
    pub undefined_because: String,
    pub target: Option<String>,
    pub label: String,
    pub bullet: Option<Bullet>,
    pub definition: String,
    pub facts: Vec<(String, String)>,
    pub moments: Vec<Moment>,
    /// Evidence beyond the moments.
    pub more: usize,
    pub missing: Vec<String>,
}

/// The measures that the one-screen report shows, then all the others, both in the order of the report.
pub fn rows(analysis: &Analysis, plays: bool, words: &'static Words) -> (Vec<Row>, Vec<Row>) {
    let texts = texts_for(words.language);
    let row = |spec: &'static Measure| Some(row(spec, analysis.measurement(spec.id)?, texts, plays, words));
    let specs = || MEASURES.iter().copied();
    (
        specs().filter(|s| s.on_screen).filter_map(row).collect(),
        specs().filter(|s| !s.on_screen).filter_map(row).collect(),
    )
}

fn row(spec: &'static Measure, m: &Measurement, texts: &Texts, plays: bool, words: &'static Words) -> Row {
    let shown = settings().evidence_shown as usize;
    Row {
        id: spec.id,
        title: texts.word(spec.title).to_owned(),
        value: m.value.map(|value| figure(value, m, texts)),
        undefined_because: texts.reason(m.undefined_because.as_deref()),
        target: m.band.as_ref().map(|band| range(band, m.unit, texts)),
        label: m.band.as_ref().map(|band| texts.word(&band.label).to_owned()).unwrap_or_default(),
        bullet: Bullet::of(m),
        definition: say(words.language, spec.definition),
        facts: facts(spec, words),
        moments: m.evidence.iter().filter_map(|e| Moment::of(e, plays, words)).take(shown).collect(),
        more: m.evidence.len().saturating_sub(shown),
        missing: match spec.id {
            // Parts have ids; points are the user's own words.
            "shape_coverage_pct" => m.missing.iter().map(|part| texts.part(part)).collect(),
            _ => m.missing.iter().map(|missing| printable(missing)).collect(),
        },
    }
}

/// What is to be said about a measure, in the language of the page.
pub fn facts(spec: &Measure, words: &Words) -> Vec<(String, String)> {
    let facts = docs::facts(spec).into_iter();
    facts.map(|(name, fact)| (say(words.language, name), say(words.language, &fact))).collect()
}
