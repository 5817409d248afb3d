//! `saywell devices`: the microphones there are, and whether one of them is good enough.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use anstyle::Style;
use anyhow::Result;
use clap::{Args, ValueEnum};

use super::output::{self, Output, said};
use crate::audio::capture::{self, Capture, DeviceInfo, GrowingWav};
use crate::audio::{self, AudioSource, ReadOptions};
use crate::error::Error;
use crate::interrupt::Interrupt;
use crate::printable::printable;

#[derive(Debug, Args)]
pub struct DevicesArgs {
    /// Form of the list
    #[arg(short, long, value_name = "FORMAT", default_value = "text", value_enum)]
    format: ListFormat,

    /// Listen for three seconds, and say level, noise and clipping
    #[arg(long, conflicts_with = "format")]
    test: bool,

    /// The microphone to test, by name, part of a name or id; the default when left out
    #[arg(short, long, value_name = "NAME", requires = "test")]
    device: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ListFormat {
    /// A table for people
    Text,
    /// For other programs
    Json,
}

const FAINT: Style = Style::new().dimmed();
/// How long a microphone under test is listened to.
const TEST_S: f64 = 3.0;
/// Between two looks at it.
const MOMENT: Duration = Duration::from_millis(50);
/// Shares of the loudness envelope that are taken for the voice and for the room.
const LOUD: f64 = 0.95;
const QUIET: f64 = 0.1;

/// Prints every device that can be recorded from.
///
/// # Errors
/// [`crate::audio::capture::CaptureError::NoMicrophone`] when there is none; what the microphone under test refuses.
pub fn run(args: &DevicesArgs, interrupt: &Interrupt) -> Result<()> {
    if args.test {
        return test(args.device.as_deref(), interrupt);
    }
    let devices: Vec<DeviceInfo> = capture::devices()?.into_iter().map(|device| device.info).collect();
    let mut output = Output::open(None)?;
    match args.format {
        ListFormat::Json => {
            output.write(|out| {
                serde_json::to_writer_pretty(&mut *out, &devices)?;
                writeln!(out)
            })?;
        }
        ListFormat::Text if devices.is_empty() => return Err(capture::no_microphone(None).into()),
        ListFormat::Text => output.write(|out| table(&devices, out))?,
    }
    Ok(())
}

/// Records a few seconds, says how they are, and forgets them.
fn test(name: Option<&str>, interrupt: &Interrupt) -> Result<()> {
    let capture = Capture::open(&capture::device(name)?)?;
    let folder = tempfile::tempdir().map_err(|e| Error::writing(std::env::temp_dir(), &e))?;
    let path = folder.path().join("test.wav");
    output::note(&format!("{} listens for {TEST_S:.0} seconds; speak as in the interview", capture.device()));
    capture.begin(GrowingWav::create(&path, capture.format())?);
    while capture.format().seconds(capture.status().frames) < TEST_S {
        interrupt.check()?;
        if let Some(reason) = capture.failure() {
            return Err(capture.refused(reason).into());
        }
        std::thread::sleep(MOMENT);
    }
    if let Some(error) = capture.end().and_then(|ended| ended.stopped_by) {
        return Err(error.into());
    }
    let recording = audio::read(&AudioSource::File(path), &ReadOptions::default(), interrupt, &mut |_| {})?;
    let mut levels: Vec<f32> = recording.info.envelope_dbfs.values.iter().copied().flatten().collect();
    levels.sort_by(f32::total_cmp);
    let notices: Vec<String> = audio::notices(&recording).into_iter().map(|notice| notice.text).collect();
    let level = |share: f64| levels.get(((levels.len() as f64 * share) as usize).min(levels.len().saturating_sub(1)));
    let clipped_pct = recording.info.clipped_pct;
    Output::open(None)?.write(|out| {
        heard(level(LOUD), level(QUIET), clipped_pct, &notices, out)?;
        writeln!(out, "\n  {}", said(&camera(&cameras(Path::new(CAMERAS)))))
    })?;
    Ok(())
}

/// Where Linux lists cameras.
const CAMERAS: &str = "/sys/class/video4linux";

/// The names of the cameras, as far as the system tells them without opening one.
fn cameras(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| std::fs::read_to_string(entry.path().join("name")).ok()).collect();
    names.iter_mut().for_each(|name| *name = printable(name.trim()));
    names.sort();
    // A camera has several channels of one name.
    names.dedup();
    names
}

