//! What people write on a run: tags and notes.

use crate::error::Result;
use crate::history::HistoryError;
use crate::limits::limits;
use crate::printable::printable;

/// Characters of a tag.
const LONGEST_TAG: usize = 40;

/// A tag as it is kept: lower case, without the # or + that people put before it.
///
/// # Errors
/// [`HistoryError::Tag`] when it holds anything but letters, digits, `-`, `_` and `.`, begins with `-`, or is too long.
pub fn tag(text: &str) -> Result<String> {
    let tag = text.trim().trim_start_matches(['#', '+']).to_lowercase();
    let usable = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let good =
        !tag.is_empty() && !tag.starts_with('-') && tag.chars().all(usable) && tag.chars().count() <= LONGEST_TAG;
    if good { Ok(tag) } else { Err(HistoryError::Tag { tag: text.to_owned(), most: LONGEST_TAG }.into()) }
}

/// A note or a name as it is kept: one printable line, `None` when nothing is left.
pub fn line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = printable(&line).chars().take(limits().files.label_chars as usize).collect();
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_single_words() {
        for (text, kept) in [
            ("mock", "mock"),
            ("#Mock-3", "mock-3"),
            ("+calm", "calm"),
            (" ruhig ", "ruhig"),
            ("v1.2", "v1.2"),
            ("é", "é"),
        ] {
            assert_eq!(tag(text).unwrap(), kept);
        }
        for text in ["", "#", "two words", "-mock", "a,b", "a\u{7}", &"x".repeat(41)] {
            assert!(tag(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn notes_are_one_line() {
        assert_eq!(line(" calmer,\n less  rush\u{1b}[31m "), Some("calmer, less rush[31m".to_owned()));
        assert_eq!(line(" \n\t"), None);
    }
}
