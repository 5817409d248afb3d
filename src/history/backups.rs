//! Copies of the history: a few recent ones, and one before each change of its shape.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rusqlite::Connection;
use tempfile::TempDir;

use super::store::{self, FILE_NAME, Store};
use crate::error::{Error, Result};

/// Folder of the copies, in the data folder.
const FOLDER: &str = "backups";
/// Names of the recent ones: `history-2026-11-24T21-50-03.db`, in UTC.
const RECENT: &str = "history-";
const TIME: &str = "%Y-%m-%dT%H-%M-%S";
/// Of so many days the last copy is kept.
const DAYS: usize = 3;
/// A copy costs as much as reading the database once: up to this size it is made whenever runs were added, of a larger one
/// once a day. About 1,200 runs.
const SMALL_BYTES: u64 = 16 << 20;
const APART: SignedDuration = SignedDuration::from_hours(24);

/// Names of copies that are being made, and how old one must be to be nobody's.
const UNFINISHED: &str = ".unfinished-";
const ABANDONED: SignedDuration = SignedDuration::from_hours(1);

/// Name of the copy made before the database becomes `version`.
pub(super) fn before_version(version: usize) -> String {
    format!("before-version-{version}.db")
}

/// The copies in a data folder.
pub struct Backups {
    folder: PathBuf,
}

impl Backups {
    pub fn of(data_dir: &Path) -> Self {
        Self { folder: data_dir.join(FOLDER) }
    }

    /// All copies, the newest first.
    pub fn all(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut found: Vec<_> = entries
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "db"))
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        found.sort();
        found.into_iter().rev().map(|(_, path)| path).collect()
    }

    /// What copies that were interrupted left, when nobody can be at it any more.
    pub fn leftovers(&self, now: Timestamp) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let old = |entry: &fs::DirEntry| {
            let changed = entry.metadata().ok()?.modified().ok()?;
            Some(now.duration_since(Timestamp::try_from(changed).ok()?) > ABANDONED)
        };
        entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED) && old(entry) == Some(true))
            .map(|entry| entry.path())
            .collect()
    }

    pub fn newest(&self) -> Option<PathBuf> {
        self.all().into_iter().next()
    }

    /// Recent copies with the time in their name, the newest first.
    fn recent(&self) -> Vec<(Timestamp, PathBuf)> {
        let made = |path: &Path| {
            let stem = path.file_stem()?.to_str()?.strip_prefix(RECENT)?.to_owned();
            let civil = jiff::civil::DateTime::strptime(TIME, stem).ok()?;
            Some(civil.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp())
        };
        let mut recent: Vec<_> = self.all().into_iter().filter_map(|path| Some((made(&path)?, path))).collect();
        recent.sort();
        recent.reverse();
        recent
    }

    /// Copies the open database `db` to `name`. SQLite reads every page for it, so a damaged database is refused; the
    /// copy is there whole or not at all, and writers need not wait.
    ///
    /// # Errors
    /// [`Error::Unwritable`], [`Error::HistoryDamaged`].
    pub(super) fn make(&self, db: &Connection, path: &Path, name: &str) -> Result<PathBuf> {
        let failed = |e: &std::io::Error| Error::writing(&self.folder, e);
        store::private_folder(&self.folder).map_err(|e| failed(&e))?;
        let draft = TempDir::with_prefix_in(UNFINISHED, &self.folder).map_err(|e| failed(&e))?;
        let copy = draft.path().join(FILE_NAME);
        db.execute("VACUUM INTO ?1", [copy.to_string_lossy()]).map_err(|e| store::problem(path, &e))?;
        let target = self.folder.join(name);
        store::private(&copy).and_then(|()| fs::File::open(&copy)?.sync_all()).map_err(|e| failed(&e))?;
        fs::rename(&copy, &target).map_err(|e| failed(&e))?;
        Ok(target)
    }
}

impl Store {
    /// Makes a copy, unless the database is large and the last copy not a day old, and forgets those that newer ones
    /// replace. To be called when runs were added and the user has what they waited for.
    ///
    /// # Errors
    /// [`Error::Unwritable`], [`Error::HistoryDamaged`].
    pub fn back_up_when_due(&self, now: Timestamp) -> Result<Option<PathBuf>> {
        let backups = self.backups();
        let fresh = |(made, _): &(Timestamp, PathBuf)| now.duration_since(*made).abs() < APART;
        let large = fs::metadata(self.data_dir().join(FILE_NAME)).is_ok_and(|file| file.len() > SMALL_BYTES);
        if large && backups.recent().first().is_some_and(fresh) {
            return Ok(None);
        }
        let name = format!("{RECENT}{}.db", now.to_zoned_datetime(TimeZone::UTC).strftime(TIME));
        let made = self.read_with_path(|db, path| backups.make(db, path, &name))?;
        let mut days = Vec::new();
        for (time, copy) in backups.recent() {
            let day = time.to_zoned_datetime(TimeZone::UTC).date();
            if days.contains(&day) || days.len() == DAYS {
                fs::remove_file(&copy).map_err(|e| Error::writing(copy, &e))?;
            } else {
                days.push(day);
            }
        }
        Ok(Some(made))
    }
}
