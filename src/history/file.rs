//! An analysis out of a file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::packing;
use crate::error::{Error, Result};
use crate::types::Analysis;

/// The analysis that the file at `path` holds, as `--format json` writes it; `None` when it is no JSON, so perhaps a
/// recording.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Unreadable`], and [`Error::AnalysisFile`] for JSON that is not one analysis.
pub fn analysis_in(path: &Path) -> Result<Option<Analysis>> {
    let failed = |e: &std::io::Error| Error::reading(path, e);
    let mut file = File::open(path).map_err(|e| failed(&e))?;
    if path.is_dir() {
        return Err(Error::IsFolder(path.to_owned()));
    }
    let mut start = [0; 64];
    let count = file.read(&mut start).map_err(|e| failed(&e))?;
    let first = start[..count].iter().copied().find(|byte| !byte.is_ascii_whitespace());
    if !matches!(first, Some(b'{' | b'[')) {
        return Ok(None);
    }
    let json = std::fs::read(path).map_err(|e| failed(&e))?;
    packing::from_json(&json).map(Some).map_err(|problem| Error::AnalysisFile { path: path.to_owned(), problem })
}
