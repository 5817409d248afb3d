//! Where a Matroska or WebM file goes on behind damage, or behind its own end.
//!
//! Browsers record in slices, and whoever puts them together may lose one, or join whole recordings. The reader stops
//! there. Sound comes in clusters, which begin with a rare mark and their time, so the next one can be found and played
//! behind the header of the file; a new file begins with a mark of its own.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use crate::limits::limits;

const EBML: [u8; 4] = [0x1a, 0x45, 0xdf, 0xa3];
const SEGMENT: [u8; 4] = [0x18, 0x53, 0x80, 0x67];
const CLUSTER: [u8; 4] = [0x1f, 0x43, 0xb6, 0x75];
/// Children of a cluster that may stand before its time: checksum, padding, size of the one before.
const BEFORE_TIME: [u8; 3] = [0xbf, 0xec, 0xab];
const TIME: u8 = 0xe7;
const TRACKS: [u8; 4] = [0x16, 0x54, 0xae, 0x6b];
const TRACK: u8 = 0xae;
const TRACK_NUMBER: u8 = 0xd7;
const FLAG_DEFAULT: u8 = 0x88;
const FLAG_ENABLED: u8 = 0xb9;
/// Tracks are described in the first kilobytes.
const TRACKS_WITHIN: usize = 1 << 18;
/// Bytes looked at in one go.
const WINDOW: usize = 1 << 16;

/// How far a file was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// Where the file at hand begins: a file may hold several.
    start: u64,
    /// Where the last cluster lies that was sought out.
    found: u64,
    /// Where the next file begins, once it was sought; the end of all without one.
    next: Option<u64>,
}

impl Place {
    /// The next file behind the one at hand, which becomes the one at hand.
    pub fn next_file<R: Read + Seek>(&mut self, file: &mut R, is_damaged: bool) -> io::Result<Option<Range<u64>>> {
        let end = file.seek(SeekFrom::End(0))?;
        let start = self.end(file, is_damaged)?;
        if start >= end {
            return Ok(None);
        }
        *self = Self { start, found: start, next: None };
        let next = self.end(file, false)?;
        Ok(Some(start..next))
    }

    /// The header of the file at hand, and its bytes from the next cluster on whose time is later, as `is_later` says of
    /// its ticks.
    pub fn next_cluster<R: Read + Seek>(
        &mut self,
        file: &mut R,
        is_later: impl Fn(u64) -> bool,
    ) -> io::Result<Option<(Vec<u8>, Range<u64>)>> {
        let end = self.end(file, true)?;
        let Some(first) = cluster(file, self.start..end)? else { return Ok(None) };
        let most = limits().matroska_head_mib * 1024.0 * 1024.0;
        if (first.at - self.start) as f64 > most {
            return Ok(None);
        }
        while let Some(next) = cluster(file, self.found + 1..end)? {
            self.found = next.at;
            if is_later(next.ticks) {
                let head = bytes(file, self.start, (first.at - self.start) as usize)?;
                return Ok(Some((head, next.at..end)));
            }
        }
        Ok(None)
    }

    /// Where the file at hand ends. The size it names is believed unless it is damaged.
    fn end<R: Read + Seek>(&mut self, file: &mut R, is_damaged: bool) -> io::Result<u64> {
        if let Some(next) = self.next {
            return Ok(next);
        }
        let all = file.seek(SeekFrom::End(0))?;
        let named = if is_damaged { None } else { named_end(file, self.start)? };
        let next = file_within(file, named.unwrap_or(self.start + 1)..all)?.unwrap_or(all);
        self.next = Some(next);
        Ok(next)
    }
}

/// The numbers of the tracks that are on and not marked as other than the usual: those to play when nobody chooses.
pub(super) fn usual_tracks<R: Read + Seek>(file: &mut R) -> io::Result<Vec<u32>> {
    let head = bytes(file, 0, TRACKS_WITHIN)?;
    let segment = children(&head).find(|(id, _)| id[..] == SEGMENT).map_or(&[][..], |(_, body)| body);
    let tracks = children(segment).find(|(id, _)| id[..] == TRACKS).map_or(&[][..], |(_, body)| body);
    let number = |track: &[u8], wanted: u8| {
        let value = children(track).find(|(id, _)| *id == [wanted]).map(|(_, value)| value);
        value.map(|value| value.iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte)))
    };
    // Both flags are set where they are not written.
    let is_usual = |track: &[u8]| number(track, FLAG_DEFAULT) != Some(0) && number(track, FLAG_ENABLED) != Some(0);
    let entries = children(tracks).filter(|(id, track)| *id == [TRACK] && is_usual(track));
    Ok(entries.filter_map(|(_, track)| number(track, TRACK_NUMBER)).collect())
}

