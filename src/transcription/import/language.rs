//! How transcripts name their language: "en", "en-GB", "english".

const NAMES: &str = include_str!("../../data/language_names.tsv");

/// The ISO 639 code of `named`, when it is a code or a name that Whisper knows.
pub fn code(named: &str) -> Option<String> {
    let named = named.trim().to_lowercase();
    let first = named.split(['-', '_']).next().unwrap_or_default();
    NAMES
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .find(|(code, name)| *code == first || *name == named)
        .map(|(code, _)| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn codes_regions_and_names_are_understood() {
        for (named, expected) in [
            ("en", Some("en")),
            ("en-GB", Some("en")),
            ("Spanish", Some("es")),
            ("yue", Some("yue")),
            ("auto", None),
            ("", None),
        ] {
            assert_eq!(code(named).as_deref(), expected, "{named}");
        }
    }
}
