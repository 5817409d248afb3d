//! What an analysis was made with, so that two can be told to be comparable.

use super::{Request, Words};
use crate::checksum::sha256;
use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::thresholds::Thresholds;
use crate::types::Provenance;

/// `model_sha256` is that of the model's file, when it is known already.
///
/// # Errors
/// Those of [`crate::transcription::models::Model::sha256`].
pub(super) fn provenance(
    request: &Request,
    language: &str,
    model_sha256: Option<String>,
    interrupt: &Interrupt,
) -> Result<Provenance> {
    let (transcript_source, model_sha256) = match &request.words {
        Words::Model(model) => {
            let name = if model.is_demo() { "demo model".to_owned() } else { model.name.clone() };
            (Some(name), Some(model_sha256.map_or_else(|| model.sha256(interrupt), Ok)?))
        }
        Words::Transcript { path, .. } => (path.file_name().map(|name| name.to_string_lossy().into_owned()), None),
        Words::Kept(words) => (words.source.clone(), words.model_sha256.clone()),
        Words::None { .. } => (None, None),
    };
    Ok(Provenance {
        saywell_version: env!("CARGO_PKG_VERSION").to_owned(),
        transcript_source,
        model_sha256,
        lexicon_sha256: sha256(request.library.text(language).as_bytes()),
        threshold_sha256: sha256(Thresholds::built_in().of_measuring().as_bytes()),
        language: language.to_owned(),
    })
}
