//! Microphones: which there are, and which one is meant.

use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{SampleFormat, SupportedStreamConfig};
use serde::Serialize;

use super::failure;
use crate::audio::capture::CaptureError;
use crate::error::Result;
use crate::similar;

/// One input device.
pub struct Device {
    pub(super) device: cpal::Device,
    pub info: DeviceInfo,
}

/// What `saywell devices` tells of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeviceInfo {
    /// As people know it.
    pub name: String,
    /// As the system knows it; `--device` takes either.
    pub id: String,
    pub default: bool,
    /// What it records as; absent when it does not tell, e.g. because another program holds it.
    pub sample_rate: Option<u32>,
    pub channels: Option<u16>,
    pub sample_format: Option<String>,
}

/// Every device that sound can be recorded from, the default first.
///
/// # Errors
/// [`CaptureError::NoSoundSystem`].
pub fn devices() -> Result<Vec<Device>> {
    let _quiet = failure::Quiet::new();
    let host = cpal::default_host();
    let default = host.default_input_device();
    let default_id = default.as_ref().and_then(|device| device.id().ok());
    let others = host.input_devices().map_err(|e| failure::opening(None, &e))?;
    let mut devices: Vec<Device> = default.into_iter().filter_map(|device| describe(device, true)).collect();
    devices.extend(
        others
            .filter(|device| device.id().ok() != default_id)
            .filter(|device| !device.id().is_ok_and(|id| is_plumbing(id.id())))
            .filter_map(|device| describe(device, false))
            // Listed is what can record; the system also names what is only wired up in its configuration.
            .filter(|device| device.info.sample_rate.is_some()),
    );
    // A default that nothing stands behind is none.
    devices.retain(|device| device.info.sample_rate.is_some());
    let names: Vec<String> = devices.iter().filter(|d| !is_number(&d.info.id)).map(|d| d.info.name.clone()).collect();
    devices.retain(|device| !(is_number(&device.info.id) && names.contains(&device.info.name)));
    Ok(devices)
}

/// The device that is meant by `name`: exactly, or the only one with `name` in its name. Without a name the default.
///
/// # Errors
/// [`CaptureError::NoMicrophone`], [`CaptureError::UnknownDevice`], [`CaptureError::NoSoundSystem`], and what opening the default refuses.
pub fn device(name: Option<&str>) -> Result<Device> {
    let Some(name) = name else {
        let _quiet = failure::Quiet::new();
        let default = cpal::default_host().default_input_device();
        return default.and_then(|device| describe(device, true)).ok_or_else(|| failure::no_microphone(None));
    };
    let mut devices = devices()?;
    let infos: Vec<&DeviceInfo> = devices.iter().map(|device| &device.info).collect();
    let chosen = choose(name, &infos)?;
    Ok(devices.swap_remove(chosen))
}

fn choose(name: &str, devices: &[&DeviceInfo]) -> Result<usize> {
    if let Some(exact) = devices.iter().position(|device| device.name == name || device.id == name) {
        return Ok(exact);
    }
    let wanted = name.to_lowercase();
    let holds = |device: &DeviceInfo| {
        device.name.to_lowercase().contains(&wanted) || device.id.to_lowercase().contains(&wanted)
    };
    let near: Vec<usize> = (0..devices.len()).filter(|index| holds(devices[*index])).collect();
    match near[..] {
        [only] => Ok(only),
        [] => {
            let names = devices.iter().flat_map(|device| [device.name.as_str(), device.id.as_str()]);
            Err(CaptureError::UnknownDevice { asked: name.to_owned(), hint: similar::hint(name, names) }.into())
        }
        _ => {
            let names: Vec<&str> = near.iter().map(|index| devices[*index].name.as_str()).collect();
            Err(CaptureError::AmbiguousDevice { asked: name.to_owned(), names: names.join(", ") }.into())
        }
    }
}

fn describe(device: cpal::Device, default: bool) -> Option<Device> {
    let id = device.id().ok()?.id().to_owned();
    let name = device.description().ok().map_or_else(|| id.clone(), |description| description.name().to_owned());
    let config = device.default_input_config().ok();
    let info = DeviceInfo {
        name,
        id,
        default,
        sample_rate: config.map(|config| config.sample_rate()),
        channels: config.map(|config| config.channels()),
        sample_format: config.map(|config| config.sample_format().to_string()),
    };
    Some(Device { device, info })
}

/// ALSA lists each card by its name and once more by its number.
fn is_number(id: &str) -> bool {
    id.strip_prefix("hw:CARD=").is_some_and(|card| card.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// ALSA lists its plugins beside the devices; these record nothing or are other names of the same device.
fn is_plumbing(id: &str) -> bool {
    const PLUMBING: [&str; 14] = [
        "null",
        "samplerate",
        "speexrate",
        "lavrate",
        "jack",
        "oss",
        "speex",
        "upmix",
        "vdownmix",
        "usbstream",
        "dsnoop",
        "sysdefault",
        "plughw",
        "front",
    ];
    cfg!(target_os = "linux") && PLUMBING.contains(&id.split(':').next().unwrap_or(id))
}

/// What the device is asked to record as: its own default, if that is sound as samples.
pub(super) fn config(device: &Device) -> Result<SupportedStreamConfig> {
    let name = &device.info.name;
    let config = device.device.default_input_config().map_err(|e| failure::opening(Some(name), &e))?;
    match config.sample_format() {
        SampleFormat::DsdU8 | SampleFormat::DsdU16 | SampleFormat::DsdU32 => Err(CaptureError::DeviceFormat {
            device: name.clone(),
            reason: "it offers DSD only, which is no speech format".to_owned(),
        }
        .into()),
        _ => Ok(config),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, id: &str) -> DeviceInfo {
        DeviceInfo {
            name: name.to_owned(),
            id: id.to_owned(),
            default: false,
            sample_rate: Some(48_000),
            channels: Some(2),
            sample_format: Some("f32".to_owned()),
        }
    }

    #[test]
    fn a_name_is_taken_exactly_then_as_a_part_of_one_name_alone() {
        let devices = [named("USB Mic", "hw:1"), named("USB Mic 2", "hw:2"), named("Built-in", "hw:0")];
        let devices: Vec<&DeviceInfo> = devices.iter().collect();
        assert_eq!(choose("USB Mic", &devices).unwrap(), 0);
        assert_eq!(choose("hw:2", &devices).unwrap(), 1);
        assert_eq!(choose("built", &devices).unwrap(), 2);
        let error = choose("usb", &devices).unwrap_err().to_string();
        assert!(error.contains("USB Mic, USB Mic 2"), "{error}");
        let error = choose("Bild-in", &devices).unwrap_err().to_string();
        assert!(error.contains("did you mean Built-in?") && error.contains("saywell devices"), "{error}");
    }
}
