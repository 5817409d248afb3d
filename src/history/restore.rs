//! A backup in the place of a damaged database, with what else can be read.
//!
//! Everything is prepared beside it; then one rename says that it is to be, and what is left to do is done by whoever comes
//! next ([`resume`]): this program, or after a crash the next start. Until that rename the damaged database is untouched.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use jiff::{Timestamp, tz::TimeZone};
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::archive::portable;
use super::frozen::companion;
use super::migrations;
use super::run::RunId;
use super::store::{FILE_NAME, Store};
use crate::error::{Error, Result};
use crate::files::{self, Unfinished};

/// Names of the database that is to take the place of the damaged one, and of that one when it has gone.
const READY: &str = "restored-";
const ASIDE: &str = "damaged-";
/// Numbers that lie further behind those of the backup were made by the damage.
const BELIEVED: i64 = 100_000;

/// What was put back.
#[derive(Debug, PartialEq)]
pub struct Restored {
    /// The damaged database, kept under another name.
    pub aside: PathBuf,
    /// Runs in the copy that took its place.
    pub from_backup: usize,
    /// Runs that only the damaged database had, and that could be read.
    pub rescued: usize,
    /// Numbers of the runs that it had, or had given and taken back, and that cannot be read any more.
    pub lost: Vec<RangeInclusive<i64>>,
    /// Whether the damaged database still says how many runs it gave a number; else there may have been more than `lost`.
    pub counted: bool,
}

/// Puts `backup` (`None`: an empty history) in the place of the damaged database in `data_dir`, which stays under another
/// name, and brings over the runs that only it has and that can be read. They keep their numbers.
///
/// # Errors
/// [`Error::Unreadable`], [`Error::Unwritable`]; the damaged database is where it was then.
pub fn restore(data_dir: &Path, backup: Option<&Path>, now: Timestamp) -> Result<Restored> {
    let path = data_dir.join(FILE_NAME);
    let failed = |e: io::Error| Error::writing(&path, &e);
    let time = now.to_zoned_datetime(TimeZone::UTC).strftime("%Y-%m-%dT%H-%M-%S");
    let desk = Unfinished::new_in(data_dir).map_err(failed)?;
    // Reading a damaged database may write into it, so a copy is read.
    let damaged = desk.path().join("damaged.db");
    if path.exists() {
        for suffix in ["", "-wal"] {
            let (from, to) = (companion(&path, suffix), companion(&damaged, suffix));
            if from.exists() {
                fs::copy(&from, &to).and_then(|_| files::make_private(&to)).map_err(failed)?;
            }
        }
    }
    let folder = desk.path().join("new");
    files::private_folder(&folder).map_err(failed)?;
    let new = folder.join(FILE_NAME);
    if let Some(backup) = backup {
        let mut copy = files::private_options().write(true).create_new(true).open(&new).map_err(failed)?;
        io::copy(&mut files::open(backup)?, &mut copy).map_err(failed)?;
    }
    let mut store = Store::open(&folder)?;
    let from_backup = store.count()?;
    let found = rescue(&mut store, &damaged)?;
    store.give_back_room();
    drop(store);
    fs::File::open(&new).and_then(|file| file.sync_all()).map_err(failed)?;
    fs::rename(&new, data_dir.join(format!("{READY}{time}.db"))).map_err(failed)?;
    resume(data_dir)?;
    let aside = data_dir.join(format!("{ASIDE}{time}.db"));
    Ok(Restored { aside, from_backup, rescued: found.rescued, lost: ranges(&found.lost), counted: found.counted })
}

/// Databases that are to take the place of the damaged one in `data_dir`.
fn ready(data_dir: &Path) -> Vec<(PathBuf, String)> {
    let Ok(entries) = fs::read_dir(data_dir) else { return Vec::new() };
    let time = |name: &str| Some(name.strip_prefix(READY)?.strip_suffix(".db")?.to_owned());
    let found = entries.flatten().filter_map(|entry| Some((entry.path(), time(entry.file_name().to_str()?)?)));
    found.filter(|(path, _)| path.is_file()).collect()
}

/// Whether a repair was decided and not finished.
pub(super) fn is_unfinished(data_dir: &Path) -> bool {
    !ready(data_dir).is_empty()
}

