//! What the sound system refuses, in words that help on this platform.

use crate::audio::capture::CaptureError;
use crate::error::Error;

/// Opening a device (`None`: looking for devices) failed with `error`.
pub(super) fn opening(device: Option<&str>, error: &cpal::Error) -> Error {
    let Some(device) = device.map(str::to_owned) else {
        return CaptureError::NoSoundSystem { reason: reason(error), hint: SYSTEM_HINT }.into();
    };
    let refused = match error.kind() {
        cpal::ErrorKind::DeviceNotAvailable | cpal::ErrorKind::HostUnavailable => return no_microphone(Some(device)),
        cpal::ErrorKind::PermissionDenied => CaptureError::MicrophoneForbidden { device, hint: PERMISSION_HINT },
        cpal::ErrorKind::DeviceBusy => CaptureError::DeviceBusy(device),
        cpal::ErrorKind::UnsupportedConfig | cpal::ErrorKind::UnsupportedOperation => {
            CaptureError::DeviceFormat { device, reason: reason(error) }
        }
        _ => CaptureError::DeviceFailed { device, reason: reason(error), hint: SYSTEM_HINT },
    };
    refused.into()
}

/// No microphone at all, or `device` is not there any more.
pub(crate) fn no_microphone(device: Option<String>) -> Error {
    CaptureError::NoMicrophone { device, hint: SYSTEM_HINT }.into()
}

/// The first line of what the system says, as part of a sentence.
pub(in crate::audio) fn reason(error: &cpal::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default().trim_end_matches('.');
    // ALSA names its function and number; what went wrong stands between quotes.
    let said = line.split_once("failed with error '").map_or(line, |(_, rest)| rest.trim_end_matches('\''));
    let said = said.split(" (").next().unwrap_or(said);
    // A plug-in of ALSA that knows no better.
    let said = if said.to_lowercase().contains("unknown errno") {
        "it is gone, and the system does not say why"
    } else {
        said
    };
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// What to look at when there is no sound at all.
pub(super) const SYSTEM_HINT: &str = if cfg!(target_os = "linux") {
    "see whether `arecord -l` lists it and PipeWire or PulseAudio runs (`pactl info`); PipeWire needs the package \
     pipewire-alsa, PulseAudio libasound2-plugins"
} else if cfg!(target_os = "macos") {
    "look under System Settings > Sound > Input"
} else {
    "look under Settings > System > Sound > Input"
};

const PERMISSION_HINT: &str = if cfg!(target_os = "macos") {
    "allow your terminal under System Settings > Privacy & Security > Microphone, then start the terminal again"
} else if cfg!(target_os = "windows") {
    "allow desktop apps under Settings > Privacy & security > Microphone"
} else {
    "add yourself to the group audio (`sudo usermod -aG audio $USER`) and log in again"
};

/// Keeps ALSA from printing its own complaints over ours, on this thread, while it lives.
pub(in crate::audio) struct Quiet {
    #[cfg(target_os = "linux")]
    _collected: Option<std::rc::Rc<std::cell::RefCell<alsa::Output>>>,
}

impl Quiet {
    pub fn new() -> Self {
        Self {
            #[cfg(target_os = "linux")]
            _collected: alsa::Output::local_error_handler().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_happened_and_what_to_do() {
        use cpal::ErrorKind;
        let messages: Vec<String> = [
            cpal::Error::new(ErrorKind::DeviceNotAvailable),
            cpal::Error::new(ErrorKind::DeviceBusy),
            cpal::Error::new(ErrorKind::UnsupportedConfig),
            cpal::Error::with_message(
                ErrorKind::BackendError,
                "ALSA function 'snd_pcm_open' failed with error 'Connection refused (111)'",
            ),
        ]
        .iter()
        .map(|error| opening(Some("USB Mic"), error).to_string())
        .collect();
        assert!(messages[0].starts_with("no microphone was found (USB Mic does not answer)"), "{}", messages[0]);
        assert!(messages[1].starts_with("USB Mic: another program holds this microphone"), "{}", messages[1]);
        assert!(messages[2].starts_with("USB Mic: cannot be recorded from"), "{}", messages[2]);
        assert!(messages[3].starts_with("USB Mic: does not start (connection refused)"), "{}", messages[3]);
        let forbidden = opening(Some("USB Mic"), &ErrorKind::PermissionDenied.into()).to_string();
        assert!(forbidden.contains(PERMISSION_HINT), "{forbidden}");
    }
}
