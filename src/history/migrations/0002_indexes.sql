-- What history, show, compare and trend look for, so that 100,000 runs take no longer than ten.
CREATE INDEX runs_by_time ON runs (saved_at, id);
CREATE INDEX runs_by_question ON runs (question, saved_at, id);
CREATE INDEX runs_by_quality ON runs (question, within, saved_at, id);
CREATE INDEX runs_by_audio ON runs (audio_path) WHERE audio_path IS NOT NULL;
CREATE INDEX tags_by_tag ON tags (tag, run_saved_at, run_id);
-- What decides between runs of the same quality, apart from the thirty other measures.
CREATE INDEX measurements_rambling ON measurements (run_id, value) WHERE measure_id = 'rambling_score';
CREATE INDEX analyses_by_run ON analyses (run_id, id);
