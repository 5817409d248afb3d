//! What can go wrong while a recording is made.

use std::path::PathBuf;

/// A microphone that cannot be used, or a recording that cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    #[error("no microphone was found{}; plug one in, and see `saywell devices`; if one is there, {hint}", .device.as_ref().map_or_else(String::new, |name| format!(" ({name} does not answer)")))]
    NoMicrophone { device: Option<String>, hint: &'static str },
    #[error("the sound system cannot be used ({reason}); {hint}")]
    NoSoundSystem { reason: String, hint: &'static str },
    #[error("{asked}: no such microphone; {hint}`saywell devices` lists them")]
    UnknownDevice { asked: String, hint: String },
    #[error("{asked}: could be {names}; name one of them in full, or by its id in `saywell devices`")]
    AmbiguousDevice { asked: String, names: String },
    #[error("{device}: the system does not let saywell use this microphone; {hint}")]
    MicrophoneForbidden { device: String, hint: &'static str },
    #[error("{0}: another program holds this microphone; close it, or choose one of `saywell devices`")]
    DeviceBusy(String),
    #[error("{device}: cannot be recorded from ({reason}); choose another of `saywell devices`")]
    DeviceFormat { device: String, reason: String },
    #[error("{device}: does not start ({reason}); try again, or choose another of `saywell devices`; {hint}")]
    DeviceFailed { device: String, reason: String, hint: &'static str },
    #[error("{device}: the microphone stopped after {after}: {reason}; what was recorded until then is in {}", path.display())]
    DeviceLost { device: String, after: String, reason: String, path: PathBuf },
    #[error("{}: is there already; give the recording another name", .0.display())]
    RecordingExists(PathBuf),
    #[error("{}: cannot go on ({reason}); what was recorded until then is kept, free some space before the next take", path.display())]
    RecordingStopped { path: PathBuf, reason: String },
    #[error("{}: has reached 4 GiB, the most a WAV file can hold; what was recorded until then is kept", .0.display())]
    RecordingFull(PathBuf),
}

impl CaptureError {
    /// Exit status of the program when this error ends it.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            CaptureError::UnknownDevice { .. } | CaptureError::AmbiguousDevice { .. } => 2,
            _ => 1,
        }
    }
}
