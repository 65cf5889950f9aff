-- The audit as chains that nobody can change unseen, and what in it is unusual, for review.

-- Every entry's hash is made of the one before it in its chain. There are many chains, a connection of the database to
-- each, so that writers do not wait for each other; an entry's place is chain and number.
ALTER TABLE access.audit ADD COLUMN chain smallint, ADD COLUMN number bigint, ADD COLUMN hash bytea;
CREATE TABLE access.chain (
    chain smallint PRIMARY KEY,
    number bigint NOT NULL DEFAULT 0,
    hash bytea NOT NULL DEFAULT '\x'
) WITH (fillfactor = 20);
INSERT INTO access.chain (chain) SELECT generate_series(0, 63);

-- Writes entries; the only way to write any. The hash says all of an entry, as JSON, after the hash before it:
-- `careweft audit verify` says it again by itself. Where no reason is given, or only the app, it is the closest
-- relationship by which the account saw the person for care at that moment; or, where it saw the person only by parties
-- for which it does something else, what that is ('for research').
CREATE FUNCTION access.note(
    persons bigint[], accounts bigint[], actions text[], whats text[], outcomes text[], reasons text[], noted timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    mine smallint := (pg_backend_pid() & 63)::smallint;
    at constant timestamptz := coalesce(noted, base.now());
    micros constant bigint := (extract(epoch FROM at) * 1000000)::bigint;
    head_number bigint;
    head bytea;
    uses jsonb;
    whys text[];
    hashes bytea[];
BEGIN
    FOR turn IN 0..63 LOOP  -- the next chain that nobody is writing to
        EXIT WHEN pg_try_advisory_xact_lock(4200019, mine);
        mine := (mine + 1) & 63;
    END LOOP;
    PERFORM pg_advisory_xact_lock(4200019, mine);
    SELECT c.number, c.hash INTO head_number, head FROM access.chain c WHERE c.chain = mine;
    SELECT jsonb_object_agg(p.account_id || ' ' || p.party, p.uses) INTO uses FROM (
        SELECT m.account_id, m.party, string_agg(DISTINCT 'for ' || u.purpose, ', ') AS uses
        FROM access.membership m LEFT JOIN access.purpose u ON m.role = ANY (u.roles)
        WHERE m.account_id = ANY (accounts) AND m.since <= at AND at < m.until
        GROUP BY m.account_id, m.party HAVING bool_and(u.purpose IS NOT NULL)) p;
    SELECT array_agg(concat_ws(', ', w.why, nullif(n.reason, '')) ORDER BY n.o) INTO whys
    FROM unnest(persons, accounts, outcomes, reasons) WITH ORDINALITY n (person, account, outcome, reason, o)
    LEFT JOIN LATERAL (
        SELECT coalesce(uses ->> (n.account || ' ' || s.party), s.kind) AS why
        FROM access.sight s JOIN access.kind k USING (kind)
        WHERE (n.reason = '' OR starts_with(n.reason, 'through the app ')) AND n.person <> 0
        AND n.outcome IN ('seen', 'changed') AND s.person_id = n.person AND s.party = ANY ('account/' || n.account || ARRAY(
            SELECT m.party FROM access.membership m WHERE m.account_id = n.account AND m.since <= at AND at < m.until))
        AND s.since <= at AND at < s.until AND s.hides & 1 = 0
        ORDER BY uses ? (n.account || ' ' || s.party), k.closeness LIMIT 1) w ON true;
    FOR o IN 1..cardinality(persons) LOOP
        head := sha256(head || convert_to(json_build_array(mine, head_number + o, persons[o], micros, accounts[o],
            actions[o], whats[o], outcomes[o], whys[o])::text, 'UTF8'));
        hashes[o] := head;
    END LOOP;
    INSERT INTO access.audit (person_id, at, account_id, action, what, outcome, reason, chain, number, hash)
    SELECT n.person, at, n.account, n.action, n.what, n.outcome, n.reason, mine, head_number + n.o, n.hash
    FROM unnest(persons, accounts, actions, whats, outcomes, whys, hashes) WITH ORDINALITY
        n (person, account, action, what, outcome, reason, hash, o);
    UPDATE access.chain c SET number = head_number + cardinality(persons), hash = head WHERE c.chain = mine;
END
$$;

-- What was written before there were chains goes into the first.
DO $$
DECLARE
    entry access.audit;
    head bytea := '\x';
    count bigint := 0;
BEGIN
    FOR entry IN SELECT * FROM access.audit ORDER BY id LOOP
        count := count + 1;
        head := sha256(head || convert_to(json_build_array(0, count, entry.person_id, (extract(epoch FROM entry.at) * 1000000)::bigint,
            entry.account_id, entry.action, entry.what, entry.outcome, entry.reason)::text, 'UTF8'));
        UPDATE access.audit a SET chain = 0, number = count, hash = head WHERE a.person_id = entry.person_id AND a.id = entry.id;
    END LOOP;
    UPDATE access.chain SET number = count, hash = head WHERE chain = 0;
END
$$;
ALTER TABLE access.audit ALTER COLUMN chain SET NOT NULL, ALTER COLUMN number SET NOT NULL, ALTER COLUMN hash SET NOT NULL;
CREATE UNIQUE INDEX audit_chain ON access.audit (chain, number);
CREATE INDEX audit_account ON access.audit (account_id, at);

CREATE FUNCTION access.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was looked at is never changed' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER permanent BEFORE UPDATE OR DELETE OR TRUNCATE ON access.audit FOR EACH STATEMENT
    EXECUTE FUNCTION access.refuse_change();
ALTER TABLE access.audit ENABLE ALWAYS TRIGGER permanent;
REVOKE INSERT ON access.audit FROM careweft_web, careweft_worker;
GRANT SELECT ON access.chain TO careweft_worker;
DROP POLICY web_writes ON access.audit;
-- An entry about nobody in particular is nobody's to read but its own account's.
CREATE POLICY own ON access.audit AS RESTRICTIVE FOR SELECT TO careweft_web
    USING (person_id <> 0 OR account_id = (SELECT access.account()));

-- Who a member of staff is as a patient here, where that is known: for what follows.
ALTER TABLE access.account ADD COLUMN own_person bigint;

-- What a privacy officer should look at: a kind, for an account, a person (0 for many) and a day. One that was judged stays
-- as it was then; whatever comes later makes another.
CREATE TABLE access.flag (
    person_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL REFERENCES access.account,
    kind text NOT NULL CHECK (kind IN ('break-glass', 'own-record', 'same-surname', 'same-address', 'colleague', 'many-people')),
    day date NOT NULL,
    at timestamptz NOT NULL,
    times integer NOT NULL,
    reviewed timestamptz,
    reviewer bigint REFERENCES access.account CHECK (reviewer <> account_id),
    justified boolean CHECK ((justified IS NULL) = (reviewed IS NULL)),
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, id)
);
CREATE UNIQUE INDEX flag_open ON access.flag (account_id, person_id, kind, day) WHERE reviewed IS NULL;
CREATE TABLE access.flagged (one boolean PRIMARY KEY DEFAULT true CHECK (one), until timestamptz NOT NULL);
INSERT INTO access.flagged (until) VALUES ('-infinity');
GRANT SELECT ON access.flag, access.flagged TO careweft_worker;

