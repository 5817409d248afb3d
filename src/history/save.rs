//! Runs in.

use jiff::Timestamp;
use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::packing;
use super::run::{NewRun, RunId};
use super::store::Store;
use crate::error::Result;
use crate::types::{Analysis, Position};

impl Store {
    /// Keeps a run. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`crate::error::Error::Unwritable`] on a full disk, [`crate::error::Error::HistoryBusy`],
    /// [`crate::error::Error::HistoryDamaged`]; the runs that were there stay.
    pub fn save(&mut self, run: NewRun<'_>) -> Result<RunId> {
        // Compressing takes longer than writing, and others may be waiting to write.
        let packed = packing::pack(&packing::json(run.analysis));
        let uid = Uuid::now_v7().to_string();
        self.write(|db| {
            let id = insert(db, &uid, &run)?;
            keep_analysis(db, id, run.saved_at, &packed)?;
            Ok(id)
        })
    }

    /// Adds a new analysis to run `id`; the older ones stay (`saywell show RUN --analysis N`).
    ///
    /// # Errors
    /// Those of [`Store::save`].
    pub fn add_analysis(&mut self, id: RunId, analysis: &Analysis, made_at: Timestamp) -> Result<()> {
        let packed = packing::pack(&packing::json(analysis));
        self.write(|db| {
            describe(db, id, analysis)?;
            keep_analysis(db, id, made_at, &packed)
        })
    }
}

/// The row of a run, its tags and measurements.
pub(super) fn insert(db: &Transaction, uid: &str, run: &NewRun<'_>) -> rusqlite::Result<RunId> {
    let made = &run.analysis.provenance;
    let asked = serde_json::to_string(&run.asked).expect("plain data");
    db.prepare_cached(
        "INSERT INTO runs (uid, saved_at, name, note, question, asked, audio_path, audio_sha256, duration_s, language,
                           lexicon_sha256, threshold_sha256, saywell_version, within)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10, ?11, ?12, 0)",
    )?
    .execute(params![
        uid,
        run.saved_at.as_millisecond(),
        run.name,
        run.note,
        run.asked.question,
        asked,
        run.audio.as_ref().map(|audio| audio.path.to_string_lossy()),
        run.audio.as_ref().map(|audio| &audio.sha256),
        made.language,
        made.lexicon_sha256,
        made.threshold_sha256,
        made.saywell_version,
    ])?;
    let id = RunId(db.last_insert_rowid());
    for tag in &run.tags {
        db.prepare_cached("INSERT OR IGNORE INTO tags (run_id, tag) VALUES (?1, ?2)")?.execute(params![id.0, tag])?;
    }
    describe(db, id, run.analysis)?;
    Ok(id)
}

/// What lists and trends read of `analysis`.
fn describe(db: &Transaction, id: RunId, analysis: &Analysis) -> rusqlite::Result<()> {
    let made = &analysis.provenance;
    let within = analysis
        .measurements
        .iter()
        .filter(|measurement| measurement.band.as_ref().is_some_and(|band| band.position == Position::Within))
        .count();
    db.prepare_cached(
        "UPDATE runs SET duration_s = ?2, language = ?3, transcript_source = ?4, model_sha256 = ?5,
                         lexicon_sha256 = ?6, threshold_sha256 = ?7, saywell_version = ?8, within = ?9 WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        analysis.recording.duration_s,
        made.language,
        made.transcript_source,
        made.model_sha256,
        made.lexicon_sha256,
        made.threshold_sha256,
        made.saywell_version,
        within as i64,
    ])?;
    db.prepare_cached("DELETE FROM measurements WHERE run_id = ?1")?.execute([id.0])?;
    let mut insert =
        db.prepare_cached("INSERT INTO measurements (run_id, measure_id, value, unit) VALUES (?1, ?2, ?3, ?4)")?;
    for measurement in &analysis.measurements {
        let value = measurement.value.filter(|value| value.is_finite());
        insert.execute(params![id.0, measurement.id.0, value, unit(measurement.unit)])?;
    }
    Ok(())
}

/// The unit's serialised name.
fn unit(unit: crate::types::Unit) -> String {
    serde_json::to_value(unit).ok().and_then(|name| name.as_str().map(str::to_owned)).expect("a unit is a word")
}

pub(super) fn keep_analysis(db: &Transaction, id: RunId, made_at: Timestamp, packed: &[u8]) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO analyses (run_id, made_at, json_gz) VALUES (?1, ?2, ?3)")?
        .execute(params![id.0, made_at.as_millisecond(), packed])
        .map(drop)
}
