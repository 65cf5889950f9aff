-- Monitoring at home: who is monitored, alerts, readings that were set aside, and who is on call.

-- The truth is the FHIR CarePlan of category `monitoring`; `look_at` is when the clock looks at it next, at the latest an
-- hour after it `looked`.
CREATE TABLE care.monitored (
    person_id bigint NOT NULL,
    id text NOT NULL,
    programme text NOT NULL,
    status text NOT NULL,
    level text NOT NULL DEFAULT '',
    since timestamptz NOT NULL,
    reviewed timestamptz,
    look_at timestamptz NOT NULL DEFAULT '-infinity',
    looked timestamptz NOT NULL DEFAULT '-infinity',
    version integer NOT NULL,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX monitored_look ON care.monitored (look_at) WHERE status = 'active';

-- The truth is the FHIR DetectedIssue: [since, until) is how long what it warns of was true, `closed` when somebody had
-- done what was to be done.
CREATE TABLE care.alert (
    person_id bigint NOT NULL,
    id text NOT NULL,
    programme text NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    detail text NOT NULL,
    urgent boolean NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    closed timestamptz,
    outcome text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    by text NOT NULL DEFAULT '',
    tries integer NOT NULL DEFAULT 0,
    record text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX alert_open ON care.alert (person_id) WHERE closed IS NULL;

-- Readings that came but cannot be right, with why.
CREATE TABLE care.reading_aside (
    person_id bigint NOT NULL,
    record text NOT NULL,
    name text NOT NULL,
    said text NOT NULL,
    why text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, record, name)
);

-- Who of a team is on call for a shift of the model's rota in [since, until).
CREATE TABLE care.on_call (
    id text PRIMARY KEY,
    shift text NOT NULL,
    practitioner text NOT NULL REFERENCES care.practitioner,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL CHECK (since < until),
    said_by text NOT NULL
);
CREATE INDEX on_call_time ON care.on_call (since);

CALL access.protect('care.monitored', $$access.shows(care.monitored.person_id, 'CarePlan/' || id)$$);
CALL access.protect('care.alert', $$access.shows(care.alert.person_id, 'DetectedIssue/' || id)
    AND access.shows(care.alert.person_id, record)$$);
CALL access.protect('care.reading_aside', $$access.shows(care.reading_aside.person_id, record)$$);
GRANT SELECT ON care.monitored, care.alert, care.reading_aside, care.on_call TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.monitored, care.alert, care.reading_aside, care.on_call TO careweft_worker;

CREATE TABLE facts.monitoring (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    programme text,
    status text,
    level text,
    start timestamptz,
    finish timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);
CREATE TABLE facts.alert (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    code text,
    programme text,
    urgent boolean,
    outcome text,
    start timestamptz,
    finish timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);
CALL access.protect('facts.monitoring');
CALL access.protect('facts.alert');
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.monitoring, facts.alert TO careweft_worker, careweft_web;