-- Flags what is unusual among the looks since the last time: by staff, at whole records rather than lists. `many` is how
-- many persons' records an account may open in an hour, any hour that begins at a quarter, before that is unusual. Looks
-- of the last minute wait.
CREATE FUNCTION access.flag_unusual(many integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    low timestamptz;
    high constant timestamptz := base.now() - interval '1 minute';
    made bigint;
BEGIN
    SELECT f.until INTO low FROM access.flagged f FOR UPDATE;
    IF high <= low THEN
        RETURN 0;
    END IF;
    WITH looks AS MATERIALIZED (
        SELECT a.person_id, a.account_id, a.at, a.reason, c.own_person, c.display_name FROM access.audit a
        JOIN access.account c ON c.id = a.account_id AND c.kind = 'staff'
        WHERE a.at > low - interval '1 hour' AND a.at <= high AND a.outcome IN ('seen', 'changed') AND a.person_id <> 0
        AND a.what NOT IN ('worklist', 'referrals', 'search for people', 'people cared for', 'daily list', 'round of visits',
            'team list', 'who is in hospital', 'ward', 'clinic', 'pathway', 'equipment store')
        AND a.what NOT LIKE 'tier %' AND a.what NOT LIKE 'gap %'
    ), told AS (
        SELECT l.*, 'break-glass' AS kind FROM looks l WHERE split_part(reason, ',', 1) = 'break-glass'
        UNION ALL SELECT l.*, 'own-record' FROM looks l WHERE l.own_person = l.person_id
        UNION ALL SELECT l.*, 'same-surname' FROM looks l WHERE EXISTS (SELECT FROM people.source_record r
            WHERE r.person_id = l.person_id AND length(r.family) > 1
            AND lower(r.family) = ANY (regexp_split_to_array(lower(l.display_name), '[^[:alpha:]''-]+')))
        UNION ALL SELECT l.*, 'same-address' FROM looks l WHERE l.own_person <> l.person_id AND EXISTS (
            SELECT FROM people.source_record mine JOIN people.source_record r
            ON lower(r.line) = lower(mine.line) AND r.postcode = mine.postcode
            WHERE mine.person_id = l.own_person AND r.person_id = l.person_id)
        UNION ALL SELECT l.*, 'colleague' FROM looks l WHERE EXISTS (SELECT FROM access.account o
            JOIN access.membership theirs ON theirs.account_id = o.id
            JOIN access.membership mine ON mine.party = theirs.party AND mine.account_id = l.account_id
            WHERE o.own_person = l.person_id AND o.id <> l.account_id)
        UNION ALL SELECT 0, w.account_id, max(w.at), '', NULL, '', 'many-people' FROM (
            SELECT l.account_id, max(l.at) AS at FROM looks l CROSS JOIN generate_series(0, 45, 15) shift
            GROUP BY l.account_id, shift, date_bin('1 hour', l.at, timestamptz 'epoch' + shift * interval '1 minute')
            HAVING count(DISTINCT l.person_id) > many) w
            GROUP BY w.account_id, date_trunc('hour', w.at)
    ), kept AS (
        INSERT INTO access.flag AS f (person_id, account_id, kind, day, at, times)
        SELECT person_id, account_id, kind, (at AT TIME ZONE 'UTC')::date, max(at), count(*) FROM told WHERE at > low
        GROUP BY person_id, account_id, kind, (at AT TIME ZONE 'UTC')::date
        ON CONFLICT (account_id, person_id, kind, day) WHERE reviewed IS NULL DO UPDATE SET at = greatest(f.at, excluded.at),
            times = f.times + excluded.times RETURNING 1
    ) SELECT count(*) INTO made FROM kept;
    UPDATE access.flagged SET until = high;
    RETURN made;
END
$$;

CREATE FUNCTION access.reviews() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM access.membership m WHERE m.account_id = access.account()
        AND m.role = 'privacy-officer' AND m.since <= base.now() AND base.now() < m.until)
