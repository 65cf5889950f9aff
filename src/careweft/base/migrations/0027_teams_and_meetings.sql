-- Who stands in for whom, and team meetings.

-- Somebody of a team is away in [since, until); `cover` stands in, nobody where it is null.
CREATE TABLE care.absence (
    id text PRIMARY KEY,
    practitioner text NOT NULL REFERENCES care.practitioner,
    cover text REFERENCES care.practitioner CHECK (cover <> practitioner),
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    note text NOT NULL DEFAULT '',
    said_by text NOT NULL,
    CHECK (since < until)
);
CREATE INDEX absence_practitioner ON care.absence (practitioner, since);

-- One meeting of a team: `series` is the name of it in the model of care, `at` when it is due.
CREATE TABLE care.meeting (
    id text PRIMARY KEY,
    team text NOT NULL REFERENCES care.team,
    series text NOT NULL,
    title text NOT NULL,
    at timestamptz NOT NULL,
    opened timestamptz,
    closed timestamptz,
    chair text NOT NULL DEFAULT '',
    UNIQUE (team, series, at),
    CHECK (closed IS NULL OR opened IS NOT NULL)
);
CREATE UNIQUE INDEX meeting_open ON care.meeting (team, series) WHERE opened IS NOT NULL AND closed IS NULL;

CREATE TABLE care.attendance (
    meeting text NOT NULL REFERENCES care.meeting,
    practitioner text NOT NULL,
    present boolean NOT NULL,
    PRIMARY KEY (meeting, practitioner)
);

-- A person on an agenda, once. `why` says what the rule saw, `records` from which records. What was said of the person
-- is a Composition in the person's record: its id is made of the meeting and of `subject`, which the item follows.
CREATE TABLE care.meeting_item (
    person_id bigint NOT NULL,
    meeting text NOT NULL REFERENCES care.meeting,
    subject text NOT NULL,
    composition text NOT NULL,
    part text NOT NULL,
    place integer NOT NULL,
    why jsonb NOT NULL,
    records text[] NOT NULL DEFAULT '{}',
    said_by text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('waiting', 'discussed', 'deferred', 'carried', 'left')),
    note text NOT NULL DEFAULT '',
    carried_from text NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, meeting)
);
CREATE INDEX meeting_item_meeting ON care.meeting_item (meeting, place);
COMMENT ON COLUMN care.meeting_item.said_by IS 'who added the person by hand; empty where a rule did';

CALL access.protect('care.meeting_item', $$access.shows(care.meeting_item.person_id, 'Composition/' || composition)
    AND (SELECT coalesce(bool_and(access.shows(care.meeting_item.person_id, r)), true)
        FROM unnest(records || (ARRAY[subject])) r)$$);
GRANT SELECT ON care.absence, care.meeting, care.attendance, care.meeting_item TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.absence, care.meeting, care.attendance, care.meeting_item
    TO careweft_worker;
