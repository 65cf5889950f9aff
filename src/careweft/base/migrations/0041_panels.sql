-- Panels: which physician a person is registered with, and who has which gap in care.

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
