//! `--tight-audio FILE`: the answer without what could be left out, to listen to.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::output;
use crate::audio::{self, AudioSource, ReadOptions};
use crate::cli::error::CommandError;
use crate::cli::usage::UsageError;
use crate::format;
use crate::interrupt::Interrupt;
use crate::types::{ANALYSIS_RATE, Analysis, Span, Unit};

/// Refuses what cannot work before anything is analysed.
///
/// # Errors
/// [`UsageError::OneTightAudio`], [`UsageError::TightAudioStdin`], [`UsageError::TightAudioName`], [`UsageError::TightAudioSame`],
/// [`Error::Unwritable`].
pub fn check(target: &Path, files: &[PathBuf]) -> Result<()> {
    let [file] = files else { return Err(UsageError::OneTightAudio.into()) };
    if file == Path::new("-") {
        return Err(UsageError::TightAudioStdin.into());
    }
    output::check_place(target)?;
    if !target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("wav")) {
        return Err(UsageError::TightAudioName(target.to_owned()).into());
    }
    if output::is_same_file(file, target) { Err(UsageError::TightAudioSame(target.to_owned()).into()) } else { Ok(()) }
}

/// Reads the recording again, cuts it as `analysis` says and writes 16 kHz mono WAV; says on standard error how much
/// shorter it is.
///
/// # Errors
/// [`CommandError::TightAudioTimes`] when the words have no times, and everything that reading and writing refuse.
pub fn write(target: &Path, file: &Path, read: &ReadOptions, analysis: &Analysis, interrupt: &Interrupt) -> Result<()> {
    if analysis.tightened.seconds_saved.is_none() {
        return Err(CommandError::TightAudioTimes.into());
    }
    let source = AudioSource::File(file.to_owned());
    let recording = audio::read(&source, read, interrupt, &mut |_| {})?;
    let cuts: Vec<Span> = analysis.tightened.cuts.iter().filter_map(|cut| cut.span).collect();
    let samples = audio::cut(&recording.samples, ANALYSIS_RATE, &cuts);
    output::whole_file(target, &wav(&samples)?)?;
    let seconds = |count: usize| format::value(count as f64 / f64::from(ANALYSIS_RATE), Unit::Seconds);
    let (now, before) = (seconds(samples.len()), seconds(recording.samples.len()));
    output::note(&format!("{} is {now} long instead of {before}", target.display()));
    Ok(())
}

/// 16-bit WAV; what exceeds full scale is clipped.
fn wav(samples: &[f32]) -> Result<Vec<u8>> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: ANALYSIS_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec)?;
    for sample in samples {
        writer.write_sample((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16)?;
    }
    writer.finalize()?;
    Ok(bytes.into_inner())
}
