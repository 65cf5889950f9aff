-- When a notice last changed by the wall clock, so that whoever it is for can be told at once (care.changes).
ALTER TABLE care.notice ADD COLUMN changed timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE INDEX notice_changed ON care.notice (changed);
