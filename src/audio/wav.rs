//! WAV headers as they are found, turned into the one plain header every decoder reads.
//!
//! Recorders, editors and pipes write headers with wrong sizes (0 or 0xFFFFFFFF when the length was not known yet),
//! extensible format chunks, odd lengths and any number of chunks around the sound. This reads what matters and hands
//! the decoder a fresh header followed by the sound itself. RF64 and BW64 (WAV beyond 4 GB) come out of it as well.

use std::io::{self, Read, Seek, SeekFrom};

/// Sizes from here on are placeholders of programs that could not seek back (ffmpeg, sox, arecord).
const PLACEHOLDER: u32 = 0x7fff_0000;
/// The same for sizes of 64 bits: no disk holds as much.
const LONG_PLACEHOLDER: u64 = 1 << 62;
/// Format chunks are 16 to 50 bytes long in practice.
const MAX_FORMAT: u32 = 1024;

const PCM: u16 = 1;
const ADPCM_MS: u16 = 2;
const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
const ADPCM_IMA: u16 = 0x11;
const MP3: u16 = 0x55;
const EXTENSIBLE: u16 = 0xfffe;

/// Codecs seen in WAV files that nothing here can decode (mmreg.h), for the message.
const UNSUPPORTED: [(u16, &str); 11] = [
    (0x22, "TrueSpeech"),
    (0x31, "GSM 6.10"),
    (0x40, "G.721"),
    (0x42, "G.723.1"),
    (0x45, "G.726"),
    (0x50, "MPEG layer 1 or 2"),
    (0x65, "G.722"),
    (0xff, "AAC"),
    (0x160, "WMA"),
    (0x161, "WMA"),
    (0x2000, "AC-3"),
];

/// What a RIFF/WAVE header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Header {
    /// Play `head` and then the bytes of the file from `start` on, at most `len`.
    Playable { head: Vec<u8>, start: u64, len: u64 },
    /// The sound is in a codec that cannot be read.
    Unsupported(String),
    /// The header makes no sense, and how.
    Broken(&'static str),
}

/// Reads the header of a WAV file; `None` when `file` is none. Leaves the position anywhere.
pub(super) fn header<R: Read + Seek>(file: &mut R) -> io::Result<Option<Header>> {
    let mut magic = [0; 12];
    if !fill(file, &mut magic)? || &magic[8..] != b"WAVE" || ![b"RIFF", b"RF64", b"BW64"].contains(&first_four(&magic))
    {
        return Ok(None);
    }
    let mut format: Option<Vec<u8>> = None;
    // The size of the sound in a file beyond 4 GB, whose own field is too small for it.
    let mut long: Option<u64> = None;
    let mut chunk = [0; 8];
    while fill(file, &mut chunk)? {
        let (id, size) = (first_four(&chunk), u32_at(&chunk, 4));
        let start = file.stream_position()?;
        if id == b"fmt " {
            let mut body = vec![0; size.min(MAX_FORMAT) as usize];
            if !fill(file, &mut body)? {
                break;
            }
            format = Some(body);
        } else if id == b"ds64" && size >= 16 {
            let mut body = [0; 16];
            if !fill(file, &mut body)? {
                break;
            }
            let sizes = body.last_chunk::<8>().copied().map(u64::from_le_bytes);
            long = sizes.filter(|size| (1..LONG_PLACEHOLDER).contains(size));
        } else if id == b"data" {
            let end = file.seek(SeekFrom::End(0))?;
            return Ok(Some(match format {
                Some(format) => playable(&format, size, long, start, end),
                None => Header::Broken("its header does not say how the sound is coded"),
            }));
        }
        // Chunks are padded to even lengths.
        file.seek(SeekFrom::Start(start + u64::from(size) + u64::from(size & 1)))?;
    }
    Ok(Some(Header::Broken("its header is not followed by any sound")))
}

