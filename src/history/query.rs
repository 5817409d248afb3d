//! Runs out.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use super::packing;
use super::reference::RunRef;
use super::run::{AnswerTo, AudioFile, Filter, Run, RunId, RunInfo, RunValues};
use super::store::Store;
use crate::error::Result;
use crate::history::HistoryError;
use crate::types::{Analysis, Provenance};

const COLUMNS: &str = "id, uid, saved_at, name, note, question, asked, audio_path, audio_sha256, duration_s, language, \
                       transcript_source, model_sha256, lexicon_sha256, threshold_sha256, saywell_version, \
                       audio_path_bytes, place";

impl Store {
    /// How many runs are kept.
    ///
    /// # Errors
    /// [`HistoryError::Damaged`].
    pub fn count(&self) -> Result<usize> {
        self.matching(&Filter::default())
    }

    /// How many runs match `filter`, whatever its limit.
    ///
    /// # Errors
    /// [`HistoryError::Damaged`].
    pub fn matching(&self, filter: &Filter) -> Result<usize> {
        let Chosen { from, condition, values, .. } = chosen(filter, false);
        let sql = format!("SELECT count(*) FROM {from} {condition}");
        self.read(|db| one(db, &sql, values)).map(|count| count.unwrap_or(0) as usize)
    }

    /// The tag of the newest run that has one which begins with `start`.
    ///
    /// # Errors
    /// [`HistoryError::Damaged`].
    pub fn newest_tag(&self, start: &str) -> Result<Option<String>> {
        let sql = "SELECT tag FROM tags WHERE substr(tag, 1, length(?1)) = ?1 ORDER BY run_saved_at DESC, run_id DESC LIMIT 1";
        self.read(|db| db.query_row(sql, [start], |row| row.get(0)).optional())
    }

