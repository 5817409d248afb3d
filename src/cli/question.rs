//! The question of a call: from flags and settings, or as a saved run has it.

use anyhow::Result;

use super::flags::TargetArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::history::{AnswerTo, Asked, Filter, Store};
use crate::personal::{self, Personal};
use crate::question::Question;

/// What the answer is to be compared with, from flags and settings; the question by the id that all its takes have.
///
/// # Errors
/// [`crate::question::QuestionError::Unknown`], and those of [`personal::points`].
pub fn asked(args: &TargetArgs, settings: &Settings, personal: &Personal) -> Result<Asked> {
    let question = settings.question.as_deref().map(|asked| personal.questions.question(asked)).transpose()?;
    Ok(Asked {
        question: question.and_then(|question| question.info().id.clone()),
        target_s: args.target,
        points: args.points.as_deref().map(personal::points).transpose()?.unwrap_or_default(),
    })
}

/// The id of the question whose takes are asked for: as it is saved, for a question may be gone since; else as `record`
/// takes it.
///
/// # Errors
/// [`crate::question::QuestionError::Unknown`], and those of the store.
pub fn of_takes(asked: &str, store: Option<&Store>, personal: &Personal) -> Result<String, Error> {
    let saved = Filter { question: AnswerTo::Question(asked.to_owned()), ..Filter::default() };
    if store.map_or(Ok(0), |store| store.matching(&saved))? > 0 {
        return Ok(asked.to_owned());
    }
    let question = personal.questions.question(asked)?;
    Ok(question.info().id.clone().unwrap_or_else(|| asked.to_owned()))
}

/// The question that `asked` describes.
///
/// # Errors
/// [`crate::question::QuestionError::Unknown`], [`crate::question::QuestionError::Target`].
pub fn asked_for(asked: &Asked, personal: &Personal) -> Result<Question, Error> {
    let mut question = match &asked.question {
        Some(id) => personal.questions.question(id)?,
        None => Question::none(),
    };
    if let Some(seconds) = asked.target_s {
        question = question.with_target(seconds)?;
    }
    if !asked.points.is_empty() {
        question = question.with_points(asked.points.clone());
    }
    Ok(question)
}
