//! What a file is that no decoder takes, from its first bytes, so that the message can say so.

use std::io::Read;
use std::path::Path;

use super::input::Input;
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
];

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
    name(&input.name, &start).map_or(Ok(()), Err)
}

/// The error for a file that begins with `start`; `None` when it may be a recording.
fn name(path: &Path, start: &[u8]) -> Option<Error> {
    let find = |kinds: &[(usize, &[u8], &'static str)]| {
        kinds.iter().find(|(at, magic, _)| start.get(*at..).is_some_and(|s| s.starts_with(magic))).map(|k| k.2)
    };
    let path = path.to_owned();
    if start.starts_with(b"version https://git-lfs") {
        Some(Error::LfsPointer(path))
    } else if let Some(format) = find(UNSUPPORTED) {
        Some(Error::UnsupportedFormat { path, format })
    } else if let Some(kind) = find(NOT_AUDIO) {
        Some(Error::NotAudio { path, kind })
    } else {
        is_text(start).then_some(Error::NotAudio { path, kind: "text" })
    }
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
    }
}
