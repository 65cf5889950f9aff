-- Apps: which are known here, what people let them do, and what holds them to it. Only the system reaches these
-- tables; the web asks access.find_token. Secrets, codes and tokens are kept as SHA-256 of 256 random bits. Times are
-- real time, as with sessions.
CREATE TABLE access.client (
    id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9._-]{1,100}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    kind text NOT NULL CHECK (kind IN ('public', 'confidential', 'backend')),
    secret_hash bytea,
    jwks jsonb,
    redirect_uris text[] NOT NULL DEFAULT '{}',
    launch_uri text,
    scopes text NOT NULL,
    account_id bigint REFERENCES access.account,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((kind = 'backend') = (account_id IS NOT NULL)),
    CHECK ((kind = 'public') = (secret_hash IS NULL AND jwks IS NULL)),
    CHECK (kind <> 'backend' OR jwks IS NOT NULL AND secret_hash IS NULL)
);

-- A launch from one of our own pages: good once, for the account that asked, about one person.
CREATE TABLE access.launch (
    person_id bigint NOT NULL,
    hash bytea NOT NULL UNIQUE,
    client_id text NOT NULL REFERENCES access.client ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES access.account,
    until timestamptz NOT NULL,
    PRIMARY KEY (person_id, hash)
);

-- What an account let an app do, about one person or (0) nobody in particular, and the code that the app redeems it
-- with. A grant that has ended gives nothing, whatever tokens are about.
CREATE TABLE access.app_grant (
    person_id bigint NOT NULL,
    id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    client_id text NOT NULL REFERENCES access.client ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES access.account,
    scopes text NOT NULL,
    context jsonb NOT NULL DEFAULT '{}',
    code_hash bytea UNIQUE,
    code_until timestamptz,
    code_used timestamptz,
    redirect_uri text,
    challenge text,
    nonce text,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    until timestamptz NOT NULL,
    ended timestamptz,
    why text CHECK ((ended IS NULL) = (why IS NULL)),
    PRIMARY KEY (person_id, id)
);
CREATE INDEX app_grant_account ON access.app_grant (account_id) WHERE ended IS NULL;

CREATE TABLE access.app_token (
    hash bytea PRIMARY KEY,
    grant_id uuid NOT NULL REFERENCES access.app_grant (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('access', 'refresh')),
    scopes text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    until timestamptz NOT NULL,
    used timestamptz CHECK (kind = 'refresh' OR used IS NULL)
);
CREATE INDEX app_token_grant ON access.app_token (grant_id);

-- Assertions that clients have used: each counts once.
CREATE TABLE access.assertion (
    client_id text NOT NULL REFERENCES access.client ON DELETE CASCADE,
    jti_hash bytea NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (client_id, jti_hash)
);

-- Who an account is at an outside provider of log-ins.
CREATE TABLE access.outside_login (
    issuer text NOT NULL,
    subject text NOT NULL,
    account_id bigint NOT NULL REFERENCES access.account,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (issuer, subject),
    UNIQUE (issuer, account_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.client, access.launch, access.app_grant, access.app_token,
    access.assertion, access.outside_login TO careweft_worker;
CALL access.protect('access.launch');
CALL access.protect('access.app_grant');

-- What an access token stands for, while it is good.
CREATE FUNCTION access.find_token(of_hash bytea)
RETURNS TABLE (account_id bigint, client_id text, client text, person_id bigint, scopes text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT g.account_id, c.id, c.name, g.person_id, t.scopes
    FROM access.app_token t JOIN access.app_grant g ON g.id = t.grant_id JOIN access.client c ON c.id = g.client_id
    WHERE t.hash = of_hash AND t.kind = 'access' AND t.until > clock_timestamp()
    AND g.ended IS NULL AND g.until > clock_timestamp();
END
$$;

-- An app acts in a transaction that says so: `careweft.person` is the one person whom it may see (access.app_person,
-- heeded by what is asked past the policies too), and careweft.scope the types of resources, each with nothing more to
-- say (null) or with the criteria of which it must meet one: a list of lists of index_token hashes, one of each inner
-- list. Both come on top of what the account may see.
CREATE FUNCTION access.app_whole() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('careweft.scope', true), '') = ''
$$;
CREATE FUNCTION access.app_shows(of_type text, person bigint, of_rid bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    types constant jsonb := current_setting('careweft.scope')::jsonb;
    criteria constant jsonb := CASE WHEN types ? of_type THEN types -> of_type ELSE types -> '*' END;
BEGIN
    RETURN criteria IS NOT NULL AND (criteria = 'null' OR EXISTS (
        SELECT FROM jsonb_array_elements(criteria) one WHERE NOT EXISTS (
            SELECT FROM jsonb_array_elements(one) hashes WHERE NOT EXISTS (
                SELECT FROM fhir.index_token i WHERE i.person_id = person AND i.rid = of_rid
                AND i.hash IN (SELECT jsonb_array_elements_text(hashes)::bigint)))));
END
$$;
-- The policies ask access.sight whether it shows a person, under the policies of access.sight itself: what is held here is
-- held for every table. Only the numbers of people.person are told without asking it.
CREATE POLICY app ON access.sight AS RESTRICTIVE TO careweft_web
    USING (person_id = coalesce((SELECT access.app_person()), person_id));
CREATE POLICY app ON people.person AS RESTRICTIVE TO careweft_web
    USING (person_id = coalesce((SELECT access.app_person()), person_id));
CREATE POLICY app_scope ON fhir.resource AS RESTRICTIVE FOR SELECT TO careweft_web
    USING ((SELECT access.app_whole()) OR access.app_shows(type, person_id, rid));

REVOKE ALL ON ROUTINE access.find_token(bytea), access.app_person(), access.app_whole(),
    access.app_shows(text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.find_token(bytea), access.app_person(), access.app_whole(),
    access.app_shows(text, bigint, bigint) TO careweft_web, careweft_worker;
