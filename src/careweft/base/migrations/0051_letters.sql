-- Letters and reports that organisations write of a person, such as the discharge letter of a stay: see facts/catalogue.py.
CREATE TABLE facts.letter (
    person_id bigint NOT NULL,
    record text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    n smallint NOT NULL,
    kind text,
    title text,
    organisation text,
    stay text,
    at timestamptz,
    PRIMARY KEY (person_id, record, known_from, n),
    CHECK (known_from < known_to)
);
CALL access.protect('facts.letter');
GRANT SELECT, INSERT, UPDATE, DELETE ON facts.letter TO careweft_worker, careweft_web;
