//! Everything known about one recording.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::advice::{Advice, Notice};
use super::content::{Content, QuestionInfo, Tightened};
use super::measurement::Measurement;
use super::time::{Seconds, Series};
use super::timeline::TimelineEvent;
use super::transcript::Transcript;

/// What was analysed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordingInfo {
    /// As given on the command line; "-" is standard input.
    pub path: String,
    pub duration_s: Seconds,
    /// Of the file, in Hz, before the 16 kHz view was made.
    pub sample_rate: u32,
    pub channels: u16,
    /// Codec as Symphonia names it, e.g. "aac".
    pub codec: String,
    /// The audio track that was read, counted from 1; absent when the file has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub track: Option<usize>,
    /// Highest sample, dB relative to full scale; absent when every sample is zero.
    pub peak_dbfs: Option<f32>,
    /// Root mean square of the whole recording.
    pub rms_dbfs: Option<f32>,
    /// Samples at full scale, % of all.
    pub clipped_pct: f32,
    /// Loudness of the whole by EBU R128, on the 16 kHz view; absent in silence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub loudness_lufs: Option<f32>,
    /// Loudness envelope of the 16 kHz view for drawing: RMS, dBFS.
    pub envelope_dbfs: Series,
}

/// What the numbers depend on; runs are comparable when these agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    pub saywell_version: String,
    /// Name of the model or transcript file; absent without a transcript.
    pub transcript_source: Option<String>,
    /// sha256 of the model file; absent for imported transcripts.
    pub model_sha256: Option<String>,
    pub lexicon_sha256: String,
    pub threshold_sha256: String,
    pub language: String,
}

/// The tracks behind the measures, for those who plot elsewhere (`--tracks`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tracks {
    /// Null where the voice is not periodic.
    pub f0_hz: Series,
    pub voiced_probability: Series,
    pub rms_dbfs: Series,
}

/// Everything known about one recording; what `--format json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Analysis {
    pub schema_version: u32,
    pub recording: RecordingInfo,
    pub question: QuestionInfo,
    pub notices: Vec<Notice>,
    /// One sentence: the length against its target, and the general impression.
    pub verdict: String,
    pub transcript: Transcript,
    pub timeline: Vec<TimelineEvent>,
    pub measurements: Vec<Measurement>,
    pub content: Content,
    pub tightened: Tightened,
    pub advice: Vec<Advice>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tracks: Option<Tracks>,
    pub provenance: Provenance,
}

impl Analysis {
    pub fn measurement(&self, id: &str) -> Option<&Measurement> {
        self.measurements.iter().find(|m| m.id.0 == id)
    }

    pub fn value(&self, id: &str) -> Option<f64> {
        self.measurement(id)?.value
    }
}

/// Version of the JSON form; raised when a field changes meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;
