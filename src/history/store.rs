//! The database file: opening it, and what goes wrong with it.

use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use tempfile::TempDir;

use super::backups::{self, Backups};
use super::frozen;
use super::migrations;
use super::restore;
use crate::error::{Error, Result};
use crate::files;
use crate::history::HistoryError;

/// Name of the database in the data folder.
pub const FILE_NAME: &str = "history.db";

/// `application_id` of the database (`migrations/0001_runs.sql`).
const APPLICATION_ID: i64 = 0x5341_5957;

/// How long to wait for another saywell that writes.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The open history. Several processes may have it open; each write is one transaction.
pub struct Store {
    db: Connection,
    path: PathBuf,
    /// Where the copy lies that is read instead, of a history that cannot be written.
    _copy: Option<TempDir>,
}

impl Store {
    /// Opens the history in `data_dir`, which is made when it is not there, to read and to write it. What a crash left
    /// unfinished is finished or swept away.
    ///
    /// # Errors
    /// [`HistoryError::Newer`], [`HistoryError::Damaged`], [`HistoryError::NotHistory`], [`HistoryError::Busy`],
    /// [`Error::Unwritable`], [`Error::Unreadable`].
    pub fn open(data_dir: &Path) -> Result<Store> {
        files::private_folder(data_dir).map_err(|e| Error::writing(data_dir, &e))?;
        restore::resume(data_dir)?;
        files::sweep(data_dir);
        files::sweep(Backups::of(data_dir).folder());
        let path = data_dir.join(FILE_NAME);
        if files::check_own(&path).is_err() {
            return Err(HistoryError::NotHistory(path).into());
        }
        if !path.exists() {
            private_file(&path, data_dir).map_err(|e| Error::writing(&path, &e))?;
        }
        let db = Connection::open(&path).map_err(|e| problem(&path, &e))?;
        let store = Store { db, path, _copy: None };
        store.read(|db| db.busy_timeout(PATIENCE))?;
        store.is_ours()?;
        store.migrate()?;
        store.read(|db| {
            db.pragma_update(None, "foreign_keys", true)?;
            // What is deleted is overwritten, not only left out.
            db.pragma_update(None, "secure_delete", true)
        })?;
        Ok(store)
    }

    /// A database whose shape and soundness nobody vouches for: for those who check it.
    pub(super) fn unchecked(db: Connection, path: &Path) -> Store {
        Store { db, path: path.to_owned(), _copy: None }
    }

    /// The same history read from `copy` instead.
    pub(super) fn copied(self, path: &Path, copy: TempDir) -> Store {
        Store { path: path.to_owned(), _copy: Some(copy), ..self }
    }

