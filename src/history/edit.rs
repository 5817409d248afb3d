//! What people change of a run: its name, note and tags, and whether it stays.

use rusqlite::params;

use super::run::{AudioFile, RunId};
use super::save::add_tag;
use super::store::Store;
use crate::error::Result;

impl Store {
    /// Gives run `id` another name.
    ///
    /// # Errors
    /// Those of [`Store::save`].
    pub fn rename(&mut self, id: RunId, name: &str) -> Result<()> {
        self.write(|db| db.execute("UPDATE runs SET name = ?2 WHERE id = ?1", params![id.0, name]).map(drop))
    }

    /// Replaces the note of run `id`; `None` takes it away.
    ///
    /// # Errors
    /// Those of [`Store::save`].
    pub fn set_note(&mut self, id: RunId, note: Option<&str>) -> Result<()> {
        self.write(|db| db.execute("UPDATE runs SET note = ?2 WHERE id = ?1", params![id.0, note]).map(drop))
    }

    /// Adds and removes tags of run `id`; a tag that is there already, or not, is no error.
    ///
    /// # Errors
    /// Those of [`Store::save`].
    pub fn tag(&mut self, id: RunId, add: &[String], remove: &[String]) -> Result<()> {
        self.write(|db| {
            add.iter().try_for_each(|tag| add_tag(db, id, tag))?;
            for tag in remove {
                db.execute("DELETE FROM tags WHERE run_id = ?1 AND tag = ?2", params![id.0, tag])?;
            }
            Ok(())
        })
    }

    /// Forgets runs with all their analyses. Their recordings are the caller's to delete.
    ///
    /// # Errors
    /// Those of [`Store::save`].
    pub fn delete(&mut self, ids: &[RunId]) -> Result<()> {
        self.write(|db| ids.iter().try_for_each(|id| db.execute("DELETE FROM runs WHERE id = ?1", [id.0]).map(drop)))?;
        self.give_back_room();
        Ok(())
    }

    /// How many runs refer to the recording at the path of `audio`.
    ///
    /// # Errors
    /// [`crate::history::HistoryError::Damaged`].
    pub fn users_of(&self, audio: &AudioFile) -> Result<usize> {
        let sql = "SELECT count(*) FROM runs WHERE audio_path = ?1 AND audio_path_bytes IS ?2";
        let path = params![audio.path.to_string_lossy(), audio.bytes()];
        self.read(|db| db.query_row(sql, path, |row| row.get::<_, i64>(0))).map(|count| count as usize)
    }
}
