-- Panels: which physician a person is registered with, and who has which gap in care. Measures compared between groups.

-- A projection of the Patient of the practice where somebody is registered: its generalPractitioner that is a Practitioner.
CREATE TABLE care.physician (
    person_id bigint NOT NULL,
    patient text NOT NULL,
    physician text NOT NULL,
    name text NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, patient)
);
CALL access.protect('care.physician', $$access.shows(care.physician.person_id, 'Patient/' || patient)$$);
GRANT SELECT ON care.physician TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.physician TO careweft_worker;

-- The gaps in care that people have now, since when: what a model says should have been done and was not.
CREATE TABLE population.gap (
    person_id bigint NOT NULL,
    model text NOT NULL,
    gap text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (person_id, model, gap)
);
CREATE INDEX gap_of ON population.gap (model, gap);
CALL access.protect('population.gap');
GRANT SELECT ON population.gap TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON population.gap TO careweft_worker;

-- A measure compared between groups (units, clinics), as at a model's beginning and as at the last count: sums over
-- people, no person data. `apart`: the group is one of those whose distance from the average is watched.
CREATE TABLE measures.compared (
    model text NOT NULL,
    comparison text NOT NULL,
    phase text NOT NULL CHECK (phase IN ('before', 'after')),
    name text NOT NULL,
    numerator double precision NOT NULL,
    denominator double precision NOT NULL,
    apart boolean NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (model, comparison, phase, name)
);
GRANT SELECT ON measures.compared TO careweft_web, careweft_worker;
GRANT INSERT, UPDATE, DELETE ON measures.compared TO careweft_worker;
