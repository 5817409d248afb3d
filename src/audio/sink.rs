//! Where decoded sound goes: mixed, measured, resampled, collected; and when too much of it is lost.

use std::path::{Path, PathBuf};

use symphonia::core::errors::Error as Fault;

use super::Resampler;
use super::mix::Mixer;
use super::offset::Offset;
use crate::audio::AudioError;
use crate::error::{Error, Result};
use crate::thresholds::cutoffs;
use crate::types::{ANALYSIS_RATE, Seconds, Span};

/// A stretch in which a recorder may have begun to leave out silence, samples: Opus does so after 200 ms of it.
const QUIET: usize = ANALYSIS_RATE as usize / 5;
/// How much quieter than another a stretch must be for that, in energy: 15 dB.
const FAR_QUIETER: f32 = 31.6;
/// Damages nearer than this are one.
const ONE_DAMAGE_S: Seconds = 0.1;

/// The audio track that was decoded, and all that can be, counted from 1.
#[derive(Debug, Clone, Default)]
pub(super) struct Tracks {
    pub taken: usize,
    pub all: Vec<usize>,
}

/// What decoding gives.
#[derive(Debug)]
pub(super) struct Decoded {
    /// Mono, 16 kHz.
    pub samples: Vec<f32>,
    pub mixer: Mixer,
    /// Of the file, Hz.
    pub sample_rate: u32,
    pub codec: String,
    pub tracks: Tracks,
    /// Length the container promises, where it does.
    pub promised_s: Option<Seconds>,
    /// Silence that the packets' times ask for, where there was no packet.
    pub gaps: Vec<Span>,
    /// Where the file is damaged and what follows was found again.
    pub breaks: Vec<Span>,
}

/// Where decoded sound goes: mixed, measured, resampled, collected.
pub(super) struct Sink {
    /// The recording, as messages call it.
    name: PathBuf,
    mixer: Mixer,
    resampler: Option<Resampler>,
    samples: Vec<f32>,
    offset: Offset,
    gaps: Vec<Span>,
    breaks: Vec<Span>,
    /// More sound than this is refused.
    most_s: Seconds,
    /// Rate of the first sound.
    sample_rate: u32,
    decoded_s: Seconds,
    /// Sound and silence that went in; the resampler holds the end of it back.
    taken_s: Seconds,
    lost_s: Seconds,
    /// The latest reason why sound was lost or the file ended.
    pub last_fault: Option<Fault>,
}

impl Sink {
    pub fn new(bits: Option<u32>, name: &Path, most_s: Seconds) -> Self {
        Self {
            name: name.to_owned(),
            mixer: Mixer::new(bits),
            resampler: None,
            samples: Vec::new(),
            offset: Offset::default(),
            gaps: Vec::new(),
            breaks: Vec::new(),
            most_s,
            sample_rate: 0,
            decoded_s: 0.0,
            taken_s: 0.0,
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
            self.mixer.mix(planes, rate)
        };
        resampler.push(mono, &mut self.samples);
        self.offset.level(&mut self.samples, false);
        self.decoded_s += frames as f64 / f64::from(rate);
        self.taken_s += frames as f64 / f64::from(rate);
        self.bound(self.seconds())
    }

    /// An error when `length_s` is more sound than is taken.
    pub fn bound(&self, length_s: Seconds) -> Result<()> {
        if length_s <= self.most_s {
            return Ok(());
        }
        Err(AudioError::TooLong { path: self.name.clone(), most_h: self.most_s / 3600.0 }.into())
    }

    /// Puts in `length_s` of silence: here, or in a quiet stretch of the last `within_s` when the end is none.
    pub fn pause(&mut self, length_s: Seconds, within_s: Seconds) -> Result<()> {
        self.bound(self.seconds() + length_s)?;
        let Some(resampler) = &mut self.resampler else { return Ok(()) };
        let in_samples = |seconds: Seconds, rate: u32| (seconds * f64::from(rate)).round() as usize;
        let place = place_of_gap(&self.samples, in_samples(within_s, ANALYSIS_RATE));
        let start_s = if within_s > 0.0 && place < self.samples.len() {
            let length = in_samples(length_s, ANALYSIS_RATE);
            self.samples.splice(place..place, std::iter::repeat_n(0.0, length));
            self.offset.shift(length);
            place as f64 / f64::from(ANALYSIS_RATE)
        } else {
            // Through the resampler, which still holds the end of what came before.
            let second = vec![0.0; resampler.rate() as usize];
            let mut left = in_samples(length_s, resampler.rate());
            while left > 0 {
                let now = left.min(second.len());
                resampler.push(&second[..now], &mut self.samples);
                left -= now;
            }
            self.offset.level(&mut self.samples, false);
            self.taken_s
        };
        self.taken_s += length_s;
        let gap = Span::new(start_s, start_s + length_s);
        match self.breaks.last_mut() {
            Some(damage) if damage.end_s >= gap.start_s => damage.end_s = gap.end_s,
            _ => self.gaps.push(gap),
        }
        Ok(())
    }

    /// The file is damaged here, and goes on. Two damages close together are one.
    pub fn mark_break(&mut self) {
        match self.breaks.last_mut() {
            Some(damage) if self.taken_s - damage.end_s < ONE_DAMAGE_S => damage.end_s = self.taken_s,
            _ => self.breaks.push(Span::new(self.taken_s, self.taken_s)),
        }
    }

