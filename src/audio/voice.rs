//! The audio track that is read: its decoder, its place in time, and which of several tracks that is.

use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder};
use symphonia::core::errors::Error as Fault;
use symphonia::core::formats::well_known::{FORMAT_ID_ISOMP4, FORMAT_ID_MKV, FORMAT_ID_OGG};
use symphonia::core::formats::{FormatReader, Track};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, TimeBase};

use super::input::Input;
use super::sink::Sink;
use super::timing::{Audible, Clock, seconds};
use super::{codecs, matroska, mp4};
use crate::audio::AudioError;
use crate::error::{Error, Result};
use crate::thresholds::cutoffs;
use crate::types::Seconds;

/// No packet of any codec is longer; what claims to be is not believed.
const LONGEST_PACKET_S: Seconds = 10.0;

/// The audio track that is read, with its decoder.
pub(super) struct Voice {
    pub track: Track,
    /// Its number among the audio tracks of the file, from 1 on.
    pub number: usize,
    /// The numbers of all audio tracks.
    pub numbers: Vec<usize>,
    pub heard: Audible,
    decoder: Box<dyn AudioDecoder>,
    /// Whether packets before time 0 are there to be skipped, and no packet has come yet.
    awaits_delay: bool,
    clock: Clock,
    /// How far back the packet may have come that a gap stands behind: only the end of a page of Ogg has a time.
    page_s: Seconds,
    /// Frames decoded, heard or not.
    position: u64,
    rate: u32,
    last_frames: usize,
    planes: Vec<Vec<f32>>,
}

impl Voice {
    /// The audio track of that number; else the one that the file marks as the usual one, or the first.
    pub fn select(format: &mut dyn FormatReader, input: &Input, wanted: Option<usize>) -> Result<Self> {
        let audio: Vec<(Track, AudioCodecParameters)> = format
            .tracks()
            .iter()
            .filter_map(|track| match &track.codec_params {
                Some(CodecParameters::Audio(params)) => Some((track.clone(), params.clone())),
                _ => None,
            })
            .collect();
        if let Some(asked) = wanted.filter(|number| !(1..=audio.len()).contains(number)) {
            return Err(AudioError::NoSuchTrack { path: input.name.clone(), asked, tracks: audio.len() }.into());
        }
        let decodable = || (1..=audio.len()).filter(|number| codecs::decoder(&audio[number - 1].1).is_ok());
        let number = match wanted {
            None if audio.len() > 1 => {
                let usual = usual_tracks(format, input)?;
                decodable().find(|number| usual.contains(&audio[number - 1].0.id)).or_else(|| decodable().next())
            }
            None => None,
            named => named,
        };
        // The first says why none can be decoded.
        let Some((track, params)) = audio.get(number.unwrap_or(1) - 1) else {
            return Err(AudioError::NoAudioTrack(input.name.clone()).into());
        };
        let decoder = codecs::decoder(params)
            .map_err(|_| AudioError::UnsupportedCodec { path: input.name.clone(), codec: codecs::name(params) })?;
        let kind = format.format_info().format;
        Ok(Self {
            rate: params.sample_rate.unwrap_or(0),
            awaits_delay: kind == FORMAT_ID_MKV && codecs::opus_delay_s(params).is_none(),
            heard: Audible::of(format, track, params, &mut input.reader()?),
            page_s: if kind == FORMAT_ID_OGG { cutoffs().sound.gap_page_s } else { 0.0 },
            number: number.unwrap_or(1),
            numbers: (1..=audio.len()).collect(),
            decoder,
            clock: Clock::default(),
            position: 0,
            last_frames: 0,
            planes: Vec::new(),
            track: track.clone(),
        })
    }

    pub fn bits(&self) -> Option<u32> {
        let params = self.decoder.codec_params();
        params.bits_per_coded_sample.or(params.bits_per_sample)
    }

    pub fn codec(&self) -> String {
        self.decoder.codec_info().short_name.to_owned()
    }

    /// What comes next does not follow what came last.
    pub fn forget(&mut self) {
        self.decoder.reset();
    }

