-- "SAYW": this file is saywell's and nobody else's.
PRAGMA application_id = 0x53415957;

-- One saved take. What its newest analysis says about it stands here too, so that lists never open an analysis.
CREATE TABLE runs (
    id               INTEGER PRIMARY KEY AUTOINCREMENT, -- a deleted run's number is never given again
    uid              TEXT NOT NULL UNIQUE,              -- the same on every machine
    saved_at         INTEGER NOT NULL,                  -- milliseconds since 1970-01-01T00:00:00Z
    name             TEXT NOT NULL,
    note             TEXT,
    question         TEXT,                              -- id of the question's profile
    asked            TEXT NOT NULL,                     -- JSON: question, target, points, to analyse it again
    audio_path       TEXT,
    audio_sha256     TEXT,
    duration_s       REAL NOT NULL,
    language         TEXT NOT NULL,
    transcript_source TEXT,
    model_sha256     TEXT,
    lexicon_sha256   TEXT NOT NULL,
    threshold_sha256 TEXT NOT NULL,
    saywell_version  TEXT NOT NULL,
    within           INTEGER NOT NULL                   -- measures that lie within their band
) STRICT;

CREATE TABLE tags (
    run_id       INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    tag          TEXT NOT NULL,
    run_saved_at INTEGER NOT NULL, -- as in runs, where it never changes: the newest of a tag without looking at all of it
    PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;

-- Of the newest analysis. A measure that is undefined for the run has a row without a value.
CREATE TABLE measurements (
    run_id     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    measure_id TEXT NOT NULL,
    value      REAL,
    unit       TEXT NOT NULL,
    PRIMARY KEY (run_id, measure_id)
) STRICT, WITHOUT ROWID;

-- Every analysis ever made of a run, the newest with the highest id: JSON, compressed with gzip.
CREATE TABLE analyses (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id  INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    made_at INTEGER NOT NULL,
    json_gz BLOB NOT NULL
) STRICT;
