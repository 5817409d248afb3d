//! The 16 kHz view as Ogg Opus: small, and played by every browser.
//!
//! Source: RFC 7845 (Ogg encapsulation), RFC 6716 (Opus). Times stay exact: the encoder's delay is written as pre-skip,
//! and the position of the last page says where the recording ends.

use ogg::writing::{PacketWriteEndInfo, PacketWriter};
use opusic_c::{Application, Bitrate, Channels, Encoder, ErrorCode, SampleRate};

use crate::audio::AudioError;
use crate::error::Result;
use crate::types::ANALYSIS_RATE;

/// Samples of one packet: 20 ms.
const FRAME: usize = ANALYSIS_RATE as usize / 50;
/// Positions in an Opus stream count at 48 kHz, whatever the rate of the sound.
const POSITIONS_PER_SAMPLE: u64 = 48_000 / ANALYSIS_RATE as u64;
/// Packets of one page: a second, so that a player finds a place quickly.
const PACKETS_PER_PAGE: usize = 50;
/// Largest packet that RFC 6716 allows for 20 ms, bytes.
const LARGEST_PACKET: usize = 1275;
/// A file with one stream needs no number of its own.
const SERIAL: u32 = 1;

/// `samples` (16 kHz mono, full scale ±1) as a complete Ogg Opus file of about `kbit_per_s`.
///
/// # Errors
/// [`AudioError::Opus`] when libopus refuses, which only a lack of memory makes it do.
pub fn ogg_opus(samples: &[f32], kbit_per_s: f64) -> Result<Vec<u8>> {
    Ok(write(samples, kbit_per_s).map_err(|reason| AudioError::Opus { reason })?)
}

fn write(samples: &[f32], kbit_per_s: f64) -> Result<Vec<u8>, String> {
    let refused = |code: ErrorCode| code.message().to_owned();
    let mut encoder = Encoder::new(Channels::Mono, SampleRate::Hz16000, Application::Voip).map_err(refused)?;
    encoder.set_bitrate(Bitrate::Value((1000.0 * kbit_per_s) as u32)).map_err(refused)?;
    let delay = encoder.get_look_ahead().map_err(refused)? as usize;

    let mut writer = PacketWriter::new(Vec::new());
    let mut put = |packet: Vec<u8>, end: PacketWriteEndInfo, position: u64| {
        writer.write_packet(packet, SERIAL, end, position).map_err(|error| error.to_string())
    };
    put(head(delay as u64 * POSITIONS_PER_SAMPLE), PacketWriteEndInfo::EndPage, 0)?;
    put(tags(), PacketWriteEndInfo::EndPage, 0)?;
    // What comes out is late by the delay, so as much silence follows the sound.
    let all = samples.len() + delay;
    let packets = all.div_ceil(FRAME).max(1);
    let mut frame = [0.0; FRAME];
    let mut packet = [0; LARGEST_PACKET];
    for i in 0..packets {
        let sound = &samples[(i * FRAME).min(samples.len())..((i + 1) * FRAME).min(samples.len())];
        frame.fill(0.0);
        frame.iter_mut().zip(sound).for_each(|(to, from)| *to = from.clamp(-1.0, 1.0));
        let length = encoder.encode_float_to_slice(&frame, &mut packet).map_err(refused)?;
        let is_last = i + 1 == packets;
        let end = match (i + 1) % PACKETS_PER_PAGE {
            _ if is_last => PacketWriteEndInfo::EndStream,
            0 => PacketWriteEndInfo::EndPage,
            _ => PacketWriteEndInfo::NormalPacket,
        };
        let decoded = if is_last { all } else { (i + 1) * FRAME };
        put(packet[..length].to_vec(), end, decoded as u64 * POSITIONS_PER_SAMPLE)?;
    }
    Ok(writer.into_inner())
}

/// RFC 7845, 5.1: one channel, no gain.
fn head(pre_skip: u64) -> Vec<u8> {
    let mut head = b"OpusHead\x01\x01".to_vec();
    head.extend((pre_skip as u16).to_le_bytes());
    head.extend(ANALYSIS_RATE.to_le_bytes());
    head.extend([0, 0, 0]);
    head
}

/// RFC 7845, 5.2: who wrote it, no comments.
fn tags() -> Vec<u8> {
    let vendor = b"saywell";
    let mut tags = b"OpusTags".to_vec();
    tags.extend((vendor.len() as u32).to_le_bytes());
    tags.extend(vendor);
    tags.extend(0u32.to_le_bytes());
    tags
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::audio::{self, AudioSource, ReadOptions};
    use crate::interrupt::Interrupt;

    /// Written and read again by the decoder that reads everybody's files.
    fn again(samples: &[f32]) -> Vec<f32> {
        let mut file = tempfile::Builder::new().suffix(".opus").tempfile().unwrap();
        file.write_all(&ogg_opus(samples, 24.0).unwrap()).unwrap();
        let source = AudioSource::File(file.path().to_owned());
        audio::read(&source, &ReadOptions::default(), &Interrupt::default(), &mut |_| {}).unwrap().samples
    }

    /// Where the energy of `samples` begins: the first sample over a tenth of full scale.
    fn onset(samples: &[f32]) -> usize {
        samples.iter().position(|sample| sample.abs() > 0.1).unwrap()
    }

    #[test]
    fn times_and_length_survive() {
        for length in [16_000, 16_001, 50_123, 160] {
            let mut samples = vec![0.0; length];
            let start = length / 2;
            for (i, sample) in samples[start..].iter_mut().enumerate() {
                *sample = 0.5 * (i as f32 * 0.2).sin();
            }
            let heard = again(&samples);
            assert!(heard.len().abs_diff(length) <= 2, "{} for {length}", heard.len());
            if length > 1000 {
                assert!(onset(&heard).abs_diff(onset(&samples)) < 80, "5 ms: {}", onset(&heard));
            }
        }
    }

    #[test]
    fn speech_keeps_to_its_rate() {
        let source = AudioSource::File(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/self-intro.wav").into());
        let recording = audio::read(&source, &ReadOptions::default(), &Interrupt::default(), &mut |_| {}).unwrap();
        let kbit_per_s =
            8.0 * ogg_opus(&recording.samples, 24.0).unwrap().len() as f64 / 1000.0 / recording.duration_s();
        assert!((15.0..30.0).contains(&kbit_per_s), "{kbit_per_s}");
    }
}
