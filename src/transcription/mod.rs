//! From speech to words: chunks cut in silences, Whisper on each, times repaired by what the sound shows; or a
//! transcript somebody already has.

pub mod chunks;
mod error;
pub mod import;
pub mod loops;
pub mod models;
pub mod piece;
mod placement;
pub mod scribe;
mod verbatim;
pub mod whisper;
pub mod word_times;
mod worker;
mod written;

use crate::error::Result;

pub use chunks::Chunk;
pub use error::TranscriptionError;
pub use piece::Piece;
pub use scribe::Scribe;
pub use written::Written;

/// Writes down one chunk. Word times are on the recording's clock and as the recogniser gives them:
/// [`word_times::repair`] comes after.
pub trait Transcriber {
    fn transcribe(&mut self, chunk: &Chunk<'_>) -> Result<Written>;
}
