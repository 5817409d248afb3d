//! Any container and codec to mono at 16 kHz, packet by packet.

use std::collections::VecDeque;

use symphonia::core::errors::Error as Fault;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::{FORMAT_ID_MKV, FORMAT_ID_MP3};
use symphonia::core::formats::{FormatOptions, FormatReader};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;
use symphonia::core::units::Duration;
use symphonia::default::get_probe;

use super::input::Input;
use super::sink::{Decoded, Sink, Tracks, damaged};
use super::source::Source;
use super::timing::{length, seconds};
use super::voice::{Voice, time_s};
use super::{ReadOptions, matroska, mp3, sniff, wav};
use crate::audio::AudioError;
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::limits::limits;
use crate::types::Seconds;

/// What of a file is decoded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// The audio track, counted from 1; the usual one without.
    pub track: Option<usize>,
    /// More sound than this is refused.
    pub most_s: Seconds,
}

impl Wanted {
    pub fn of(options: &ReadOptions) -> Self {
        Self { track: options.track, most_s: options.max_hours.unwrap_or_else(|| limits().recording_h) * 3600.0 }
    }
}

/// Decodes the audio track that is wanted.
pub(super) fn decode(
    input: &Input,
    wanted: Wanted,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(f32),
) -> Result<Decoded> {
    sniff::refuse(input)?;
    let (head, start, len) = playable_part(input)?;
    let source = || input.part(head.clone(), start, len);
    match play(input, source()?, wanted, interrupt, progress) {
        // Readers look behind the sound first and give up when a file was cut off; a stream they take as it comes.
        Err(error @ Error::Audio(AudioError::Damaged { .. })) => {
            match play(input, source()?.into_stream(), wanted, interrupt, progress) {
                Err(Error::Audio(AudioError::Damaged { .. } | AudioError::Unfinished(_) | AudioError::NoSound(_))) => {
                    Err(error)
                }
                other => other,
            }
        }
        done => done,
    }
}

/// What to hand to the decoders of `input`: bytes of our own, then a part of the file by start and greatest length.
pub(super) fn playable_part(input: &Input) -> Result<(Vec<u8>, u64, u64)> {
    let path = input.name.clone();
    match wav::header(&mut input.reader()?).map_err(|e| Error::reading(&input.name, &e))? {
        None => Ok((Vec::new(), 0, u64::MAX)),
        Some(wav::Header::Playable { head, start, len }) => Ok((head, start, len)),
        Some(wav::Header::Unsupported(codec)) => Err(AudioError::UnsupportedCodec { path, codec }.into()),
        Some(wav::Header::Broken(reason)) => Err(AudioError::Damaged { path, reason: reason.to_owned() }.into()),
    }
}

/// Decodes `source`, the bytes of `input` or a part of them.
fn play(
    input: &Input,
    source: Source,
    wanted: Wanted,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(f32),
) -> Result<Decoded> {
    let mut decoding = Decoding::open(input, source, wanted)?;
    // Samples as they are cannot be more than the file is large: one that promises more was cut off.
    let is_packed = !decoding.voice.codec().contains("pcm");
    if let Some((length_s, true)) = decoding.length.filter(|_| is_packed) {
        decoding.sink.bound(length_s)?;
    }
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
    wanted: Wanted,
    format: Box<dyn FormatReader>,
    voice: Voice,
    pub sink: Sink,
    /// What the container says, seconds, and whether it is a promise.
    length: Option<(Seconds, bool)>,
    rest: Rest,
    /// Time of the last packet, in the container's terms.
    last_s: Seconds,
}

/// What follows the part of a file that is being read.
enum Rest {
    Nothing,
    /// Files joined byte by byte.
    Files(VecDeque<Source>),
    /// A Matroska file, which may go on behind damage or hold another.
    Matroska(matroska::Place),
}

impl Decoding {
    pub fn open(input: &Input, source: Source, wanted: Wanted) -> Result<Self> {
        let rereadable = source.again();
        let mut format = probe(input, source)?;
        let mut rest = Rest::Nothing;
        match (format.format_info().format, rereadable) {
            (FORMAT_ID_MP3, Some(mut source)) => {
                let parts = mp3::parts(&mut source).map_err(|e| Error::reading(&input.name, &e))?;
                let mut parts: VecDeque<Source> = parts.into_iter().map(|range| source.within(range)).collect();
                if parts.len() > 1
                    && let Some(first) = parts.pop_front()
                {
                    format = probe(input, first)?;
                    rest = Rest::Files(parts);
                }
            }
            (FORMAT_ID_MKV, _) => rest = Rest::Matroska(matroska::Place::default()),
            _ => {}
        }
        let voice = Voice::select(&mut *format, input, wanted.track)?;
        let sink = Sink::new(voice.bits(), &input.name, wanted.most_s);
        // The first of several files speaks for itself alone.
        let length = match rest {
            Rest::Files(_) => None,
            _ => length(&*format, &voice.track, &voice.heard),
        };
        Ok(Self { input: input.clone(), wanted, format, voice, sink, length, rest, last_s: f64::NEG_INFINITY })
    }

