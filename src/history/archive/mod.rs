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

/// How the name of a recording ends: as `path` does, when that looks like the kind of a file; `part` means a take that is on.
fn extension(path: &std::path::Path) -> String {
    let told = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let usable =
        (1..=5).contains(&told.len()) && told.bytes().all(|byte| byte.is_ascii_alphanumeric()) && told != "part";
    if usable { told } else { "audio".to_owned() }
}

/// The first entry.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: u32,
    saywell_version: String,
    runs: usize,
}
