//! `saywell prepare`: one page before the interview.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::{known, language};
use crate::cli::output::{self, Output};
use crate::cli::page::PlaceArgs;
use crate::config::{Layer, Settings};
use crate::error::Error;
use crate::format;
use crate::history::{AnswerTo, Filter, RunId, RunRef, Store};
use crate::personal::Personal;
use crate::practice::words::Words;
use crate::report::html;
use crate::report::practice::{self, BestTake, Form, Sheet};
use crate::types::{Advice, AdviceKind, Analysis};

/// Takes that habits are looked for in.
const TAKES: usize = 10;
/// More are not watched.
const HABITS: usize = 3;

#[derive(Debug, Args)]
pub struct PrepareArgs {
    /// Language of the interview: en, es, or auto
    #[arg(short, long, value_name = "LANG")]
    lang: Option<String>,

    /// Form of the page
    #[arg(short, long, value_name = "FORMAT", default_value = "text", value_enum)]
    format: PageFormat,

    /// Write to FILE instead of the terminal
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    pub page: PlaceArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PageFormat {
    /// For the terminal
    Text,
    /// For notes
    Markdown,
}

impl PrepareArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        Layer { language: self.lang.clone(), ..Layer::default() }
    }
}

/// Writes the page.
///
/// # Errors
/// [`crate::practice::DeckError::Language`], those of the store and of writing.
pub fn run(args: &PrepareArgs, settings: &Settings, personal: &Personal) -> Result<()> {
    args.page.check()?;
    let language = language(settings, personal);
    let words = Words::of(&language);
    let store = Store::existing(&settings.data_dir)?;
    let mut sheet = Sheet { lengths: lengths(personal, &language)?, ..Sheet::default() };
    if let Some(store) = &store {
        sheet.best = best(store, personal, &language)?;
        sheet.habits = habits(store, &language)?;
    }
    if args.page.html.is_some() {
        let mut bytes = Vec::new();
        html::prepare(&sheet, &language, &mut bytes)?;
        args.page.keep(&bytes, "what to have at hand")?;
        // Who asks for a page, and names no other place, gets the page alone.
        if args.output.is_none() {
            return Ok(());
        }
    }
    let form = match args.format {
        PageFormat::Text => Form::Terminal { width: settings.width.unwrap_or_else(output::terminal_width) },
        PageFormat::Markdown => Form::Markdown,
    };
    let mut output = Output::open(args.output.as_deref())?;
    output.write(|out| practice::prepare(&sheet, words, form, out))?;
    output.finish()?;
    Ok(())
}

/// What each kind of question has room for.
fn lengths(personal: &Personal, language: &str) -> Result<Vec<String>, Error> {
    let line = |id: &str| {
        let question = personal.questions.question(id)?.in_language(language, None);
        let edge = |edge: Option<f64>| edge.map(format::clock).unwrap_or_default();
        let band = question.band(0.0);
        let (low, high) = band.map_or((None, None), |band| (band.low, band.high));
        Ok(format!("{} {}–{}", question.info().title.as_deref().unwrap_or(id), edge(low), edge(high)))
    };
    personal.questions.kinds().map(line).collect()
}

/// The best take of every question that was answered: the best rating, of equals the newest.
fn best(store: &Store, personal: &Personal, language: &str) -> Result<Vec<BestTake>, Error> {
    let questions = personal.decks.choose(language, None)?;
    let known = known::of(Some(store), &questions, personal, language)?;
    let mut takes = Vec::new();
    for question in questions {
        let Some(known) = known.get(question.id.as_str()) else { continue };
        let Some((at, _)) = known.takes.iter().max_by_key(|(at, rating)| (*rating, *at)) else { continue };
        let filter = Filter { question: AnswerTo::Question(question.id.clone()), ..Filter::default() };
        let Some(run) = store.list(&filter)?.into_iter().find(|run| run.saved_at == *at) else { continue };
        let analysis = store.analysis(run.id, None)?;
        takes.push(BestTake {
            question: question.text.clone(),
            about: format!("run {}, {}", run.id, format::clock(run.duration_s.round())),
            text: tightened(&analysis),
        });
    }
    Ok(takes)
}

/// What was said, without what could go.
fn tightened(analysis: &Analysis) -> String {
    let gone = |at: usize| {
        analysis.tightened.cuts.iter().any(|cut| (cut.first_word..cut.first_word + cut.word_count).contains(&at))
    };
    let kept = analysis.transcript.words.iter().enumerate().filter(|(at, _)| !gone(*at));
    kept.map(|(_, word)| word.text.trim()).collect::<Vec<_>>().join(" ")
}

/// The changes that were advised most often lately, each with the newest place to hear it.
fn habits(store: &Store, language: &str) -> Result<Vec<String>, Error> {
    let newest = store.list(&Filter { limit: Some(TAKES), ..Filter::default() })?;
    let mut seen: Vec<(String, usize, String)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for run in newest.iter().filter(|run| run.provenance.language == language) {
        let analysis = store.run(&RunRef::Id(run.id))?.analysis;
        for advice in analysis.advice.iter().filter(|advice| advice.kind == AdviceKind::Change) {
            match places.get(&advice.title) {
                Some(at) => seen[*at].1 += 1,
                None => {
                    places.insert(advice.title.clone(), seen.len());
                    seen.push((advice.title.clone(), 1, place(run.id, advice)));
                }
            }
        }
    }
    // Of equals the one that came up last.
    seen.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    Ok(seen.into_iter().take(HABITS).map(|(title, count, place)| format!("{title} ({count}×) {place}")).collect())
}

/// "run 12, 0:44 "uh, uh … Tell"", as far as it is known.
fn place(run: RunId, advice: &Advice) -> String {
    let Some(evidence) = advice.evidence.iter().find(|evidence| evidence.span.is_some()) else {
        return advice.observed.clone();
    };
    let time = evidence.span.map(|span| format::clock(span.start_s)).unwrap_or_default();
    let quote = evidence.quote.as_ref().map(|quote| format!(" \"{quote}\"")).unwrap_or_default();
    format!("run {run}, {time}{quote}")
}