/// What is left to look at: saywell opens no camera.
fn camera(names: &[String]) -> String {
    let look =
        "look at yourself once where the interview will be: light in front of you, the lens at the height of the eyes";
    match names {
        [] => format!("Camera: none can be told of here; {look}."),
        names => format!("Camera: {}; {look}.", names.join(", ")),
    }
}

/// Level, noise and clipping, then what is wrong, in the words of a report.
fn heard(
    level: Option<&f32>,
    noise: Option<&f32>,
    clipped_pct: f32,
    notices: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let decibels = |db: Option<&f32>| db.map_or_else(|| said("no sound at all"), |db| format!("{db:.0} dB"));
    let rows = [
        (said("level"), decibels(level)),
        (said("noise"), decibels(noise)),
        (said("clipping"), said(&format!("{clipped_pct:.2} %"))),
    ];
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    rows.iter().try_for_each(|(name, value)| writeln!(out, "  {name:width$}  {value}"))?;
    match notices {
        [] => writeln!(out, "\n  {}", said("Good enough: loud enough to measure, and not distorted.")),
        notices => notices.iter().try_for_each(|notice| writeln!(out, "\n  ! {}", said(notice))),
    }
}

fn table(devices: &[DeviceInfo], out: &mut dyn Write) -> io::Result<()> {
    let (microphone, records) = (said("microphone"), said("records as"));
    let width = |text: fn(&DeviceInfo) -> &str| devices.iter().map(|d| text(d).chars().count()).max().unwrap_or(0);
    let name = width(|device| &device.name).max(microphone.chars().count());
    let id = width(|device| &device.id).max("id".len());
    writeln!(out, "{FAINT}  {microphone:<name$}  {:<id$}  {records}{FAINT:#}", "id")?;
    for device in devices {
        let mark = if device.default { "*" } else { " " };
        writeln!(out, "{mark} {:<name$}  {:<id$}  {}", device.name, device.id, records_as(device))?;
    }
    writeln!(out, "\n{}", said("* the default; another: saywell record --device NAME"))
}

fn records_as(device: &DeviceInfo) -> String {
    let (Some(rate), Some(channels)) = (device.sample_rate, device.channels) else { return said("unknown") };
    let channels = match channels {
        1 => said("mono"),
        2 => said("stereo"),
        more => said(&format!("{more} channels")),
    };
    format!("{} kHz, {channels}", said(&(f64::from(rate) / 1000.0).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_is_named_once_whatever_its_channels() {
        let folder = tempfile::tempdir().unwrap();
        for (channel, name) in [("video0", "Webcam\n"), ("video1", "Webcam\n"), ("video2", "Phone\n")] {
            std::fs::create_dir(folder.path().join(channel)).unwrap();
            std::fs::write(folder.path().join(channel).join("name"), name).unwrap();
        }
        assert_eq!(cameras(folder.path()), ["Phone", "Webcam"]);
        assert!(camera(&cameras(folder.path())).starts_with("Camera: Phone, Webcam; look at yourself"));
        assert!(cameras(&folder.path().join("none")).is_empty());
    }

    #[test]
    fn the_table_marks_the_default_and_lines_up() {
        let device = |name: &str, id: &str, default, channels| DeviceInfo {
            name: name.to_owned(),
            id: id.to_owned(),
            default,
            sample_rate: Some(44_100),
            channels,
            sample_format: Some("i16".to_owned()),
        };
        let devices = [
            device("Default Audio Device", "default", true, Some(2)),
            device("USB Mikrofon (groß)", "hw:CARD=1,DEV=0", false, Some(1)),
            device("Interface", "hw:CARD=2,DEV=0", false, None),
        ];
        let mut out = anstream::StripStream::new(Vec::new());
        table(&devices, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out.into_inner()).unwrap());
    }
}
