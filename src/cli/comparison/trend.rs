//! `saywell trend`: measures over the takes of one question.

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::takes::runs_with;
use super::{ShownArgs, goal, page};
use crate::cli::error::CommandError;
use crate::cli::history::{opened, since};
use crate::cli::page::PlaceArgs;
use crate::cli::question;
use crate::comparison::over_correction::{self, Care};
use crate::comparison::rules::Rules;
use crate::comparison::trend::{Followed, TrendTake, measures};
use crate::comparison::weeks;
use crate::config::Settings;
use crate::history::{AnswerTo, Filter, RunInfo, Store};
use crate::measures::{MEASURES, Measure, by_id, named};
use crate::personal::Personal;
use crate::report::comparison::Shown;
use crate::thresholds::Thresholds;
use crate::types::{Analysis, SCHEMA_VERSION, Trend};

/// Measures that most people want to see, in the order of the report.
const USUAL: [&str; 6] = [
    "duration_s",
    "speech_rate_wpm",
    "mid_clause_pause_count",
    "filler_rate_per_min",
    "rambling_score",
    "pitch_variation_st",
];

/// What rates are counted in, and what shows over-correction.
const ALWAYS: [&str; 4] = ["duration_s", "word_count", "filler_count", "speech_rate_wpm"];

/// How measures go over the takes of one question, and whether that is more than they differ anyway.
#[derive(Debug, Args)]
pub struct TrendArgs {
    /// Measures by id or title, such as pace or fillers-per-minute; a handful when left out
    #[arg(value_name = "MEASURE")]
    measures: Vec<String>,

    /// Takes of this question; that of the newest take when left out
    #[arg(short, long, value_name = "KIND|TEXT")]
    question: Option<String>,

    /// Only takes with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,

    /// Only takes since a day, or so long ago: 2026-11-01, 30d, 2w, 3mo
    #[arg(long, value_name = "WHEN", value_parser = since::parse)]
    since: Option<Timestamp>,

    /// Only the newest takes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,

    /// Every measure, each with its plot
    #[arg(short, long, conflicts_with = "measures")]
    all: bool,

    #[command(flatten)]
    shown: ShownArgs,

    #[command(flatten)]
    pub page: PlaceArgs,
}

/// Loads, works out, shows.
///
/// # Errors
/// Those of the store, [`crate::measures::UnknownMeasure`], [`crate::question::QuestionError::Unknown`],
/// [`CommandError::NoTakes`].
pub fn run(args: &TrendArgs, settings: &Settings, personal: &Personal) -> Result<()> {
    args.page.check()?;
    let specs = specs(args)?;
    let goals = goal::load(settings)?;
    let store = opened(settings)?;
    let Some(newest) = newest(&store, args, personal)? else {
        return Err(CommandError::NoTakes.into());
    };
    let analysis = store.analysis(newest.id, None)?;
    let filter = Filter { question: AnswerTo::same_as(&newest), ..filter(args) };
    let ids: Vec<&str> = specs.iter().map(|measure| measure.id).chain(ALWAYS).collect();
    let runs = runs_with(&store, &ids, &filter)?;
    let cautions = cautions(runs.iter().map(|(run, _)| run), &newest);
    let same_language = runs.into_iter().filter(|(run, _)| run.provenance.language == newest.provenance.language);
    let takes: Vec<TrendTake> = same_language.map(|(_, take)| take).collect();
    let trend = Trend {
        schema_version: SCHEMA_VERSION,
        question: analysis.question.title.clone(),
        measures: measures(&followed(&specs, &analysis), &takes, &goals),
        practice: practice(&store)?,
        cautions,
        over_correction: over_correction::notice(&takes.iter().map(care).collect::<Vec<_>>()),
    };
    page::trend(&args.page, &trend, &settings.ui_language)?;
    args.shown.write(Shown::Trend(&trend), args.all, &args.page, settings)
}

fn specs(args: &TrendArgs) -> Result<Vec<&'static Measure>> {
    if args.all {
        return Ok(MEASURES.clone());
    }
    if args.measures.is_empty() {
        return Ok(USUAL.iter().filter_map(|id| by_id(id)).collect());
    }
    Ok(args.measures.iter().map(|asked| named(asked)).collect::<Result<_, _>>()?)
}

fn filter(args: &TrendArgs) -> Filter {
    let most = Rules::built_in().trend_takes_max as usize;
    let limit = args.limit.map_or(most, |limit| (limit as usize).min(most));
    Filter { tag: args.tag.clone(), since: args.since, limit: Some(limit), ..Filter::default() }
}

fn newest(store: &Store, args: &TrendArgs, personal: &Personal) -> Result<Option<RunInfo>> {
    let question =
        args.question.as_deref().map(|asked| question::of_takes(asked, Some(store), personal)).transpose()?;
    let question = question.map_or(AnswerTo::Any, AnswerTo::Question);
    Ok(store.list(&Filter { question, limit: Some(1), ..filter(args) })?.pop())
}

/// With the bands of the newest analysis: a question's own target is there, and nowhere else.
fn followed(specs: &[&'static Measure], analysis: &Analysis) -> Vec<Followed> {
    let edges = |measure: &Measure| {
        let band = analysis.measurement(measure.id).and_then(|measurement| measurement.band.as_ref());
        let usual = || Thresholds::built_in().band(measure.id).map(|band| (band.low, band.high));
        band.map(|band| (band.low, band.high)).or_else(usual).unwrap_or_default()
    };
    specs
        .iter()
        .map(|measure| {
            let (low, high) = edges(measure);
            Followed { measure, low, high }
        })
        .collect()
}

fn care(take: &TrendTake) -> Care {
    let value = |id: &str| take.values.get(id).copied();
    Care { fillers: value("filler_count"), pace: value("speech_rate_wpm") }
}

/// Takes of whatever question: practice is practice.
fn practice(store: &Store) -> Result<crate::types::Practice> {
    let zone = TimeZone::system();
    let now = Timestamp::now();
    let day = |at: Timestamp| at.to_zoned_datetime(zone.clone()).date();
    let most = Rules::built_in().practice_takes_max as usize;
    let days: Vec<_> =
        store.list(&Filter { limit: Some(most), ..Filter::default() })?.iter().map(|run| day(run.saved_at)).collect();
    Ok(weeks::practice(&days, day(now)))
}

/// What else changed among the takes.
fn cautions<'a>(runs: impl Iterator<Item = &'a RunInfo> + Clone, newest: &RunInfo) -> Vec<String> {
    let others = |differs: &dyn Fn(&RunInfo) -> bool| runs.clone().filter(|run| differs(run)).count();
    let made = &newest.provenance;
    let mut cautions = Vec::new();
    let mut say = |count: usize, what: &str| {
        if count > 0 {
            let takes = if count == 1 { "1 take was".to_owned() } else { format!("{count} takes were") };
            cautions.push(format!("{takes} {what}"));
        }
    };
    say(others(&|run| run.provenance.language != made.language), "in another language, and left out.");
    let same_language = |run: &RunInfo| run.provenance.language == made.language;
    say(
        others(&|run| same_language(run) && run.provenance.model_sha256 != made.model_sha256),
        "written down by another model: what is counted in words may differ.",
    );
    say(
        others(&|run| same_language(run) && run.provenance.lexicon_sha256 != made.lexicon_sha256),
        "measured with other word lists: fillers and hedges may differ.",
    );
    say(
        others(&|run| same_language(run) && run.provenance.threshold_sha256 != made.threshold_sha256),
        "measured with other thresholds; `saywell reanalyze --all` measures all alike.",
    );
    cautions
}