    /// Decodes one packet and hands on what is to be heard of it; silence where it cannot be decoded.
    pub fn hear(&mut self, mut packet: Packet, sink: &mut Sink) -> Result<()> {
        // A packet without a byte says nothing, not even how long it is.
        if packet.data.is_empty() {
            return Ok(());
        }
        let time_base = self.track.time_base;
        if std::mem::take(&mut self.awaits_delay) && packet.pts.is_negative() {
            let early = Duration::new(packet.pts.get().unsigned_abs());
            self.heard = Audible::from(time_base.map_or(0.0, |base| seconds(base, early)));
        }
        let trim = [std::mem::take(&mut packet.trim_start), std::mem::take(&mut packet.trim_end)];
        let decoded = self.decoder.decode(&packet).map(|buffer| {
            self.rate = buffer.spec().rate();
            copy(&buffer, &mut self.planes)
        });
        let [start, end] = trim.map(|trim| frames_of(trim, time_base, self.rate));
        let (frames, fault) = match decoded {
            Ok(frames) => {
                self.last_frames = frames;
                (frames, None)
            }
            Err(fault) => match frames_of(packet.dur, time_base, self.rate) {
                0 => (self.last_frames, Some(fault)),
                frames => (frames, Some(fault)),
            },
        };
        self.fill_gap(&packet, start, sink)?;
        let Some(fault) = fault else {
            let start = start.min(frames);
            return self.emit(start..frames.saturating_sub(end).max(start), sink);
        };
        if matches!(fault, Fault::ResetRequired) {
            self.decoder.reset();
        }
        sink.lose(frames, self.rate, fault)?;
        for plane in &mut self.planes {
            plane.clear();
            plane.resize(frames, 0.0);
        }
        self.emit(0..frames, sink)
    }

    /// Silence where `packet`, of which `trimmed` frames are cut off at the start, comes later than the last one ended.
    fn fill_gap(&mut self, packet: &Packet, trimmed: usize, sink: &mut Sink) -> Result<()> {
        let Some(base) = self.track.time_base.filter(|_| self.rate > 0) else { return Ok(()) };
        let rate = f64::from(self.rate);
        let time_s = time_s(base, packet) + trimmed as f64 / rate;
        let gap_s = self.clock.gap(time_s, self.position as f64 / rate);
        if gap_s == 0.0 {
            return Ok(());
        }
        // What is cut out of the sound is not missing.
        let frames = (gap_s * rate).round() as usize;
        let heard: usize = self.heard.within(self.position, frames, self.rate).map(|range| range.len()).sum();
        self.position += frames as u64;
        sink.pause(heard as f64 / rate, self.page_s)
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

/// The ids of the tracks that the file marks as those to play when nobody chooses.
fn usual_tracks(format: &dyn FormatReader, input: &Input) -> Result<Vec<u32>> {
    let mut file = input.reader()?;
    Ok(match format.format_info().format {
        FORMAT_ID_MKV => matroska::usual_tracks(&mut file).map_err(|e| Error::reading(&input.name, &e))?,
        FORMAT_ID_ISOMP4 => mp4::usual_tracks(&mut file),
        _ => Vec::new(),
    })
}

fn copy(buffer: &GenericAudioBufferRef<'_>, planes: &mut Vec<Vec<f32>>) -> usize {
    buffer.copy_to_vecs_planar(planes);
    buffer.frames()
}

/// When `packet` is to be played, seconds.
pub(super) fn time_s(base: TimeBase, packet: &Packet) -> Seconds {
    let ticks = seconds(base, Duration::new(packet.pts.get().unsigned_abs()));
    if packet.pts.is_negative() { -ticks } else { ticks }
}

fn frames_of(duration: Duration, time_base: Option<TimeBase>, rate: u32) -> usize {
    let duration_s = time_base.map_or(0.0, |base| seconds(base, duration)).min(LONGEST_PACKET_S);
    (duration_s * f64::from(rate)).round() as usize
}
