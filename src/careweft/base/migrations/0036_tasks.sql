-- Why a task is on hold or cancelled, until when it is held, and who asked for it where that is another party.
ALTER TABLE care.task ADD COLUMN reason text NOT NULL DEFAULT '', ADD COLUMN held_until timestamptz,
    ADD COLUMN requester text NOT NULL DEFAULT '';
CREATE INDEX task_mine ON care.task (practitioner, due) WHERE status IN ('requested', 'in-progress', 'on-hold');
CREATE INDEX task_kinds ON care.task (team, code, title) WHERE status IN ('requested', 'in-progress', 'on-hold');
CREATE INDEX task_held ON care.task (held_until) WHERE status = 'on-hold' AND held_until IS NOT NULL;

-- What an account sent under a key that its browser made: sending it again is answered as it was the first time.
-- Nothing of a person stands here: `result` names tasks and what became of each.
CREATE TABLE care.submission (
    account_id bigint NOT NULL REFERENCES access.account ON DELETE CASCADE,
    key uuid NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    result jsonb,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX submission_at ON care.submission (at);
ALTER TABLE care.submission ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON care.submission TO careweft_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON care.submission FOR SELECT TO careweft_web USING (account_id = (SELECT access.account()));
GRANT SELECT ON care.submission TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.submission TO careweft_worker;
