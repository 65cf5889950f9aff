-- Pathways over several organisations. The truth is a FHIR CarePlan for each person's pathway; these are projections of
-- it, for the line on which everybody stands, for handovers and for variation.

-- Units with what they are designated for, and the minutes that it takes to get there from a postcode area.
CREATE TABLE care.unit (
    id text PRIMARY KEY,
    title text NOT NULL,
    designations text[] NOT NULL
);
CREATE TABLE care.travel (
    unit text NOT NULL REFERENCES care.unit ON DELETE CASCADE,
    area text NOT NULL,
    minutes integer NOT NULL CHECK (minutes >= 0),
    PRIMARY KEY (area, unit)
);

CREATE TABLE care.pathway (
    person_id bigint NOT NULL,
    id text NOT NULL,
    pathway text NOT NULL,
    title text NOT NULL,
    status text NOT NULL,
    start timestamptz NOT NULL,
    finish timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX pathway_active ON care.pathway (pathway) WHERE status = 'active';

-- A stage's turn: sent (and by whom), to be taken on by `due`, taken on, left.
CREATE TABLE care.pathway_stage (
    person_id bigint NOT NULL,
    id text NOT NULL,
    number integer NOT NULL,
    stage text NOT NULL,
    title text NOT NULL,
    party text NOT NULL,
    sender text NOT NULL,
    sent timestamptz NOT NULL,
    due timestamptz,
    taken timestamptz,
    "left" timestamptz,
    PRIMARY KEY (person_id, id, number)
);

-- A step's turn; `at` is when it was done or given up.
CREATE TABLE care.pathway_step (
    person_id bigint NOT NULL,
    id text NOT NULL,
    step text NOT NULL,
    number integer NOT NULL,
    leg integer NOT NULL,
    stage text NOT NULL,
    title text NOT NULL,
    role text NOT NULL,
    service text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('open', 'done', 'not-done')),
    ready timestamptz NOT NULL,
    due timestamptz NOT NULL,
    at timestamptz,
    said_by text NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, id, step, number)
);

CREATE TABLE care.pathway_variation (
    person_id bigint NOT NULL,
    id text NOT NULL,
    about text NOT NULL,
    kind text NOT NULL,
    stage text NOT NULL,
    at timestamptz NOT NULL,
    code text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '',
    said_by text NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, id, about)
);

-- Whoever has the person on a pathway, and who sent them as long as they wait.
INSERT INTO access.kind VALUES ('pathway', 511 - 1 - 256, 0, 330);

CALL access.protect('care.pathway', $$access.shows(care.pathway.person_id, 'CarePlan/' || id)$$);
CALL access.protect('care.pathway_stage', $$access.shows(care.pathway_stage.person_id, 'CarePlan/' || id)$$);
CALL access.protect('care.pathway_step', $$access.shows(care.pathway_step.person_id, 'CarePlan/' || id)$$);
CALL access.protect('care.pathway_variation', $$access.shows(care.pathway_variation.person_id, 'CarePlan/' || id)$$);
GRANT SELECT ON care.unit, care.travel, care.pathway, care.pathway_stage, care.pathway_step, care.pathway_variation
    TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.unit, care.travel, care.pathway, care.pathway_stage, care.pathway_step,
    care.pathway_variation TO careweft_worker;
