-- Facts: flat, person-centred tables made from the record, with the time a fact was true and the time it was known;
-- and the events that are the differences between them. All of it can be rebuilt from the record.
CREATE SCHEMA facts;
GRANT USAGE ON SCHEMA facts TO careweft_web, careweft_worker;

-- A row is known in [known_from, known_to); 'infinity' means that it is known now. `n` numbers the rows of a record.
CREATE TABLE facts.person (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    birth_date date,
    sex text,
    died timestamptz,
    practice text,
    postcode text,
    imd integer,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);
CREATE UNIQUE INDEX person_current ON facts.person (person_id) WHERE known_to = 'infinity';

CREATE TABLE facts.encounter (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    class text,
    status text,
    emergency boolean,
    start timestamptz,
    finish timestamptz,
    organisation text,
    unit text,
    reason text,
    ready timestamptz,
    delay text,
    destination text,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts.condition (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    code text,
    name text,
    start timestamptz,
    finish timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts.reading (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    code text,
    name text,
    value double precision,
    unit text,
    at timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts.medication (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    code text,
    name text,
    start timestamptz,
    finish timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts.contact (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    kind text,
    at timestamptz,
    minutes integer,
    organisation text,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts.service (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    kind text,
    status text,
    start timestamptz,
    finish timestamptz,
    organisation text,
    weekly_minutes integer,
    weekly_pence bigint,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts.referral (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    at timestamptz,
    status text,
    urgent boolean,
    organisation text,
    reason text,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts.assessment (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    instrument text,
    score double precision,
    at timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts."case" (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    status text,
    team text,
    coordinator text,
    start timestamptz,
    finish timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

CREATE TABLE facts.registration (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    practice text,
    start timestamptz,
    finish timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

-- What each source's own Patient says; person and registration are chosen from these.
CREATE TABLE facts.patient (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    source text,
    active boolean,
    birth_date date,
    sex text,
    deceased boolean,
    died timestamptz,
    organisation text,
    practice text,
    registered timestamptz,
    postcode text,
    moved timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);

-- Deprivation of an area, by postcode district ('TQ1') or sector ('TQ1 4'): 1 the most deprived tenth, 10 the least.
CREATE TABLE facts.area (
    postcode text PRIMARY KEY,
    imd integer NOT NULL CHECK (imd BETWEEN 1 AND 10)
);

-- One row per thing that happened; a correction raises its revision, a cancellation marks it revoked.
CREATE TABLE facts.event (
    person_id bigint NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    known timestamptz NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    revoked boolean NOT NULL DEFAULT false,
    data jsonb NOT NULL,
    PRIMARY KEY (person_id, key)
);

CALL access.protect('facts.person');
CALL access.protect('facts.encounter');
CALL access.protect('facts.condition');
CALL access.protect('facts.reading');
CALL access.protect('facts.medication');
CALL access.protect('facts.contact');
CALL access.protect('facts.service');
CALL access.protect('facts.referral');
CALL access.protect('facts.assessment');
CALL access.protect('facts."case"');
CALL access.protect('facts.registration');
CALL access.protect('facts.patient');
CALL access.protect('facts.event');

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA facts TO careweft_worker;
-- Who may write a resource of a person writes its facts with it.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA facts TO careweft_web;
REVOKE INSERT, UPDATE, DELETE ON facts.area FROM careweft_web;
