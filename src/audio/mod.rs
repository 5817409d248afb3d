//! From a file or a pipe to one [`Recording`]: decoded, mixed to mono, resampled to 16 kHz, with its level measured.
//!
//! Audio is streamed packet by packet, so a recording of any length needs no more memory than its 16 kHz copy plus a
//! constant. Times are kept as players keep them: encoder delay and padding are cut off, a packet that cannot be
//! decoded becomes silence of its length.

mod aac_config;
pub mod capture;
mod codecs;
mod cut;
mod decode;
mod error;
mod follow;
mod guard;
mod input;
mod matroska;
mod mix;
mod mp3;
mod mp4;
mod offset;
mod opus;
pub mod playback;
mod quality;
mod recording;
mod resample;
mod sink;
mod sniff;
mod source;
pub mod takes;
mod timing;
mod tracks;
mod voice;
mod wav;

use std::fmt;
use std::path::PathBuf;

pub use cut::cut;
pub use error::AudioError;
pub use follow::Follower;
pub use opus::ogg_opus;
pub use quality::notices;
pub use recording::Recording;
pub use resample::Resampler;
pub use tracks::OtherTrack;

use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::types::RecordingInfo;

/// Where a recording comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AudioSource {
    File(PathBuf),
    /// Standard input, "-" on the command line.
    Stdin,
}

impl fmt::Display for AudioSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AudioSource::File(path) => path.display().fmt(f),
            AudioSource::Stdin => f.pad("-"),
        }
    }
}

/// How to read a recording.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ReadOptions {
    /// Take what is there of a file that was cut off, instead of refusing it.
    pub partial: bool,
    /// The audio track, counted from 1; without it the one that speaks.
    pub track: Option<usize>,
    /// Take up to so many hours of sound instead of `recording_h` of `data/limits.toml`.
    pub max_hours: Option<f64>,
}

impl ReadOptions {
    /// As the recording was read that `info` describes.
    pub fn again(info: &RecordingInfo) -> Self {
        Self { partial: true, track: info.track, max_hours: Some(f64::INFINITY) }
    }
}

/// Reads, decodes and measures one recording.
///
/// `progress` is told the share done, 0–1, whenever the container says how long the recording is.
///
/// # Errors
/// Every way a file can fail to be a recording, as one line that names the file and the remedy; `Interrupted` within a
/// fraction of a second after `interrupt` is raised.
pub fn read(
    source: &AudioSource,
    options: &ReadOptions,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(f32),
) -> Result<Recording> {
    let input = input::Input::open(source, interrupt)?;
    let (decoded, others) = guard::decoding(&input.name, || tracks::decode(&input, options, interrupt, progress))?;
    recording::finish(source.to_string(), &input.name, decoded, others, options)
}