    fn change_rate(&mut self, rate: u32) -> Result<()> {
        let limits = cutoffs().sound.sample_rate_min_hz..=cutoffs().sound.sample_rate_max_hz;
        // Asked first: a filter for an absurd rate would take all memory.
        let next = if limits.contains(&f64::from(rate)) { Resampler::new(rate) } else { None };
        let Some(next) = next else {
            let reason = format!("its header says a sample rate of {rate} Hz");
            return Err(AudioError::Damaged { path: self.name.clone(), reason }.into());
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
        if lost > self.decoded_s / 2.0 + cutoffs().sound.undecodable_grace_s {
            return Err(self.undecodable());
        }
        Ok(())
    }

    fn undecodable(&self) -> Error {
        match &self.last_fault {
            Some(Fault::Unsupported(what)) => {
                AudioError::UnsupportedCodec { path: self.name.clone(), codec: (*what).to_owned() }.into()
            }
            Some(Fault::DecodeError(what)) => damaged(&self.name, &Fault::DecodeError(what)),
            _ => AudioError::NoSound(self.name.clone()).into(),
        }
    }

    pub fn finish(mut self, codec: String, tracks: Tracks, promised_s: Option<Seconds>) -> Result<Decoded> {
        if let Some(resampler) = self.resampler.take() {
            resampler.finish(&mut self.samples);
        }
        self.offset.level(&mut self.samples, true);
        // Silence put in for lost packets counts as decoded time, too.
        if self.samples.is_empty() || self.lost_s > self.decoded_s / 2.0 {
            return Err(match (&self.last_fault, promised_s) {
                (None | Some(Fault::IoError(_)), Some(promised_s)) => {
                    AudioError::CutOff { path: self.name.clone(), promised_s, held_s: 0.0 }.into()
                }
                _ => self.undecodable(),
            });
        }
        let gain = self.mixer.gain();
        if gain != 1.0 {
            self.samples.iter_mut().for_each(|sample| *sample *= gain);
        }
        self.samples.shrink_to_fit();
        Ok(Decoded {
            samples: self.samples,
            mixer: self.mixer,
            sample_rate: self.sample_rate,
            codec,
            tracks,
            promised_s,
            gaps: self.gaps,
            breaks: self.breaks,
        })
    }
}

/// Where among the last `within` samples silence was left out: at their end, as muxers write it who notice a gap when it is
/// over, unless it is loud there and quiet elsewhere.
fn place_of_gap(samples: &[f32], within: usize) -> usize {
    let (from, end) = (samples.len().saturating_sub(within), samples.len());
    let energy = |start: usize| -> f32 { samples[start..start + QUIET].iter().map(|sample| sample * sample).sum() };
    let starts = (from..(end + 1).saturating_sub(QUIET)).step_by(QUIET / 10);
    let quietest = starts.map(|start| (start, energy(start))).min_by(|a, b| a.1.total_cmp(&b.1));
    match quietest {
        Some((start, least)) if energy(end - QUIET) > FAR_QUIETER * least => start + QUIET / 2,
        _ => end,
    }
}

/// The error for a file whose decoder failed with `fault`.
pub(super) fn damaged(name: &Path, fault: &Fault) -> Error {
    let reason = match fault {
        Fault::IoError(_) => "it ends inside its header".to_owned(),
        Fault::DecodeError(what) | Fault::Unsupported(what) | Fault::LimitError(what) => (*what).to_owned(),
        other => other.to_string(),
    };
    AudioError::Damaged { path: name.to_owned(), reason }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_stands_at_the_end_unless_it_is_loud_there_and_quiet_elsewhere() {
        let mut samples = vec![0.5; 20_000];
        assert_eq!(place_of_gap(&samples, 16_000), 20_000);
        samples[8_000..12_000].fill(0.01);
        assert!((9_000..11_000).contains(&place_of_gap(&samples, 16_000)));
        assert_eq!(place_of_gap(&samples, 4_000), 20_000, "too far back");
        samples[16_000..].fill(0.02);
        assert_eq!(place_of_gap(&samples, 16_000), 20_000, "quiet here as well");
        assert_eq!((place_of_gap(&samples[..100], 4000), place_of_gap(&[], 10)), (100, 0));
    }

    #[test]
    fn a_pause_is_as_long_as_it_was_asked_for_and_no_longer_than_is_taken() {
        for (rate, within_s) in [(48_000, 0.0), (48_000, 0.5), (16_000, 0.0), (11_025, 1.0)] {
            let mut sink = Sink::new(None, Path::new("a"), 10.0);
            let second: Vec<f32> = (0..rate).map(|i| (i as f32 * 0.1).sin()).collect();
            sink.push(&[&second], second.len(), rate).unwrap();
            sink.pause(2.5, within_s).unwrap();
            sink.push(&[&second], second.len(), rate).unwrap();
            assert!(matches!(sink.pause(9.0, within_s), Err(Error::Audio(AudioError::TooLong { .. }))));
            let decoded = sink.finish("pcm".to_owned(), Tracks::default(), None).unwrap();
            assert!(decoded.samples.len().abs_diff(72_000) <= 1, "{rate}: {}", decoded.samples.len());
            let gap = decoded.gaps[0];
            assert!((gap.duration_s() - 2.5).abs() < 1e-3 && (gap.start_s - 1.0).abs() < 0.1, "{gap:?}");
            let inside = &decoded.samples[(gap.start_s * 16e3) as usize + 1600..][..32_000];
            assert!(inside.iter().all(|sample| sample.abs() < 1e-3));
        }
    }
}
