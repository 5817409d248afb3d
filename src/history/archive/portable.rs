//! A run apart from any database.

use jiff::Timestamp;
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::history::packing;
use crate::history::run::{Asked, AudioFile, RunId};
use crate::history::save::{Row, insert, keep_analysis};
use crate::history::store::Store;
use crate::types::Analysis;

/// `run.json`: all that is known of a run beside its analyses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Portable {
    pub uid: String,
    pub saved_at: Timestamp,
    /// Its place among the runs of its history; absent in files from before there were places.
    #[serde(default)]
    pub place: Option<i64>,
    pub name: String,
    pub note: Option<String>,
    pub tags: Vec<String>,
    pub asked: Asked,
    pub audio: Option<AudioFile>,
    /// When each analysis was made, the first one first.
    pub analyses: Vec<Timestamp>,
}

/// A run with its analyses as they are kept in the database.
pub struct PackedRun {
    pub run: Portable,
    /// Gzipped JSON, one for each time in `run.analyses`.
    pub analyses: Vec<Vec<u8>>,
}

/// Run `id` of `store` with all its analyses.
///
/// # Errors
/// [`crate::history::HistoryError::Damaged`] when any part of it cannot be read.
pub fn portable(store: &Store, id: RunId) -> Result<PackedRun> {
    let info = store.info(id)?;
    let times = store.analyses(id)?;
    let analyses = (1..=times.len())
        .map(|number| store.analysis_json(id, Some(number)).map(|json| packing::pack(&json)))
        .collect::<Result<_>>()?;
    let run = Portable {
        uid: info.uid,
        saved_at: info.saved_at,
        place: Some(info.place),
        name: info.name,
        note: info.note,
        tags: info.tags,
        asked: info.asked,
        audio: info.audio,
        analyses: times,
    };
    Ok(PackedRun { run, analyses })
}

impl PackedRun {
    /// The newest analysis.
    ///
    /// # Errors
    /// A sentence when there is none, or when it is damaged or from a newer saywell.
    pub fn newest(&self) -> Result<Analysis, String> {
        let packed = self.analyses.last().ok_or("has no analysis")?;
        packing::analysis(packed)
    }

    /// Whether a database has the run already.
    pub fn is_known(&self, db: &Connection) -> rusqlite::Result<bool> {
        db.prepare_cached("SELECT 1 FROM runs WHERE uid = ?1")?.exists([&self.run.uid])
    }

    /// Puts the run into a database that does not know it yet, under number `id` where one is given.
    pub fn insert(&self, db: &Transaction, newest: &Analysis, id: Option<RunId>) -> rusqlite::Result<()> {
        let run = &self.run;
        let id = insert(
            db,
            &Row {
                id,
                uid: &run.uid,
                saved_at: run.saved_at,
                place: Some(run.place.unwrap_or(run.saved_at.as_millisecond())),
                name: &run.name,
                note: run.note.as_deref(),
                tags: &run.tags,
                asked: &run.asked,
                audio: run.audio.as_ref(),
            },
            newest,
        )?;
        for (made_at, packed) in run.analyses.iter().zip(&self.analyses) {
            keep_analysis(db, id, *made_at, packed)?;
        }
        Ok(())
    }
}
