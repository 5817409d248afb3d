//! Runs in one portable file: a gzipped tar of plain JSON, with the recordings when asked for.
//!
//! `saywell-history.json` comes first; then, for each run, `runs/UID/run.json`, `runs/UID/analysis-N.json` in the order they
//! were made, and `runs/UID/recording.EXT`.

mod export;
mod import;
mod portable;

pub use export::Exported;
pub use import::Imported;
pub(super) use portable::portable;

use serde::{Deserialize, Serialize};

/// Version of the file's layout; raised when an older saywell could not read it.
const FORMAT: u32 = 1;
const HEADER_NAME: &str = "saywell-history.json";

/// The first entry.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: u32,
    saywell_version: String,
    runs: usize,
}