/// Id and body of each element in `bytes`; the last may be cut off, or of unknown size.
fn children(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let length = rest.first()?.leading_zeros() as usize + 1;
        let (id, after) = rest.split_at_checked(length)?;
        let (length, body) = size(after)?;
        let (body, next) = body.split_at(usize::try_from(length).unwrap_or(usize::MAX).min(body.len()));
        rest = next;
        Some((id, body))
    })
}

/// Where the file that begins at `start` says it ends.
fn named_end<R: Read + Seek>(file: &mut R, start: u64) -> io::Result<Option<u64>> {
    let head = bytes(file, start, 128)?;
    let end = || {
        let (length, body) = size(head.get(EBML.len()..)?)?;
        let segment = body.get(usize::try_from(length).ok()?..)?;
        let (length, sound) = size(segment.strip_prefix(&SEGMENT)?)?;
        let begins = start + (head.len() - sound.len()) as u64;
        // All ones: not known when it was written.
        begins.checked_add(length).filter(|_| (length + 1).count_ones() != 1)
    };
    Ok(end())
}

/// A cluster: its first byte, and its time in the file's ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cluster {
    at: u64,
    ticks: u64,
}

/// The first cluster that begins in `range`.
fn cluster<R: Read + Seek>(file: &mut R, mut range: Range<u64>) -> io::Result<Option<Cluster>> {
    while let Some(at) = find(file, range.clone(), CLUSTER)? {
        if let Some(ticks) = time(file, at)? {
            return Ok(Some(Cluster { at, ticks }));
        }
        range.start = at + 1;
    }
    Ok(None)
}

/// The first file of its own that begins in `range`.
fn file_within<R: Read + Seek>(file: &mut R, mut range: Range<u64>) -> io::Result<Option<u64>> {
    while let Some(at) = find(file, range.clone(), EBML)? {
        let header = bytes(file, at, 64)?;
        if [&b"webm"[..], b"matroska"].iter().any(|kind| header.windows(kind.len()).any(|found| found == *kind)) {
            return Ok(Some(at));
        }
        range.start = at + 1;
    }
    Ok(None)
}

/// The time of the cluster at `at`, ticks; `None` when it is no cluster.
fn time<R: Read + Seek>(file: &mut R, at: u64) -> io::Result<Option<u64>> {
    let head = bytes(file, at + CLUSTER.len() as u64, 64)?;
    let mut rest = &head[..];
    // Its own size, which may be unknown.
    let Some((_, after)) = size(rest) else { return Ok(None) };
    rest = after;
    while let Some((&id, after)) = rest.split_first() {
        let Some((length, body)) = size(after) else { break };
        let Some(value) = body.get(..length as usize) else { break };
        if id == TIME && value.len() <= 8 {
            return Ok(Some(value.iter().fold(0, |ticks, byte| ticks << 8 | u64::from(*byte))));
        }
        if !BEFORE_TIME.contains(&id) {
            break;
        }
        rest = &body[value.len()..];
    }
    Ok(None)
}

/// The variable-length number at the start of `bytes`, and what follows it.
fn size(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes.first()?.leading_zeros() as usize + 1;
    let (number, rest) = (length <= 8).then(|| bytes.split_at_checked(length))??;
    let marker = 1_u64 << (7 * length);
    Some((number.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)) & (marker - 1), rest))
}

/// Where `mark` stands first in `range`.
fn find<R: Read + Seek>(file: &mut R, range: Range<u64>, mark: [u8; 4]) -> io::Result<Option<u64>> {
    let mut start = range.start;
    while start < range.end {
        let window = bytes(file, start, WINDOW.min((range.end - start) as usize))?;
        if let Some(at) = window.windows(mark.len()).position(|found| found == mark) {
            return Ok(Some(start + at as u64));
        }
        if window.len() < WINDOW {
            break;
        }
        start += (window.len() - mark.len() + 1) as u64;
    }
    Ok(None)
}

