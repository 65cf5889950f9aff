-- What organisations sent, stored raw first; and what is needed to make the same record of it in whatever order it came.
CREATE SCHEMA feeds;
GRANT USAGE ON SCHEMA feeds TO careweft_web, careweft_worker;

-- Who sends, and how its CSV files are to be read (TOML). Not of any one person.
CREATE TABLE feeds.source (
    code text PRIMARY KEY,
    name text NOT NULL DEFAULT '',
    kind text NOT NULL DEFAULT '',
    mapping text
);
GRANT SELECT ON feeds.source TO careweft_web, careweft_worker;
GRANT INSERT, UPDATE ON feeds.source TO careweft_worker;

-- A message, as it came. It belongs to a person once it was matched, and to nobody before: person_id is null, and the
-- web sees nothing of it. local_id is the source's patient; messages of one patient are processed in order. `type` is
-- the kind of message (ADT^A01, transaction, package), `origin` the file it came in, if any.
CREATE TABLE feeds.message (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint,
    source text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('hl7', 'fhir', 'csv')),
    message_id text NOT NULL,
    type text NOT NULL DEFAULT '',
    origin text NOT NULL DEFAULT '',
    local_id text,
    received timestamptz NOT NULL,
    digest bytea NOT NULL,
    raw bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('received', 'done', 'quarantined', 'ignored')),
    reason text CHECK ((reason IS NULL) = (state IN ('received', 'done'))),
    attempts integer NOT NULL DEFAULT 0,
    repeats integer NOT NULL DEFAULT 0,
    report jsonb,
    UNIQUE (source, message_id)
);
CREATE INDEX message_quarantined ON feeds.message (id) WHERE state = 'quarantined';
CREATE INDEX message_waiting ON feeds.message (id) WHERE state = 'received';
CREATE INDEX message_patient ON feeds.message (source, local_id, id) WHERE local_id IS NOT NULL;
CALL access.protect('feeds.message');
GRANT SELECT ON feeds.message TO careweft_web;
GRANT SELECT, INSERT, UPDATE ON feeds.message TO careweft_worker;

-- The tables below are the sources' own, kept by their own numbers, from before a person is known and whoever that
-- turns out to be. The web has no access to them at all.

-- Part of a patient → [stamp, value]: the latest word on each.
CREATE TABLE feeds.patient (
    source text NOT NULL,
    local_id text NOT NULL,
    state jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (source, local_id)
) WITH (fillfactor = 80);

-- Every message about a visit; the Encounter is a fold over them.
CREATE TABLE feeds.visit_message (
    source text NOT NULL,
    visit text NOT NULL,
    stamp text COLLATE "C" NOT NULL,
    message bigint NOT NULL REFERENCES feeds.message,
    local_id text NOT NULL,
    event jsonb NOT NULL,
    PRIMARY KEY (source, visit, stamp)
);

-- The latest word on every other resource, so that an older one never overwrites it, and whose it is: no source may
-- change what another one sent.
-- `content` is a short digest of it.
CREATE TABLE feeds.resource (
    type text NOT NULL,
    id text NOT NULL,
    source text NOT NULL,
    stamp text COLLATE "C" NOT NULL,
    content bigint,
    PRIMARY KEY (type, id)
);

-- The last content of every row of a source's CSV files, so that an unchanged row is no message.
CREATE TABLE feeds.row (
    source text NOT NULL,
    key text NOT NULL,
    stamp text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (source, key)
) WITH (fillfactor = 80);
GRANT SELECT, INSERT, UPDATE, DELETE ON feeds.patient, feeds.visit_message, feeds.resource, feeds.row
    TO careweft_worker;

