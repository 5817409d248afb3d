-- The order in which runs were saved, whatever the clock said then: times may go back, places never do. Runs from before
-- keep the order of their times.
ALTER TABLE runs ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET place = saved_at;
ALTER TABLE tags ADD COLUMN run_place INTEGER NOT NULL DEFAULT 0;
UPDATE tags SET run_place = run_saved_at;
-- A path that is not UTF-8, byte for byte. audio_path then only shows it.
ALTER TABLE runs ADD COLUMN audio_path_bytes BLOB;

CREATE INDEX runs_by_place ON runs (place, id);
DROP INDEX runs_by_question;
CREATE INDEX runs_by_question ON runs (question, place, id);
DROP INDEX runs_by_quality;
CREATE INDEX runs_by_quality ON runs (question, within, place, id);
DROP INDEX tags_by_tag;
CREATE INDEX tags_by_tag ON tags (tag, run_place, run_id);
