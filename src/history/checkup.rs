//! Whether a database is sound, and what to do when it is not.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::{Timestamp, tz::TimeZone};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use tempfile::NamedTempFile;

use super::archive::portable;
use super::migrations;
use super::packing;
use super::run::RunId;
use super::store::{self, FILE_NAME, Store};
use crate::error::{Error, Result};

/// What was put back.
#[derive(Debug, PartialEq)]
pub struct Restored {
    /// The damaged database, kept under another name.
    pub aside: PathBuf,
    /// Runs in the copy that took its place.
    pub from_backup: usize,
    /// Runs that only the damaged database had, and that could be read.
    pub rescued: usize,
    /// Runs of which it had some trace, and that could not be read.
    pub lost: usize,
}

/// Reads all of the database at `path` and returns how many runs it holds; `progress` hears (runs read, all runs).
///
/// # Errors
/// What is wrong with it, in a few words.
pub fn check(path: &Path, progress: &mut dyn FnMut(usize, usize)) -> Result<usize, String> {
    let said = |e: rusqlite::Error| match e {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message,
        other => other.to_string(),
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(said)?;
    db.busy_timeout(store::PATIENCE).map_err(said)?;
    let found: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(said)?;
    if found != "ok" {
        return Err(found.lines().last().unwrap_or_default().to_lowercase());
    }
    let orphan =
        db.query_row("PRAGMA foreign_key_check", [], |row| row.get::<_, String>(0)).optional().map_err(said)?;
    if let Some(table) = orphan {
        return Err(format!("{table} without their run"));
    }
    match migrations::version(&db).map_err(said)? {
        0 => return Ok(0),
        // What an older shape means, its own saywell knew; it becomes ours when it is opened.
        version if version < migrations::LATEST => {
            return db
                .query_row("SELECT count(*) FROM runs", [], |row| row.get::<_, i64>(0))
                .map(|n| n as usize)
                .map_err(said);
        }
        _ => {}
    }
    let store = Store::unchecked(db, path);
    let ids = ids(&store, "ASC").map_err(|e| e.to_string())?;
    for (done, id) in ids.iter().enumerate() {
        progress(done, ids.len());
        agree(&store, *id)?;
    }
    Ok(ids.len())
}

/// Whether the row and the measurements of a run are those of its newest analysis, and all its analyses can be read.
fn agree(store: &Store, id: RunId) -> Result<(), String> {
    let plain = |e: Error| match e {
        Error::HistoryDamaged { reason, .. } => reason,
        other => other.to_string(),
    };
    let packed = portable(store, id).map_err(plain)?;
    for analysis in &packed.analyses {
        packing::analysis(analysis).map_err(|problem| format!("run {id}: an analysis {problem}"))?;
    }
    let newest = packed.newest().map_err(|problem| format!("run {id} {problem}"))?;
    let info = store.info(id).map_err(plain)?;
    let kept = store.measurements(id).map_err(plain)?;
    let same = info.duration_s == newest.recording.duration_s
        && info.provenance == newest.provenance
        && kept.len() == newest.measurements.len()
        && newest.measurements.iter().all(|measured| kept.get(measured.id.0.as_ref()) == Some(&measured.value));
    if same { Ok(()) } else { Err(format!("the figures of run {id} are not those of its analysis")) }
}

/// Puts `backup` (`None`: an empty history) in the place of the damaged database in `data_dir`, which stays under another
/// name, and brings over the runs that only it has and that can be read.
///
/// # Errors
/// [`Error::Unreadable`], [`Error::Unwritable`]; the damaged database is where it was then.
pub fn restore(data_dir: &Path, backup: Option<&Path>, now: Timestamp) -> Result<Restored> {
    let path = data_dir.join(FILE_NAME);
    let failed = |e: &io::Error| Error::writing(&path, e);
    let time = now.to_zoned_datetime(TimeZone::UTC).strftime("%Y-%m-%dT%H-%M-%S");
    let aside = data_dir.join(format!("damaged-{time}.db"));
    let mut draft = NamedTempFile::new_in(data_dir).map_err(|e| failed(&e))?;
    if let Some(backup) = backup {
        let mut copy = fs::File::open(backup).map_err(|e| Error::reading(backup, &e))?;
        io::copy(&mut copy, draft.as_file_mut()).map_err(|e| failed(&e))?;
    }
    draft.as_file().sync_all().map_err(|e| failed(&e))?;
    let companion = |path: &Path, suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
    if path.exists() {
        fs::copy(&path, &aside).map_err(|e| failed(&e))?;
        let wal = companion(&path, "-wal");
        if wal.exists() {
            fs::copy(&wal, companion(&aside, "-wal")).map_err(|e| failed(&e))?;
        }
        // Else SQLite would play the old journal into the copy.
        for suffix in ["-wal", "-shm"] {
            match fs::remove_file(companion(&path, suffix)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed(&e)),
                _ => {}
            }
        }
    }
    draft.persist(&path).map_err(|e| failed(&e.error))?;
    let mut store = Store::open(data_dir)?;
    let from_backup = store.count()?;
    let (rescued, lost) = rescue(&mut store, &aside)?;
    Ok(Restored { aside, from_backup, rescued, lost })
}

/// Brings the readable runs of the damaged database over; returns how many came, and how many could not be read.
fn rescue(store: &mut Store, damaged: &Path) -> Result<(usize, usize)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(db) = Connection::open_with_flags(damaged, flags) else { return Ok((0, 0)) };
    let damaged = Store::unchecked(db, damaged);
    // A bad page ends a walk; the other direction finds what lies behind it.
    let mut found = partial_ids(&damaged, "ASC");
    found.extend(partial_ids(&damaged, "DESC"));
    found.sort();
    found.dedup();
    let (mut rescued, mut lost) = (0, 0);
    for id in found {
        let whole = portable(&damaged, id).ok().and_then(|packed| Some((packed.newest().ok()?, packed)));
        match whole {
            Some((newest, packed)) => {
                let came = store.write(|db| match packed.is_known(db)? {
                    true => Ok(false),
                    false => packed.insert(db, &newest).map(|()| true),
                })?;
                rescued += usize::from(came);
            }
            None => lost += usize::from(!known(store, &damaged, id)?),
        }
    }
    Ok((rescued, lost))
}

/// Whether the copy has a run of which the damaged database has only a trace.
fn known(store: &Store, damaged: &Store, id: RunId) -> Result<bool> {
    let Ok(info) = damaged.info(id) else { return Ok(store.info(id).is_ok()) };
    store
        .read(|db| db.query_row("SELECT count(*) FROM runs WHERE uid = ?1", [info.uid], |row| row.get::<_, i64>(0)))
        .map(|count| count > 0)
}

fn ids(store: &Store, order: &str) -> Result<Vec<RunId>> {
    let sql = format!("SELECT id FROM runs NOT INDEXED ORDER BY id {order}");
    store.read(|db| db.prepare(&sql)?.query_map([], |row| row.get(0).map(RunId))?.collect())
}

/// Numbers of runs up to the first that cannot be read.
fn partial_ids(store: &Store, order: &str) -> Vec<RunId> {
    let sql = format!("SELECT id FROM runs NOT INDEXED ORDER BY id {order}");
    let walk = |db: &Connection| -> rusqlite::Result<Vec<RunId>> {
        Ok(db.prepare(&sql)?.query_map([], |row| row.get(0).map(RunId))?.map_while(Result::ok).collect())
    };
    store.read(walk).unwrap_or_default()
}
