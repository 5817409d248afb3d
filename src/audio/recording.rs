//! The decoded recording: its 16 kHz samples and what is known about it.

use std::path::Path;

use super::sink::Decoded;
use super::tracks::OtherTrack;
use super::{ReadOptions, quality};
use crate::audio::AudioError;
use crate::error::Result;
use crate::thresholds::cutoffs;
use crate::types::{ANALYSIS_RATE, RecordingInfo, Seconds, Span};

/// A recording ready for analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    pub info: RecordingInfo,
    /// Mono, [`ANALYSIS_RATE`] Hz, full scale ±1 (a sample may exceed it where the file does).
    pub samples: Vec<f32>,
    /// Length the file promised, when it was cut off and read all the same (`--partial`).
    pub promised_s: Option<Seconds>,
    /// Silence that stands where the file's own times leave a gap.
    pub gaps: Vec<Span>,
    /// What is lost where the file is damaged and goes on behind it, as far as its times say.
    pub breaks: Vec<Span>,
    /// Audio tracks that were not taken.
    pub others: Vec<OtherTrack>,
}

impl Recording {
    pub fn duration_s(&self) -> Seconds {
        self.info.duration_s
    }
}

/// Puts together what decoding found, refusing a file that was cut off unless `options.partial`.
pub(super) fn finish(
    path: String,
    name: &Path,
    decoded: Decoded,
    others: Vec<OtherTrack>,
    options: &ReadOptions,
) -> Result<Recording> {
    let held_s = decoded.samples.len() as f64 / f64::from(ANALYSIS_RATE);
    let missing_s = cutoffs().sound.cut_off_missing_s;
    let promised_s = decoded.promised_s.filter(|promised| promised - held_s > missing_s);
    if let (Some(promised_s), false) = (promised_s, options.partial) {
        return Err(AudioError::CutOff { path: name.into(), promised_s, held_s }.into());
    }
    let mixer = &decoded.mixer;
    let info = RecordingInfo {
        path,
        duration_s: held_s,
        sample_rate: decoded.sample_rate,
        channels: mixer.channels(),
        codec: decoded.codec,
        track: (!others.is_empty()).then_some(decoded.tracks.taken),
        peak_dbfs: quality::dbfs(f64::from(mixer.peak())),
        rms_dbfs: quality::dbfs(quality::rms(&decoded.samples)),
        clipped_pct: mixer.clipped_pct(),
        loudness_lufs: None,
        envelope_dbfs: quality::envelope(&decoded.samples),
    };
    let Decoded { samples, gaps, breaks, .. } = decoded;
    Ok(Recording { info, samples, promised_s, gaps, breaks, others })
}
