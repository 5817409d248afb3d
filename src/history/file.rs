//! An analysis out of a file.

use std::io::Read;
use std::path::Path;

use super::packing;
use crate::error::{Error, Result};
use crate::files;
use crate::limits::limits;
use crate::types::Analysis;

/// The analysis that the file at `path` holds, as `--format json` writes it; `None` when it is no JSON, so perhaps a
/// recording.
///
/// # Errors
/// Those of [`files::open`], and [`Error::AnalysisFile`] for JSON that is not one analysis.
pub fn analysis_in(path: &Path) -> Result<Option<Analysis>> {
    let mut start = [0; 64];
    let count = files::open(path)?.read(&mut start).map_err(|e| Error::reading(path, &e))?;
    let first = start[..count].iter().copied().find(|byte| !byte.is_ascii_whitespace());
    if !matches!(first, Some(b'{' | b'[')) {
        return Ok(None);
    }
    let wrong = |problem: String| Error::AnalysisFile { path: path.to_owned(), problem };
    let json = files::read_at_most(path, limits().files.analysis_bytes)?;
    let json = json.ok_or_else(|| wrong("is larger than any analysis".to_owned()))?;
    packing::from_json(&json).map(Some).map_err(wrong)
}
