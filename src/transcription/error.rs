//! What can go wrong while Whisper writes down.

use std::path::PathBuf;

/// A model that whisper.cpp does not take, or a transcription that ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TranscriptionError {
    #[error("{}: whisper.cpp does not take this model ({reason}); run `saywell models verify`, or download it again", path.display())]
    ModelRefused { path: PathBuf, reason: String },
    #[error("{}: transcription failed ({reason}); try again, or use another model with `--model`", model.display())]
    Failed { model: PathBuf, reason: String },
    #[error("the transcriber stopped without a word; try a smaller model, or `--no-transcript` for the sound alone")]
    Died,
}
