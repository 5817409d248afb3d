//! Decides where the words of a call come from.

use anyhow::Result;

use super::flags::WordsArgs;
use super::{models, output};
use crate::config::Settings;
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::language_code;
use crate::pipeline::Words;
use crate::transcription::models::ModelError;
use crate::transcription::models::ModelStore;

/// A transcript when one is given, the model that was named, else the best installed one. Without any model a person
/// at a terminal is asked once whether to fetch one; who says no, and every script, gets the sound half and is told.
pub fn choose(args: &WordsArgs, settings: &Settings, interrupt: &Interrupt) -> Result<Words> {
    if let Some(path) = &args.transcript {
        return Ok(Words::Transcript { path: path.clone(), speaker: args.speaker.clone() });
    }
    if args.no_transcript {
        let because = "The sound alone, as asked: nothing below is about the words.".to_owned();
        return Ok(Words::None { because });
    }
    let store = ModelStore::new(&settings.model_folder);
    let asked = language_code::asked(&settings.language)?;
    let language = Some(asked.as_str()).filter(|language| *language != language_code::AUTO);
    match store.resolve(settings.model.as_deref(), language) {
        Ok(model) => return Ok(Words::Model(Box::new(model))),
        Err(Error::Model(ModelError::NoneInstalled { .. })) => {}
        Err(error) => return Err(error.into()),
    }
    // Nobody said which language, but who works in English most likely practises in English.
    let likely = language.map(str::to_owned).or_else(own_language).unwrap_or_else(|| settings.ui_language.clone());
    if let Some(model) = models::offer_download(settings, Some(&likely), interrupt)? {
        return Ok(Words::Model(Box::new(model)));
    }
    let missing = store.none_installed(Some(&likely));
    output::warn(&missing.to_string());
    Ok(Words::None { because: format!("The sound alone: {missing}.") })
}

/// The language of the user's locale; `None` for "C" and the like.
pub fn own_language() -> Option<String> {
    sys_locale::get_locale().and_then(|locale| language_code::code(&locale)).map(str::to_owned)
}
