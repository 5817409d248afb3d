//! The words of practice in one language: its screens, and what they need to know of the language
//! (`data/practice/LANG.toml`).

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::language::data_files;

/// The language of the program itself, for those without words of their own.
const FALLBACK: &str = "en";

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Short texts of the screens, by name.
    says: BTreeMap<String, String>,
    /// Lists of the page before the interview, by name.
    lists: BTreeMap<String, Vec<String>>,
    /// Why a follow-up is asked, by its condition; `{part}` is the part that is missing.
    pub reasons: BTreeMap<String, String>,
    pub ownership: Ownership,
}

/// Words that tell whose work is spoken of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ownership {
    team: Forms,
    speaker: Forms,
}

/// Words, and the endings of verbs where the language needs no pronoun.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Forms {
    words: HashSet<String>,
    #[serde(default)]
    endings: Vec<String>,
    /// Words with such an ending that are no such verb.
    #[serde(default)]
    except: HashSet<String>,
}

impl Forms {
    fn has(&self, word: &str) -> bool {
        let ends = |ending: &String| word.len() > ending.len() + 1 && word.ends_with(ending.as_str());
        self.words.contains(word) || (self.endings.iter().any(ends) && !self.except.contains(word))
    }
}

impl Ownership {
    /// `word` in small letters is one for the team.
    pub fn is_team(&self, word: &str) -> bool {
        self.team.has(word)
    }

    /// `word` in small letters is one for the speaker.
    pub fn is_speaker(&self, word: &str) -> bool {
        self.speaker.has(word)
    }
}

impl Words {
    /// The words in `language` ("es"), in English when there are none.
    pub fn of(language: &str) -> &'static Words {
        let code = language.split(['-', '_']).next().unwrap_or(language);
        built_in().get(code).unwrap_or_else(|| &built_in()[FALLBACK])
    }

    /// The text called `name`.
    ///
    /// # Panics
    /// When no language has it, which a test excludes for every name that the sources ask for.
    pub fn say(&self, name: &str) -> &str {
        self.says.get(name).unwrap_or_else(|| panic!("data/practice has no text \"{name}\""))
    }

    /// The list called `name`.
    ///
    /// # Panics
    /// When no language has it, which a test excludes.
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).unwrap_or_else(|| panic!("data/practice has no list \"{name}\""))
    }

    /// The text called `name` with `{slot}` replaced.
    pub fn fill(&self, name: &str, slots: &[(&str, &str)]) -> String {
        slots.iter().fold(self.say(name).to_owned(), |text, (slot, value)| text.replace(&format!("{{{slot}}}"), value))
    }
}

fn built_in() -> &'static BTreeMap<&'static str, Words> {
    static BUILT: LazyLock<BTreeMap<&str, Words>> = LazyLock::new(|| {
        let read = |(path, text): (&'static str, &str)| {
            let code = path.strip_prefix("practice/")?.strip_suffix(".toml")?;
            Some((code, toml::from_str(text).unwrap_or_else(|e| panic!("{path}: {e}"))))
        };
        data_files("practice/").filter_map(read).collect()
    });
    &BUILT
}

#[cfg(test)]
mod tests {
    use super::super::deck::Condition;
    use super::*;

    #[test]
    fn every_language_says_the_same_things() {
        let names = |words: &Words| words.says.keys().cloned().collect::<Vec<_>>();
        let english = &built_in()[FALLBACK];
        for (code, words) in built_in() {
            assert_eq!(names(words), names(english), "{code}");
            for (name, list) in &english.lists {
                assert_eq!(words.lists.get(name).map(Vec::len), Some(list.len()), "{code}: {name}");
            }
            for condition in Condition::all() {
                assert!(words.reasons.contains_key(condition.kind()), "{code}: {}", condition.kind());
            }
            assert!(words.says.values().all(|text| !text.trim().is_empty()), "{code}");
        }
    }

    #[test]
    fn whose_work_it_is_shows_in_pronouns_and_in_spanish_verbs() {
        let (en, es) = (&Words::of("en").ownership, &Words::of("es-MX").ownership);
        assert!(en.is_team("we") && en.is_team("we'd") && en.is_team("our") && !en.is_team("work"));
        assert!(en.is_speaker("i") && en.is_speaker("i'd") && en.is_speaker("my") && !en.is_speaker("it"));
        assert!(es.is_team("hicimos") && es.is_team("nuestro") && es.is_team("empezamos"));
        assert!(!es.is_team("mismos") && !es.is_team("algoritmos") && !es.is_team("últimos"));
        assert!(es.is_speaker("hice") && es.is_speaker("propuse") && es.is_speaker("empecé") && es.is_speaker("mi"));
        assert!(!es.is_speaker("qué") && !es.is_speaker("así") && !es.is_speaker("aquí") && !es.is_speaker("café"));
    }
}
