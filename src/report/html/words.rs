//! The page's own words: `data/page/LANG.toml`, one file per language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::language;
use crate::language_code;
use crate::wording;

/// The language of the program itself, for those without words of their own.
const FALLBACK: &str = "en";

/// Words by key, in one language.
pub struct Words {
    pub language: &'static str,
    words: BTreeMap<String, String>,
}

impl Words {
    /// The words in `language` ("es", "es-MX"), in English when there are none.
    pub fn of(language: &str) -> &'static Words {
        let code = language_code::key(language);
        let all = built_in();
        all.get(code.as_str()).unwrap_or_else(|| &all[FALLBACK])
    }

    /// The words called `key`. A key without words fails the tests, which run with assertions; users see the key.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        debug_assert!(self.words.contains_key(key), "no words called {key} in {}", self.language);
        self.words.get(key).map_or(key, String::as_str)
    }

    /// A sentence that was made in English, in this language.
    pub fn tell(&self, text: &str) -> String {
        wording::say(self.language, text)
    }

    /// As [`Self::say`], with `value` in the place of `{}`.
    pub fn with(&self, key: &str, value: impl std::fmt::Display) -> String {
        self.say(key).replace("{}", &value.to_string())
    }

    /// Those that the script needs: all that begin with `script_`, without that.
    pub fn for_script(&self) -> BTreeMap<&str, &str> {
        self.words.iter().filter_map(|(key, text)| Some((key.strip_prefix("script_")?, text.as_str()))).collect()
    }
}

fn built_in() -> &'static BTreeMap<&'static str, Words> {
    static ALL: LazyLock<BTreeMap<&str, Words>> = LazyLock::new(|| {
        language::data_files("page/")
            .filter_map(|(path, text)| {
                let language = path.strip_prefix("page/")?.strip_suffix(".toml")?;
                let words = toml::from_str(text).expect("the words in the program are checked by a test");
                Some((language, Words { language, words }))
            })
            .collect()
    });
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_words() {
        let keys = |words: &Words| words.words.keys().cloned().collect::<Vec<_>>();
        let all = built_in();
        for words in all.values() {
            assert_eq!(keys(words), keys(&all[FALLBACK]), "{}", words.language);
        }
    }
}
