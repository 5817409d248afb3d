//! Text that others wrote (file names, archives, transcripts), so that a terminal shows it and does nothing else with it.

use std::path::Path;

/// `text` without what a terminal obeys: control characters (escape sequences, bells, line ends), marks that turn the
/// direction of reading, line separators, and tag characters, which nobody sees.
pub fn printable(text: &str) -> String {
    text.chars().filter(|c| !is_obeyed(*c)).collect()
}

/// The name of a file, printable.
pub fn path(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

/// The name of a file as it can be pasted into a shell, which then takes nothing in it for a command.
pub fn quoted(path: &Path) -> String {
    let text = self::path(path);
    if text.contains(['"', '$', '`', '\\', '!']) {
        format!("'{}'", text.replace('\'', "'\\''"))
    } else {
        format!("\"{text}\"")
    }
}

/// Whether `c` moves, hides or reorders what stands around it.
pub fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_gone() {
        for (text, shown) in [
            ("a\u{1b}[31mb\u{202e}c\n", "a[31mbc"),
            ("\u{1b}]52;c;ZXZpbA==\u{7}x", "]52;c;ZXZpbA==x"),
            ("\u{9b}2Jx\u{90}q\u{9c}", "2Jxq"),
            ("\u{2067}gpj.wav\u{2069}\u{61c}", "gpj.wav"),
            ("a\u{2028}b\u{e0041}", "ab"),
            ("überprüft – ok 👍🏽.wav", "überprüft – ok 👍🏽.wav"),
        ] {
            assert_eq!(printable(text), shown, "{text:?}");
        }
    }

    #[test]
    fn a_name_in_a_command_is_no_command() {
        for (name, shown) in [
            ("a b.wav", "\"a b.wav\""),
            ("$(rm x).wav", "'$(rm x).wav'"),
            ("`x`'y.wav", "'`x`'\\''y.wav'"),
            ("a\";rm x;\"\u{1b}.wav", "'a\";rm x;\".wav'"),
        ] {
            assert_eq!(quoted(Path::new(name)), shown);
        }
    }

    proptest! {
        #[test]
        fn no_text_reaches_the_terminal_as_a_command(text in "\\PC|[\\x00-\\x1f\\x7f-\\u{9f}]{0,20}") {
            let shown = printable(&text);
            prop_assert!(!shown.chars().any(char::is_control));
            prop_assert_eq!(printable(&shown), shown.clone());
        }
    }
}
