//! Takes out of the history or out of files, with the other takes of the same question.

use std::path::Path;
use std::str::FromStr;

use crate::audio::AudioSource;
use crate::cli::flags::WordsArgs;
use crate::cli::progress::Bar;
use crate::cli::request::request;
use crate::cli::usage::UsageError;
use crate::cli::{history, question, words};
use crate::comparison::compare::Take;
use crate::comparison::rules::Rules;
use crate::comparison::trend::TrendTake;
use crate::config::Settings;
use crate::error::Result;
use crate::files;
use crate::history::{AnswerTo, Asked, Filter, RunId, RunInfo, RunRef, RunValues, Store, analysis_in};
use crate::interrupt::Interrupt;
use crate::measures::MEASURES;
use crate::personal::Personal;
use crate::pipeline;
use crate::types::{Analysis, TakeInfo};

/// One side of a comparison: a run, or all takes of one question from a run to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    One(RunRef),
    Range(RunRef, RunRef),
}

impl FromStr for Side {
    type Err = String;

    /// `12`, `last~1`, `best`, a file; or two runs with two dots between: `last~9..last~5`.
    fn from_str(text: &str) -> std::result::Result<Side, String> {
        if let Some((from, to)) = text.split_once("..").filter(|(from, to)| !from.is_empty() && !to.is_empty())
            && let (Ok(from), Ok(to)) = (RunRef::parse(from), RunRef::parse(to))
            && !matches!((&from, &to), (RunRef::File(_), _) | (_, RunRef::File(_)))
        {
            return Ok(Side::Range(from, to));
        }
        RunRef::parse(text).map(Side::One)
    }
}

/// What it takes to load a take.
pub struct Loader<'a> {
    pub settings: &'a Settings,
    pub personal: &'a Personal,
    pub words: &'a WordsArgs,
    pub interrupt: &'a Interrupt,
}

impl Loader<'_> {
    /// The takes of one side, oldest first.
    ///
    /// # Errors
    /// Those of the store, of reading a file, and of analysing a recording.
    pub fn side(&self, side: &Side) -> anyhow::Result<Vec<Take>> {
        match side {
            Side::One(named @ RunRef::File(path)) if !history::is_named(named, self.settings) => {
                Ok(vec![self.file(path)?])
            }
            Side::One(named) => {
                let store = history::opened(self.settings)?;
                Ok(vec![saved(&store, &store.info(store.find(named)?)?)?])
            }
            Side::Range(from, to) => {
                let store = history::opened(self.settings)?;
                let (from, to) = (store.info(store.find(from)?)?, store.info(store.find(to)?)?);
                let (from, to) = if from.place <= to.place { (from, to) } else { (to, from) };
                let mut runs = store.list(&Filter { question: AnswerTo::same_as(&to), ..Filter::default() })?;
                runs.retain(|run| {
                    (from.place..=to.place).contains(&run.place) && run.provenance.language == to.provenance.language
                });
                runs.reverse();
                Ok(runs.iter().map(|run| saved(&store, run)).collect::<Result<_>>()?)
            }
        }
    }

    /// The older side first, whatever order they were named in; files stay where they are.
    ///
    /// # Errors
    /// [`UsageError::SameTake`] when a run is on both.
    pub fn oldest_first(&self, a: Vec<Take>, b: Vec<Take>) -> Result<(Vec<Take>, Vec<Take>), UsageError> {
        let runs = |side: &[Take]| side.iter().filter_map(|take| take.info.run).collect::<Vec<_>>();
        if let Some(both) = runs(&a).into_iter().find(|run| runs(&b).contains(run)) {
            return Err(UsageError::SameTake { run: label(RunId(both)) });
        }
        let at = |side: &[Take]| side.last().and_then(|take| self.place(take));
        Ok(match at(&a).zip(at(&b)) {
            Some((a_at, b_at)) if a_at > b_at => (b, a),
            _ => (a, b),
        })
    }

    /// Where a run stands in the order in which all were saved.
    pub fn place(&self, take: &Take) -> Option<i64> {
        let store = Store::existing(&self.settings.data_dir).ok()??;
        Some(store.info(RunId(take.info.run?)).ok()?.place)
    }

    /// A file: the JSON of an analysis, or a recording, which is analysed.
    fn file(&self, path: &Path) -> anyhow::Result<Take> {
        // A pipe gives what it has once.
        let (standing, _copy) = files::standing(path)?;
        let analysis = match analysis_in(&standing)? {
            Some(analysis) => analysis,
            None => self.analysed(&standing)?,
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let question = analysis.question.title.clone();
        Ok(Take { info: TakeInfo { label: name, run: None, saved_at: None, question }, analysis })
    }

    fn analysed(&self, path: &Path) -> anyhow::Result<Analysis> {
        let asked = Asked { question: self.settings.question.clone(), ..Asked::default() };
        let question = question::asked_for(&asked, self.personal)?;
        let words = words::choose(self.words, self.settings, self.interrupt)?;
        let mut request = request(self.settings, question, words, self.personal.library.clone())?;
        request.source = AudioSource::File(path.to_owned());
        let mut bar = Bar::new(&path.display().to_string());
        Ok(pipeline::analyze(&request, self.interrupt, &mut |progress| bar.show(progress))?)
    }

    /// The newest other takes that answer the question of `last` in its language, oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub fn past(&self, takes: &[&Take]) -> Result<Vec<TrendTake>> {
        let Some(store) = Store::existing(&self.settings.data_dir)? else { return Ok(Vec::new()) };
        let Some(last) = takes.last() else { return Ok(Vec::new()) };
        let question = last.analysis.question.id.clone().map_or(AnswerTo::NoQuestion, AnswerTo::Question);
        let known: Vec<i64> = takes.iter().filter_map(|take| take.info.run).collect();
        past(&store, question, &last.analysis.provenance.language, &known)
    }
}

