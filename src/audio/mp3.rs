//! MP3 files that were joined byte by byte: where each begins.
//!
//! The first frame of most MP3 files is no sound but says how many frames follow and what to cut off at both ends. Of
//! joined files a reader believes only the first one's, and ends there. Frames name their own length, so a walk from frame
//! to frame finds the next such header, and the tags between two files.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

/// kbit/s of layer III by index, of MPEG 1 and of the two with half the rates.
const KBIT_PER_S: [[u32; 15]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
/// Hz by index, of MPEG 1; MPEG 2 has half of it, MPEG 2.5 a quarter.
const HZ: [u32; 3] = [44_100, 48_000, 32_000];
/// The marks of a frame that describes its file, where LAME and Fraunhofer put them.
const HEADERS: [&[u8]; 3] = [b"Xing", b"Info", b"VBRI"];
/// Frames beyond those that a header counts before the rest is taken for a file without one.
const SLACK: u64 = 2;

/// The files inside `file`, each from its first frame to the next file's; one for a file that was not joined.
pub(super) fn parts<R: Read + Seek>(file: R) -> io::Result<Vec<Range<u64>>> {
    let mut walk = Walk { file: io::BufReader::new(file), at: 0 };
    let mut starts: Vec<u64> = Vec::new();
    // Frames of the file at hand, and how many its header counts.
    let (mut frames, mut counted) = (0, None);
    while let Some(frame) = walk.next()? {
        frames += 1;
        let is_over = counted.is_some_and(|counted| frames > counted + SLACK);
        if frame.is_header || is_over || starts.is_empty() {
            starts.push(frame.at);
            (frames, counted) = (0, frame.counts);
        }
    }
    // What stands before the first frame, such as a tag, belongs to it.
    if let Some(first) = starts.first_mut() {
        *first = 0;
    }
    let ends = starts.iter().skip(1).copied().chain([u64::MAX]);
    Ok(starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect())
}

struct Frame {
    at: u64,
    /// Whether it describes a file instead of sounding.
    is_header: bool,
    /// The frames that it says follow.
    counts: Option<u64>,
}

struct Walk<R> {
    file: io::BufReader<R>,
    at: u64,
}

impl<R: Read + Seek> Walk<R> {
    /// The next frame; tags are stepped over, and so is anything else, byte by byte.
    fn next(&mut self) -> io::Result<Option<Frame>> {
        loop {
            let Some(head) = self.peek::<10>()? else { return Ok(None) };
            if let Some(length) = length(&head) {
                let frame = self.frame(length)?;
                self.skip(length)?;
                return Ok(Some(frame));
            }
            let step = match &head {
                [b'I', b'D', b'3', _, _, _, size @ ..] => {
                    10 + size.iter().fold(0, |all, byte| all << 7 | u64::from(byte & 0x7f))
                }
                [b'T', b'A', b'G', ..] => 128,
                _ => 1,
            };
            self.skip(step)?;
        }
    }

    /// The frame of `length` bytes here.
    fn frame(&mut self, length: u64) -> io::Result<Frame> {
        let mut start = vec![0; (length as usize).min(64)];
        let is_whole = fill(&mut self.file, &mut start)?;
        // A relative step keeps what is read ahead.
        if is_whole {
            self.file.seek_relative(-(start.len() as i64))?;
        } else {
            self.file.seek(SeekFrom::Start(self.at))?;
        }
        let mark = if is_whole { HEADERS.iter().find_map(|mark| Some((*mark, find(&start, mark)?))) } else { None };
        let number = |at: usize| start.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
        let counts = match mark {
            Some((b"VBRI", at)) => number(at + 14),
            // The first of its flags says whether the number follows.
            Some((_, at)) if number(at + 4).is_some_and(|flags| flags & 1 == 1) => number(at + 8),
            _ => None,
        };
        Ok(Frame { at: self.at, is_header: mark.is_some(), counts: counts.map(u64::from) })
    }

    fn peek<const N: usize>(&mut self) -> io::Result<Option<[u8; N]>> {
        let mut head = [0; N];
        let is_there = fill(&mut self.file, &mut head)?;
        if is_there {
            self.file.seek_relative(-(N as i64))?;
        }
        Ok(is_there.then_some(head))
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        self.at = self.at.saturating_add(length);
        self.file.seek_relative(i64::try_from(length).unwrap_or(i64::MAX))
    }
}

/// Bytes of the layer III frame that begins with `head`; `None` when none does.
fn length(head: &[u8; 10]) -> Option<u64> {
    if head[0] != 0xff || head[1] & 0xe6 != 0xe2 {
        return None;
    }
    let version = head[1] >> 3 & 3;
    let (is_1, slower) = match version {
        3 => (true, 1),
        2 => (false, 2),
        0 => (false, 4),
        _ => return None,
    };
    let kbit_per_s = *KBIT_PER_S[usize::from(!is_1)].get(usize::from(head[2] >> 4)).filter(|rate| **rate > 0)?;
    let hz = HZ.get(usize::from(head[2] >> 2 & 3))? / slower;
    let padding = u32::from(head[2] >> 1 & 1);
    let samples_by_8 = if is_1 { 144 } else { 72 };
    Some(u64::from(samples_by_8 * kbit_per_s * 1000 / hz + padding))
}

/// Where `mark` stands in the first bytes of a frame: behind its side information, so at one of a few places.
fn find(frame: &[u8], mark: &[u8]) -> Option<usize> {
    [13, 15, 21, 23, 36, 38].into_iter().find(|at| frame.get(*at..).is_some_and(|rest| rest.starts_with(mark)))
}

/// Fills `buffer`; false at the end of the file.
fn fill<R: Read>(file: &mut R, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn fixture(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/tests/fixtures/audio/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn a_file_of_its_own_is_one_part_and_joined_ones_are_as_many() {
        let (tagged, plain) = (fixture("lame.mp3"), fixture("no-tag.mp3"));
        let parts = |bytes: &[Vec<u8>]| parts(Cursor::new(bytes.concat())).unwrap();
        assert_eq!(parts(std::slice::from_ref(&tagged)), std::slice::from_ref(&(0..u64::MAX)));
        assert_eq!(parts(std::slice::from_ref(&plain)), std::slice::from_ref(&(0..u64::MAX)));
        let joined = parts(&[tagged.clone(), tagged.clone(), tagged.clone()]);
        assert_eq!(joined.len(), 3);
        assert!(joined[1].start >= tagged.len() as u64 && joined[1].start < tagged.len() as u64 + 200);
        // Without a header of its own the second is found by what the first counts.
        assert_eq!(parts(&[tagged.clone(), plain.clone()]).len(), 2);
        assert_eq!(parts(&[plain.clone(), plain]).len(), 1);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(prop::sample::select(
            vec![0xff_u8, 0xfb, 0xe3, 0x90, 0x64, b'I', b'D', b'3', b'T', b'A', b'G', 0, 0x7f]), 0..600),
        ) {
            let _ = parts(Cursor::new(bytes));
        }
    }
}
