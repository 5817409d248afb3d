//! What a saved run is.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use crate::types::{Analysis, Provenance, Seconds};

/// Number of a run on this machine. The number of a deleted run is never given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub i64);

impl std::fmt::Display for RunId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The recording of a run, where it lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioFile {
    /// Absolute.
    #[serde(serialize_with = "as_shown")]
    pub path: PathBuf,
    /// Of the file when the run was saved: another recording under the same name is another take.
    pub sha256: String,
}

/// JSON is UTF-8, file names need not be.
fn as_shown<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    path.to_string_lossy().serialize(serializer)
}

impl AudioFile {
    /// The path byte for byte, where it is not UTF-8.
    #[cfg(unix)]
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        use std::os::unix::ffi::OsStrExt;
        self.path.to_str().is_none().then(|| self.path.as_os_str().as_bytes().to_vec())
    }

    #[cfg(not(unix))]
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        None
    }

    /// The recording at `shown`, or at `bytes` where that is known.
    #[cfg(unix)]
    pub(super) fn at(shown: String, bytes: Option<Vec<u8>>, sha256: String) -> Self {
        use std::os::unix::ffi::OsStringExt;
        let path = bytes.map_or_else(|| PathBuf::from(shown), |bytes| std::ffi::OsString::from_vec(bytes).into());
        Self { path, sha256 }
    }

    #[cfg(not(unix))]
    pub(super) fn at(shown: String, _bytes: Option<Vec<u8>>, sha256: String) -> Self {
        Self { path: PathBuf::from(shown), sha256 }
    }
}

/// What the answer was compared with, as asked on the command line: enough to analyse it again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Id of the question's profile.
    pub question: Option<String>,
    /// Longest good length given with `--target`.
    pub target_s: Option<Seconds>,
    /// Given with `--points`.
    #[serde(default)]
    pub points: Vec<String>,
}

/// A run to save.
pub struct NewRun<'a> {
    /// Its tracks are left out: they are large, and can be made again from the recording.
    pub analysis: &'a Analysis,
    pub saved_at: Timestamp,
    pub name: String,
    pub asked: Asked,
    pub audio: Option<AudioFile>,
    pub tags: Vec<String>,
    pub note: Option<String>,
}

/// What is known of a run without opening its analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunInfo {
    pub id: RunId,
    /// The same after export and import, on every machine.
    pub uid: String,
    /// UTC, to the millisecond.
    pub saved_at: Timestamp,
    /// Grows from run to run, whatever the clock says; this is what "newest" and "last" mean.
    #[serde(skip)]
    pub place: i64,
    pub name: String,
    /// Id of the question's profile.
    pub question: Option<String>,
    /// In alphabetical order.
    pub tags: Vec<String>,
    pub note: Option<String>,
    pub duration_s: Seconds,
    pub asked: Asked,
    pub audio: Option<AudioFile>,
    /// Of the newest analysis.
    pub provenance: Provenance,
}

/// A run with its newest analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub info: RunInfo,
    pub analysis: Analysis,
}

/// Values of one run, for lists and trends.
#[derive(Debug, Clone, PartialEq)]
pub struct RunValues {
    pub run: RunInfo,
    /// In the order asked for; `None` where the measure is undefined for the run, or was not measured yet.
    pub values: Vec<Option<f64>>,
}

/// Which question a run must answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum AnswerTo {
    #[default]
    Any,
    /// Runs saved without a question.
    NoQuestion,
    /// Id of a profile.
    Question(String),
}

impl AnswerTo {
    /// Runs that answer what `run` answers.
    pub fn same_as(run: &RunInfo) -> Self {
        run.question.clone().map_or(Self::NoQuestion, Self::Question)
    }
}

/// Which runs; everything left out holds for all. Runs come newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    pub question: AnswerTo,
    pub tag: Option<String>,
    /// Saved at this moment or later.
    pub since: Option<Timestamp>,
    /// At most so many, the newest.
    pub limit: Option<usize>,
}
