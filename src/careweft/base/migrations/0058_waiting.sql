-- Who waits for an operation, since when and until when: see facts/catalogue.py.
CREATE TABLE facts.waiting (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    what text,
    status text,
    organisation text,
    start timestamptz,
    finish timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);
CALL access.protect('facts.waiting');
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.waiting TO careweft_worker, careweft_web;
