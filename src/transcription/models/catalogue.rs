//! The models saywell knows: `data/models.toml`, read once.

use std::sync::LazyLock;
use std::time::Duration;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::similar;
use crate::transcription::models::ModelError;

const BUILT_IN: &str = include_str!("../../data/models.toml");

/// All known models, where they are fetched from and how patiently.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    url: String,
    revision: String,
    recommended: Recommendations,
    pub download: DownloadPolicy,
    pub(super) demo: Demo,
    /// The model whose time is 1.
    pub time_of: String,
    /// From the smallest to the largest.
    pub models: Vec<Entry>,
}

/// Names of the models to offer when none is installed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recommendations {
    en: String,
    /// For every other language, and when the language is to be detected.
    other: String,
}

/// How patiently a download is tried.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DownloadPolicy {
    /// Attempts in a row without a new byte before giving up.
    pub attempts: u32,
    /// Wait before the second attempt, seconds.
    pub first_wait_s: f64,
    /// Each further wait is this many times longer.
    pub wait_factor: f64,
    pub connect_timeout_s: f64,
    /// Longest silence of the server, seconds.
    pub stall_timeout_s: f64,
}

impl DownloadPolicy {
    /// Wait after `failures` attempts in a row (1, 2, …) brought nothing.
    pub fn wait(&self, failures: u32) -> Duration {
        let doublings = failures.saturating_sub(1).min(30) as i32;
        Duration::try_from_secs_f64(self.first_wait_s * self.wait_factor.powi(doublings)).unwrap_or(Duration::MAX)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Demo {
    /// Width of the network, which no published model has.
    pub state: i32,
    pub heads: i32,
    /// Of the decoder.
    pub layers: i32,
}

/// Languages a model knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Languages {
    #[serde(rename = "en")]
    English,
    #[serde(rename = "many")]
    Many,
}

impl std::fmt::Display for Languages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Languages::English => "English",
            Languages::Many => "99 languages",
        })
    }
}

/// One model that can be fetched.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// As whisper.cpp names it, e.g. `base.en-q5_1`.
    pub name: String,
    pub bytes: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
    pub languages: Languages,
    /// Higher recognises better.
    pub rank: u32,
    /// What a report takes with it, against [`Catalogue::time_of`]; `None` where nobody measured it.
    pub time: Option<f64>,
    /// What it is good for, at most 27 characters.
    pub advice: String,
}

impl Entry {
    /// `ggml-NAME.bin`, as on whisper.cpp's own download page, so files can be shared with other programs.
    pub fn file_name(&self) -> String {
        format!("ggml-{}.bin", self.name)
    }
}

/// The catalogue compiled into the program.
pub fn catalogue() -> &'static Catalogue {
    static BUILT: LazyLock<Catalogue> =
        LazyLock::new(|| toml::from_str(BUILT_IN).expect("data/models.toml is checked by a test"));
    &BUILT
}

impl Catalogue {
    /// The address of the folder the models are fetched from when no mirror is named.
    pub fn base_url(&self) -> String {
        self.url.replace("{revision}", &self.revision)
    }

    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.models.iter().find(|entry| entry.name == name)
    }

    /// The entry the user named.
    ///
    /// # Errors
    /// [`ModelError::Unknown`], with names that look like it.
    pub fn named(&self, name: &str) -> Result<&Entry> {
        self.entry(name).ok_or_else(|| self.unknown(name))
    }

    /// Nothing is called `name`; say what looks like it.
    pub(super) fn unknown(&self, name: &str) -> Error {
        let hint = similar::hint(plain_name(name), self.names());
        ModelError::Unknown { name: name.into(), hint }.into()
    }

    /// The model to offer for `language` (ISO 639-1; `None`: to be detected).
    pub fn recommended(&self, language: Option<&str>) -> &Entry {
        let name = if language == Some("en") { &self.recommended.en } else { &self.recommended.other };
        self.entry(name).expect("data/models.toml is checked by a test")
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.models.iter().map(|entry| entry.name.as_str())
    }
}

/// `base.en` out of `ggml-base.en.bin`.
pub(super) fn plain_name(file_name: &str) -> &str {
    let name = file_name.strip_suffix(".bin").unwrap_or(file_name);
    name.strip_prefix("ggml-").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_complete() {
        let catalogue = catalogue();
        assert!(catalogue.models.len() >= 27);
        for (at, entry) in catalogue.models.iter().enumerate() {
            let name = &entry.name;
            assert!(
                entry.sha256.len() == 64 && entry.sha256.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')),
                "{name}"
            );
            assert!(entry.bytes > 1 << 20, "{name}");
            assert!(!entry.advice.is_empty() && entry.advice.len() <= 27, "{name}: {}", entry.advice);
            assert_eq!(entry.languages == Languages::English, name.contains(".en"), "{name}");
            assert!(catalogue.models[..at].iter().all(|e| e.name != *name && e.rank != entry.rank), "{name} twice");
        }
        assert_eq!(catalogue.entry(&catalogue.time_of).unwrap().time, Some(1.0));
        assert!(!catalogue.base_url().contains(['{', '}']));
    }

    #[test]
    fn recommendations_exist_and_know_the_language() {
        assert_eq!(catalogue().recommended(Some("en")).name, "base.en-q8_0");
        for language in [None, Some("es")] {
            assert_eq!(catalogue().recommended(language).languages, Languages::Many);
        }
    }

    #[test]
    fn names_with_a_slip_find_their_model() {
        for (typed, meant) in [
            ("base-en", "base.en"),
            ("ggml-small.en.bin", "small.en"),
            ("Base.En-Q5_1", "base.en-q5_1"),
            ("large-v3-tubro", "large-v3-turbo"),
            ("large", "large-v3"),
        ] {
            let similar = similar::similar(plain_name(typed), catalogue().names());
            assert_eq!(similar.first(), Some(&meant), "{typed}");
        }
        for typed in ["wav2vec", ""] {
            assert!(similar::similar(typed, catalogue().names()).is_empty());
        }
    }

    #[test]
    fn waits_grow_and_never_overflow() {
        let policy = &catalogue().download;
        assert!(policy.wait(2) > policy.wait(1));
        assert!(policy.wait(u32::MAX) > policy.wait(5));
    }
}