-- Stores messages, and puts each new one that can be processed into the outbox (where `queue` says so). Outcomes:
-- the state in which it was stored; 'duplicate': the same message was stored before (a repeat is counted if queued); 'conflict': its message id stands
-- for other content, and nothing was stored.
CREATE FUNCTION feeds.take(
    sources text[], kinds text[], message_ids text[], types text[], origins text[], local_ids text[],
    times timestamptz[], digests bytea[], raws bytea[], states text[], reasons text[], reports jsonb[], queue boolean
) RETURNS TABLE (n bigint, id bigint, outcome text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH incoming AS MATERIALIZED (
        SELECT * FROM unnest(
            sources, kinds, message_ids, types, origins, local_ids, times, digests, raws, states, reasons, reports
        ) WITH ORDINALITY
        AS i (source, kind, message_id, type, origin, local_id, received, digest, raw, state, reason, report, n)
    ), fresh AS (
        INSERT INTO feeds.message
            (source, kind, message_id, type, origin, local_id, received, digest, raw, state, reason, report)
        SELECT source, kind, message_id, type, origin, local_id, received, digest, raw, state, reason, report
        FROM incoming ORDER BY n
        ON CONFLICT (source, message_id) DO NOTHING
        RETURNING message.id, source, message_id, local_id, digest, state
    ), queued AS (
        INSERT INTO base.outbox (topic, order_key, payload)
        SELECT 'message', source || ':' || coalesce(local_id, ''), jsonb_build_object('id', fresh.id)
        FROM fresh WHERE queue AND state = 'received' ORDER BY fresh.id
    ), judged AS (
        SELECT i.n, i.digest, coalesce(f.digest, m.digest) AS known, coalesce(f.id, m.id) AS id,
            CASE WHEN f.id IS NOT NULL AND i.n = min(i.n) OVER (PARTITION BY i.source, i.message_id) THEN i.state END AS new
        FROM incoming i
        LEFT JOIN fresh f ON (f.source, f.message_id) = (i.source, i.message_id)
        LEFT JOIN feeds.message m ON (m.source, m.message_id) = (i.source, i.message_id)
    ), repeated AS (
        UPDATE feeds.message m SET repeats = m.repeats + 1 FROM judged j
        WHERE queue AND m.id = j.id AND j.new IS NULL AND j.known = j.digest
    )
    SELECT n, id, CASE WHEN new IS NOT NULL THEN new WHEN known <> digest THEN 'conflict' ELSE 'duplicate' END
    FROM judged ORDER BY n;
END
$$;

-- Stores a message whose id stands for other content. Where that was never understood, this one takes its place;
-- otherwise it goes into quarantine under an id of its own. Outcomes: as above; 'reused' for the latter.
CREATE FUNCTION feeds.take_conflicting(
    source text, kind text, message_id text, type text, origin text, local_id text, received timestamptz,
    digest bytea, raw bytea, state text, reason text, report jsonb, queue boolean
) RETURNS TABLE (id bigint, outcome text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
    own_id text := message_id || '#' || left(encode(digest, 'hex'), 16);
BEGIN
    UPDATE feeds.message m SET message_id = m.message_id || '#' || m.id, state = 'ignored',
        reason = 'replaced by a message sent later under the same message id'
    WHERE m.source = $1 AND m.message_id = $3 AND m.state = 'quarantined';
    IF FOUND THEN
        RETURN QUERY SELECT t.id, t.outcome FROM feeds.take(ARRAY[$1], ARRAY[$2], ARRAY[$3], ARRAY[$4], ARRAY[$5],
            ARRAY[$6], ARRAY[$7], ARRAY[$8], ARRAY[$9], ARRAY[$10], ARRAY[$11], ARRAY[$12], $13) t;
    ELSE
        RETURN QUERY SELECT t.id, CASE t.outcome WHEN 'duplicate' THEN 'duplicate' ELSE 'reused' END
        FROM feeds.take(ARRAY[$1], ARRAY[$2], ARRAY[own_id], ARRAY[$4], ARRAY[$5], ARRAY[$6], ARRAY[$7], ARRAY[$8],
            ARRAY[$9], ARRAY['quarantined'], ARRAY['its message id was already used for other content'], ARRAY[$12], $13) t;
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION feeds.take, feeds.take_conflicting FROM PUBLIC;
GRANT EXECUTE ON FUNCTION feeds.take, feeds.take_conflicting TO careweft_web, careweft_worker;

-- What waits in quarantine, for those who run the feeds: nothing of what the messages say.
CREATE FUNCTION feeds.quarantine(most bigint)
RETURNS TABLE (id bigint, source text, kind text, type text, message_id text, received timestamptz, attempts integer, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT id, source, kind, type, message_id, received, attempts, reason FROM feeds.message
    WHERE state = 'quarantined' ORDER BY id LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION feeds.quarantine FROM PUBLIC;
GRANT EXECUTE ON FUNCTION feeds.quarantine TO careweft_web, careweft_worker;
