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

    /// The words called `key`. Keys are checked against the data by a test.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
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
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// Every file under `folder`.
    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }

    /// Every `say("…")` and `with("…"` in the templates and the code of the pages; but that before the interview has the
    /// interviewer's words (`practice::words`).
    fn asked() -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for path in files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/html"))) {
            let calls: &[(&str, &str)] = match path.extension().and_then(|e| e.to_str()) {
                Some("html" | "rs") => &[(".say(\"", ""), (".with(\"", "")],
                Some("js") => &[("say.", "script_")],
                _ => continue,
            };
            if path.file_stem().is_some_and(|stem| stem == "prepare") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for (call, prefix) in calls {
                for after in text.split(call).skip(1) {
                    let key: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                    keys.insert(format!("{prefix}{key}"));
                }
            }
        }
        keys.remove("");
        keys
    }

    #[test]
    fn every_language_has_the_words_that_are_asked_for_and_no_others() {
        let asked = asked();
        for words in built_in().values() {
            let known: BTreeSet<String> = words.words.keys().cloned().collect();
            assert_eq!(known, asked, "{}", words.language);
        }
    }
}
