-- What people do for a person. Tasks, cases, notices and referrals are FHIR resources; these tables are projections
-- of them for worklists (care.task, care.notice), and the ledger of what reactions did (care.effect).
CREATE SCHEMA care;
GRANT USAGE ON SCHEMA care TO careweft_web, careweft_worker;

CREATE TABLE care.team (
    id text PRIMARY KEY,
    title text NOT NULL,
    manager text NOT NULL DEFAULT ''
);

-- Where work goes whose person is registered with no known practice.
INSERT INTO care.team (id, title) VALUES ('unallocated', 'Not yet allocated');

-- Work is allocated by GP registration, not by address: each practice belongs to one team.
CREATE TABLE care.practice (
    practice text PRIMARY KEY,
    title text NOT NULL,
    team text NOT NULL REFERENCES care.team
);

CREATE TABLE care.practitioner (
    id text PRIMARY KEY,
    name text NOT NULL,
    team text NOT NULL REFERENCES care.team,
    role text NOT NULL,
    caseload integer CHECK (caseload >= 0)
);

-- What a reaction did for an event. The key names model, reaction, event and effect, so that running a reaction again
-- returns the same keys; a cancelled or corrected event reverses exactly the effects of its earlier revision.
CREATE TABLE care.effect (
    person_id bigint NOT NULL,
    key text NOT NULL,
    event_key text NOT NULL,
    kind text NOT NULL,
    content jsonb NOT NULL,
    at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('applied', 'reversed')),
    turn integer NOT NULL DEFAULT 1,
    record text NOT NULL,
    PRIMARY KEY (person_id, key)
);
CREATE INDEX effect_event ON care.effect (person_id, event_key);

CREATE TABLE care.task (
    person_id bigint NOT NULL,
    id text NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    status text NOT NULL,
    urgent boolean NOT NULL,
    team text NOT NULL,
    role text NOT NULL,
    practitioner text,
    authored timestamptz NOT NULL,
    due timestamptz,
    escalate text NOT NULL DEFAULT '',
    escalated timestamptz,
    why text NOT NULL DEFAULT '',
    focus text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    version integer NOT NULL,
    changed timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person_id, id)
);
CREATE INDEX task_changed ON care.task (changed);
CREATE INDEX task_id ON care.task (id);
CREATE INDEX task_worklist ON care.task (team, due) WHERE status IN ('requested', 'in-progress', 'on-hold');
CREATE INDEX task_overdue ON care.task (due)
    WHERE status IN ('requested', 'in-progress') AND escalate <> '' AND escalated IS NULL;

CREATE TABLE care.notice (
    person_id bigint NOT NULL,
    id text NOT NULL,
    recipient text NOT NULL,
    message text NOT NULL,
    about text NOT NULL,
    sent timestamptz NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (person_id, id, recipient)
);
CREATE INDEX notice_inbox ON care.notice (recipient, sent DESC);

CALL access.protect('care.effect');
CALL access.protect('care.task');
CALL access.protect('care.notice');
GRANT SELECT ON care.effect, care.task, care.notice, care.team, care.practice, care.practitioner
    TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA care TO careweft_worker;