    /// Opens the history in `data_dir` to read it, when there is one; makes nothing. One that cannot be written, for want
    /// of rights or of room, is read as it lies there.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn existing(data_dir: &Path) -> Result<Option<Store>> {
        let path = data_dir.join(FILE_NAME);
        if !path.exists() && !restore::is_unfinished(data_dir) {
            return Ok(None);
        }
        match Store::open(data_dir) {
            Err(error @ (Error::Unwritable { .. } | Error::Unreadable { .. })) => {
                frozen::open(&path).map_err(|_| error).map(Some)
            }
            opened => opened.map(Some),
        }
    }

    /// Folder of the history, its backups and its recordings.
    pub fn data_dir(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// The copies of the history.
    pub fn backups(&self) -> Backups {
        Backups::of(self.data_dir())
    }

    /// Makes the file as small as what is in it, and takes over what still lies beside it, so that nothing of what was
    /// deleted stays on. Best effort: while others read, it waits for the next time.
    pub(super) fn give_back_room(&self) {
        let _ = self.db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// Runs `query` and says in our words what goes wrong.
    pub(super) fn read<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        query(&self.db).map_err(|e| problem(&self.path, &e))
    }

    /// Runs `change` as one transaction: all of it happens, or nothing.
    pub(super) fn write<T>(&mut self, change: impl FnOnce(&Transaction) -> rusqlite::Result<T>) -> Result<T> {
        self.write_all(|db, path| change(db).map_err(|e| problem(path, &e)))
    }

    /// The same for changes with errors of their own; they get the database's path to name.
    pub(super) fn write_all<T>(&mut self, change: impl FnOnce(&Transaction, &Path) -> Result<T>) -> Result<T> {
        let failed = |e| problem(&self.path, &e);
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let value = change(&transaction, &self.path)?;
        transaction.commit().map_err(failed)?;
        Ok(value)
    }

    /// Lends the connection to what names the file in its own errors.
    pub(super) fn read_with_path<T>(&self, query: impl FnOnce(&Connection, &Path) -> Result<T>) -> Result<T> {
        query(&self.db, &self.path)
    }

    /// The history is damaged where SQLite does not notice.
    pub(super) fn damaged(&self, reason: impl Into<String>) -> Error {
        damaged(&self.path, reason)
    }

    /// Refuses a database that another program made.
    fn is_ours(&self) -> Result<()> {
        let (application, tables) = self.read(|db| {
            let application: i64 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
            let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            Ok((application, tables))
        })?;
        let new = application == 0 && tables == 0;
        if new || application == APPLICATION_ID {
            Ok(())
        } else {
            Err(HistoryError::NotHistory(self.path.clone()).into())
        }
    }

    /// Brings the database to this program's version; one that holds runs is copied first.
    fn migrate(&self) -> Result<()> {
        let found = self.read(migrations::version)?;
        if found > migrations::LATEST {
            return Err(HistoryError::Newer { path: self.path.clone(), found, known: migrations::LATEST }.into());
        }
        if found == migrations::LATEST {
            return Ok(());
        }
        if found > 0 {
            self.backups().make(&self.db, &self.path, &backups::before_version(found + 1))?;
        }
        self.read(write_ahead)?;
        self.read(migrations::apply)
    }
}

/// Readers and one writer at a time. Switching needs the file alone, and SQLite does not wait for that by itself.
fn write_ahead(db: &Connection) -> rusqlite::Result<()> {
    let began = Instant::now();
    loop {
        match db.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0)) {
            Ok(_) => return Ok(()),
            Err(error) if is_busy(&error) && began.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(20)),
            Err(error) => return Err(error),
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// What SQLite says, in our words.
pub(super) fn problem(path: &Path, error: &rusqlite::Error) -> Error {
    let path = path.to_owned();
    let reason = || match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    };
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => HistoryError::Busy(path).into(),
        Some(ErrorCode::DiskFull) => Error::Unwritable { path, reason: "the disk is full".to_owned() },
        Some(ErrorCode::ReadOnly) => Error::Unwritable { path, reason: "it may only be read".to_owned() },
        Some(ErrorCode::SystemIoFailure) => Error::Unwritable { path, reason: reason() },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Error::Unreadable { path, reason: reason() },
        // Values of the wrong kind, missing rows and tables are damage too: this program writes none such.
        _ => damaged(&path, reason()),
    }
}

fn damaged(path: &Path, reason: impl Into<String>) -> Error {
    let backups = Backups::of(path.parent().unwrap_or(Path::new(".")));
    let remedy = match backups.newest() {
        Some(backup) => format!("`saywell doctor` puts the backup {} in its place", backup.display()),
        None => "there is no backup yet; `saywell doctor` saves what can be read".to_owned(),
    };
    HistoryError::Damaged { path: path.to_owned(), reason: reason.into(), remedy }.into()
}

/// Makes the empty database, for its owner alone; SQLite gives its companions the same rights. A folder of saywell's own
/// that older versions made for everybody (`models download` did) is closed before words come into it.
fn private_file(path: &Path, data_dir: &Path) -> io::Result<()> {
    if data_dir.file_name().is_some_and(|name| name == "saywell") {
        let _ = files::make_private(data_dir);
    }
    files::private_options().append(true).create(true).open(path).map(drop)
}
