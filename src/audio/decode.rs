//! Any container and codec to mono at 16 kHz, packet by packet.

use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioDecoder;
use symphonia::core::errors::Error as Fault;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::FORMAT_ID_MKV;
use symphonia::core::formats::{FormatOptions, FormatReader, Track};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, TimeBase};
use symphonia::default::get_probe;

use super::input::Input;
use super::mix::Mix;
use super::sink::{Decoded, Sink, damaged};
use super::source::Source;
use super::timing::{Heard, length, seconds};
use super::{codecs, sniff, wav};
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::types::Seconds;

/// No packet of any codec is longer; what claims to be is not believed.
const LONGEST_PACKET_S: Seconds = 10.0;

/// Decodes the first audio track that can be decoded.
pub(super) fn decode(input: &Input, mix: Mix, interrupt: &Interrupt, progress: &mut dyn FnMut(f32)) -> Result<Decoded> {
    sniff::refuse(input)?;
    let (head, start, len) = playable_part(input)?;
    let source = || input.part(head.clone(), start, len);
    match play(input, source()?, mix, interrupt, progress) {
        // Readers look behind the sound first and give up when a file was cut off; a stream they take as it comes.
        Err(error @ Error::Damaged { .. }) => match play(input, source()?.into_stream(), mix, interrupt, progress) {
            Err(Error::Damaged { .. } | Error::Unfinished(_) | Error::NoSound(_)) => Err(error),
            other => other,
        },
        done => done,
    }
}

/// What to hand to the decoders of `input`: bytes of our own, then a part of the file by start and greatest length.
pub(super) fn playable_part(input: &Input) -> Result<(Vec<u8>, u64, u64)> {
    let path = input.name.clone();
    match wav::header(&mut input.reader()?).map_err(|e| Error::reading(&input.name, &e))? {
        None => Ok((Vec::new(), 0, u64::MAX)),
        Some(wav::Header::Playable { head, start, len }) => Ok((head, start, len)),
        Some(wav::Header::Unsupported(codec)) => Err(Error::UnsupportedCodec { path, codec }),
        Some(wav::Header::Broken(reason)) => Err(Error::Damaged { path, reason: reason.to_owned() }),
    }
}

/// Decodes `source`, the bytes of `input` or a part of them.
fn play(
    input: &Input,
    source: Source,
    mix: Mix,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(f32),
) -> Result<Decoded> {
    let mut decoding = Decoding::open(input, source, mix)?;
    loop {
        interrupt.check()?;
        if decoding.step()?.is_none() {
            return decoding.finish();
        }
        if let Some((length_s, _)) = decoding.length {
            progress((decoding.sink.seconds() / length_s).min(1.0) as f32);
        }
    }
}

/// A recording on the way from bytes to samples.
pub(super) struct Decoding {
    input: Input,
    format: Box<dyn FormatReader>,
    voice: Voice,
    pub sink: Sink,
    /// What the container says, seconds, and whether it is a promise.
    length: Option<(Seconds, bool)>,
}

impl Decoding {
    pub fn open(input: &Input, source: Source, mix: Mix) -> Result<Self> {
        let mut format = probe(input, source)?;
        let voice = Voice::select(&mut *format, input)?;
        let sink = Sink::new(mix, voice.bits(), &input.name);
        let length = length(&*format, &voice.track, &voice.heard);
        Ok(Self { input: input.clone(), format, voice, sink, length })
    }

    /// Decodes the next packet; the bytes it took, `None` at the end.
    pub fn step(&mut self) -> Result<Option<usize>> {
        let packet = match self.format.next_packet() {
            Ok(Some(packet)) => packet,
            // A chained stream goes on with a new set of tracks.
            Err(Fault::ResetRequired) => {
                self.voice = Voice::select(&mut *self.format, &self.input)?;
                return Ok(Some(0));
            }
            Ok(None) => return Ok(None),
            Err(Fault::IoError(e)) if e.raw_os_error().is_some() => return Err(Error::reading(&self.input.name, &e)),
            // A file that breaks off ends here; whether it lacks anything shows in its length.
            Err(fault) => {
                self.sink.last_fault = Some(fault);
                return Ok(None);
            }
        };
        let bytes = packet.data.len();
        if packet.track_id == self.voice.track.id {
            self.voice.hear(packet, &mut self.sink)?;
        }
        Ok(Some(bytes))
    }

    pub fn finish(self) -> Result<Decoded> {
        let promised_s = self.length.filter(|(_, promise)| *promise).map(|(length_s, _)| length_s);
        self.sink.finish(self.voice.codec(), promised_s)
    }
}

/// Finds the container's reader.
fn probe(input: &Input, source: Source) -> Result<Box<dyn FormatReader>> {
    let mut hint = Hint::new();
    if let Some(extension) = input.name.extension().and_then(|e| e.to_str()) {
        hint.with_extension(extension);
    }
    let stream = MediaSourceStream::new(Box::new(source), Default::default());
    get_probe().probe(&hint, stream, FormatOptions::default(), MetadataOptions::default()).map_err(
        |fault| match fault {
            Fault::Unsupported(what) if what.contains("probe") => Error::UnknownFormat(input.name.clone()),
            Fault::Unsupported(what) if what.contains("missing moov") => Error::Unfinished(input.name.clone()),
            Fault::IoError(e) if e.raw_os_error().is_some() => Error::reading(&input.name, &e),
            other => damaged(&input.name, &other),
        },
    )
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
    fn hear(&mut self, mut packet: Packet, sink: &mut Sink) -> Result<()> {
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
    fn emit(&mut self, range: std::ops::Range<usize>, sink: &mut Sink) -> Result<()> {
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
