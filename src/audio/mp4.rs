//! What Symphonia leaves out of MP4 files: which part of a track is meant to be heard.
//!
//! AAC starts with 20–50 ms of encoder delay, and phones trim recordings without touching the sound; both are written
//! into the track's edit list (ISO/IEC 14496-12, 8.6.6), which Symphonia does not apply. Older iTunes files say it in
//! a tag instead (`iTunSMPB`).

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use crate::types::Span;

/// More edits than any player writes; the rest is not read.
const MAX_EDITS: usize = 4096;

/// The stretches of media time that track `track_id` presents, in order; `None` when the file has no usable edit list
/// (everything is heard). An open end is infinite.
///
/// Empty edits (a late start) are left out: times count from the first sound of the track, as when its audio is
/// extracted. Edits that go back in time are not followed; the first one then decides where the sound starts.
pub(super) fn heard<R: Read + Seek>(file: &mut R, track_id: u32) -> Option<Vec<Span>> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let moov = child(file, 0..end, b"moov")?;
    let movie_scale = timescale(file, moov.clone(), b"mvhd")?;
    let track = children(file, moov)
        .into_iter()
        .filter(|(kind, _)| kind == b"trak")
        .map(|(_, range)| range)
        .find(|range| id_of(file, range.clone()) == Some(track_id))?;
    let mdia = child(file, track.clone(), b"mdia")?;
    let media_scale = timescale(file, mdia, b"mdhd")?;
    let edts = child(file, track, b"edts")?;
    let elst = child(file, edts, b"elst")?;
    spans(&entries(file, elst)?, movie_scale, media_scale)
}

/// The ids of the tracks that are switched on: those to play when nobody chooses.
pub(super) fn usual_tracks<R: Read + Seek>(file: &mut R) -> Vec<u32> {
    let Ok(end) = file.seek(SeekFrom::End(0)) else { return Vec::new() };
    let Some(moov) = child(file, 0..end, b"moov") else { return Vec::new() };
    let tracks: Vec<Range<u64>> =
        children(file, moov).into_iter().filter(|(kind, _)| kind == b"trak").map(|(_, range)| range).collect();
    let id_when_on = |track: Range<u64>| {
        let header = child(file, track.clone(), b"tkhd")?;
        // Version, then 24 flags, the last of which says that the track is on.
        let is_on = bytes(file, &header, 4)?[3] & 1 == 1;
        id_of(file, track).filter(|_| is_on)
    };
    tracks.into_iter().filter_map(id_when_on).collect()
}

/// The stretch that an `iTunSMPB` tag leaves of a track with `rate` Hz: " 00000000 DELAY PADDING LENGTH …" in hex.
pub(super) fn from_itunes_tag(tag: &str, rate: u32) -> Option<Vec<Span>> {
    let mut numbers = tag.split_whitespace().skip(1).map(|hex| u64::from_str_radix(hex, 16).ok());
    let (delay, _padding, length) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let seconds = |frames: u64| frames as f64 / f64::from(rate);
    (rate > 0 && length > 0).then(|| vec![Span::new(seconds(delay), seconds(delay.saturating_add(length)))])
}

/// Edits as `(duration in movie ticks, start in media ticks)`.
fn spans(edits: &[(u64, i64)], movie_scale: f64, media_scale: f64) -> Option<Vec<Span>> {
    let mut spans: Vec<Span> = Vec::new();
    for &(duration, start) in edits.iter().filter(|(_, start)| *start >= 0) {
        let start_s = start as f64 / media_scale;
        let end_s = if duration == 0 { f64::INFINITY } else { start_s + duration as f64 / movie_scale };
        if spans.last().is_some_and(|last| start_s < last.end_s) {
            return Some(vec![Span::new(spans[0].start_s, f64::INFINITY)]);
        }
        spans.push(Span::new(start_s, end_s));
    }
    (!spans.is_empty()).then_some(spans)
}

fn entries<R: Read + Seek>(file: &mut R, elst: Range<u64>) -> Option<Vec<(u64, i64)>> {
    let body = bytes(file, &elst, 8)?;
    let wide = body[0] == 1;
    let count = (number(&body[4..8]) as usize).min(MAX_EDITS);
    let width = if wide { 20 } else { 12 };
    let table = bytes(file, &(elst.start + 8..elst.end), count * width)?;
    let entry = |entry: &[u8]| match wide {
        true => (number(&entry[..8]), number(&entry[8..16]) as i64),
        false => (number(&entry[..4]), i64::from(number(&entry[4..8]) as u32 as i32)),
    };
    Some(table.chunks_exact(width).map(entry).collect())
}

/// The id in a `trak`'s `tkhd`.
fn id_of<R: Read + Seek>(file: &mut R, trak: Range<u64>) -> Option<u32> {
    let tkhd = child(file, trak, b"tkhd")?;
    let body = bytes(file, &tkhd, 24)?;
    let at = if body[0] == 1 { 20 } else { 12 };
    Some(number(&body[at..at + 4]) as u32)
}

/// Ticks per second in an `mvhd` or `mdhd`.
fn timescale<R: Read + Seek>(file: &mut R, parent: Range<u64>, kind: &[u8; 4]) -> Option<f64> {
    let header = child(file, parent, kind)?;
    let body = bytes(file, &header, 24)?;
    let at = if body[0] == 1 { 20 } else { 12 };
    let scale = number(&body[at..at + 4]);
    (scale > 0).then_some(scale as f64)
}

