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

-- What is written of a stay tells of the stay: a plan or a list is as sensitive as the Encounter that it is about; an alert is
-- as sensitive as the readings that it rests on.
CREATE OR REPLACE FUNCTION access.resource_marked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    this constant text := NEW.type || '/' || NEW.id;
    content constant jsonb := coalesce(NEW.body, '{}')::jsonb;
    bits constant integer := access.label_of(coalesce(content #> '{meta,security}', '[]'));
    before constant integer := (SELECT label | ever FROM access.restricted x WHERE x.rid = NEW.rid);
    taken integer := 0;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.person_id <> NEW.person_id THEN
        UPDATE access.restricted SET person_id = NEW.person_id WHERE rid = NEW.rid;
        UPDATE access.derived SET person_id = NEW.person_id WHERE person_id = OLD.person_id AND record = this;
        PERFORM access.decide(ARRAY[OLD.person_id, NEW.person_id]);
    END IF;
    IF NEW.body IS NULL THEN
        RETURN NULL;
    END IF;
    IF NEW.type IN ('Task', 'Communication', 'Provenance', 'DetectedIssue') OR NEW.type IN ('CarePlan', 'List') AND content ? 'encounter' THEN
        DELETE FROM access.derived WHERE person_id = NEW.person_id AND record = this;
        INSERT INTO access.derived SELECT DISTINCT NEW.person_id, r #>> '{}', this
            FROM jsonb_path_query(content, '$.keyvalue() ? (@.key == "focus" || @.key == "about" || @.key == "target" ||
                @.key == "basedOn" || @.key == "reasonReference" || @.key == "partOf" || @.key == "encounter" ||
                @.key == "implicated").value.reference') r;
        SELECT coalesce(bit_or(x.label), 0) INTO taken FROM access.derived d
            JOIN access.restricted x ON x.person_id = d.person_id AND x.record = d.of_record
            WHERE d.person_id = NEW.person_id AND d.record = this;
    END IF;
    IF bits | taken <> 0 OR before IS NOT NULL THEN
        INSERT INTO access.restricted AS x (person_id, record, rid, said, ever, inherited)
        VALUES (NEW.person_id, this, NEW.rid, bits, bits, taken)
        ON CONFLICT (person_id, record) DO UPDATE SET said = bits, ever = x.ever | bits, inherited = taken;
        PERFORM access.spread(NEW.person_id, this);
        PERFORM access.decide(ARRAY[NEW.person_id]);
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER marked ON fhir.resource;
DROP TRIGGER marked_anew ON fhir.resource;
CREATE CONSTRAINT TRIGGER marked AFTER INSERT ON fhir.resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (strpos(NEW.body, '"security"') > 0 OR NEW.type IN ('Task', 'Communication', 'Provenance', 'DetectedIssue')
        OR NEW.type IN ('CarePlan', 'List') AND strpos(NEW.body, '"encounter"') > 0)
    EXECUTE FUNCTION access.resource_marked();
CREATE CONSTRAINT TRIGGER marked_anew AFTER UPDATE ON fhir.resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.person_id <> NEW.person_id OR strpos(NEW.body, '"security"') > 0 OR strpos(OLD.body, '"security"') > 0
        OR NEW.type IN ('Task', 'Communication', 'Provenance', 'DetectedIssue')
        OR NEW.type IN ('CarePlan', 'List') AND strpos(NEW.body, '"encounter"') > 0)
    EXECUTE FUNCTION access.resource_marked();
