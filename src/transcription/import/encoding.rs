//! Bytes to text: UTF-8 and UTF-16 with or without their marks, Windows-1252, lines ended in any way.
//!
//! Whisper's tokens are bytes, not characters, and programs write them as they come: one character may lie half in one
//! token, half in the next. Such bytes travel through the readers as characters of a private plane until the pieces are
//! joined.

use super::TranscriptProblem;

const UTF8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const UTF16_LITTLE: &[u8] = &[0xFF, 0xFE];
const UTF16_BIG: &[u8] = &[0xFE, 0xFF];

/// Byte `b` that is no character by itself travels as `STRAY + b`.
const STRAY: u32 = 0x10_FF00;

/// Characters of Windows-1252 from 0x80 to 0x9F; from there on it is Latin-1.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";

/// The text of a file.
#[derive(Debug, PartialEq)]
pub struct Decoded {
    pub text: String,
    /// What the reader should know of the encoding.
    pub remark: Option<&'static str>,
}

/// The text of `bytes` without its mark, its lines ended by `\n`.
///
/// # Errors
/// [`TranscriptProblem::Binary`] and [`TranscriptProblem::Encoding`].
pub fn decode(bytes: &[u8]) -> Result<Decoded, TranscriptProblem> {
    let plain = |text| Decoded { text, remark: None };
    let mut decoded = if let Some(rest) = bytes.strip_prefix(UTF16_LITTLE) {
        plain(from_utf16(rest, u16::from_le_bytes)?)
    } else if let Some(rest) = bytes.strip_prefix(UTF16_BIG) {
        plain(from_utf16(rest, u16::from_be_bytes)?)
    } else if let Some(unit) = unmarked_utf16(bytes) {
        plain(from_utf16(bytes, unit)?)
    } else {
        let rest = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
        match std::str::from_utf8(rest) {
            Ok(text) => plain(text.to_owned()),
            Err(_) => from_broken_utf8(rest)?,
        }
    };
    decoded.text = without_controls(&decoded.text)?;
    Ok(decoded)
}

/// `text` with its stray bytes put together again; what stays broken becomes U+FFFD.
pub fn join_stray_bytes(text: &str) -> String {
    if !text.chars().any(is_stray) {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        if is_stray(c) {
            bytes.push(byte_of(c));
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

/// Stands for a byte that only continues a character.
pub fn continues_character(c: char) -> bool {
    is_stray(c) && byte_of(c) < 0xC0
}

fn byte_of(stray: char) -> u8 {
    (stray as u32 - STRAY) as u8
}

/// UTF-8 but for some bytes, or an old encoding.
///
/// Bytes that make characters once they are put in a row were split; where characters of several bytes are, where only
/// beginnings of such are left over, or where the bytes stand alone, the file is UTF-8 with damage; otherwise letters
/// with such a byte inside a word are Windows-1252.
/// Where the bytes that would be left out are too many to be damage, it is an encoding that is not read.
fn from_broken_utf8(bytes: &[u8]) -> Result<Decoded, TranscriptProblem> {
    /// Broken bytes of a hundred.
    const MOST_BROKEN: usize = 5;
    /// So many may be broken in a text of any length.
    const FEW: usize = 8;

    let (mut in_row, mut valid_wide, mut in_words, mut alone, mut only_leads) = (Vec::new(), 0, 0, 0, true);
    let mut before = b' ';
    let mut rest = bytes;
    for chunk in bytes.utf8_chunks() {
        rest = &rest[chunk.valid().len() + chunk.invalid().len()..];
        valid_wide += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        before = chunk.valid().bytes().last().unwrap_or(before);
        if let Some(&last) = chunk.invalid().last() {
            let after = rest.first().copied().unwrap_or(b' ');
            let beside_letter = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
            *(if beside_letter { &mut in_words } else { &mut alone }) += 1;
            in_row.extend_from_slice(chunk.invalid());
            only_leads &= matches!(last, 0xC2 | 0xC3);
            before = last;
        }
    }
    let was_split = std::str::from_utf8(&in_row).is_ok();
    let is_utf8 = was_split || valid_wide > 0 || only_leads || alone > in_words;
    if is_utf8 && !was_split && in_row.len() > FEW && 100 * in_row.len() > MOST_BROKEN * bytes.len() {
        // A recording is no text at all.
        without_controls(&String::from_utf8_lossy(bytes))?;
        let place = format!("{} of its {} bytes are of another encoding", in_row.len(), bytes.len());
        return Err(TranscriptProblem::Encoding { place });
    }
    if is_utf8 {
        let remark = (!was_split).then_some("bytes that are no UTF-8 are left out");
        return Ok(Decoded { text: keep_stray_bytes(bytes), remark });
    }
    let high: Vec<char> = WINDOWS_1252.chars().collect();
    let character = |&b: &u8| match b {
        0x80..=0x9F => high[usize::from(b) - 0x80],
        _ => char::from(b),
    };
    Ok(Decoded {
        text: bytes.iter().map(character).collect(),
        remark: Some("it is not UTF-8 and was read as Windows-1252"),
    })
}

fn keep_stray_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().filter_map(|&b| char::from_u32(STRAY + u32::from(b))));
    }
    text
}