/// The runs that `filter` selects, oldest first, with the values of `ids`.
///
/// # Errors
/// Those of the store.
pub fn runs_with(store: &Store, ids: &[&'static str], filter: &Filter) -> Result<Vec<(RunInfo, TrendTake)>> {
    let take = |found: RunValues| {
        let values = ids.iter().zip(found.values).filter_map(|(id, value)| Some((*id, value?))).collect();
        let take = TrendTake { run: found.run.id.0, saved_at: found.run.saved_at, values };
        (found.run, take)
    };
    let mut runs: Vec<(RunInfo, TrendTake)> = store.values(ids, filter)?.into_iter().map(take).collect();
    runs.reverse();
    Ok(runs)
}

/// The newest takes in `language` that answer `question`, oldest first, without those of `except`: as many as a spread
/// is learned from.
///
/// # Errors
/// Those of the store.
pub fn past(store: &Store, question: AnswerTo, language: &str, except: &[i64]) -> Result<Vec<TrendTake>> {
    let ids: Vec<&str> = MEASURES.iter().map(|measure| measure.id).collect();
    let count = Rules::built_in().past_takes_max as usize + except.len();
    let filter = Filter { question, limit: Some(count), ..Filter::default() };
    let runs = runs_with(store, &ids, &filter)?.into_iter();
    let others = runs.filter(|(run, _)| run.provenance.language == language && !except.contains(&run.id.0));
    Ok(others.map(|(_, take)| take).collect())
}

/// A run of the history with its newest analysis.
///
/// # Errors
/// Those of the store.
pub fn saved(store: &Store, run: &RunInfo) -> Result<Take> {
    let analysis = store.analysis(run.id, None)?;
    Ok(Take { info: info(run, &analysis), analysis })
}

/// What a comparison calls the run.
pub fn info(run: &RunInfo, analysis: &Analysis) -> TakeInfo {
    TakeInfo {
        label: label(run.id),
        run: Some(run.id.0),
        saved_at: Some(run.saved_at),
        question: analysis.question.title.clone(),
    }
}

pub fn label(run: RunId) -> String {
    format!("run {run}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_two_runs_and_a_file_may_have_dots() {
        let range = Side::Range(RunRef::Last(9), RunRef::Last(5));
        assert_eq!("last~9..last~5".parse(), Ok(range));
        assert_eq!("3..7".parse(), Ok(Side::Range(RunRef::Id(RunId(3)), RunRef::Id(RunId(7)))));
        for file in ["../take.wav", "a..b.wav", "take..wav", ".."] {
            assert_eq!(file.parse(), Ok(Side::One(RunRef::File(file.into()))), "{file}");
        }
        assert!("last~x".parse::<Side>().is_err());
    }
}
