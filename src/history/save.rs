//! Runs in.

use jiff::Timestamp;
use rusqlite::{Transaction, params};
use uuid::{NoContext, Uuid};

use super::packing;
use super::run::{Asked, AudioFile, NewRun, RunId};
use super::store::Store;
use crate::error::Result;
use crate::types::{Analysis, Position};

impl Store {
    /// Keeps a run. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`crate::error::Error::Unwritable`] on a full disk, [`crate::history::HistoryError::Busy`],
    /// [`crate::history::HistoryError::Damaged`]; the runs that were there stay.
    pub fn save(&mut self, run: NewRun<'_>) -> Result<RunId> {
        // Compressing takes longer than writing, and others may be waiting to write.
        let (kept, packed) = as_kept(run.analysis);
        let uid = uid(run.saved_at);
        let row = Row {
            id: None,
            uid: &uid,
            saved_at: run.saved_at,
            place: None,
            name: &run.name,
            note: run.note.as_deref(),
            tags: &run.tags,
            asked: &run.asked,
            audio: run.audio.as_ref(),
        };
        self.write(|db| {
            let id = insert(db, &row, &kept)?;
            keep_analysis(db, id, run.saved_at, &packed)?;
            Ok(id)
        })
    }

    /// Adds a new analysis to run `id`; the older ones stay (`saywell show RUN --analysis N`).
    ///
    /// # Errors
    /// Those of [`Store::save`].
    pub fn add_analysis(&mut self, id: RunId, analysis: &Analysis, made_at: Timestamp) -> Result<()> {
        let (kept, packed) = as_kept(analysis);
        self.write(|db| {
            describe(db, id, &kept)?;
            keep_analysis(db, id, made_at, &packed)
        })
    }
}

/// A name that no other run has, on no machine. A clock before 1970 is taken for that year.
fn uid(at: Timestamp) -> String {
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    let nanoseconds = u32::try_from(at.subsec_nanosecond()).unwrap_or(0);
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanoseconds)).to_string()
}

/// The analysis as it will be read again, and as it is kept. What lists read is taken from the former, so that both say
/// the same.
fn as_kept(analysis: &Analysis) -> (Analysis, Vec<u8>) {
    let json = packing::json(analysis);
    let kept = packing::own(&json);
    (kept, packing::pack(&json))
}

/// What a run has beside its analyses.
pub(super) struct Row<'a> {
    /// Its number; the next one when it has none yet.
    pub id: Option<RunId>,
    pub uid: &'a str,
    pub saved_at: Timestamp,
    /// See [`super::run::RunInfo::place`]; behind all others when it has none yet.
    pub place: Option<i64>,
    pub name: &'a str,
    pub note: Option<&'a str>,
    pub tags: &'a [String],
    pub asked: &'a Asked,
    pub audio: Option<&'a AudioFile>,
}

/// The row of a run, its tags, and what its newest analysis says.
pub(super) fn insert(db: &Transaction, run: &Row<'_>, newest: &Analysis) -> rusqlite::Result<RunId> {
    db.prepare_cached(
        "INSERT INTO runs (uid, saved_at, name, note, question, asked, audio_path, audio_sha256, audio_path_bytes, id, place,
                           duration_s, language, lexicon_sha256, threshold_sha256, saywell_version, within)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
                 coalesce(?11, max(?2, 1 + coalesce((SELECT max(place) FROM runs), ?2 - 1))), 0, '', '', '', '', 0)",
    )?
    .execute(params![
        run.uid,
        run.saved_at.as_millisecond(),
        run.name,
        run.note,
        run.asked.question,
        serde_json::to_string(run.asked).expect("plain data"),
        run.audio.map(|audio| audio.path.to_string_lossy()),
        run.audio.map(|audio| &audio.sha256),
        run.audio.and_then(AudioFile::bytes),
        run.id.map(|id| id.0),
        run.place,
    ])?;
    let id = RunId(db.last_insert_rowid());
    run.tags.iter().try_for_each(|tag| add_tag(db, id, tag))?;
    describe(db, id, newest)?;
    Ok(id)
}

/// A tag that is there already is no error.
pub(super) fn add_tag(db: &Transaction, id: RunId, tag: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO tags (run_id, tag, run_saved_at, run_place)
               SELECT id, ?2, saved_at, place FROM runs WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![id.0, tag]).map(drop)
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
        insert.execute(params![id.0, measurement.id.0, measurement.value, unit(measurement.unit)])?;
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