    /// Decodes the next packet; the bytes it took, `None` at the end.
    pub fn step(&mut self) -> Result<Option<usize>> {
        let packet = match self.format.next_packet() {
            Ok(Some(packet)) => packet,
            // A chained stream goes on with a new set of tracks.
            Err(Fault::ResetRequired) => {
                self.voice = Voice::select(&mut *self.format, &self.input, self.wanted.track)?;
                return Ok(Some(0));
            }
            Ok(None) => return Ok(self.go_on(false)?.then_some(0)),
            Err(Fault::IoError(e)) if e.raw_os_error().is_some() => return Err(Error::reading(&self.input.name, &e)),
            // A file that breaks off ends here, unless what follows is found again; whether it lacks anything shows in
            // its length.
            Err(fault) => {
                self.sink.last_fault = Some(fault);
                return Ok(self.go_on(true)?.then_some(0));
            }
        };
        let bytes = packet.data.len();
        if packet.track_id == self.voice.track.id {
            if let Some(base) = self.voice.track.time_base {
                self.last_s = time_s(base, &packet);
            }
            self.voice.hear(packet, &mut self.sink)?;
        }
        Ok(Some(bytes))
    }

    /// Goes on with what follows the part that was read; false at the end of all.
    fn go_on(&mut self, is_damaged: bool) -> Result<bool> {
        if is_damaged && self.go_on_behind_damage()? {
            return Ok(true);
        }
        loop {
            let source = match &mut self.rest {
                Rest::Nothing => None,
                Rest::Files(files) => files.pop_front(),
                Rest::Matroska(place) => {
                    let next = place.next_file(&mut self.input.reader()?, is_damaged);
                    let range = next.map_err(|e| Error::reading(&self.input.name, &e))?;
                    range.map(|range| self.input.part(Vec::new(), range.start, range.end - range.start)).transpose()?
                }
            };
            let Some(source) = source else { return Ok(false) };
            let Ok(mut format) = probe(&self.input, source) else { continue };
            let Ok(voice) = Voice::select(&mut *format, &self.input, self.wanted.track) else { continue };
            (self.format, self.voice, self.last_s) = (format, voice, f64::NEG_INFINITY);
            return Ok(true);
        }
    }

    /// Goes on with the first cluster that is later than what was read.
    fn go_on_behind_damage(&mut self) -> Result<bool> {
        let (Rest::Matroska(place), Some(base)) = (&mut self.rest, self.format.media_info().time_base) else {
            return Ok(false);
        };
        let is_later = |ticks| seconds(base, Duration::new(ticks)) > self.last_s;
        let found = place.next_cluster(&mut self.input.reader()?, is_later);
        let Some((head, range)) = found.map_err(|e| Error::reading(&self.input.name, &e))? else { return Ok(false) };
        // Its index is one of the whole file: as a stream nobody looks for it.
        let source = self.input.part(head, range.start, range.end - range.start)?.into_stream();
        let Ok(format) = probe(&self.input, source) else { return Ok(false) };
        self.format = format;
        self.voice.forget();
        self.sink.mark_break();
        Ok(true)
    }

    pub fn finish(self) -> Result<Decoded> {
        let promised_s = self.length.filter(|(_, promise)| *promise).map(|(length_s, _)| length_s);
        let (codec, Voice { number, numbers, .. }) = (self.voice.codec(), self.voice);
        self.sink.finish(codec, Tracks { taken: number, all: numbers }, promised_s)
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
            Fault::Unsupported(what) if what.contains("probe") => AudioError::UnknownFormat(input.name.clone()).into(),
            Fault::Unsupported(what) if what.contains("missing moov") => {
                AudioError::Unfinished(input.name.clone()).into()
            }
            Fault::IoError(e) if e.raw_os_error().is_some() => Error::reading(&input.name, &e),
            other => damaged(&input.name, &other),
        },
    )
}