/// Finishes a repair that was decided: the damaged database goes aside, the new one takes its place. Two programs may do
/// it at once.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn resume(data_dir: &Path) -> Result<()> {
    let path = data_dir.join(FILE_NAME);
    let moved = |from: &Path, to: &Path| match fs::rename(from, to) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::writing(from, &e)),
        _ => Ok(()),
    };
    for (new, time) in ready(data_dir) {
        let aside = data_dir.join(format!("{ASIDE}{time}.db"));
        // Its journal must not be played into the new one.
        for suffix in ["-wal", "-shm", ""] {
            moved(&companion(&path, suffix), &companion(&aside, suffix))?;
        }
        moved(&new, &path)?;
    }
    Ok(())
}

/// What was found in a damaged database.
struct Found {
    rescued: usize,
    lost: BTreeSet<i64>,
    counted: bool,
}

/// Brings the readable runs of the damaged database over.
fn rescue(store: &mut Store, damaged: &Path) -> Result<Found> {
    let nothing = Found { rescued: 0, lost: BTreeSet::new(), counted: false };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(db) = Connection::open_with_flags(damaged, flags) else { return Ok(nothing) };
    // Else SQLite refuses a file that was cut off as a whole.
    let _ = db.pragma_update(None, "writable_schema", true);
    let is_old = migrations::version(&db).is_ok_and(|version| version < migrations::LATEST);
    migrations::apply_what_works(&db);
    let damaged = Store::unchecked(db, damaged);
    let in_backup = last_number(store).unwrap_or(0);
    let believed = |number: &i64| (1..=in_backup + BELIEVED).contains(number);
    let last = last_number(&damaged).filter(believed);
    let mut traces: BTreeSet<i64> = traces(&damaged).into_iter().filter(believed).collect();
    // Numbers up to there were given; those of the backup it had, or they were deleted before it was made.
    traces.extend(last.into_iter().flat_map(|last| in_backup + 1..=last));
    let mut found = Found { counted: last.is_some(), ..nothing };
    for number in traces {
        let id = RunId(number);
        let whole = portable(&damaged, id).ok().and_then(|packed| Some((packed.newest().ok()?, packed)));
        match whole {
            Some((newest, mut packed)) => {
                packed.run.place = packed.run.place.filter(|_| !is_old);
                let came = store.write(|db| {
                    if packed.is_known(db)? {
                        return Ok(false);
                    }
                    let is_free = !db.prepare("SELECT 1 FROM runs WHERE id = ?1")?.exists([number])?;
                    packed.insert(db, &newest, is_free.then_some(id)).map(|()| true)
                })?;
                found.rescued += usize::from(came);
            }
            None if store.info(id).is_ok() => {}
            None => drop(found.lost.insert(number)),
        }
    }
    if let Some(last) = last {
        store.write(|db| db.execute("UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'runs'", [last]))?;
    }
    Ok(found)
}

/// The highest number that was ever given to a run.
fn last_number(store: &Store) -> Option<i64> {
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'runs'";
    store.read(|db| db.query_row(sql, [], |row| row.get(0)).optional()).ok().flatten()
}

/// Numbers of runs, from every table and index that names some, each up to the first page that cannot be read, from both
/// ends.
fn traces(store: &Store) -> BTreeSet<i64> {
    let walk = |sql: &str| {
        store.read(|db| {
            let mut found = db.prepare(sql)?;
            let numbers = found.query_map([], |row| row.get::<_, i64>(0))?;
            Ok(numbers.map_while(Result::ok).collect::<Vec<_>>())
        })
    };
    let mut found = BTreeSet::new();
    for order in ["ASC", "DESC"] {
        for sql in [
            format!("SELECT id FROM runs NOT INDEXED ORDER BY id {order}"),
            format!("SELECT id FROM runs INDEXED BY runs_by_time ORDER BY saved_at {order}"),
            format!("SELECT run_id FROM analyses INDEXED BY analyses_by_run ORDER BY run_id {order}"),
            format!("SELECT run_id FROM analyses NOT INDEXED ORDER BY id {order}"),
            format!("SELECT run_id FROM measurements ORDER BY run_id {order}"),
            format!("SELECT run_id FROM tags ORDER BY run_id {order}"),
        ] {
            found.extend(walk(&sql).unwrap_or_default());
        }
    }
    found
}

/// 1, 2, 3, 7 as 1–3 and 7.
fn ranges(numbers: &BTreeSet<i64>) -> Vec<RangeInclusive<i64>> {
    let mut ranges: Vec<RangeInclusive<i64>> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some(range) if *range.end() == number - 1 => *range = *range.start()..=*number,
            _ => ranges.push(*number..=*number),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_one_range() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10].into()), [1..=3, 7..=7, 9..=10]);
        assert!(ranges(&BTreeSet::new()).is_empty());
    }
}