fn playable(format: &[u8], size: u32, long: Option<u64>, start: u64, end: u64) -> Header {
    if format.len() < 16 {
        return Header::Broken("its header does not say how the sound is coded");
    }
    let (tag, channels, rate) = (u16_at(format, 0), u16_at(format, 2), u32_at(format, 4));
    let (block, bits) = (u16_at(format, 12), u16_at(format, 14));
    // The first two bytes of the extensible format's GUID are the tag it extends.
    let tag = if tag == EXTENSIBLE && format.len() >= 26 { u16_at(format, 24) } else { tag };
    if channels == 0 {
        return Header::Broken("its header says 0 channels");
    }
    if rate == 0 {
        return Header::Broken("its header says a sample rate of 0 Hz");
    }
    // 0 followed by sound is what a program writes that was killed, or meant to come back.
    let known = size < PLACEHOLDER && !(size == 0 && end > start);
    let len = if known { u64::from(size) } else { long.unwrap_or(u64::MAX) };
    let declared = u32::try_from(len).unwrap_or(u32::MAX);

    // A sample fills whole bytes, whatever its nominal depth: 20 bits lie in the upper part of 24.
    let container =
        if block >= channels && block % channels == 0 { (block / channels).saturating_mul(8) } else { bits };
    let (bits, extra) = match tag {
        PCM => (container, &[][..]),
        FLOAT => (bits, &[][..]),
        A_LAW | MU_LAW => (8, &[0, 0][..]),
        ADPCM_MS | ADPCM_IMA => (bits, &format[16..]),
        MP3 => return Header::Playable { head: Vec::new(), start, len },
        _ => {
            let known = UNSUPPORTED.iter().find(|(known, _)| *known == tag);
            return Header::Unsupported(
                known.map_or_else(|| format!("WAV codec 0x{tag:04x}"), |(_, n)| (*n).to_owned()),
            );
        }
    };
    let frame = if extra.len() > 2 { block } else { channels.saturating_mul(bits / 8) };

    let mut head = b"RIFF\xff\xff\xff\xffWAVEfmt ".to_vec();
    head.extend((16 + extra.len() as u32).to_le_bytes());
    head.extend(tag.to_le_bytes());
    head.extend(channels.to_le_bytes());
    head.extend(rate.to_le_bytes());
    head.extend(rate.saturating_mul(u32::from(frame)).to_le_bytes());
    head.extend(frame.to_le_bytes());
    head.extend(bits.to_le_bytes());
    head.extend(extra);
    if extra.len() % 2 == 1 {
        head.push(0);
    }
    head.extend(b"data");
    head.extend(declared.to_le_bytes());
    Header::Playable { head, start, len }
}

/// Fills `buffer`; `false` at the end of the file.
fn fill<R: Read>(file: &mut R, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}

fn first_four(bytes: &[u8]) -> &[u8; 4] {
    bytes.first_chunk().unwrap_or(b"    ")
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn wav(tag: u16, channels: u16, rate: u32, bits: u16, declared: u32, sound: &[u8]) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
        bytes.extend(tag.to_le_bytes());
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend((channels * bits.div_ceil(8)).to_le_bytes());
        bytes.extend(bits.to_le_bytes());
        bytes.extend(b"data");
        bytes.extend(declared.to_le_bytes());
        bytes.extend(sound);
        bytes
    }

    fn read(bytes: Vec<u8>) -> Header {
        header(&mut Cursor::new(bytes)).unwrap().unwrap()
    }

    #[test]
    fn unknown_lengths_play_to_the_end_and_known_ones_are_kept() {
        for (declared, wanted) in [(0, u64::MAX), (u32::MAX, u64::MAX), (0x7fff_f000, u64::MAX), (2, 2), (999, 999)] {
            let Header::Playable { head, start, len } = read(wav(1, 1, 8000, 16, declared, &[1, 2, 3, 4])) else {
                panic!("{declared:#x} does not play");
            };
            assert_eq!((start, len), (56, wanted), "{declared:#x}");
            assert_eq!(&head[36..40], b"data");
        }
    }

    #[test]
    fn the_length_of_a_long_file_is_the_one_in_its_own_chunk() {
        let long = |magic: &[u8; 4], declared: u32, size: u64| {
            let mut ds64 = b"ds64\x1c\0\0\0".to_vec();
            ds64.extend([&[9; 8][..], &size.to_le_bytes(), &[0; 12]].concat());
            let mut bytes = wav(1, 1, 8000, 16, declared, &[1, 2, 3, 4, b'L', b'I', b'S', b'T']);
            bytes.splice(12..12, ds64);
            bytes[..4].copy_from_slice(magic);
            match read(bytes) {
                Header::Playable { start, len, .. } => (start, len),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(long(b"RF64", u32::MAX, 4), (92, 4));
        assert_eq!(long(b"BW64", u32::MAX, 6_000_000_000), (92, 6_000_000_000));
        assert_eq!(long(b"RF64", 2, 4), (92, 2), "a size that fits is believed");
        assert_eq!(long(b"RF64", u32::MAX, 0), (92, u64::MAX), "never finished");
        assert_eq!(long(b"RF64", u32::MAX, u64::MAX), (92, u64::MAX));
    }

    #[test]
    fn impossible_headers_are_named() {
        assert_eq!(read(wav(1, 0, 8000, 16, 4, &[0; 4])), Header::Broken("its header says 0 channels"));
        assert_eq!(read(wav(1, 1, 0, 16, 4, &[0; 4])), Header::Broken("its header says a sample rate of 0 Hz"));
        assert_eq!(read(wav(0x31, 1, 8000, 0, 4, &[0; 4])), Header::Unsupported("GSM 6.10".into()));
        assert_eq!(read(wav(0x999, 1, 8000, 0, 4, &[0; 4])), Header::Unsupported("WAV codec 0x0999".into()));
        assert_eq!(header(&mut Cursor::new(b"no RIFF here, sorry")).unwrap(), None);
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = header(&mut Cursor::new(&bytes));
            bytes.splice(0..0, *b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0");
            let _ = header(&mut Cursor::new(&bytes));
        }
    }
}
