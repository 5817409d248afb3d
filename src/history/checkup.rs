//! Whether a database is sound.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::archive::portable;
use super::migrations;
use super::packing;
use super::run::RunId;
use super::store::{self, Store};
use crate::error::Error;
use crate::history::HistoryError;
use crate::interrupt::Interrupt;

/// Reads all of the database at `path` and returns how many runs it holds; `progress` hears (runs read, all runs).
///
/// # Errors
/// What is wrong with it, in a few words.
pub fn check(path: &Path, progress: &mut dyn FnMut(usize, usize)) -> Result<usize, String> {
    let said = |e: rusqlite::Error| match e {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message,
        other => other.to_string(),
    };
    if !path.is_file() {
        return Err("it is no file".to_owned());
    }
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
    let ids = ids(&store).map_err(|e| e.to_string())?;
    for (done, id) in ids.iter().enumerate() {
        progress(done, ids.len());
        if Interrupt::of_the_program().is_raised() {
            return Err("not read to its end".to_owned());
        }
        agree(&store, *id)?;
    }
    Ok(ids.len())
}

/// Whether the row and the measurements of a run are those of its newest analysis, and all its analyses can be read.
fn agree(store: &Store, id: RunId) -> Result<(), String> {
    let plain = |e: Error| match e {
        Error::History(HistoryError::Damaged { reason, .. }) => reason,
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

fn ids(store: &Store) -> Result<Vec<RunId>, Error> {
    let sql = "SELECT id FROM runs NOT INDEXED ORDER BY id";
    store.read(|db| db.prepare(sql)?.query_map([], |row| row.get(0).map(RunId))?.collect())
}
