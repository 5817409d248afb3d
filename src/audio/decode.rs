//! Any container and codec to mono at 16 kHz, packet by packet.

use std::io::ErrorKind;

use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioDecoder;
use symphonia::core::errors::Error as Fault;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::FORMAT_ID_MKV;
use symphonia::core::formats::{FormatOptions, FormatReader, Track};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, TimeBase};
use symphonia::default::get_probe;

use super::input::Input;
use super::mix::{Mix, Mixer};
use super::timing::{Heard, length, seconds};
use super::{ANALYSIS_RATE, Resampler, codecs, sniff, wav};
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::thresholds::Thresholds;
use crate::types::Seconds;

/// No packet of any codec is longer; what claims to be is not believed.
const LONGEST_PACKET_S: Seconds = 10.0;

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

/// Decodes the first audio track that can be decoded.
pub(super) fn decode(input: &Input, mix: Mix, interrupt: &Interrupt, progress: &mut dyn FnMut(f32)) -> Result<Decoded> {
    sniff::refuse(input)?;
    let mut format = open(input)?;
    let mut voice = Voice::select(&mut *format, input)?;
    let mut sink = Sink::new(mix, voice.bits(), input);
    let length = length(&*format, &voice.track, &voice.heard);
    loop {
        interrupt.check()?;
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            // A chained stream goes on with a new set of tracks.
            Err(Fault::ResetRequired) => {
                voice = Voice::select(&mut *format, input)?;
                continue;
            }
            Ok(None) => break,
            Err(Fault::IoError(e)) if e.kind() != ErrorKind::UnexpectedEof => {
                return Err(Error::reading(&input.name, &e));
            }
            // A file that breaks off ends here; whether it lacks anything shows in its length.
            Err(fault) => {
                sink.last_fault = Some(fault);
                break;
            }
        };
        if packet.track_id == voice.track.id {
            voice.hear(packet, &mut sink)?;
            if let Some((length_s, _)) = length {
                progress((sink.seconds() / length_s).min(1.0) as f32);
            }
        }
    }
    let promised_s = length.filter(|(_, promise)| *promise).map(|(length_s, _)| length_s);
    sink.finish(&voice, promised_s)
}

/// Finds the container's reader.
fn open(input: &Input) -> Result<Box<dyn FormatReader>> {
    let failed = |e: std::io::Error| Error::reading(&input.name, &e);
    let mut file = input.reader()?;
    let source: Box<dyn MediaSource> = match wav::header(&mut file).map_err(failed)? {
        None => Box::new(input.reader()?),
        Some(wav::Header::Playable { head, start, len }) => Box::new(input.part(head, start, len)?),
        Some(wav::Header::Unsupported(codec)) => {
            return Err(Error::UnsupportedCodec { path: input.name.clone(), codec });
        }
        Some(wav::Header::Broken(reason)) => {
            return Err(Error::Damaged { path: input.name.clone(), reason: reason.to_owned() });
        }
    };
    let mut hint = Hint::new();
    if let Some(extension) = input.name.extension().and_then(|e| e.to_str()) {
        hint.with_extension(extension);
    }
    let stream = MediaSourceStream::new(source, Default::default());
    get_probe().probe(&hint, stream, FormatOptions::default(), MetadataOptions::default()).map_err(
        |fault| match fault {
            Fault::Unsupported(what) if what.contains("probe") => Error::UnknownFormat(input.name.clone()),
            Fault::Unsupported(what) if what.contains("missing moov") => Error::Unfinished(input.name.clone()),
            Fault::IoError(e) if e.kind() != ErrorKind::UnexpectedEof => failed(e),
            other => damaged(input, &other),
        },
    )
}

fn damaged(input: &Input, fault: &Fault) -> Error {
    let reason = match fault {
        Fault::IoError(_) => "it ends inside its header".to_owned(),
        Fault::DecodeError(what) | Fault::Unsupported(what) | Fault::LimitError(what) => (*what).to_owned(),
        other => other.to_string(),
    };
    Error::Damaged { path: input.name.clone(), reason }
}

/// The audio track that is read, with its decoder.
struct Voice {
    track: Track,
    decoder: Box<dyn AudioDecoder>,
    heard: Heard,
    /// Whether packets before time 0 are there to be skipped, and no packet has come yet.
    awaits_delay: bool,
    /// Frames decoded, heard or not.
    position: u64,
    rate: u32,
    last_frames: usize,
    planes: Vec<Vec<f32>>,
}

impl Voice {
    fn select(format: &mut dyn FormatReader, input: &Input) -> Result<Self> {
        let mut undecodable = None;
        for track in format.tracks().to_vec() {
            let Some(CodecParameters::Audio(params)) = &track.codec_params else { continue };
            let Ok(decoder) = codecs::decoder(params) else {
                undecodable = undecodable.or_else(|| Some(codecs::name(params)));
                continue;
            };
            let heard = Heard::of(format, &track, params, &mut input.reader()?);
            return Ok(Self {
                rate: params.sample_rate.unwrap_or(0),
                awaits_delay: format.format_info().format == FORMAT_ID_MKV && codecs::opus_delay_s(params).is_none(),
                decoder,
                heard,
                position: 0,
                last_frames: 0,
                planes: Vec::new(),
                track,
            });
        }
        Err(match undecodable {
            Some(codec) => Error::UnsupportedCodec { path: input.name.clone(), codec },
            None => Error::NoAudioTrack(input.name.clone()),
        })
    }