$$;

-- The flags for the privacy officer, open or all, with who and whom by name, and the reason given in an emergency.
CREATE FUNCTION access.flags(whether_open boolean, most integer)
RETURNS TABLE (id bigint, person_id bigint, person text, account text, parties text[], kind text, at timestamptz,
    times integer, why text, reviewed timestamptz, reviewer text, justified boolean, note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT f.id, f.person_id, coalesce((SELECT upper(r.family) || ', ' || r.given FROM people.source_record r
            WHERE r.person_id = f.person_id ORDER BY r.at DESC LIMIT 1), ''),
        a.display_name, (SELECT coalesce(array_agg(DISTINCT m.party), '{}') FROM access.membership m WHERE m.account_id = a.id),
        f.kind, f.at, f.times, coalesce((SELECT e.reason FROM access.emergency e WHERE f.kind = 'break-glass'
            AND e.person_id = f.person_id AND e.account_id = f.account_id AND e.since <= f.at ORDER BY e.since DESC LIMIT 1), ''),
        f.reviewed, v.display_name, f.justified, f.note
    FROM access.flag f JOIN access.account a ON a.id = f.account_id LEFT JOIN access.account v ON v.id = f.reviewer
    WHERE access.reviews() AND f.account_id <> access.account() AND (NOT whether_open OR f.reviewed IS NULL)
    ORDER BY f.reviewed IS NOT NULL, f.at DESC LIMIT most
$$;

-- Keeps what the privacy officer found; false where there is no such open flag for this account to judge.
CREATE FUNCTION access.judge(flag bigint, found_justified boolean, said text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE access.flag f SET reviewed = base.now(), reviewer = access.account(), justified = found_justified, note = said
    WHERE f.id = flag AND f.reviewed IS NULL AND access.reviews() AND f.account_id <> access.account();
    RETURN FOUND;
END
$$;

-- The review of an emergency is that of its flag.
ALTER TABLE access.emergency DROP COLUMN reviewed, DROP COLUMN reviewer, DROP COLUMN justified, DROP COLUMN note;
REVOKE INSERT, UPDATE ON access.emergency FROM careweft_worker;

REVOKE ALL ON FUNCTION access.refuse_change(), access.reviews(),
    access.note(bigint[], bigint[], text[], text[], text[], text[], timestamptz), access.flag_unusual(integer),
    access.flags(boolean, integer), access.judge(bigint, boolean, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.note(bigint[], bigint[], text[], text[], text[], text[], timestamptz),
    access.flag_unusual(integer), access.flags(boolean, integer), access.judge(bigint, boolean, text)
    TO careweft_web, careweft_worker;
