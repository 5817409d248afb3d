//! `saywell plan`: what `saywell practice` does when nobody says more.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;

use super::{known, language};
use crate::cli::comparison::goals;
use crate::cli::output::{self, Output};
use crate::coaching::{Texts, texts_for};
use crate::comparison::goals::reached;
use crate::config::{Layer, Settings};
use crate::error::Error;
use crate::format;
use crate::history::{Filter, Store};
use crate::measures;
use crate::personal::Personal;
use crate::practice::order::{self, Order};
use crate::practice::rules::Rules;
use crate::practice::schedule::minutes;
use crate::practice::weakest::{self, Weakest};
use crate::practice::words::Words;
use crate::report::practice::{self, Plan, Planned};

/// Takes that the weakest measure is looked for in.
const TAKES: usize = 5;

#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Language of the interview: en, es, or auto
    #[arg(short, long, value_name = "LANG")]
    lang: Option<String>,

    /// Deck or topic; all decks when left out
    #[arg(long, value_name = "NAME")]
    deck: Option<String>,

    /// How many questions; 5 when left out
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=50))]
    questions: Option<u16>,
}

impl PlanArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        Layer { language: self.lang.clone(), ..Layer::default() }
    }
}

/// Shows the next session.
///
/// # Errors
/// [`crate::practice::DeckError::Unknown`], [`crate::practice::DeckError::Language`], those of the store, of the goals and of standard output.
pub fn run(args: &PlanArgs, settings: &Settings, personal: &Personal) -> Result<()> {
    let language = language(settings, personal);
    let (words, texts) = (Words::of(&language), texts_for(&language));
    let all = personal.decks.choose(&language, args.deck.as_deref())?;
    let store = Store::existing(&settings.data_dir)?;
    let known = known::of(store.as_ref(), &all, personal, &language)?;
    let due: HashMap<&str, Timestamp> = known.iter().filter_map(|(id, known)| Some((*id, known.due?))).collect();
    let now = Timestamp::now();
    let count = args.questions.map_or(Rules::built_in().questions as usize, usize::from);
    let chosen = order::choose(&all, Order::Spaced, &due, now, count, |_| 0);
    let planned = |question: &&crate::practice::DeckQuestion| Planned {
        text: question.text.clone(),
        when: known::when(known.get(question.id.as_str()), now, words),
    };
    let takes = store.as_ref().map(|store| last_takes(store, &language)).transpose()?.unwrap_or_default();
    let plan = Plan {
        weakest: match weakest::weakest(&takes) {
            Some(weakest) => said(&weakest, words, texts),
            None if takes.is_empty() => words.say("plan_no_takes").to_owned(),
            None => words.say("plan_no_weakest").to_owned(),
        },
        goals: goal_lines(settings, store.as_ref())?,
        questions: chosen.iter().map(planned).collect(),
        minutes: minutes(chosen.iter().map(|question| question.high_s)),
    };
    let width = settings.width.unwrap_or_else(output::terminal_width);
    Output::open(None)?.write(|out| practice::plan(&plan, words, width, out))?;
    Ok(())
}

/// Values of the last takes in `language`, whatever was asked.
fn last_takes(store: &Store, language: &str) -> Result<Vec<BTreeMap<&'static str, f64>>, Error> {
    let ids = weakest::candidates();
    let found = store.values(&ids, &Filter::default())?.into_iter();
    let in_language = found.filter(|take| take.run.provenance.language == language).take(TAKES);
    let by_id = |values: Vec<Option<f64>>| {
        ids.iter().zip(values).filter_map(|(id, value)| Some((*id, value?))).collect::<BTreeMap<_, _>>()
    };
    Ok(in_language.map(|take| by_id(take.values)).collect())
}

/// "fillers a minute: 7/min, against at most 2 (over 5 takes)."
fn said(weakest: &Weakest, words: &Words, texts: &Texts) -> String {
    let spec = measures::by_id(weakest.id).expect("one of the measures");
    let shown = |value: f64| format::value(value, spec.unit);
    let target = match (weakest.low, weakest.high) {
        (Some(low), Some(high)) => format!("{}–{}", shown(low), shown(high)),
        (Some(low), None) => format!("≥ {}", shown(low)),
        (None, high) => format!("≤ {}", high.map(shown).unwrap_or_default()),
    };
    let slots = [
        ("measure", texts.word(spec.title).to_owned()),
        ("value", format!("{}{}", shown(weakest.value), spec.unit.suffix())),
        ("target", target),
        ("takes", weakest.takes.to_string()),
    ];
    words.fill("plan_weakest_text", &slots.each_ref().map(|(slot, value)| (*slot, value.as_str())))
}

/// A line for each goal, with how often it was reached lately.
fn goal_lines(settings: &Settings, store: Option<&Store>) -> Result<Vec<String>> {
    let goals = goals(settings)?;
    let ids: Vec<&str> = goals.iter().map(|(spec, _)| spec.id).collect();
    let filter = Filter { limit: Some(TAKES), ..Filter::default() };
    let rows = store.map(|store| store.values(&ids, &filter)).transpose()?.unwrap_or_default();
    let line = |(at, (spec, goal)): (usize, (&'static measures::Measure, _))| {
        reached(spec, goal, rows.iter().filter_map(|row| row.values[at]))
    };
    Ok(goals.iter().enumerate().map(line).collect())
}
