//! `saywell devices`: the microphones there are.

use std::io::{self, Write};

use anstyle::Style;
use anyhow::Result;
use clap::{Args, ValueEnum};

use super::output::Output;
use crate::audio::capture::{self, DeviceInfo};

#[derive(Debug, Args)]
pub struct DevicesArgs {
    /// Form of the list
    #[arg(short, long, value_name = "FORMAT", default_value = "text", value_enum)]
    format: ListFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ListFormat {
    /// A table for people
    Text,
    /// For other programs
    Json,
}

const QUIET: Style = Style::new().dimmed();

/// Prints every device that can be recorded from.
///
/// # Errors
/// [`crate::error::Error::NoMicrophone`] when there is none.
pub fn run(args: &DevicesArgs) -> Result<()> {
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

fn table(devices: &[DeviceInfo], out: &mut dyn Write) -> io::Result<()> {
    let width = |text: fn(&DeviceInfo) -> &str| devices.iter().map(|d| text(d).chars().count()).max().unwrap_or(0);
    let (name, id) = (width(|device| &device.name).max("microphone".len()), width(|device| &device.id).max("id".len()));
    writeln!(out, "{QUIET}  {:<name$}  {:<id$}  records as{QUIET:#}", "microphone", "id")?;
    for device in devices {
        let mark = if device.default { "*" } else { " " };
        writeln!(out, "{mark} {:<name$}  {:<id$}  {}", device.name, device.id, records_as(device))?;
    }
    writeln!(out, "\n* the default; another: saywell record --device NAME")
}

fn records_as(device: &DeviceInfo) -> String {
    let (Some(rate), Some(channels)) = (device.sample_rate, device.channels) else { return "unknown".to_owned() };
    let channels = match channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        more => format!("{more} channels"),
    };
    format!("{} kHz, {channels}", f64::from(rate) / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

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
