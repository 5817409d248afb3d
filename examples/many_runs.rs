//! A history of many runs, to see what a long practice costs: `cargo run --release --example many_runs -- FOLDER COUNT`.
//!
//! Two sample takes are saved as any run is; the others are copies of them with times, questions, tags and values of their
//! own, made inside SQLite, so the database is as large as a real one.

#[path = "../tests/common/mod.rs"]
mod common;

use std::error::Error;
use std::path::Path;

use common::takes::{Take, take};
use saywell::history::{Asked, FILE_NAME, NewRun, Store};

/// Copies of the run `id % 2 + 1`, one every three hours, up to now.
const COPY: &str = "
    PRAGMA synchronous = OFF;
    BEGIN;
    CREATE TEMP TABLE numbers AS
        WITH RECURSIVE n (id) AS (SELECT 3 UNION ALL SELECT id + 1 FROM n WHERE id < :count) SELECT id FROM n;
    INSERT INTO runs
        SELECT n.id, lower(hex(randomblob(16))), run.saved_at - (:count - n.id) * 10800000, run.name, run.note,
               question.id, json_set(run.asked, '$.question', question.id), run.audio_path, run.audio_sha256, run.duration_s,
               run.language, run.transcript_source, run.model_sha256, run.lexicon_sha256, run.threshold_sha256,
               run.saywell_version, 10 + abs(random() % 12), run.saved_at - (:count - n.id) * 10800000, NULL
        FROM numbers AS n JOIN runs AS run ON run.id = n.id % 2 + 1
        JOIN (SELECT 0 AS at, 'self-intro' AS id UNION SELECT 1, 'behavioural' UNION SELECT 2, 'project'
              UNION SELECT 3, 'technical' UNION SELECT 4, NULL) AS question ON question.at = n.id % 5
        WHERE n.id <= :count;
    INSERT INTO tags SELECT id, 'mock', saved_at, place FROM runs WHERE id % 3 = 0;
    INSERT INTO tags SELECT id, 'rare', saved_at, place FROM runs WHERE id % 9973 = 0;
    INSERT INTO measurements
        SELECT n.id, m.measure_id, m.value * (0.8 + abs(random() % 1000) / 2500.0), m.unit
        FROM numbers AS n JOIN measurements AS m ON m.run_id = n.id % 2 + 1 ORDER BY n.id, m.measure_id;
    INSERT INTO analyses (run_id, made_at, json_gz)
        SELECT n.id, a.made_at, a.json_gz FROM numbers AS n JOIN analyses AS a ON a.run_id = n.id % 2 + 1;
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count] = arguments.as_slice() else { return Err("name a FOLDER and a COUNT".into()) };
    let bytes = fill(Path::new(folder), count.parse()?)?;
    println!("{count} runs, {} bytes a run", bytes / count.parse::<u64>()?);
    Ok(())
}

/// Makes a history of `count` runs in `folder` and returns its size in bytes.
pub fn fill(folder: &Path, count: i64) -> Result<u64, Box<dyn Error>> {
    let mut store = Store::open(folder)?;
    for which in [Take::One, Take::Two] {
        store.save(NewRun {
            analysis: take(which),
            saved_at: jiff::Timestamp::now(),
            name: "take".to_owned(),
            asked: Asked { question: Some("self-intro".to_owned()), ..Asked::default() },
            audio: None,
            tags: Vec::new(),
            note: Some("as any other".to_owned()),
        })?;
    }
    drop(store);
    let path = folder.join(FILE_NAME);
    rusqlite::Connection::open(&path)?.execute_batch(&COPY.replace(":count", &count.to_string()))?;
    Ok(std::fs::metadata(path)?.len())
}
