-- A resource that names one which is more sensitive than itself (a stay its diagnosis, a booking its reason, a finding the
-- stay that it was noted in) is kept without that part: what every path selects has nothing to tell. The part stands
-- here, seen by whoever sees what it names, and is put back when that is marked no longer.

-- What is withheld of a version: an element of a list (`place`, from 1) or a whole property (no place), as it was
-- written, and which resources it names. `at` is the place of the property in the resource.
CREATE TABLE fhir.withheld (
    person_id bigint NOT NULL,
    rid bigint NOT NULL,
    version integer NOT NULL,
    n integer NOT NULL,
    property text NOT NULL,
    at integer NOT NULL,
    place integer,
    element text NOT NULL,
    records text[] NOT NULL,
    PRIMARY KEY (person_id, rid, version, n)
);
ALTER TABLE fhir.resource ADD COLUMN withheld boolean NOT NULL DEFAULT false;
ALTER TABLE fhir.history ADD COLUMN withheld boolean NOT NULL DEFAULT false;

-- Whether the acting account sees all of these.
CREATE FUNCTION access.shows_all(person bigint, records text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN access.reaches(person, (SELECT coalesce(bit_or(x.label), 0) FROM access.restricted x
        WHERE x.person_id = person AND x.record = ANY (records)));
END
$$;
CALL access.protect('fhir.withheld',
    'access.shows(fhir.withheld.person_id, rid) AND access.shows_all(fhir.withheld.person_id, records)');
GRANT SELECT ON fhir.withheld TO careweft_web, careweft_worker;

-- The text of a resource with some parts of it put in again, first the first.
CREATE FUNCTION fhir.together(body text, parts fhir.withheld[]) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    names text[];
    texts text[];
    part fhir.withheld;
    i integer;
    listed text[];
BEGIN
    SELECT array_agg(m.key ORDER BY m.o), array_agg(m.value::text ORDER BY m.o) INTO names, texts
    FROM json_each(body::json) WITH ORDINALITY m (key, value, o);
    FOREACH part IN ARRAY parts LOOP
        i := array_position(names, part.property);
        IF i IS NULL THEN
            i := least(part.at, cardinality(names) + 1);
            names := names[:i - 1] || part.property || names[i:];
            texts := texts[:i - 1] || CASE WHEN part.place IS NULL THEN part.element ELSE '[' || part.element || ']' END
                || texts[i:];
        ELSIF part.place IS NOT NULL THEN
            listed := ARRAY(SELECT e.value::text FROM json_array_elements(texts[i]::json) WITH ORDINALITY e (value, o)
                ORDER BY e.o);
            listed := listed[:part.place - 1] || part.element || listed[part.place:];
            texts[i] := '[' || array_to_string(listed, ',') || ']';
        END IF;
    END LOOP;
    RETURN '{' || (SELECT string_agg(to_json(p.name)::text || ':' || p.value, ',' ORDER BY p.o)
        FROM unnest(names, texts) WITH ORDINALITY p (name, value, o)) || '}';
END
$$;

-- A version as whoever asks may read it: with the parts that they may know of.
CREATE FUNCTION fhir.whole(of_person bigint, of_rid bigint, of_version integer, body text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    parts constant fhir.withheld[] := (SELECT array_agg(w ORDER BY w.n) FROM fhir.withheld w
        WHERE w.person_id = of_person AND w.rid = of_rid AND w.version = of_version);
BEGIN
    RETURN CASE WHEN body IS NULL OR parts IS NULL THEN body ELSE fhir.together(body, parts) END;
END
$$;

-- Whether a text names a resource ('Type/id', also within an address).
CREATE FUNCTION access.names(said text, record text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT strpos(said, record) > 0
        AND said ~ ('(?<![A-Za-z])' || replace(record, '.', '\.') || '(?![A-Za-z0-9.-])')
$$;

-- The parts of a resource that name one of these.
CREATE FUNCTION access.apart(person bigint, of_rid bigint, of_version integer, body text, hidden text[])
RETURNS fhir.withheld[] LANGUAGE sql IMMUTABLE AS $$
    SELECT array_agg((person, of_rid, of_version, f.n, f.property, f.at, f.place, f.element, f.records)::fhir.withheld
        ORDER BY f.n)
    FROM (
        SELECT row_number() OVER (ORDER BY m.o, e.place)::integer AS n, m.key AS property, m.o::integer AS at,
            e.place::integer, e.element, named.records
        FROM json_each(body::json) WITH ORDINALITY m (key, value, o)
        CROSS JOIN LATERAL (
            SELECT a.place, a.value::text AS element
            FROM json_array_elements(CASE json_typeof(m.value) WHEN 'array' THEN m.value ELSE '[]' END)
                WITH ORDINALITY a (value, place)
            UNION ALL SELECT NULL, m.value::text WHERE json_typeof(m.value) <> 'array') e
        CROSS JOIN LATERAL (SELECT array_agg(h) AS records FROM unnest(hidden) h WHERE access.names(e.element, h)) named
        WHERE m.key NOT IN ('resourceType', 'id', 'meta') AND named.records IS NOT NULL) f
$$;
-- The text of a resource without some parts of it.
CREATE FUNCTION access.without(body text, parts fhir.withheld[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT '{' || string_agg(to_json(m.key)::text || ':' || left_over.value, ',' ORDER BY m.o) || '}'
    FROM json_each(body::json) WITH ORDINALITY m (key, value, o)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT EXISTS (SELECT FROM unnest(parts) p WHERE p.property = m.key) THEN m.value::text
            WHEN json_typeof(m.value) = 'array' THEN (SELECT '[' || string_agg(e.value::text, ',' ORDER BY e.o) || ']'
                FROM json_array_elements(m.value) WITH ORDINALITY e (value, o) WHERE NOT EXISTS (
                    SELECT FROM unnest(parts) p WHERE p.property = m.key AND p.place = e.o)) END AS value) left_over
    WHERE left_over.value IS NOT NULL
$$;

-- Brings what is withheld of some resources in step with what is marked. Whoever sees a resource sees what it names where
-- the one bears all marks of the other; else the naming part is withheld, of prior versions too. A Consent stays whole, for
-- who sees what is read from it: it bears the marks of what it names.
CREATE FUNCTION access.settle(person bigint, rids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    was record;
    hidden text[];
    had fhir.withheld[];
    parts fhir.withheld[];
    everything text;
    changed bigint[] := '{}';
BEGIN
    PERFORM FROM fhir.resource r WHERE r.person_id = person AND r.rid = ANY (rids) ORDER BY r.rid FOR UPDATE;
    FOR was IN
        SELECT v.rid, r.type || '/' || r.id AS record, v.version, v.now, v.body, v.withheld,
            CASE WHEN v.now THEN coalesce(x.label, 0) ELSE coalesce(x.label | x.ever, 0) END AS marks
        FROM (
            SELECT rid, version, true AS now, body, withheld FROM fhir.resource WHERE person_id = person
            UNION ALL SELECT rid, version, false, body, withheld FROM fhir.history WHERE person_id = person) v
        JOIN fhir.resource r ON r.person_id = person AND r.rid = v.rid
        LEFT JOIN access.restricted x ON x.rid = v.rid
        WHERE v.rid = ANY (rids) AND r.type <> 'Consent'
    LOOP
        had := (SELECT array_agg(w ORDER BY w.n) FROM fhir.withheld w
            WHERE w.person_id = person AND w.rid = was.rid AND w.version = was.version);
        everything := CASE WHEN had IS NULL OR was.body IS NULL THEN was.body ELSE fhir.together(was.body, had) END;
        hidden := (SELECT array_agg(x.record) FROM access.restricted x
            WHERE x.person_id = person AND x.label & ~was.marks <> 0 AND x.record <> was.record
            AND split_part(x.record, '/', 1) NOT IN ('Patient', 'RelatedPerson') AND strpos(everything, x.record) > 0);
        parts := CASE WHEN hidden IS NOT NULL THEN access.apart(person, was.rid, was.version, everything, hidden) END;
        CONTINUE WHEN parts IS NOT DISTINCT FROM had AND was.withheld = (parts IS NOT NULL);
        DELETE FROM fhir.withheld w WHERE w.person_id = person AND w.rid = was.rid AND w.version = was.version;
        INSERT INTO fhir.withheld SELECT * FROM unnest(parts);
        IF was.now THEN
            -- Search is told of it at once: what would be found by what is withheld is not, and whether there is
            -- anything to be found is not known until the resource was indexed anew (TOPIC of fhir.withheld).
            UPDATE fhir.resource SET body = access.without(everything, parts), withheld = parts IS NOT NULL,
                present = CASE WHEN parts IS NULL THEN present ELSE 0 END
                WHERE person_id = person AND rid = was.rid;
            DELETE FROM fhir.index_string i USING unnest(parts) p CROSS JOIN unnest(p.records) named
                WHERE i.rid = was.rid AND (i.value = split_part(named, '/', 2) OR access.names(i.value, named));
            DELETE FROM fhir.index_token i WHERE i.rid = was.rid
                AND EXISTS (SELECT FROM unnest(parts) p WHERE strpos(p.element, '"identifier"') > 0);
            changed := changed || was.rid;
        ELSE
            UPDATE fhir.history SET body = access.without(everything, parts), withheld = parts IS NOT NULL
                WHERE person_id = person AND rid = was.rid AND version = was.version;
        END IF;
    END LOOP;
    IF changed <> '{}' THEN
        INSERT INTO base.outbox (topic, order_key, payload)
        VALUES ('withheld', 'withheld/' || person, jsonb_build_object('person_id', person, 'rids', changed));
    END IF;
END
$$;
-- The same of everything that names one of these, or had a part withheld that does, and of them themselves; what tells of
-- them is marked. The caller holds the person alone.
CREATE FUNCTION access.settle_about(person bigint, records text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT access.spread(person, named) FROM unnest(records) named;
    SELECT access.settle(person, ARRAY(
        SELECT v.rid FROM (
            SELECT rid, body FROM fhir.resource WHERE person_id = person
            UNION ALL SELECT rid, body FROM fhir.history WHERE person_id = person) v
        WHERE EXISTS (SELECT FROM unnest(records) named WHERE strpos(v.body, named) > 0)
        UNION SELECT w.rid FROM fhir.withheld w WHERE w.person_id = person AND w.records && records
        UNION SELECT x.rid FROM access.restricted x WHERE x.person_id = person AND x.record = ANY (records)))
$$;

-- Which resources were marked otherwise in this transaction: looked at together, at its end.
CREATE TABLE access.unsettled (
    person_id bigint NOT NULL,
    record text NOT NULL,
    PRIMARY KEY (person_id, record)
);
CREATE FUNCTION access.marked_otherwise() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO access.unsettled VALUES (NEW.person_id, NEW.record) ON CONFLICT DO NOTHING;
    IF TG_OP = 'UPDATE' AND OLD.person_id <> NEW.person_id THEN
        INSERT INTO access.unsettled VALUES (OLD.person_id, NEW.record) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER marked AFTER INSERT ON access.restricted FOR EACH ROW WHEN (NEW.label <> 0 AND NEW.person_id <> 0)
    EXECUTE FUNCTION access.marked_otherwise();
CREATE TRIGGER marked_anew AFTER UPDATE ON access.restricted FOR EACH ROW
    WHEN (NEW.person_id <> 0 AND (OLD.label <> NEW.label OR OLD.person_id <> NEW.person_id)) EXECUTE FUNCTION access.marked_otherwise();
-- Somebody may name what is marked here at the same moment, and neither sees the other: whatever began before this ends is
-- looked at once more when all that has ended.
CREATE FUNCTION access.settled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE marked text[];
BEGIN
    WITH gone AS (DELETE FROM access.unsettled WHERE person_id = NEW.person_id RETURNING record)
    SELECT array_agg(record) INTO marked FROM gone;
    IF marked IS NOT NULL THEN
        PERFORM access.settle_about(NEW.person_id, marked);
        INSERT INTO base.outbox (topic, order_key, payload)
        VALUES ('withheld', 'withheld/' || NEW.person_id, jsonb_build_object('person_id', NEW.person_id,
            'records', marked, 'before', pg_current_xact_id()::text));
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER settled AFTER INSERT ON access.unsettled DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION access.settled();

-- Whether anything in a person's record is marked; what is shared by all (person 0) is not asked.
CREATE FUNCTION access.guarded(person bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
BEGIN
    RETURN person <> 0 AND EXISTS (SELECT FROM access.restricted x WHERE x.person_id = person AND x.label <> 0);
END
$$;
CREATE FUNCTION access.resource_named() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.withheld OR TG_OP = 'UPDATE' AND OLD.person_id <> NEW.person_id OR EXISTS (
        SELECT FROM access.restricted x WHERE x.person_id = NEW.person_id AND x.label <> 0 AND strpos(NEW.body, x.record) > 0)
    THEN
        PERFORM access.settle(NEW.person_id, ARRAY[NEW.rid]);
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER names AFTER INSERT ON fhir.resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (access.guarded(NEW.person_id)) EXECUTE FUNCTION access.resource_named();
CREATE CONSTRAINT TRIGGER names_anew AFTER UPDATE ON fhir.resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.version <> NEW.version OR OLD.person_id <> NEW.person_id)
        AND (OLD.withheld OR access.guarded(NEW.person_id)
            OR OLD.person_id <> NEW.person_id AND access.guarded(OLD.person_id)))
    EXECUTE FUNCTION access.resource_named();

-- A part that the writer may not know of was not theirs to take away: it goes with the new version. The system itself,
-- which takes what is sent, sees all.
CREATE FUNCTION access.carried() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF OLD.person_id <> NEW.person_id THEN
        UPDATE fhir.withheld SET person_id = NEW.person_id WHERE person_id = OLD.person_id AND rid = NEW.rid;
    END IF;
    IF OLD.withheld AND OLD.version <> NEW.version THEN
        UPDATE fhir.history SET withheld = true
            WHERE person_id = NEW.person_id AND rid = NEW.rid AND version = OLD.version;
        INSERT INTO fhir.withheld
        SELECT w.person_id, w.rid, NEW.version, w.n, w.property, w.at, w.place, w.element, w.records FROM fhir.withheld w
        WHERE w.person_id = NEW.person_id AND w.rid = NEW.rid AND w.version = OLD.version
            AND access.account() IS NOT NULL AND strpos(NEW.body, w.element) = 0
            AND NOT access.shows_all(w.person_id, w.records);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER carried AFTER UPDATE ON fhir.resource FOR EACH ROW
    WHEN (OLD.person_id <> NEW.person_id OR OLD.withheld AND OLD.version <> NEW.version)
    EXECUTE FUNCTION access.carried();

REVOKE ALL ON FUNCTION fhir.together(text, fhir.withheld[]), fhir.whole(bigint, bigint, integer, text),
    access.shows_all(bigint, text[]), access.names(text, text), access.guarded(bigint), access.settle(bigint, bigint[]),
    access.apart(bigint, bigint, integer, text, text[]), access.without(text, fhir.withheld[]),
    access.settle_about(bigint, text[]), access.marked_otherwise(), access.settled(), access.resource_named(),
    access.carried() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fhir.together(text, fhir.withheld[]), fhir.whole(bigint, bigint, integer, text),
    access.shows_all(bigint, text[]), access.guarded(bigint) TO careweft_web, careweft_worker;
GRANT EXECUTE ON FUNCTION access.settle_about(bigint, text[]), access.hold(bigint[], boolean) TO careweft_worker;

-- What is known already is settled now.
SELECT access.settle_about(person_id, array_agg(record)) FROM access.restricted
WHERE label <> 0 AND person_id <> 0 GROUP BY person_id;
