//! Bytes to text: UTF-8 with or without its mark, UTF-16 with it. Anything else is refused, not guessed.

use crate::error::TranscriptProblem;

const UTF8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const UTF16_LITTLE: &[u8] = &[0xFF, 0xFE];
const UTF16_BIG: &[u8] = &[0xFE, 0xFF];

/// whisper.cpp cuts characters between tokens, so its JSON holds stray bytes that only make sense once the tokens are
/// joined. They travel through the JSON parser as characters of a private plane, byte `b` as `STRAY + b`.
const STRAY: u32 = 0x10_FF00;

/// The text of `bytes` without its mark.
pub fn decode(bytes: &[u8]) -> Result<String, TranscriptProblem> {
    let text = if let Some(rest) = bytes.strip_prefix(UTF16_LITTLE) {
        from_utf16(rest, u16::from_le_bytes)?
    } else if let Some(rest) = bytes.strip_prefix(UTF16_BIG) {
        from_utf16(rest, u16::from_be_bytes)?
    } else {
        let rest = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
        refuse_binary(rest)?;
        match std::str::from_utf8(rest) {
            Ok(text) => text.to_owned(),
            Err(_) if rest.trim_ascii_start().starts_with(b"{") => keep_stray_bytes(rest),
            Err(error) => return Err(not_utf8(rest, error.valid_up_to())),
        }
    };
    refuse_binary(text.as_bytes())?;
    Ok(text)
}

/// `text` with its stray bytes put together again; what stays broken becomes U+FFFD.
pub fn join_stray_bytes(text: &str) -> String {
    if !text.chars().any(is_stray) {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        if is_stray(c) {
            bytes.push((c as u32 - STRAY) as u8);
        } else {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `text` put together, without what stays broken.
pub fn whole_characters(text: &str) -> String {
    join_stray_bytes(text).replace(char::REPLACEMENT_CHARACTER, "")
}

/// Stands for a byte that is no character by itself.
pub fn is_stray(c: char) -> bool {
    (STRAY + 0x80..=STRAY + 0xFF).contains(&(c as u32))
}

fn keep_stray_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().filter_map(|&b| char::from_u32(STRAY + u32::from(b))));
    }
    text
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, TranscriptProblem> {
    let broken = || TranscriptProblem::Encoding { place: "it starts as UTF-16 and does not go on so".to_owned() };
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(broken());
    }
    char::decode_utf16(pairs.iter().map(|&pair| unit(pair))).collect::<Result<_, _>>().map_err(|_| broken())
}

/// Text holds no control characters but line ends, tabs and form feeds.
fn refuse_binary(bytes: &[u8]) -> Result<(), TranscriptProblem> {
    let is_text = |&b: &u8| b >= b' ' || matches!(b, b'\n' | b'\r' | b'\t' | 0x0C);
    if bytes.iter().all(is_text) { Ok(()) } else { Err(TranscriptProblem::Binary) }
}

fn not_utf8(bytes: &[u8], at: usize) -> TranscriptProblem {
    let line = 1 + bytes[..at].iter().filter(|&&b| b == b'\n').count();
    TranscriptProblem::Encoding { place: format!("line {line} holds byte 0x{:02X}", bytes[at]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off_in_all_three_encodings() {
        assert_eq!(decode(b"\xEF\xBB\xBFol\xC3\xA1").unwrap(), "olá");
        assert_eq!(decode(b"\xFF\xFEo\0l\0\xE1\0").unwrap(), "olá");
        assert_eq!(decode(b"\xFE\xFF\0o\0l\0\xE1").unwrap(), "olá");
    }

    #[test]
    fn latin_1_is_refused_with_its_line() {
        let problem = decode(b"hola\nma\xF1ana").unwrap_err();
        assert_eq!(problem, TranscriptProblem::Encoding { place: "line 2 holds byte 0xF1".to_owned() });
    }

    #[test]
    fn broken_utf16_and_sound_are_refused() {
        assert!(matches!(decode(b"\xFF\xFEo"), Err(TranscriptProblem::Encoding { .. })));
        assert!(matches!(decode(b"\xFF\xFE\x00\xD8a\0"), Err(TranscriptProblem::Encoding { .. })));
        assert_eq!(decode(b"RIFF\x24\0\0\0WAVE"), Err(TranscriptProblem::Binary));
        assert_eq!(decode(b"a\0b\0"), Err(TranscriptProblem::Binary));
    }

    #[test]
    fn a_character_cut_in_two_comes_together() {
        let text = decode(b"{\xE3\x83|\xB3}").unwrap();
        assert_eq!(join_stray_bytes(&text.replace('|', "")), "{ン}");
        assert_eq!(join_stray_bytes(&text), "{\u{FFFD}|\u{FFFD}}");
    }
}
