//! Two sides side by side, or several takes in a table.

use jiff::Timestamp;

use super::judge::{Pair, judge};
use super::over_correction::{self, Care};
use super::promise::promises;
use super::rules::Rules;
use super::scale::Observation;
use super::trend::TrendTake;
use super::{advice_followed, cautions, said};
use crate::comparison::ComparisonError;
use crate::error::Result;
use crate::language::Library;
use crate::measures::{MEASURES, Measure};
use crate::thresholds::Thresholds;
use crate::types::{Analysis, Change, Comparison, ComparisonTable, MeasureChange, SCHEMA_VERSION, TableRow, TakeInfo};

/// A take with all that is known of it.
#[derive(Debug, Clone)]
pub struct Take {
    pub info: TakeInfo,
    pub analysis: Analysis,
}

/// Compares side `b` with side `a`, each of one take or more, oldest first. `past` are other takes of the same question,
/// oldest first: how much they differ tells what a difference is worth.
///
/// # Errors
/// [`ComparisonError::NotComparable`] for takes in two languages.
///
/// # Panics
/// When a side is empty.
pub fn compare(a: &[Take], b: &[Take], past: &[TrendTake], library: &Library) -> Result<Comparison> {
    let (first, last) = (&a[a.len() - 1], &b[b.len() - 1]);
    let cautions = cautions_of(a.iter().chain(b), last)?;
    let mut measures = judged(a, b, past);
    for change in &mut measures {
        change.cautions = (0..cautions.len()).filter(|at| cautions[*at].measures.contains(&change.id)).collect();
    }
    let said = match (a, b) {
        ([a], [b]) => {
            let lexicons = library.get(&b.analysis.transcript.language);
            said::pairs(&a.analysis, &b.analysis, lexicons)
        }
        _ => Vec::new(),
    };
    let judged = measures.iter().filter(|change| change.p_value.is_some()).count();
    Ok(Comparison {
        schema_version: SCHEMA_VERSION,
        a: infos(a),
        b: infos(b),
        verdict: verdict(&measures, past.len(), (a.len(), b.len())),
        advice: advice_followed::outcomes(&first.analysis, &measures),
        cautions,
        said,
        past_takes: past.len(),
        judged,
        expected_by_chance: judged as f64 * Rules::built_in().false_word_rate,
        over_correction: over_correction::notice(&care(a, b, past)),
        measures,
    })
}

/// One column for each take; the last word of a row is that of the last take against the first.
///
/// # Errors
/// [`ComparisonError::NotComparable`] for takes in two languages.
///
/// # Panics
/// With fewer than two takes.
pub fn table(takes: &[Take], past: &[TrendTake]) -> Result<ComparisonTable> {
    let (first, last) = (&takes[..1], &takes[takes.len() - 1..]);
    let cautions = cautions_of(takes.iter(), &last[0])?;
    let rows = judged(first, last, past)
        .into_iter()
        .map(|change| TableRow {
            values: takes.iter().map(|take| take.analysis.value(&change.id.0)).collect(),
            id: change.id,
            title: change.title,
            unit: change.unit,
            on_screen: change.on_screen,
            low: change.low,
            high: change.high,
            change: change.change,
        })
        .collect();
    Ok(ComparisonTable { schema_version: SCHEMA_VERSION, takes: infos(takes), cautions, rows })
}

fn infos(takes: &[Take]) -> Vec<TakeInfo> {
    takes.iter().map(|take| take.info.clone()).collect()
}

/// What keeps any of `takes` from being compared with `with`; each sentence once.
fn cautions_of<'a>(takes: impl Iterator<Item = &'a Take>, with: &Take) -> Result<Vec<crate::types::Caution>> {
    let mut all: Vec<crate::types::Caution> = Vec::new();
    for take in takes {
        if let Some(reason) = cautions::refusal(&take.analysis, &with.analysis) {
            return Err(ComparisonError::NotComparable {
                a: take.info.label.clone(),
                b: with.info.label.clone(),
                reason,
            }
            .into());
        }
        for caution in cautions::between(&take.analysis, &with.analysis) {
            if all.iter().all(|known| known.text != caution.text) {
                all.push(caution);
            }
        }
    }
    Ok(all)
}