    /// Values of run `id` by measure.
    pub(super) fn measurements(&self, id: RunId) -> Result<HashMap<String, Option<f64>>> {
        self.read(|db| {
            db.prepare_cached("SELECT measure_id, value FROM measurements WHERE run_id = ?1")?
                .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    /// The number of the run that `named` means.
    ///
    /// # Errors
    /// [`HistoryError::NoSuchRun`], [`HistoryError::NoRuns`] when none is kept, [`HistoryError::NotSaved`] for a file.
    pub fn find(&self, named: &RunRef) -> Result<RunId> {
        let found = match named {
            RunRef::File(path) => match self.called(&path.to_string_lossy())? {
                None if path.exists() => return Err(HistoryError::NotSaved(path.clone()).into()),
                found => found,
            },
            RunRef::Id(id) => self.read(|db| one(db, "SELECT id FROM runs WHERE id = ?1", [Value::from(id.0)]))?,
            RunRef::Last(back) => {
                let sql = "SELECT id FROM runs ORDER BY place DESC, id DESC LIMIT 1 OFFSET ?1";
                self.read(|db| one(db, sql, [Value::from(*back as i64)]))?
            }
            RunRef::Best => self.best()?,
        };
        match found {
            Some(id) => Ok(RunId(id)),
            None if self.count()? == 0 => Err(HistoryError::NoRuns.into()),
            None => Err(HistoryError::NoSuchRun { asked: named.to_string() }.into()),
        }
    }

    /// The newest run of that name.
    fn called(&self, name: &str) -> Result<Option<i64>> {
        let sql = "SELECT id FROM runs WHERE name = ?1 ORDER BY place DESC, id DESC LIMIT 1";
        self.read(|db| one(db, sql, [Value::from(name.to_owned())]))
    }

    /// See [`RunRef::Best`].
    fn best(&self) -> Result<Option<i64>> {
        let sql = "SELECT run.id FROM runs AS run
                   LEFT JOIN measurements AS score INDEXED BY measurements_rambling
                   ON score.run_id = run.id AND score.measure_id = 'rambling_score'
                   WHERE run.question IS ?1 AND run.within = (SELECT max(within) FROM runs WHERE question IS ?1)
                   ORDER BY score.value IS NULL, score.value, run.place DESC, run.id DESC LIMIT 1";
        self.read(|db| {
            let newest = "SELECT question FROM runs ORDER BY place DESC, id DESC LIMIT 1";
            let Some(question) = db.query_row(newest, [], |row| row.get::<_, Value>(0)).optional()? else {
                return Ok(None);
            };
            one(db, sql, [question])
        })
    }

    /// What is known of run `id` without its analysis.
    ///
    /// # Errors
    /// [`HistoryError::NoSuchRun`], [`HistoryError::Damaged`].
    pub fn info(&self, id: RunId) -> Result<RunInfo> {
        let sql = format!("SELECT {COLUMNS} FROM runs WHERE id = ?1");
        self.read(|db| runs(db, &sql, vec![Value::from(id.0)]))?
            .pop()
            .ok_or_else(|| HistoryError::NoSuchRun { asked: id.to_string() }.into())
    }

    /// The run that `named` means, with its newest analysis.
    ///
    /// # Errors
    /// Those of [`Store::find`], and [`HistoryError::Damaged`] when the analysis cannot be read.
    pub fn run(&self, named: &RunRef) -> Result<Run> {
        let id = self.find(named)?;
        Ok(Run { info: self.info(id)?, analysis: self.analysis(id, None)? })
    }

    /// When each analysis of run `id` was made, the first one first.
    ///
    /// # Errors
    /// [`HistoryError::Damaged`].
    pub fn analyses(&self, id: RunId) -> Result<Vec<Timestamp>> {
        self.read(|db| {
            db.prepare_cached("SELECT made_at FROM analyses WHERE run_id = ?1 ORDER BY id")?
                .query_map([id.0], |row| instant(row, 0))?
                .collect()
        })
    }

    /// Analysis number `number` of run `id` (1 is the first), or the newest.
    ///
    /// # Errors
    /// [`HistoryError::NoSuchAnalysis`], [`HistoryError::Damaged`].
    pub fn analysis(&self, id: RunId, number: Option<usize>) -> Result<Analysis> {
        let json = self.analysis_json(id, number)?;
        packing::from_json(&json).map_err(|problem| self.damaged(format!("the analysis of run {id} {problem}")))
    }

    /// The JSON of an analysis as it was written, byte for byte.
    ///
    /// # Errors
    /// Those of [`Store::analysis`].
    pub fn analysis_json(&self, id: RunId, number: Option<usize>) -> Result<Vec<u8>> {
        let (order, offset) = number.map_or(("DESC", 0), |number| ("ASC", number.saturating_sub(1)));
        let sql = format!("SELECT json_gz FROM analyses WHERE run_id = ?1 ORDER BY id {order} LIMIT 1 OFFSET ?2");
        let packed =
            self.read(|db| db.query_row(&sql, [id.0, offset as i64], |row| row.get::<_, Vec<u8>>(0)).optional())?;
        let packed = packed.ok_or_else(|| match number {
            Some(number) => HistoryError::NoSuchAnalysis { run: id.to_string(), number }.into(),
            None => self.damaged(format!("run {id} has lost its analysis")),
        })?;
        packing::unpack(&packed).map_err(|e| self.damaged(format!("the analysis of run {id} is damaged: {e}")))
    }

    /// Runs, newest first.
    ///
    /// # Errors
    /// [`HistoryError::Damaged`].
    pub fn list(&self, filter: &Filter) -> Result<Vec<RunInfo>> {
        self.read(|db| list(db, filter))
    }

    /// Runs, newest first, with the values of `measures` (ids) from their newest analysis.
    ///
    /// # Errors
    /// [`HistoryError::Damaged`].
    pub fn values(&self, measures: &[&str], filter: &Filter) -> Result<Vec<RunValues>> {
        self.read(|db| {
            let mut statement = db.prepare("SELECT measure_id, value FROM measurements WHERE run_id = ?1")?;
            list(db, filter)?
                .into_iter()
                .map(|run| {
                    let mut values = vec![None; measures.len()];
                    let mut rows = statement.query([run.id.0])?;
                    while let Some(row) = rows.next()? {
                        let id = row.get_ref(0)?.as_str()?;
                        // A measure may be asked for twice: as a column and as a goal.
                        for place in (0..measures.len()).filter(|place| measures[*place] == id) {
                            values[place] = row.get(1)?;
                        }
                    }
                    Ok(RunValues { run, values })
                })
                .collect()
        })
    }
}

fn list(db: &Connection, filter: &Filter) -> rusqlite::Result<Vec<RunInfo>> {
    let Chosen { from, condition, order, mut values } = chosen(filter, true);
    // A negative limit is none.
    values.push(Value::from(filter.limit.map_or(-1, |limit| limit as i64)));
    runs(db, &format!("SELECT {COLUMNS} FROM {from} {condition} ORDER BY {order} LIMIT ?"), values)
}

/// A filter as SQL.
struct Chosen {
    from: &'static str,
    /// Begins with WHERE, or is empty: SQLite counts a whole table faster than one with a condition.
    condition: String,
    order: &'static str,
    values: Vec<Value>,
}

/// `filter` but for its limit; `whole` when more of a run is needed than that it is there. The newest of a tag are read off
/// the tag's own index, in its order.
fn chosen(filter: &Filter, whole: bool) -> Chosen {
    let mut conditions = Vec::new();
    let mut values = Vec::new();
    let (saved_at, order) = match &filter.tag {
        Some(tag) => {
            conditions.push("tag = ?");
            values.push(Value::from(tag.clone()));
            ("run_saved_at >= ?", "run_place DESC, run_id DESC")
        }
        None => ("saved_at >= ?", "place DESC, id DESC"),
    };
    match &filter.question {
        AnswerTo::Any => {}
        AnswerTo::NoQuestion => conditions.push("question IS NULL"),
        AnswerTo::Question(id) => {
            conditions.push("question = ?");
            values.push(Value::from(id.clone()));
        }
    }
    if let Some(since) = filter.since {
        conditions.push(saved_at);
        values.push(Value::from(since.as_millisecond()));
    }
    let from = match &filter.tag {
        None => "runs",
        Some(_) if !whole && filter.question == AnswerTo::Any => "tags",
        // In SQLite a CROSS JOIN is read from left to right.
        Some(_) => "tags CROSS JOIN runs ON runs.id = tags.run_id",
    };
    let condition = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
    Chosen { from, condition, order, values }
}

/// The first column of the first row.
fn one(db: &Connection, sql: &str, values: impl IntoIterator<Item = Value>) -> rusqlite::Result<Option<i64>> {
    db.query_row(sql, params_from_iter(values), |row| row.get(0)).optional()
}

/// Runs that `sql` selects, with their tags.
fn runs(db: &Connection, sql: &str, values: Vec<Value>) -> rusqlite::Result<Vec<RunInfo>> {
    let mut found: Vec<RunInfo> =
        db.prepare(sql)?.query_map(params_from_iter(values), info)?.collect::<rusqlite::Result<_>>()?;
    let mut tags = db.prepare("SELECT tag FROM tags WHERE run_id = ?1 ORDER BY tag")?;
    for run in &mut found {
        run.tags = tags.query_map([run.id.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    }
    Ok(found)
}

/// A row of [`COLUMNS`].
fn info(row: &Row<'_>) -> rusqlite::Result<RunInfo> {
    let asked: String = row.get(6)?;
    let path: Option<String> = row.get(7)?;
    let sha256: Option<String> = row.get(8)?;
    let bytes: Option<Vec<u8>> = row.get(16)?;
    Ok(RunInfo {
        id: RunId(row.get(0)?),
        uid: row.get(1)?,
        saved_at: instant(row, 2)?,
        place: row.get(17)?,
        name: row.get(3)?,
        note: row.get(4)?,
        question: row.get(5)?,
        tags: Vec::new(),
        asked: serde_json::from_str(&asked).map_err(|e| unusable(6, e))?,
        audio: path.zip(sha256).map(|(path, sha256)| AudioFile::at(path, bytes, sha256)),
        duration_s: row.get(9)?,
        provenance: Provenance {
            language: row.get(10)?,
            transcript_source: row.get(11)?,
            model_sha256: row.get(12)?,
            lexicon_sha256: row.get(13)?,
            threshold_sha256: row.get(14)?,
            saywell_version: row.get(15)?,
        },
    })
}

fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(row.get(column)?).map_err(|e| unusable(column, e))
}

fn unusable(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}