/// UTF-16 without its mark: in text of European languages every other byte of most characters is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if !rest.is_empty() || pairs.is_empty() {
        return None;
    }
    match (first, second) {
        (0, zeros) if 2 * zeros > pairs.len() => Some(u16::from_le_bytes),
        (zeros, 0) if 2 * zeros > pairs.len() => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, TranscriptProblem> {
    let broken = || TranscriptProblem::Encoding { place: "it starts as UTF-16 and does not go on so".to_owned() };
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(broken());
    }
    char::decode_utf16(pairs.iter().map(|&pair| unit(pair))).collect::<Result<_, _>>().map_err(|_| broken())
}

/// Every line end as `\n`, no colours of a terminal, no other control characters; a file that has many of those, or a
/// zero, is no text.
fn without_controls(text: &str) -> Result<String, TranscriptProblem> {
    let mut clean = String::with_capacity(text.len());
    let mut controls = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\u{1B}' if chars.next_if_eq(&'[').is_some() => {
                while chars.next_if(|c| c.is_ascii_digit() || *c == ';').is_some() {}
                chars.next_if(char::is_ascii_alphabetic);
            }
            '\0' => return Err(TranscriptProblem::Binary),
            '\n' | '\t' => clean.push(c),
            '\u{0B}' | '\u{0C}' => clean.push(' '),
            c if c < ' ' || c == '\u{7F}' => controls += 1,
            c => clean.push(c),
        }
    }
    /// Of a hundred characters.
    const MOST_CONTROLS: usize = 1;
    if 100 * controls > MOST_CONTROLS * text.len() + 100 { Err(TranscriptProblem::Binary) } else { Ok(clean) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes).unwrap().text
    }

    #[test]
    fn marks_are_taken_off_in_all_three_encodings() {
        assert_eq!(text(b"\xEF\xBB\xBFol\xC3\xA1"), "olá");
        assert_eq!(text(b"\xFF\xFEo\0l\0\xE1\0"), "olá");
        assert_eq!(text(b"\xFE\xFF\0o\0l\0\xE1"), "olá");
    }

    #[test]
    fn utf_16_without_its_mark_is_known_by_its_zeros() {
        assert_eq!(text(b"s\0o\0 \0h\0e\0"), "so he");
        assert_eq!(text(b"\0s\0o\0,\0 "), "so, ");
    }

    #[test]
    fn every_line_end_is_one() {
        assert_eq!(text(b"a\r\nb\rc\n\x1B[38;5;46md\x1B[0m"), "a\nb\nc\nd");
    }

    #[test]
    fn latin_1_is_read_and_said_to_be() {
        let decoded = decode(b"ma\xF1ana en el caf\xE9 \x93s\xED\x94").unwrap();
        assert_eq!(decoded.text, "mañana en el café “sí”");
        assert!(decoded.remark.unwrap().contains("Windows-1252"));
    }

    #[test]
    fn single_stray_bytes_are_marked_and_left_out() {
        for bytes in [&b"five.\n\xE2\nWe"[..], b"five.\n\x98\nWe", b"caf\xC3\xA9 \xFFfive", b"caf\xC3\nfive"] {
            let decoded = decode(bytes).unwrap();
            assert!(decoded.remark.unwrap().contains("left out"), "{bytes:?}");
            assert!(whole_characters(&decoded.text).is_ascii() || decoded.text.starts_with("café"), "{bytes:?}");
        }
    }

    #[test]
    fn broken_utf16_and_sound_are_refused() {
        assert!(matches!(decode(b"\xFF\xFEo"), Err(TranscriptProblem::Encoding { .. })));
        assert!(matches!(decode(b"\xFF\xFE\x00\xD8a\0"), Err(TranscriptProblem::Encoding { .. })));
        assert_eq!(decode(b"RIFF\x24\0\0\0WAVE"), Err(TranscriptProblem::Binary));
        assert_eq!(decode(b"OggS\x01\x02\x03\x04\x05\x06\x07"), Err(TranscriptProblem::Binary));
    }

    #[test]
    fn a_character_cut_in_two_comes_together() {
        let decoded = decode(b"{caf\xC3|\xA9 con \xE3\x83|\xB3}").unwrap();
        assert_eq!(decoded.remark, None);
        assert_eq!(join_stray_bytes(&decoded.text.replace('|', "")), "{café con ン}");
        assert!(continues_character('\u{10FFA9}') && !continues_character('\u{10FFC3}'));
    }
}
