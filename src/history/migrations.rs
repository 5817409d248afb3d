//! The database's shape, by numbered steps. A step that was released is never edited: the next change is the next file
//! and a line in [`STEPS`].

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Version `i + 1` of the database is reached by `STEPS[i]`.
pub const STEPS: &[&str] = &[
    include_str!("migrations/0001_runs.sql"),
    include_str!("migrations/0002_indexes.sql"),
    include_str!("migrations/0003_places.sql"),
];

/// The version this program writes.
pub const LATEST: usize = STEPS.len();

/// What the database says of itself; 0 for a new file.
pub fn version(db: &Connection) -> rusqlite::Result<usize> {
    db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).map(|version| version.max(0) as usize)
}

/// Brings `db` to the latest version, all steps or none. Another process may do the same at the same time.
pub fn apply(db: &Connection) -> rusqlite::Result<()> {
    let transaction = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    for (step, sql) in STEPS.iter().enumerate().skip(version(&transaction)?) {
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", (step + 1) as i64)?;
    }
    transaction.commit()
}

/// Brings a damaged `db` to the latest shape as far as it goes: each statement for itself, whatever becomes of the others.
pub(super) fn apply_what_works(db: &Connection) {
    let from = version(db).unwrap_or(LATEST);
    for statement in STEPS.iter().skip(from).flat_map(|sql| sql.split_inclusive(';')) {
        let _ = db.execute_batch(statement);
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    /// Databases out there were made by these very texts: a new step gets a new line, an old line never changes.
    #[test]
    fn released_steps_are_never_edited() {
        let sums: Vec<String> = STEPS
            .iter()
            .map(|sql| Sha256::digest(sql.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect())
            .collect();
        assert_eq!(sums, ["a81a5816a151fa95", "6d955348c63e868d", "628bdb6c9ac5a92f"]);
    }

    #[test]
    fn the_steps_lead_to_the_latest_version_once() {
        let db = Connection::open_in_memory().unwrap();
        apply(&db).unwrap();
        apply(&db).unwrap();
        assert_eq!(version(&db).unwrap(), LATEST);
    }
}