    fn bits(&self) -> Option<u32> {
        let params = self.decoder.codec_params();
        params.bits_per_coded_sample.or(params.bits_per_sample)
    }

    fn codec(&self) -> String {
        self.decoder.codec_info().short_name.to_owned()
    }

    /// Decodes one packet and hands on what is to be heard of it; silence where it cannot be decoded.
    fn hear(&mut self, mut packet: Packet, sink: &mut Sink<'_>) -> Result<()> {
        let time_base = self.track.time_base;
        if std::mem::take(&mut self.awaits_delay) && packet.pts.is_negative() {
            let early = Duration::new(packet.pts.get().unsigned_abs());
            self.heard = Heard::from(time_base.map_or(0.0, |base| seconds(base, early)));
        }
        let trim = [std::mem::take(&mut packet.trim_start), std::mem::take(&mut packet.trim_end)];
        match self.decoder.decode(&packet) {
            Ok(buffer) => {
                self.rate = buffer.spec().rate();
                let frames = copy(&buffer, &mut self.planes);
                let [start, end] = trim.map(|t| frames_of(t, time_base, self.rate).min(frames));
                self.last_frames = frames;
                self.emit(start..frames.saturating_sub(end).max(start), sink)
            }
            Err(Fault::IoError(e)) if e.kind() != ErrorKind::UnexpectedEof => Err(Error::reading(&sink.input.name, &e)),
            Err(fault) => {
                if matches!(fault, Fault::ResetRequired) {
                    self.decoder.reset();
                }
                let frames = match frames_of(packet.dur, time_base, self.rate) {
                    0 => self.last_frames,
                    frames => frames,
                };
                sink.lose(frames, self.rate, fault)?;
                for plane in &mut self.planes {
                    plane.clear();
                    plane.resize(frames, 0.0);
                }
                self.emit(0..frames, sink)
            }
        }
    }

    /// Hands on the frames of `self.planes` in `range` that are heard.
    fn emit(&mut self, range: std::ops::Range<usize>, sink: &mut Sink<'_>) -> Result<()> {
        for heard in self.heard.within(self.position, range.len(), self.rate) {
            let (from, to) = (range.start + heard.start, range.start + heard.end);
            let planes: Vec<&[f32]> = self.planes.iter().filter_map(|plane| plane.get(from..to)).collect();
            sink.push(&planes, to - from, self.rate)?;
        }
        self.position += range.len() as u64;
        Ok(())
    }
}

fn copy(buffer: &GenericAudioBufferRef<'_>, planes: &mut Vec<Vec<f32>>) -> usize {
    buffer.copy_to_vecs_planar(planes);
    buffer.frames()
}

fn frames_of(duration: Duration, time_base: Option<TimeBase>, rate: u32) -> usize {
    let duration_s = time_base.map_or(0.0, |base| seconds(base, duration)).min(LONGEST_PACKET_S);
    (duration_s * f64::from(rate)).round() as usize
}

/// Where decoded sound goes: mixed, measured, resampled, collected.
struct Sink<'a> {
    input: &'a Input,
    mixer: Mixer,
    resampler: Option<Resampler>,
    samples: Vec<f32>,
    /// Rate of the first sound.
    sample_rate: u32,
    decoded_s: Seconds,
    lost_s: Seconds,
    last_fault: Option<Fault>,
}

impl<'a> Sink<'a> {
    fn new(mix: Mix, bits: Option<u32>, input: &'a Input) -> Self {
        Self {
            input,
            mixer: Mixer::new(mix, bits),
            resampler: None,
            samples: Vec::new(),
            sample_rate: 0,
            decoded_s: 0.0,
            lost_s: 0.0,
            last_fault: None,
        }
    }

    fn seconds(&self) -> Seconds {
        self.samples.len() as f64 / f64::from(ANALYSIS_RATE)
    }

    fn push(&mut self, planes: &[&[f32]], frames: usize, rate: u32) -> Result<()> {
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
        let next = Resampler::new(rate).filter(|_| limits.contains(&f64::from(rate)));
        let Some(next) = next else {
            let reason = format!("its header says a sample rate of {rate} Hz");
            return Err(Error::Damaged { path: self.input.name.clone(), reason });
        };
        if let Some(last) = self.resampler.replace(next) {
            last.finish(&mut self.samples);
        } else {
            self.sample_rate = rate;
        }
        Ok(())
    }

    /// Counts sound that could not be decoded; an error once that is most of the file.
    fn lose(&mut self, frames: usize, rate: u32, fault: Fault) -> Result<()> {
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
                Error::UnsupportedCodec { path: self.input.name.clone(), codec: (*what).to_owned() }
            }
            Some(Fault::DecodeError(what)) => damaged(self.input, &Fault::DecodeError(what)),
            _ => Error::NoSound(self.input.name.clone()),
        }
    }

    fn finish(mut self, voice: &Voice, promised_s: Option<Seconds>) -> Result<Decoded> {
        if let Some(resampler) = self.resampler.take() {
            resampler.finish(&mut self.samples);
        }
        // Silence put in for lost packets counts as decoded time, too.
        if self.samples.is_empty() || self.lost_s > self.decoded_s / 2.0 {
            return Err(match (&self.last_fault, promised_s) {
                (None | Some(Fault::IoError(_)), Some(promised_s)) => {
                    Error::CutOff { path: self.input.name.clone(), promised_s, held_s: 0.0 }
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
            codec: voice.codec(),
            promised_s,
        })
    }
}
