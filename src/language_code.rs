//! The one place that reads how a language is named: "es", "spa", "es-MX", "es_MX.UTF-8", "Spanish".

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::error::Result;

/// A language that Whisper does not know.
#[derive(Debug, thiserror::Error)]
#[error("unknown language \"{0}\"; give an ISO 639-1 code such as en or es, or auto")]
pub struct UnknownLanguage(pub String);

/// Asks for the language to be found out.
pub const AUTO: &str = "auto";

/// Stands for a language that nobody named and that was not found out (ISO 639-2).
pub const UNDETERMINED: &str = "und";

/// Whisper's code by every code and name of `data/languages.tsv`.
static CODES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let mut codes = HashMap::new();
    for line in include_str!("data/languages.tsv").lines().filter(|line| !line.starts_with('#')) {
        let code = line.split('\t').next().unwrap_or_default();
        for name in line.split(['\t', ',']).filter(|name| !name.is_empty()) {
            codes.insert(name, code);
        }
    }
    codes
});

/// Whisper's code, mostly ISO 639-1, of a language given by name or by an ISO 639 or BCP 47 code; `None` when Whisper
/// knows none of that name.
pub fn code(named: &str) -> Option<&'static str> {
    let named = named.trim().to_lowercase();
    let found = CODES.get(named.as_str()).or_else(|| CODES.get(primary_of(&named)));
    found.copied()
}

/// The code of the language that a user asked for; "auto" stays.
///
/// # Errors
/// [`UnknownLanguage`] when Whisper knows none of that name.
pub fn asked(named: &str) -> Result<String> {
    if named.trim().eq_ignore_ascii_case(AUTO) {
        return Ok(AUTO.to_owned());
    }
    code(named).map(str::to_owned).ok_or_else(|| UnknownLanguage(named.to_owned()).into())
}

/// The key of what saywell has by language, such as word lists: the code where Whisper knows one, else the first part of
/// what is given.
pub fn key(named: &str) -> String {
    code(named).map_or_else(|| primary_of(&named.to_lowercase()).to_owned(), str::to_owned)
}

/// "es" of "es-MX" and "es_MX.UTF-8".
fn primary_of(named: &str) -> &str {
    named.split(['-', '_', '.']).next().unwrap_or(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_regions_and_names_are_understood() {
        for (named, expected) in [
            ("en", Some("en")),
            ("en-GB", Some("en")),
            ("es_MX.UTF-8", Some("es")),
            ("spa", Some("es")),
            ("GER", Some("de")),
            ("zho-Hans", Some("zh")),
            ("Spanish", Some("es")),
            ("norwegian nynorsk", Some("nn")),
            ("yue", Some("yue")),
            ("auto", None),
            ("und", None),
            ("xx", None),
            ("", None),
        ] {
            assert_eq!(code(named), expected, "{named}");
        }
        assert_eq!(asked(" Auto ").unwrap(), "auto");
        assert!(asked("klingon").is_err());
        assert_eq!((key("eng").as_str(), key("eo-001").as_str()), ("en", "eo"));
    }

    #[test]
    fn the_codes_are_those_of_whisper() {
        for id in 0..=whisper_rs::get_lang_max_id() {
            let known = whisper_rs::get_lang_str(id).unwrap();
            assert_eq!(code(known), Some(known));
            assert_eq!(code(whisper_rs::get_lang_str_full(id).unwrap()), Some(known));
        }
        for code in CODES.values() {
            assert!(whisper_rs::get_lang_id(code).is_some(), "{code}");
        }
    }
}
