//! From speech to words: chunks cut in silences, Whisper on each, times repaired by what the sound shows; or a
//! transcript somebody already has.

mod alignment;
mod caching_transcriber;
pub mod chunks;
mod error;
pub mod import;
pub mod loops;
pub mod models;
pub mod piece;
mod placement;
mod tokens;
mod verbatim;
pub mod whisper;
pub mod word_times;
mod worker;
mod written;

pub use caching_transcriber::CachingTranscriber;
pub use chunks::Chunk;
pub use error::TranscriptionError;
pub use piece::Piece;
pub use written::Written;