fn child<R: Read + Seek>(file: &mut R, parent: Range<u64>, kind: &[u8; 4]) -> Option<Range<u64>> {
    children(file, parent).into_iter().find(|(found, _)| found == kind).map(|(_, range)| range)
}

/// Kind and body of every box inside `parent`, up to the first that makes no sense.
fn children<R: Read + Seek>(file: &mut R, parent: Range<u64>) -> Vec<([u8; 4], Range<u64>)> {
    let mut found = Vec::new();
    let mut at = parent.start;
    while let Some((kind, body)) = next_box(file, at, parent.end) {
        at = body.end;
        found.push((kind, body));
    }
    found
}

/// Kind and body of the box at `at`, which ends at or before `limit`.
fn next_box<R: Read + Seek>(file: &mut R, at: u64, limit: u64) -> Option<([u8; 4], Range<u64>)> {
    let head = bytes(file, &(at..limit), 8)?;
    let (size, body) = match number(&head[..4]) {
        0 => (limit - at, at + 8),
        1 => (number(&bytes(file, &(at + 8..limit), 8)?), at + 16),
        size => (size, at + 8),
    };
    let end = at.checked_add(size).filter(|&end| end >= body && end <= limit)?;
    Some(([head[4], head[5], head[6], head[7]], body..end))
}

/// The first `n` bytes of `range`; `None` when it holds fewer.
fn bytes<R: Read + Seek>(file: &mut R, range: &Range<u64>, n: usize) -> Option<Vec<u8>> {
    if range.end.saturating_sub(range.start) < n as u64 {
        return None;
    }
    let mut buffer = vec![0; n];
    let read: io::Result<()> = file.seek(SeekFrom::Start(range.start)).and_then(|_| file.read_exact(&mut buffer));
    read.ok().map(|()| buffer)
}

fn number(big_endian: &[u8]) -> u64 {
    big_endian.iter().fold(0, |n, &byte| n << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn atom(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(8 + body.len() as u32).to_be_bytes()[..], kind, body].concat()
    }

    fn header(id_or_scale: u32) -> Vec<u8> {
        [&[0; 12][..], &id_or_scale.to_be_bytes(), &[0; 20]].concat()
    }

    /// A movie of 1000 ticks a second whose track 7 has 48 000.
    fn movie(edits: &[(u32, i32)]) -> Vec<u8> {
        let mut elst = [0; 4].to_vec();
        elst.extend((edits.len() as u32).to_be_bytes());
        for (duration, start) in edits {
            elst.extend(duration.to_be_bytes());
            elst.extend(start.to_be_bytes());
            elst.extend([0, 1, 0, 0]);
        }
        let track = [
            atom(b"tkhd", &header(7)),
            atom(b"edts", &atom(b"elst", &elst)),
            atom(b"mdia", &atom(b"mdhd", &header(48_000))),
        ];
        let other = atom(b"trak", &atom(b"tkhd", &header(3)));
        let moov = [atom(b"mvhd", &header(1000)), other, atom(b"trak", &track.concat())].concat();
        [atom(b"ftyp", b"M4A "), atom(b"moov", &moov)].concat()
    }

    #[test]
    fn encoder_delay_and_end_are_read() {
        let file = movie(&[(500, -1), (2000, 1056)]);
        assert_eq!(heard(&mut Cursor::new(&file), 7), Some(vec![Span::new(0.022, 2.022)]));
        assert_eq!(heard(&mut Cursor::new(&file), 3), None);
        assert_eq!(heard(&mut Cursor::new(&file), 9), None);
        let open = movie(&[(0, 4800)]);
        assert_eq!(heard(&mut Cursor::new(&open), 7), Some(vec![Span::new(0.1, f64::INFINITY)]));
    }

    #[test]
    fn tracks_that_are_switched_on_are_the_usual_ones() {
        let mut file = movie(&[]);
        assert!(usual_tracks(&mut Cursor::new(&file)).is_empty());
        let at = file.windows(4).rposition(|kind| kind == b"tkhd").unwrap();
        file[at + 7] = 3;
        assert_eq!(usual_tracks(&mut Cursor::new(&file)), [7]);
    }

    #[test]
    fn cuts_are_followed_forwards_only() {
        let cut = movie(&[(1000, 0), (500, 96_000)]);
        assert_eq!(heard(&mut Cursor::new(&cut), 7), Some(vec![Span::new(0.0, 1.0), Span::new(2.0, 2.5)]));
        let back = movie(&[(1000, 48_000), (500, 0)]);
        assert_eq!(heard(&mut Cursor::new(&back), 7), Some(vec![Span::new(1.0, f64::INFINITY)]));
        assert_eq!(heard(&mut Cursor::new(&movie(&[])), 7), None);
    }

    #[test]
    fn the_itunes_tag_is_read() {
        let tag = " 00000000 00000840 000001CA 000000000000BB80 00000000";
        let span = from_itunes_tag(tag, 48_000).unwrap()[0];
        assert_eq!((span.start_s, span.duration_s()), (0.044, 1.0));
        assert_eq!(from_itunes_tag("", 48_000), None);
        assert_eq!(from_itunes_tag(" 0 0 0 zz", 48_000), None);
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(cut in 0_usize..400, at in 0_usize..300, byte: u8) {
            let mut file = movie(&[(500, -1), (2000, 1056)]);
            let len = file.len();
            file[at % len] = byte;
            file.truncate(cut.min(len));
            let _ = heard(&mut Cursor::new(&file), 7);
            let _ = usual_tracks(&mut Cursor::new(&file));
        }
    }
}
