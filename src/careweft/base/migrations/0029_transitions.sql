-- Discharge plans, as lists of people look for them. The truth is the FHIR CarePlan of the stay. `delays` are those that
-- go on, each [reason, whose, since]; `risk` is the score of coming back, at least, while questions are missing.
CREATE TABLE care.discharge (
    person_id bigint NOT NULL,
    id text NOT NULL,
    stay text NOT NULL,
    status text NOT NULL,
    team text NOT NULL,
    hospital text NOT NULL,
    expected date NOT NULL,
    expected_by text NOT NULL,
    risk double precision,
    risk_missing integer NOT NULL,
    delays jsonb NOT NULL,
    PRIMARY KEY (person_id, id)
);
CREATE UNIQUE INDEX discharge_stay ON care.discharge (person_id, stay);
CALL access.protect('care.discharge', $$access.shows(care.discharge.person_id, 'CarePlan/' || id)
    AND access.shows(care.discharge.person_id, stay)$$);
GRANT SELECT ON care.discharge TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.discharge TO careweft_worker;

-- Who is in hospital now, and who has a place of a ward now, among everybody.
CREATE INDEX encounter_in_hospital ON facts.encounter (person_id)
    WHERE known_to = 'infinity' AND class = 'inpatient' AND finish IS NULL AND status IN ('in-progress', 'onleave');
CREATE INDEX service_place ON facts.service (organisation, kind) WHERE known_to = 'infinity' AND finish IS NULL;
