//! What a file is that no decoder takes, from its first bytes, so that the message can say so.

use std::io::Read;
use std::path::Path;

use super::input::Input;
use crate::audio::AudioError;
use crate::error::{Error, Result};

/// Kinds of sound and video that cannot be read here: offset, magic bytes, name.
const UNSUPPORTED: &[(usize, &[u8], &str)] = &[
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media (ASF, WMA)"),
    (0, b"#!AMR", "AMR"),
    (0, b"#!SILK", "SILK"),
    (8, b"AVI ", "AVI"),
    (0, b"FLV\x01", "Flash video"),
    (0, b".snd", "Sun audio (au)"),
    (0, b"NIST_1A", "NIST SPHERE"),
    (0, b"riff\x2e\x91\xcf\x11", "Wave64"),
    (0, b"wvpk", "WavPack"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"TTA1", "True Audio"),
    (0, b"MPCK", "Musepack"),
    (0, b".ra\xfd", "RealAudio"),
    (0, b".RMF", "RealMedia"),
    (0, b"DSD ", "DSD"),
    (0, b"FRM8", "DSD"),
    (0, b"MThd", "MIDI"),
    (0, b"\x00\x00\x01\xba", "MPEG program stream"),
    (0, b"\x0b\x77", "AC-3"),
    (0, b"\x7f\xfe\x80\x01", "DTS"),
    (0, b"DTSHDHDR", "DTS"),
    (0, b"\x06\x0e\x2b\x34", "MXF"),
    (0, b"Creative Voice File", "Creative Voice (voc)"),
    (8, b"QLCM", "QCP"),
    (0, b"\x02dss", "DSS, a dictation format,"),
    (0, b"\x03ds2", "DSS, a dictation format,"),
    (0, b"ajkg", "Shorten"),
    (0, b"tBaK", "TAK"),
    (0, b"OFR ", "OptimFROG"),
    (0, b"nut/multimedia container", "NUT"),
    (0, b"FWS", "Flash"),
    (0, b"CWS", "Flash"),
];

/// Codecs that an Ogg file names in its first page and nothing here decodes.
const OGG_CODECS: [(&[u8], &str); 3] = [(b"Speex   ", "Speex"), (b"CELT    ", "CELT"), (b"PCM     ", "PCM in Ogg")];

/// Sizes of the packets of an MPEG transport stream: plain, with a time in front (Blu-ray, AVCHD), with a checksum.
const TRANSPORT_PACKETS: [usize; 3] = [188, 192, 204];

/// Kinds of file that hold no sound at all.
const NOT_AUDIO: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "a zip archive or office document"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"\x89PNG", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"\x7fELF", "a program"),
    (0, b"lmgg", "a whisper.cpp model"),
];

/// Refuses what is surely no recording that can be read, before a decoder finds sound in it by chance.
pub(super) fn refuse(input: &Input) -> Result<()> {
    let mut start = Vec::new();
    input.reader()?.take(4096).read_to_end(&mut start).map_err(|e| Error::reading(&input.name, &e))?;
    name(&input.name, &start).map_or(Ok(()), |error| Err(error.into()))
}

/// The error for a file that begins with `start`; `None` when it may be a recording.
fn name(path: &Path, start: &[u8]) -> Option<AudioError> {
    let find = |kinds: &[(usize, &[u8], &'static str)]| {
        kinds.iter().find(|(at, magic, _)| start.get(*at..).is_some_and(|s| s.starts_with(magic))).map(|k| k.2)
    };
    let path = path.to_owned();
    if start.starts_with(b"version https://git-lfs") {
        Some(AudioError::LfsPointer(path))
    } else if let Some(format) = find(UNSUPPORTED) {
        Some(AudioError::UnsupportedFormat { path, format })
    } else if is_transport_stream(start) {
        Some(AudioError::UnsupportedFormat { path, format: "MPEG transport stream" })
    } else if let Some(codec) = ogg_codec(start) {
        Some(AudioError::UnsupportedCodec { path, codec: codec.to_owned() })
    } else if let Some(kind) = find(NOT_AUDIO) {
        Some(AudioError::NotAudio { path, kind })
    } else {
        is_text(start).then_some(AudioError::NotAudio { path, kind: "text" })
    }
}

/// Packets that begin with 0x47, as far as `start` goes: eight or all of a shorter file, the first maybe cut off.
fn is_transport_stream(start: &[u8]) -> bool {
    TRANSPORT_PACKETS.iter().any(|&size| {
        (0..size).any(|offset| {
            let marks = || start.iter().skip(offset).step_by(size);
            marks().count() >= 3 && marks().take(8).all(|byte| *byte == 0x47)
        })
    })
}

/// The codec of an Ogg file that cannot be decoded.
fn ogg_codec(start: &[u8]) -> Option<&'static str> {
    let segments = usize::from(*start.strip_prefix(b"OggS")?.get(22)?);
    let packet = start.get(27 + segments..)?;
    OGG_CODECS.iter().find(|(mark, _)| packet.starts_with(mark)).map(|(_, name)| *name)
}

/// UTF-8 without control characters but those of text; a character cut in two at the end does not matter.
fn is_text(start: &[u8]) -> bool {
    let valid = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => std::str::from_utf8(&start[..e.valid_up_to()]).unwrap_or_default(),
        Err(_) => return false,
    };
    !valid.is_empty() && valid.chars().all(|c| !c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_named() {
        let message = |start: &[u8]| name(Path::new("a.wav"), start).map(|e| e.to_string()).unwrap_or_default();
        assert!(message(b"Hello, this is no sound\n").contains("a.wav: is text, not a recording"));
        assert!(message("caf\u{e9}".as_bytes().split_last().unwrap().1).contains("is text"));
        assert!(message(b"version https://git-lfs.github.com/spec/v1\n").contains("git lfs pull"));
        assert!(message(b"#!AMR\n\x3c").contains("AMR"));
        assert!(message(b"RIFF\0\0\0\0AVI LIST").contains("AVI"));
        assert!(message(b"%PDF-1.7\n%\xe2").contains("PDF"));
        assert_eq!(message(&[1, 2, 3, 0, 255]), "");
        assert_eq!(message(&[0x47; 4]), message(b"GGGG"), "too short to tell");
    }

    #[test]
    fn transport_streams_are_known_wherever_they_were_cut() {
        for (size, mark_at) in [(188, 0), (188, 100), (192, 4), (204, 0)] {
            let stream: Vec<u8> =
                (0..4096).map(|i| if i % size == mark_at { 0x47 } else { (i % 251) as u8 | 0x80 }).collect();
            assert!(is_transport_stream(&stream), "{size} {mark_at}");
            assert!(is_transport_stream(&stream[..4 * size]), "{size} {mark_at}");
        }
        let noise: Vec<u8> = (0..4096_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(!is_transport_stream(&noise) && !is_transport_stream(b"G") && !is_transport_stream(b""));
    }

    #[test]
    fn a_codec_in_ogg_that_cannot_be_read_is_named() {
        let page = |packet: &[u8]| [b"OggS", &[0; 22][..], &[1, packet.len() as u8], packet].concat();
        assert_eq!(ogg_codec(&page(b"Speex   1.2")), Some("Speex"));
        assert_eq!(ogg_codec(&page(b"OpusHead")), None);
        assert_eq!(ogg_codec(b"OggS"), None);
    }
}
