-- Search by every parameter: which parameters a resource has a value for (a bit each), and whom it is about.
ALTER TABLE fhir.resource ADD COLUMN present bigint NOT NULL DEFAULT 0, ADD COLUMN owner text COLLATE "C";

-- Whether a row is as it was when a snapshot was taken. A row that no transaction has touched for longer than
-- transaction numbers last is: `made` is the lower half of its number.
CREATE FUNCTION fhir.unchanged(made xid, snapshot pg_snapshot) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT pg_visible_in_snapshot(
        (CASE WHEN low <= now & 4294967295 THEN now - (now & 4294967295) + low
            ELSE greatest(now - (now & 4294967295) - 4294967296 + low, low) END)::text::xid8, snapshot)
    FROM (SELECT made::text::bigint AS low, pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS now) n
$$;

-- Writes index rows; `o` is the position of their resource, of which only those that `writes` says are indexed.
CREATE FUNCTION fhir.index(
    persons bigint[], rids bigint[], lows timestamptz[], highs timestamptz[], writes boolean[],
    token_o integer[], token_hash bigint[],
    string_o integer[], string_hash bigint[], string_value text[],
    date_o integer[], date_hash bigint[], date_low timestamptz[], date_high timestamptz[],
    number_o integer[], number_hash bigint[], number_low double precision[], number_high double precision[],
    number_system text[], number_code text[]
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO fhir.index_token
    SELECT i.hash, persons[i.o], coalesce(lows[i.o], '-infinity'), rids[i.o], coalesce(highs[i.o], '-infinity')
    FROM unnest(token_o, token_hash) i (o, hash) WHERE writes[i.o];
    IF cardinality(string_o) > 0 THEN
        INSERT INTO fhir.index_string
        SELECT i.hash, i.value, persons[i.o], coalesce(lows[i.o], '-infinity'), rids[i.o]
        FROM unnest(string_o, string_hash, string_value) i (o, hash, value) WHERE writes[i.o];
    END IF;
    IF cardinality(date_o) > 0 THEN
        INSERT INTO fhir.index_date
        SELECT i.hash, persons[i.o], i.low, i.high, coalesce(lows[i.o], '-infinity'), rids[i.o]
        FROM unnest(date_o, date_hash, date_low, date_high) i (o, hash, low, high) WHERE writes[i.o];
    END IF;
    IF cardinality(number_o) > 0 THEN
        INSERT INTO fhir.index_number
        SELECT i.hash, persons[i.o], i.low, i.high, i.system, i.code, coalesce(lows[i.o], '-infinity'), rids[i.o]
        FROM unnest(number_o, number_hash, number_low, number_high, number_system, number_code)
            i (o, hash, low, high, system, code) WHERE writes[i.o];
    END IF;
END
$$;

-- Tells the rest of a transaction who acts, when, and held to what: names and values of settings of ours. For functions
-- that are a transaction by themselves.
CREATE FUNCTION base.act(told text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1..cardinality(told) BY 2 LOOP
        PERFORM set_config('careweft.' || split_part(told[i], '.', 2), told[i + 1], true);
    END LOOP;
END
$$;

-- The current version of a resource, as a transaction by itself. What is withheld of it (migration 0048) is put in again
-- for who may know of that, here as wherever a body leaves the record.
CREATE FUNCTION fhir.read(told text[], of_type text, of_id text) RETURNS TABLE (
    person_id bigint, type text, id text, version integer, at timestamptz, source text, message_id bigint,
    received timestamptz, body text
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM base.act(told);
    RETURN QUERY SELECT r.person_id, l.type, l.id, r.version, r.at, r.source, r.message_id, r.received,
        CASE WHEN r.withheld THEN fhir.whole(r.person_id, r.rid, r.version, r.body) ELSE r.body END
    FROM fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid
    WHERE l.type = of_type AND l.id = of_id;
END
$$;

-- What goes into the index follows from a resource whose writing was held to the policy; what is found in it is again.
CREATE POLICY web_writes ON fhir.index_token FOR INSERT TO careweft_web WITH CHECK (true);
CREATE POLICY web_writes ON fhir.index_string FOR INSERT TO careweft_web WITH CHECK (true);
CREATE POLICY web_writes ON fhir.index_date FOR INSERT TO careweft_web WITH CHECK (true);
CREATE POLICY web_writes ON fhir.index_number FOR INSERT TO careweft_web WITH CHECK (true);

-- Indexes resources anew that are as they were read: `versions` are those that were.
CREATE FUNCTION fhir.index_anew(
    persons bigint[], rids bigint[], versions integer[],
    lows timestamptz[], highs timestamptz[], presents bigint[], owners text[],
    token_o integer[], token_hash bigint[],
    string_o integer[], string_hash bigint[], string_value text[],
    date_o integer[], date_hash bigint[], date_low timestamptz[], date_high timestamptz[],
    number_o integer[], number_hash bigint[], number_low double precision[], number_high double precision[],
    number_system text[], number_code text[]
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    writes boolean[];
BEGIN
    SELECT array_agg(r.rid IS NOT NULL ORDER BY o.n) INTO writes
    FROM unnest(persons, rids, versions) WITH ORDINALITY o (person, rid, version, n) LEFT JOIN (
        SELECT person_id, rid, version FROM fhir.resource
        WHERE (person_id, rid) IN (SELECT * FROM unnest(persons, rids)) ORDER BY person_id, rid FOR UPDATE
    ) r ON r.person_id = o.person AND r.rid = o.rid AND r.version = o.version;
    UPDATE fhir.resource r SET clinical = coalesce(o.low, '-infinity'), present = o.present, owner = o.owner
    FROM unnest(persons, rids, writes, lows, presents, owners) o (person, rid, write, low, present, owner)
    WHERE o.write AND r.person_id = o.person AND r.rid = o.rid;
    PERFORM fhir.unindex((SELECT array_agg(o.rid) FROM unnest(rids, writes) o (rid, write) WHERE o.write));
    PERFORM fhir.index(persons, rids, lows, highs, writes, token_o, token_hash, string_o, string_hash, string_value,
        date_o, date_hash, date_low, date_high,
        number_o, number_hash, number_low, number_high, number_system, number_code);
    RETURN (SELECT count(*) FROM unnest(writes) w WHERE w);
END
$$;

-- Writes a batch in one round trip. Arrays are by resource (each type and id once) or, with `o` = 1-based position of
-- the resource, by index row. A body that equals the current one (as the writer may read it) writes nothing; a body of NULL deletes. `expected` is
-- the version that must be current, 0 for none at all, NULL for any: else CW409. CW403: the id is taken by a resource
-- that the writer may not see. Returns what became of each resource and what it was before.
CREATE FUNCTION fhir.put(
    persons bigint[], types text[], ids text[], bodies text[], expecteds integer[],
    lows timestamptz[], highs timestamptz[], presents bigint[], owners text[],
    token_o integer[], token_hash bigint[],
    string_o integer[], string_hash bigint[], string_value text[],
    date_o integer[], date_hash bigint[], date_low timestamptz[], date_high timestamptz[],
    number_o integer[], number_hash bigint[], number_low double precision[], number_high double precision[],
    number_system text[], number_code text[],
    sources text[], messages bigint[], receiveds timestamptz[], written_at timestamptz
) RETURNS TABLE (changed boolean, rid bigint, version integer, old_person bigint, old_at timestamptz, old_body text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    n constant integer := cardinality(ids);
    rids bigint[];
    versions integer[] := array_fill(0, ARRAY[n]);
    old_persons bigint[] := array_fill(NULL::bigint, ARRAY[n]);
    old_ats timestamptz[] := array_fill(NULL::timestamptz, ARRAY[n]);
    old_bodies text[] := array_fill(NULL::text, ARRAY[n]);
    writes boolean[] := array_fill(true, ARRAY[n]);
    fresh bigint[];
    stale bigint[];
    mover record;
BEGIN
    IF n = 1 AND expecteds[1] = 0 AND bodies[1] IS NOT NULL THEN  -- what is written most, with the fewest statements
        INSERT INTO fhir.location (type, id, person_id) VALUES (types[1], ids[1], persons[1])
            ON CONFLICT DO NOTHING RETURNING ARRAY[location.rid] INTO rids;
        IF rids IS NOT NULL THEN
            INSERT INTO fhir.resource VALUES (persons[1], rids[1], types[1], ids[1], 1, written_at,
                coalesce(lows[1], '-infinity'), bodies[1], sources[1], messages[1], receiveds[1], presents[1], owners[1]);
            PERFORM fhir.index(persons, rids, lows, highs, writes, token_o, token_hash,
                string_o, string_hash, string_value, date_o, date_hash, date_low, date_high,
                number_o, number_hash, number_low, number_high, number_system, number_code);
            RETURN QUERY VALUES (true, rids[1], 1, NULL::bigint, NULL::timestamptz, NULL::text);
            RETURN;
        END IF;
    END IF;
    WITH made AS (
        INSERT INTO fhir.location (type, id, person_id)
        SELECT u.type, u.id, u.person FROM unnest(types, ids, persons, bodies) u (type, id, person, body)
        WHERE u.body IS NOT NULL ORDER BY u.type, u.id
        ON CONFLICT DO NOTHING RETURNING type, id, rid)
    SELECT array_agg(m.rid ORDER BY u.o) INTO rids
    FROM unnest(types, ids) WITH ORDINALITY u (type, id, o) LEFT JOIN made m ON m.type = u.type AND m.id = u.id;
    fresh := rids;

    IF array_position(rids, NULL) IS NOT NULL THEN
        -- Twice: a resource that was handed to another person while we waited for it is found where it went.
        FOR attempt IN 1..2 LOOP
            SELECT array_agg(coalesce(f.rid, u.fresh) ORDER BY u.o), array_agg(coalesce(f.version, 0) ORDER BY u.o),
                array_agg(f.person_id ORDER BY u.o), array_agg(f.at ORDER BY u.o), array_agg(f.body ORDER BY u.o),
                array_agg(CASE WHEN f.rid IS NULL THEN u.fresh IS NOT NULL
                    ELSE f.body IS DISTINCT FROM u.body OR f.person_id <> u.person END ORDER BY u.o)
            INTO rids, versions, old_persons, old_ats, old_bodies, writes
            FROM unnest(types, ids, fresh, bodies, persons) WITH ORDINALITY u (type, id, fresh, body, person, o)
            LEFT JOIN (
                SELECT r.type, r.id, r.rid, r.version, r.person_id, r.at, CASE WHEN r.withheld
                    THEN fhir.whole(r.person_id, r.rid, r.version, r.body) ELSE r.body END AS body
                FROM unnest(types, ids, fresh) w (type, id, fresh)
                JOIN fhir.location l ON l.type = w.type AND l.id = w.id
                JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid
                WHERE w.fresh IS NULL ORDER BY r.type, r.id FOR UPDATE OF r
            ) f ON f.type = u.type AND f.id = u.id;
            EXIT WHEN NOT EXISTS (SELECT FROM unnest(rids, bodies) m (rid, body) WHERE m.rid IS NULL AND m.body IS NOT NULL);
        END LOOP;
        IF EXISTS (SELECT FROM unnest(rids, bodies) m (rid, body) WHERE m.rid IS NULL AND m.body IS NOT NULL) THEN
            RAISE EXCEPTION 'an id is taken' USING ERRCODE = 'CW403';
        END IF;
    END IF;
    IF EXISTS (SELECT FROM unnest(expecteds, versions, old_bodies) e (expected, version, body)
        WHERE e.expected IS NOT NULL AND e.expected <> CASE WHEN e.body IS NULL THEN 0 ELSE e.version END) THEN
        RAISE EXCEPTION 'another version is current' USING ERRCODE = 'CW409';
    END IF;

    SELECT array_agg(o.rid) INTO stale FROM unnest(rids, versions, writes) o (rid, version, write)
        WHERE o.write AND o.version > 0;
    IF stale IS NOT NULL THEN
        FOR mover IN SELECT array_agg(o.rid) AS moved, o.old_person, o.person
            FROM unnest(rids, old_persons, persons, writes) o (rid, old_person, person, write)
            WHERE o.write AND o.old_person <> o.person GROUP BY o.old_person, o.person
        LOOP
            PERFORM fhir.move(mover.moved, mover.old_person, mover.person);
        END LOOP;
        INSERT INTO fhir.history
        SELECT r.person_id, r.rid, r.version, r.at, r.body, r.source, r.message_id, r.received
        FROM unnest(rids, persons, versions, writes) o (rid, person, version, write)
        JOIN fhir.resource r ON r.person_id = o.person AND r.rid = o.rid WHERE o.write AND o.version > 0;
        UPDATE fhir.resource r SET version = r.version + 1, at = written_at, body = o.body, source = o.source,
            clinical = coalesce(o.low, '-infinity'), message_id = o.message, received = o.received,
            present = o.present, owner = o.owner
        FROM unnest(rids, persons, versions, bodies, writes, lows, sources, messages, receiveds, presents, owners)
            o (rid, person, version, body, write, low, source, message, received, present, owner)
        WHERE o.write AND o.version > 0 AND r.person_id = o.person AND r.rid = o.rid;
        PERFORM fhir.unindex(stale);
    END IF;
    INSERT INTO fhir.resource
    SELECT o.person, o.rid, o.type, o.id, 1, written_at, coalesce(o.low, '-infinity'), o.body, o.source, o.message,
        o.received, o.present, o.owner
    FROM unnest(persons, rids, types, ids, bodies, lows, versions, writes, sources, messages, receiveds, presents, owners)
        o (person, rid, type, id, body, low, version, write, source, message, received, present, owner)
    WHERE o.write AND o.version = 0;

    PERFORM fhir.index(persons, rids, lows, highs, writes, token_o, token_hash, string_o, string_hash, string_value,
        date_o, date_hash, date_low, date_high,
        number_o, number_hash, number_low, number_high, number_system, number_code);
    RETURN QUERY SELECT o.write, o.rid, o.version + o.write::integer, o.person, o.at, o.body
        FROM unnest(writes, rids, versions, old_persons, old_ats, old_bodies)
        WITH ORDINALITY o (write, rid, version, person, at, body, n) ORDER BY o.n;
END
$$;