/// `length` bytes from `at` on, or as many as there are.
fn bytes<R: Read + Seek>(file: &mut R, at: u64, length: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn file() -> Vec<u8> {
        let mut file = [&EBML[..], b"\x9f\x42\x82\x84webm", &[0; 20]].concat();
        file.extend([&CLUSTER[..], &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], &[0xe7, 0x81, 7]].concat());
        file.extend(vec![0; WINDOW - 40]);
        // A mark that is none, then a cluster whose time stands behind its checksum.
        file.extend([&CLUSTER[..], b"hello there"].concat());
        file.extend([&CLUSTER[..], &[0x42, 0x00], &[0xbf, 0x84, 1, 2, 3, 4], &[0xe7, 0x82, 1, 0]].concat());
        file.extend([&EBML[..], b"\x9f\x42\x82\x88matroska", &[0; 64]].concat());
        file
    }

    #[test]
    fn clusters_and_files_are_found_and_marks_in_the_sound_are_not() {
        let mut file = Cursor::new(file());
        let end = file.get_ref().len() as u64;
        let first = cluster(&mut file, 0..end).unwrap().unwrap();
        assert_eq!(first, Cluster { at: 32, ticks: 7 });
        let second = cluster(&mut file, first.at + 1..end).unwrap().unwrap();
        assert_eq!(second.ticks, 256);
        assert_eq!(cluster(&mut file, second.at + 1..end).unwrap(), None);
        assert_eq!(file_within(&mut file, 0..end).unwrap(), Some(0));
        assert_eq!(file_within(&mut file, 1..end).unwrap(), Some(second.at + 16));
        assert_eq!(file_within(&mut file, 1..first.at).unwrap(), None);
    }

    #[test]
    fn tracks_are_usual_unless_they_say_otherwise() {
        let element = |id: &[u8], body: &[u8]| [id, &[0x80 | body.len() as u8], body].concat();
        let track = |number: u8, more: &[u8]| element(&[TRACK], &[&[TRACK_NUMBER, 0x81, number][..], more].concat());
        let tracks = [
            track(1, &[FLAG_DEFAULT, 0x81, 0]),
            track(2, &[]),
            track(3, &[FLAG_DEFAULT, 0x81, 1]),
            track(4, &[FLAG_ENABLED, 0x81, 0]),
        ];
        let tracks = element(&TRACKS, &tracks.concat());
        let segment =
            [&SEGMENT[..], &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], &[0xec, 0x81, 0], &tracks].concat();
        let file = [element(&EBML, b"webm"), segment].concat();
        assert_eq!(usual_tracks(&mut Cursor::new(file)).unwrap(), [2, 3]);
    }

    #[test]
    fn what_follows_damage_has_the_header_of_its_file_and_a_joined_file_its_own() {
        let once = file();
        let mut joined = Cursor::new([once.clone(), once.clone()].concat());
        let mut place = Place::default();
        let (head, range) = place.next_cluster(&mut joined, |ticks| ticks > 7).unwrap().unwrap();
        assert_eq!(head, once[..32]);
        assert_eq!(range.end, once.len() as u64 - 80, "where the next file begins");
        assert!(place.next_cluster(&mut joined, |_| true).unwrap().is_none());
        assert_eq!(place.next_file(&mut joined, true).unwrap().unwrap().start, range.end);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(prop::sample::select(
            vec![0x1a_u8, 0x45, 0xdf, 0xa3, 0x1f, 0x43, 0xb6, 0x75, 0xe7, 0xbf, 0x81, 0, 0xff]), 0..400),
        ) {
            let end = bytes.len() as u64;
            let mut file = Cursor::new(bytes);
            let _ = cluster(&mut file, 0..end);
            let _ = file_within(&mut file, 0..end);
            let mut place = Place::default();
            let _ = place.next_cluster(&mut file, |_| true);
            let _ = place.next_file(&mut file, false);
            let _ = usual_tracks(&mut file);
        }
    }
}
