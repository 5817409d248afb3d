//! An analysis out of a file.

use std::io::Read;
use std::path::Path;

use super::packing;
use crate::error::{Error, Result};
use crate::files;
use crate::history::HistoryError;
use crate::limits::limits;
use crate::types::Analysis;

/// The analysis that the file at `path` holds, as `--format json` writes it; `None` when it is no JSON, so perhaps a
/// recording.
///
/// # Errors
/// Those of [`files::open`], and [`HistoryError::AnalysisFile`] for JSON that is not one analysis.
pub fn analysis_in(path: &Path) -> Result<Option<Analysis>> {
    let mut start = [0; 64];
    let count = files::open(path)?.read(&mut start).map_err(|e| Error::reading(path, &e))?;
    let first = start[..count].iter().copied().find(|byte| !byte.is_ascii_whitespace());
    if !matches!(first, Some(b'{' | b'[')) {
        return Ok(None);
    }
    let wrong = |problem: String| HistoryError::AnalysisFile { path: path.to_owned(), problem };
    let json = files::read_at_most(path, limits().files.analysis_bytes)?;
    let json = json.ok_or_else(|| wrong("is larger than any analysis".to_owned()))?;
    Ok(Some(packing::from_json(&json).map_err(wrong)?))
}
