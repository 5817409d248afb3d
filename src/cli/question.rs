//! The question of a call: from flags and settings, or as a saved run has it.

use anyhow::Result;

use super::flags::TargetArgs;
use crate::config::Settings;
use crate::error::Error;
use crate::history::Asked;
use crate::personal::{self, Personal};
use crate::question::Question;

/// What the answer is to be compared with, from flags and settings.
pub fn asked(args: &TargetArgs, settings: &Settings) -> Result<Asked> {
    Ok(Asked {
        question: settings.question.clone(),
        target_s: args.target,
        points: args.points.as_deref().map(personal::points).transpose()?.unwrap_or_default(),
    })
}

/// The question that `asked` describes.
///
/// # Errors
/// [`Error::UnknownQuestion`], [`Error::Target`].
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
