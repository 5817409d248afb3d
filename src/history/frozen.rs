//! A history that cannot be written, for want of rights or of room: it is read as it lies there.

use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use super::migrations;
use super::store::{FILE_NAME, Store};
use crate::error::{Error, Result};
use crate::files;

/// What may stand in the path of a file address.
const PATH: AsciiSet = NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Opens the database at `path` to read it, in the way that costs least: as it is, or alone with its journal, or a copy in
/// the temporary folder, which is brought to today's shape there.
///
/// # Errors
/// What keeps it from being read in any of these ways.
pub(super) fn open(path: &Path) -> Result<Store> {
    let is_whole = fs::metadata(companion(path, "-wal")).map_or(true, |journal| journal.len() == 0);
    let in_place = if is_whole { unchanging(path) } else { alone(path) };
    match in_place {
        Ok(db) if migrations::version(&db).is_ok_and(|version| version == migrations::LATEST) => {
            Ok(Store::unchecked(db, path))
        }
        _ => copied(path),
    }
}

/// SQLite takes the file for one that nobody changes, and needs nothing beside it.
fn unchanging(path: &Path) -> rusqlite::Result<Connection> {
    let address = format!("file:{}?immutable=1", percent_encode(path.as_os_str().as_encoded_bytes(), &PATH));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(address, flags)
}

/// Whoever has the file alone needs no shared memory on the disk to read its journal.
fn alone(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.pragma_update(None, "locking_mode", "exclusive")?;
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(db)
}

fn copied(path: &Path) -> Result<Store> {
    let temporary = std::env::temp_dir();
    let folder = TempDir::new().map_err(|e| Error::writing(&temporary, &e))?;
    let copy = folder.path().join(FILE_NAME);
    for suffix in ["", "-wal"] {
        let (from, to) = (companion(path, suffix), companion(&copy, suffix));
        if from.exists() {
            fs::copy(&from, &to).map_err(|e| Error::reading(from, &e))?;
            // A copy has the rights of what it was copied from.
            files::make_private(&to).map_err(|e| Error::writing(&temporary, &e))?;
        }
    }
    let store = Store::open(folder.path())?;
    Ok(store.copied(path, folder))
}

/// A file that SQLite keeps beside its database.
pub(super) fn companion(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