fn judged(a: &[Take], b: &[Take], past: &[TrendTake]) -> Vec<MeasureChange> {
    let newest = past.len().saturating_sub(Rules::built_in().past_takes_max as usize);
    let pairs: Vec<Pair> = MEASURES.iter().map(|measure| pair(measure, a, b, &past[newest..])).collect();
    judge(&pairs)
}

fn pair(measure: &'static Measure, a: &[Take], b: &[Take], past: &[TrendTake]) -> Pair {
    let counts = Thresholds::built_in().difference(measure.id).counts;
    let side = |takes: &[Take]| {
        let value = |take: &Take, id: &str| take.analysis.value(id);
        takes
            .iter()
            .filter_map(|take| {
                Observation::new(value(take, measure.id)?, counts, value(take, "duration_s"), value(take, "word_count"))
            })
            .collect()
    };
    let past = past.iter().filter_map(|take| Observation::of(measure.id, counts, &take.values));
    let band = b.iter().rev().find_map(|take| take.analysis.measurement(measure.id)?.band.as_ref());
    let (low, high) = band.map_or((None, None), |band| (band.low, band.high));
    Pair { measure, a: side(a), b: side(b), past: past.collect(), low, high }
}

/// What really changed, most reliable first; else that nothing did, or that it cannot be told.
fn verdict(measures: &[MeasureChange], past_takes: usize, (a, b): (usize, usize)) -> String {
    let shown: Vec<&MeasureChange> = measures.iter().filter(|change| change.on_screen).collect();
    let firm = |word: Change| {
        let titles = shown.iter().filter(|change| change.change == word && !change.could_be_chance);
        titles.map(|change| change.title.as_str()).collect::<Vec<_>>()
    };
    let said: Vec<String> = [(Change::Better, "Better"), (Change::Worse, "Worse"), (Change::Changed, "Changed")]
        .into_iter()
        .filter_map(|(word, name)| {
            Some(firm(word)).filter(|t| !t.is_empty()).map(|t| format!("{name}: {}.", t.join(", ")))
        })
        .collect();
    let promising: Vec<&str> = promises(measures, a, b).iter().map(|p| p.change.title.as_str()).collect();
    let soonest = promises(measures, a, b).iter().filter_map(|promise| promise.more_takes).min();
    let unsure = shown.iter().any(|change| change.change == Change::TooFewTakes);
    if !said.is_empty() {
        said.join(" ")
    } else if !promising.is_empty() {
        let when = match soonest {
            Some(1) => "One more take like this would tell it from chance.".to_owned(),
            Some(more) => format!("{more} more takes like this would tell it from chance."),
            None => "Takes differ that much by chance; more of them would tell.".to_owned(),
        };
        format!("Promising: {}. {when}", promising.join(", "))
    } else if shown.iter().any(|change| change.change.is_claim()) {
        "No more differs than chance would make differ among so many measures.".to_owned()
    } else if unsure {
        "They differ, but with so few takes that cannot be told from chance.".to_owned()
    } else if past_takes as f64 >= Rules::built_in().past_takes_min {
        "Nothing changed beyond your usual spread.".to_owned()
    } else {
        "About the same: nothing that a listener would notice and chance would not make.".to_owned()
    }
}

/// Fillers and pace of all takes up to the last one of `b`, oldest first.
fn care(a: &[Take], b: &[Take], past: &[TrendTake]) -> Vec<Care> {
    let of_take = |take: &Take| {
        let care = Care { fillers: take.analysis.value("filler_count"), pace: take.analysis.value("speech_rate_wpm") };
        // A file that was never saved is the newest there is.
        (take.info.saved_at.unwrap_or(Timestamp::MAX), care)
    };
    let last = b.last().map_or(Timestamp::MAX, |take| of_take(take).0);
    let of_past = |take: &TrendTake| {
        let value = |id: &str| take.values.get(id).copied();
        (take.saved_at, Care { fillers: value("filler_count"), pace: value("speech_rate_wpm") })
    };
    let mut all: Vec<(Timestamp, Care)> =
        past.iter().map(of_past).chain(a.iter().chain(b).map(of_take)).filter(|(at, _)| *at <= last).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, care)| care).collect()
}
