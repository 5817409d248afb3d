//! Where decoded sound goes: mixed, measured, resampled, collected; and when too much of it is lost.

use std::path::{Path, PathBuf};

use symphonia::core::errors::Error as Fault;

use super::mix::{Mix, Mixer};
use super::{ANALYSIS_RATE, Resampler};
use crate::error::{Error, Result};
use crate::thresholds::Thresholds;
use crate::types::Seconds;

/// What decoding gives.
#[derive(Debug)]
pub(super) struct Decoded {
    /// Mono, 16 kHz.
    pub samples: Vec<f32>,
    pub mixer: Mixer,
    /// Of the file, Hz.
    pub sample_rate: u32,
    pub codec: String,
    /// Length the container promises, where it does.
    pub promised_s: Option<Seconds>,
}

/// Where decoded sound goes: mixed, measured, resampled, collected.
pub(super) struct Sink {
    /// The recording, as messages call it.
    name: PathBuf,
    mixer: Mixer,
    resampler: Option<Resampler>,
    samples: Vec<f32>,
    /// Rate of the first sound.
    sample_rate: u32,
    decoded_s: Seconds,
    lost_s: Seconds,
    /// The latest reason why sound was lost or the file ended.
    pub last_fault: Option<Fault>,
}

impl Sink {
    pub fn new(mix: Mix, bits: Option<u32>, name: &Path) -> Self {
        Self {
            name: name.to_owned(),
            mixer: Mixer::new(mix, bits),
            resampler: None,
            samples: Vec::new(),
            sample_rate: 0,
            decoded_s: 0.0,
            lost_s: 0.0,
            last_fault: None,
        }
    }

    /// What was decoded so far, mono at 16 kHz, before [`Self::gain`].
    pub fn samples(&self) -> &[f32] {
        &self.samples
    }

    /// The factor that the samples would get if the recording ended here.
    pub fn gain(&self) -> f32 {
        self.mixer.gain()
    }

    /// The channel to take alone, when they cancel each other.
    pub fn cancelled_by(&self) -> Option<usize> {
        self.mixer.cancelled_by()
    }

    pub fn seconds(&self) -> Seconds {
        self.samples.len() as f64 / f64::from(ANALYSIS_RATE)
    }

    pub fn push(&mut self, planes: &[&[f32]], frames: usize, rate: u32) -> Result<()> {
        if self.resampler.as_ref().is_none_or(|r| r.rate() != rate) {
            self.change_rate(rate)?;
        }
        let Some(resampler) = &mut self.resampler else { return Ok(()) };
        // Before the first packet that decodes there is no channel to be silent on.
        let silence;
        let mono = if planes.is_empty() {
            silence = vec![0.0; frames];
            &silence
        } else {
            self.mixer.mix(planes)
        };
        resampler.push(mono, &mut self.samples);
        self.decoded_s += frames as f64 / f64::from(rate);
        Ok(())
    }

    fn change_rate(&mut self, rate: u32) -> Result<()> {
        let thresholds = Thresholds::built_in();
        let limits = thresholds.cutoff("sample_rate_min_hz")..=thresholds.cutoff("sample_rate_max_hz");
        // Asked first: a filter for an absurd rate would take all memory.
        let next = if limits.contains(&f64::from(rate)) { Resampler::new(rate) } else { None };
        let Some(next) = next else {
            let reason = format!("its header says a sample rate of {rate} Hz");
            return Err(Error::Damaged { path: self.name.clone(), reason });
        };
        if let Some(last) = self.resampler.replace(next) {
            last.finish(&mut self.samples);
        } else {
            self.sample_rate = rate;
        }
        Ok(())
    }

    /// Counts sound that could not be decoded; an error once that is most of the file.
    pub fn lose(&mut self, frames: usize, rate: u32, fault: Fault) -> Result<()> {
        self.lost_s += frames as f64 / f64::from(rate.max(1));
        let lost = self.lost_s;
        self.last_fault = Some(fault);
        if lost > self.decoded_s / 2.0 + Thresholds::built_in().cutoff("undecodable_grace_s") {
            return Err(self.undecodable());
        }
        Ok(())
    }

    fn undecodable(&self) -> Error {
        match &self.last_fault {
            Some(Fault::Unsupported(what)) => {
                Error::UnsupportedCodec { path: self.name.clone(), codec: (*what).to_owned() }
            }
            Some(Fault::DecodeError(what)) => damaged(&self.name, &Fault::DecodeError(what)),
            _ => Error::NoSound(self.name.clone()),
        }
    }

    pub fn finish(mut self, codec: String, promised_s: Option<Seconds>) -> Result<Decoded> {
        if let Some(resampler) = self.resampler.take() {
            resampler.finish(&mut self.samples);
        }
        // Silence put in for lost packets counts as decoded time, too.
        if self.samples.is_empty() || self.lost_s > self.decoded_s / 2.0 {
            return Err(match (&self.last_fault, promised_s) {
                (None | Some(Fault::IoError(_)), Some(promised_s)) => {
                    Error::CutOff { path: self.name.clone(), promised_s, held_s: 0.0 }
                }
                _ => self.undecodable(),
            });
        }
        let gain = self.mixer.gain();
        if gain != 1.0 {
            self.samples.iter_mut().for_each(|sample| *sample *= gain);
        }
        self.samples.shrink_to_fit();
        Ok(Decoded { samples: self.samples, mixer: self.mixer, sample_rate: self.sample_rate, codec, promised_s })
    }
}

/// The error for a file whose decoder failed with `fault`.
pub(super) fn damaged(name: &Path, fault: &Fault) -> Error {
    let reason = match fault {
        Fault::IoError(_) => "it ends inside its header".to_owned(),
        Fault::DecodeError(what) | Fault::Unsupported(what) | Fault::LimitError(what) => (*what).to_owned(),
        other => other.to_string(),
    };
    Error::Damaged { path: name.to_owned(), reason }
}
