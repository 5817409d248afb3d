//! What can be wrong with the history and what is asked of it.

use std::path::PathBuf;

/// A run that is not there, a file of runs that cannot be used, or a database that cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    #[error("no runs are saved yet; `saywell analyze FILE --save` keeps one")]
    NoRuns,
    #[error("{asked}: no such run; `saywell history` lists them")]
    NoSuchRun { asked: String },
    #[error("run {run} has no analysis {number}; `saywell show {run} --analyses` lists them")]
    NoSuchAnalysis { run: String, number: usize },
    #[error("{}: names no saved run; give its number from `saywell history`, last, last~1 or best (`saywell analyze` is for recordings)", .0.display())]
    NotSaved(PathBuf),
    #[error("{}: {problem}; name a file that `saywell analyze FILE --format json` wrote, or a recording", path.display())]
    AnalysisFile { path: PathBuf, problem: String },
    #[error("{}: {problem}; name a file that `saywell export` wrote, nothing was imported", path.display())]
    Archive { path: PathBuf, problem: String },
    #[error("{tag}: no tag; give letters, digits, - _ . and no spaces, at most {most} characters, such as mock-3")]
    Tag { tag: String, most: usize },
    #[error("{}: was written by a newer saywell (version {found} of the history, this one knows {known}); update saywell, nothing was changed", path.display())]
    Newer { path: PathBuf, found: usize, known: usize },
    #[error("{}: belongs to another program; move it away, or name another folder with --data-dir", .0.display())]
    NotHistory(PathBuf),
    #[error("{}: is damaged ({reason}); {remedy}", path.display())]
    Damaged { path: PathBuf, reason: String, remedy: String },
    #[error("{}: another saywell is writing and does not come to an end; try again", .0.display())]
    Busy(PathBuf),
}

impl HistoryError {
    /// Exit status of the program when this error ends it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            HistoryError::Tag { .. } => 2,
            _ => 1,
        }
    }
}
