//! The session as far as it has come, so that it can go on after it was cut off: `practice.toml` in the data folder.

use std::path::{Path, PathBuf};

use anyhow::Result;
use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};

use crate::cli::error::CommandError;
use crate::cli::output;
use crate::error::Error;
use crate::history::SESSION_TAG;

const FILE: &str = "practice.toml";

/// What was asked, and what comes next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// On every take of the session.
    pub tag: String,
    pub language: String,
    /// Ids, in their order.
    pub questions: Vec<String>,
    /// Index of the next one.
    pub next: usize,
    /// A deck file that was named, and lies nowhere else.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deck_file: Option<PathBuf>,
}

impl Progress {
    pub fn new(now: &ZonedDateTime, language: &str, questions: Vec<String>, deck_file: Option<PathBuf>) -> Progress {
        let tag = format!("{SESSION_TAG}{}", now.strftime("%Y%m%d-%H%M%S"));
        Progress { tag, language: language.to_owned(), questions, next: 0, deck_file }
    }

    /// The session that was left in the middle.
    ///
    /// # Errors
    /// [`CommandError::NothingToResume`], [`CommandError::PracticeFile`], [`Error::Unreadable`].
    pub fn load(data_dir: &Path) -> Result<Progress> {
        let path = data_dir.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(CommandError::NothingToResume.into()),
            Err(e) => return Err(Error::reading(&path, &e).into()),
        };
        let progress: Progress = toml::from_str(&text).map_err(|e| {
            let reason = e.message().lines().next().unwrap_or_default().to_owned();
            CommandError::PracticeFile { path, reason }
        })?;
        if progress.next < progress.questions.len() { Ok(progress) } else { Err(CommandError::NothingToResume.into()) }
    }

    /// Writes it down, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn save(&self, data_dir: &Path) -> Result<()> {
        let text = toml::to_string(self).expect("strings and numbers");
        Ok(output::whole_file(&data_dir.join(FILE), text.as_bytes())?)
    }

    /// Nothing is left to go on with.
    pub fn forget(data_dir: &Path) {
        let _ = std::fs::remove_file(data_dir.join(FILE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_goes_on_where_it_was_left() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(
            Progress::load(folder.path()).unwrap_err().downcast_ref(),
            Some(CommandError::NothingToResume)
        ));
        let now = "2026-11-26T04:40:00[UTC]".parse().unwrap();
        let mut progress = Progress::new(&now, "es", vec!["intro-yourself".into(), "conflict-colleague".into()], None);
        assert_eq!(progress.tag, "session-20261126-044000");
        progress.next = 1;
        progress.save(folder.path()).unwrap();
        assert_eq!(Progress::load(folder.path()).unwrap(), progress);
        progress.next = 2;
        progress.save(folder.path()).unwrap();
        assert!(
            matches!(Progress::load(folder.path()).unwrap_err().downcast_ref(), Some(CommandError::NothingToResume)),
            "all of it was asked"
        );
        std::fs::write(folder.path().join(FILE), "tag = 3").unwrap();
        assert!(Progress::load(folder.path()).unwrap_err().to_string().contains("practice.toml"));
        Progress::forget(folder.path());
        assert!(matches!(
            Progress::load(folder.path()).unwrap_err().downcast_ref(),
            Some(CommandError::NothingToResume)
        ));
    }
}
