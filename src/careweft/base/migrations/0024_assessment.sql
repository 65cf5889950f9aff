-- Assessments as lists need them: a projection of QuestionnaireResponses to instruments of ours, also those not finished.
-- One open assessment of an instrument serves everybody who sees the person; its id is made of the person's Patient, the
-- instrument and its number, so that two who begin at once begin the same one.
CREATE TABLE care.assessment (
    person_id bigint NOT NULL,
    record text NOT NULL,
    instrument text NOT NULL,
    status text NOT NULL,
    authored timestamptz NOT NULL,
    asked text NOT NULL DEFAULT '',
    focus text NOT NULL DEFAULT '',
    version integer NOT NULL,
    PRIMARY KEY (person_id, record)
);
CREATE INDEX assessment_instrument ON care.assessment (person_id, instrument, status);
CALL access.protect('care.assessment');
GRANT SELECT ON care.assessment TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.assessment TO careweft_worker;
