//! Copies of the history: a few recent ones, and one before each change of its shape.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rusqlite::{Connection, OpenFlags};

use super::store::{self, FILE_NAME, Store};
use crate::error::{Error, Result};
use crate::files::{self, Unfinished};

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
            .filter(|entry| {
                entry.path().extension().is_some_and(|extension| extension == "db") && entry.path().is_file()
            })
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        found.sort();
        found.into_iter().rev().map(|(_, path)| path).collect()
    }

    pub fn folder(&self) -> &Path {
        &self.folder
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
    /// [`Error::Unwritable`], [`crate::history::HistoryError::Damaged`].
    pub(super) fn make(&self, db: &Connection, path: &Path, name: &str) -> Result<PathBuf> {
        let failed = |e: &std::io::Error| Error::writing(&self.folder, e);
        let desk = Unfinished::new_in(&self.folder).map_err(|e| failed(&e))?;
        let copy = desk.path().join(FILE_NAME);
        db.execute("VACUUM INTO ?1", [copy.to_string_lossy()]).map_err(|e| store::problem(path, &e))?;
        let target = self.folder.join(name);
        files::make_private(&copy).and_then(|()| fs::File::open(&copy)?.sync_all()).map_err(|e| failed(&e))?;
        fs::rename(&copy, &target).map_err(|e| failed(&e))?;
        Ok(target)
    }
}

/// What a copy still holds of runs that were deleted.
#[derive(Debug, Clone, PartialEq)]
pub struct Holder {
    pub path: PathBuf,
    /// Further days with a saved run after which newer copies have taken its place; `None`: it stays for good.
    pub days: Option<usize>,
}

impl Backups {
    /// The highest number of a run that the copy at `path` has given: which of two knows more, whatever their clocks said.
    pub fn reach(path: &Path) -> i64 {
        let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'runs'";
        let db = Connection::open_with_flags(path, READING);
        db.and_then(|db| db.query_row(sql, [], |row| row.get(0))).unwrap_or(0)
    }

    /// Copies, and damaged histories that were put aside, which hold a run of `uids`; one that cannot be read may.
    pub fn holders(&self, uids: &[String]) -> Vec<Holder> {
        let recent = self.recent();
        let days = |path: &Path| Some(DAYS.saturating_sub(recent.iter().position(|(_, copy)| copy == path)?).max(1));
        let copies = self.all().into_iter().filter(|copy| holds(copy, uids).unwrap_or(true));
        let copies = copies.map(|path| Holder { days: days(&path), path });
        copies.chain(self.put_aside().into_iter().map(|path| Holder { path, days: None })).collect()
    }

    /// Databases that `doctor` put aside, with what lies beside them.
    fn put_aside(&self) -> Vec<PathBuf> {
        let data_dir = self.folder.parent().unwrap_or(Path::new("."));
        let Ok(entries) = fs::read_dir(data_dir) else { return Vec::new() };
        let mut found: Vec<PathBuf> = entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("damaged-"))
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
            .collect();
        found.sort();
        found
    }

    /// Takes runs `uids` out of the copy or damaged history at `path`. A damaged one goes as a whole: nothing can be taken
    /// out of it.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn forget(path: &Path, uids: &[String]) -> Result<()> {
        if without(path, uids).is_ok() {
            return Ok(());
        }
        fs::remove_file(path).map_err(|e| Error::writing(path, &e))
    }

    /// The run that had number `id` in the newest copy that knows it.
    pub fn uid_of(&self, id: i64) -> Option<String> {
        self.all().iter().find_map(|copy| {
            let db = Connection::open_with_flags(copy, READING).ok()?;
            db.query_row("SELECT uid FROM runs WHERE id = ?1", [id], |row| row.get(0)).ok()
        })
    }
}

const READING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

fn holds(copy: &Path, uids: &[String]) -> rusqlite::Result<bool> {
    let db = Connection::open_with_flags(copy, READING)?;
    let mut known = db.prepare("SELECT 1 FROM runs WHERE uid = ?1")?;
    uids.iter().try_fold(false, |found, uid| Ok(found || known.exists([uid])?))
}

/// In one transaction, overwritten, and given back to the disk.
fn without(copy: &Path, uids: &[String]) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(copy, flags)?;
    db.execute_batch("PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;")?;
    let found: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(rusqlite::Error::InvalidQuery);
    }
    let change = db.transaction()?;
    for uid in uids {
        change.execute("DELETE FROM runs WHERE uid = ?1", [uid])?;
    }
    change.commit()?;
    db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;")
}

impl Store {
    /// Makes a copy, unless the database is large and the last copy not a day old, and forgets those that newer ones
    /// replace. To be called when runs were added and the user has what they waited for.
    ///
    /// # Errors
    /// [`Error::Unwritable`], [`crate::history::HistoryError::Damaged`].
    pub fn back_up_when_due(&self, now: Timestamp) -> Result<Option<PathBuf>> {
        let backups = self.backups();
        let fresh = |(made, _): &(Timestamp, PathBuf)| now.duration_since(*made).abs() < APART;
        let large = fs::metadata(self.data_dir().join(FILE_NAME)).is_ok_and(|file| file.len() > SMALL_BYTES);
        if large && backups.recent().first().is_some_and(fresh) {
            return Ok(None);
        }
        let name = format!("{RECENT}{}.db", now.to_zoned_datetime(TimeZone::UTC).strftime(TIME));
        let made = self.read_with_path(|db, path| backups.make(db, path, &name))?;
        // The one just made stays, also when the clock was set back and others seem newer.
        let mut days = vec![now.to_zoned_datetime(TimeZone::UTC).date()];
        for (time, copy) in backups.recent().into_iter().filter(|(_, copy)| *copy != made) {
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
