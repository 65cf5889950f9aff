-- Who may see and do what. Row-level security on every table with person data comes from access.protect().
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO careweft_web, careweft_worker;

CREATE TABLE access.account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username text NOT NULL UNIQUE CHECK (username = lower(username)),
    password_hash text NOT NULL,
    display_name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('staff', 'person', 'machine')),
    person_id bigint CHECK ((kind = 'person') = (person_id IS NOT NULL)),
    demo boolean NOT NULL DEFAULT false
);

-- A party is an organisation, a team or a person, by its id: 'acute', 'zone-1', 'person/17'.
CREATE TABLE access.membership (
    account_id bigint NOT NULL REFERENCES access.account,
    party text NOT NULL,
    role text NOT NULL,
    since timestamptz NOT NULL DEFAULT '-infinity',
    until timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (account_id, party, role)
);

-- Why a party may see a person. `origin` names what made it (a case, a referral), so that its end ends just this.
CREATE TABLE access.relationship (
    person_id bigint NOT NULL,
    party text NOT NULL,
    kind text NOT NULL,
    origin text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (person_id, party, kind, origin)
);
CREATE INDEX relationship_party ON access.relationship (party, person_id);

CREATE TABLE access.session (
    token_hash bytea PRIMARY KEY,
    previous_hash bytea UNIQUE,
    account_id bigint NOT NULL REFERENCES access.account,
    started timestamptz NOT NULL,
    seen timestamptz NOT NULL,
    rotated timestamptz NOT NULL
);

CREATE TABLE access.audit (
    person_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    account_id bigint,
    action text NOT NULL,
    what text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('seen', 'empty', 'refused', 'changed')),
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, id)
);

CREATE FUNCTION access.account() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('careweft.account', true), '')::bigint
$$;

-- The parties that the acting account belongs to now; looked up once a transaction, because every policy asks.
CREATE FUNCTION access.parties() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    account constant text := coalesce(current_setting('careweft.account', true), '');
    known text := current_setting('careweft.parties', true);
BEGIN
    IF coalesce(known, '') = '' OR NOT starts_with(known, account || ':') THEN
        SELECT account || ':' || coalesce(array_agg(party), '{}')::text INTO known FROM access.membership
        WHERE account_id = nullif(account, '')::bigint AND since <= base.now() AND base.now() < until;
        PERFORM set_config('careweft.parties', known, true);
    END IF;
    RETURN substr(known, length(account) + 2)::text[];
END
$$;

CREATE FUNCTION access.may_see(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT access.account() IS NOT NULL AND (person = 0 OR EXISTS (
        SELECT FROM access.relationship r
        WHERE r.person_id = person AND r.party = ANY (access.parties())
        AND r.since <= base.now() AND base.now() < r.until))
$$;

-- Protects a table that has a person_id: the worker is the system and sees all; the web sees whom it may.
-- The policy is written out rather than calling may_see, because PostgreSQL would call that once a row; and as a scalar
-- query rather than EXISTS, which PostgreSQL would turn into a hash of every relationship of the account.
CREATE PROCEDURE access.protect(protected regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY worker ON %s TO careweft_worker USING (true) WITH CHECK (true)', protected);
    EXECUTE format(
        'CREATE POLICY web ON %1$s TO careweft_web USING ((SELECT access.account()) IS NOT NULL AND (person_id = 0 '
        'OR (SELECT true FROM access.relationship r WHERE r.person_id = %1$s.person_id '
        'AND r.party = ANY ((SELECT access.parties())::text[]) '
        'AND r.since <= (SELECT base.now()) AND (SELECT base.now()) < r.until LIMIT 1)))', protected);
END
$$;

CALL access.protect('access.audit');
CREATE POLICY web_writes ON access.audit FOR INSERT TO careweft_web WITH CHECK (true);
ALTER TABLE access.relationship ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON access.relationship TO careweft_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON access.relationship TO careweft_web USING (party = ANY ((SELECT access.parties())::text[]));
GRANT SELECT ON access.relationship TO careweft_web;
GRANT SELECT, INSERT ON access.audit TO careweft_web, careweft_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.account, access.membership, access.relationship, access.session
    TO careweft_worker;

-- What the web may ask of accounts and sessions: never the tables themselves.
CREATE FUNCTION access.credentials(name text) RETURNS TABLE (id bigint, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT id, password_hash FROM access.account WHERE username = name
$$;

CREATE FUNCTION access.demo_accounts() RETURNS TABLE (username text, display_name text, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT username, display_name, kind FROM access.account WHERE demo ORDER BY id
$$;

CREATE FUNCTION access.profile(account bigint)
RETURNS TABLE (
    id bigint, username text, display_name text, kind text, person_id bigint, parties text[], roles text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.id, a.username, a.display_name, a.kind, a.person_id, coalesce(array_agg(DISTINCT m.party) FILTER (WHERE m.party <> ''), '{}'),
        coalesce(array_agg(DISTINCT m.role) FILTER (WHERE m.role <> ''), '{}')
    FROM access.account a LEFT JOIN access.membership m
        ON m.account_id = a.id AND m.since <= base.now() AND base.now() < m.until
    WHERE a.id = account GROUP BY a.id
$$;

CREATE FUNCTION access.start_session(token bytea, account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO access.session (token_hash, account_id, started, seen, rotated)
    VALUES (token, account, clock_timestamp(), clock_timestamp(), clock_timestamp())
$$;

-- The live session of a token: idle for at most 30 minutes, 12 hours in all; a token that was just rotated away
-- stays good for a minute, because a browser sends several requests at once.
CREATE FUNCTION access.find_session(token bytea) RETURNS TABLE (account_id bigint, rotate boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT account_id, token_hash = token AND rotated < clock_timestamp() - interval '15 min' FROM access.session
    WHERE (token_hash = token OR previous_hash = token AND rotated > clock_timestamp() - interval '1 min')
    AND seen > clock_timestamp() - interval '30 min' AND started > clock_timestamp() - interval '12 h'
$$;

CREATE FUNCTION access.touch_session(token bytea, fresh bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE access.session SET seen = clock_timestamp(), token_hash = coalesce(fresh, token_hash),
        previous_hash = CASE WHEN fresh IS NULL THEN previous_hash ELSE token END,
        rotated = CASE WHEN fresh IS NULL THEN rotated ELSE clock_timestamp() END
    WHERE token_hash = token;
    RETURN FOUND;
END
$$;

CREATE FUNCTION access.end_session(token bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM access.session WHERE token_hash = token OR previous_hash = token
$$;

-- Who is involved with a person, and who looked: for those who may see the person.
CREATE FUNCTION access.involved(person bigint)
RETURNS TABLE (party text, kind text, since timestamptz, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT party, kind, min(since), max(until) FROM access.relationship r
    WHERE r.person_id = person AND access.may_see(person) AND r.since <= base.now() AND base.now() < r.until
    GROUP BY party, kind ORDER BY kind, party
$$;

CREATE FUNCTION access.who_looked(person bigint, most integer)
RETURNS TABLE (at timestamptz, who text, parties text[], action text, what text, outcome text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.at, coalesce(c.display_name, 'the system'),
        (SELECT coalesce(array_agg(DISTINCT m.party), '{}') FROM access.membership m WHERE m.account_id = c.id),
        a.action, a.what, a.outcome, a.reason
    FROM access.audit a LEFT JOIN access.account c ON c.id = a.account_id
    WHERE a.person_id = person AND access.may_see(person) ORDER BY a.id DESC LIMIT most
$$;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA access FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA access TO careweft_web, careweft_worker;
