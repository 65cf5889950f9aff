-- Plans: the shared plan of each person, as the clock and the pages look for it. The truth is the FHIR CarePlan.
CREATE TABLE care.plan (
    person_id bigint NOT NULL,
    id text NOT NULL,
    status text NOT NULL,
    created timestamptz NOT NULL,
    review_due timestamptz,
    version integer NOT NULL,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX plan_review ON care.plan (review_due) WHERE status = 'active';
CALL access.protect('care.plan', $$access.shows(care.plan.person_id, 'CarePlan/' || id)$$);
GRANT SELECT ON care.plan TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.plan TO careweft_worker;

-- `agreed` and `declined` are when the person last said so of the plan; at most one of them is there.
CREATE TABLE facts.plan (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    status text,
    start timestamptz,
    finish timestamptz,
    agreed timestamptz,
    declined timestamptz,
    reviewed timestamptz,
    review_due timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts.goal (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    name text,
    status text,
    start timestamptz,
    finish timestamptz,
    target timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);
CALL access.protect('facts.plan');
CALL access.protect('facts.goal');
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.plan, facts.goal TO careweft_worker, careweft_web;
