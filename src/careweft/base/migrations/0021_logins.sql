-- Log-ins for the processes that the network reaches. Each can become the roles named here and nobody else: what is run on
-- such a connection cannot become the owner, nor, on the web's own, the worker. They inherit nothing, so that without a
-- role they can do nothing. On a server of your own give each a password; the embedded one asks for none.
DO $$
DECLARE
    log_in text;
BEGIN
    FOREACH log_in IN ARRAY ARRAY['careweft_web_login', 'careweft_worker_login'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', log_in);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- roles are of a server, migrations of a database
        END;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), log_in);
    END LOOP;
END $$;
GRANT careweft_web TO careweft_web_login;
GRANT careweft_web, careweft_worker TO careweft_worker_login;

-- How common family names are here is about nobody in particular; $match needs it.
GRANT SELECT ON people.family_share TO careweft_web;

-- Passkeys (WebAuthn): log-ins by a key that never leaves its owner's device; here is its public half alone.
-- The handle is what a device knows an account by.
ALTER TABLE access.account ADD COLUMN handle uuid NOT NULL UNIQUE DEFAULT gen_random_uuid();
CREATE TABLE access.passkey (
    credential bytea PRIMARY KEY CHECK (octet_length(credential) BETWEEN 16 AND 1023),
    account_id bigint NOT NULL REFERENCES access.account ON DELETE CASCADE,
    public_key bytea NOT NULL,
    signs bigint NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    synced boolean NOT NULL,
    added timestamptz NOT NULL DEFAULT base.now(),
    used timestamptz
);
CREATE INDEX passkey_account ON access.passkey (account_id);
-- What a browser was asked to sign, by the hash of the cookie it got with it; for whom and for what; gone once answered.
CREATE UNLOGGED TABLE access.passkey_challenge (
    browser bytea PRIMARY KEY,
    challenge bytea NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('log-in', 'add', 'prove')),
    account_id bigint REFERENCES access.account ON DELETE CASCADE,
    asked timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX passkey_challenge_asked ON access.passkey_challenge (asked);
GRANT SELECT, DELETE ON access.passkey TO careweft_worker;
-- When the session's owner last showed anew who they are.
ALTER TABLE access.session ADD COLUMN proved timestamptz;

CREATE FUNCTION access.ask_passkey(from_browser bytea, fresh bytea, of_purpose text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM access.passkey_challenge WHERE browser IN (
        SELECT c.browser FROM access.passkey_challenge c WHERE c.asked < clock_timestamp() - interval '5 min'
        FOR UPDATE SKIP LOCKED);
    INSERT INTO access.passkey_challenge (browser, challenge, purpose, account_id)
    VALUES (from_browser, fresh, of_purpose, access.account())
$$;
-- The challenge that a browser answers: for the account that was asked, in five minutes, once.
CREATE FUNCTION access.answer_passkey(from_browser bytea, of_purpose text) RETURNS bytea
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM access.passkey_challenge c
    WHERE c.browser = from_browser AND c.purpose = of_purpose AND c.account_id IS NOT DISTINCT FROM access.account()
        AND c.asked > clock_timestamp() - interval '5 min'
    RETURNING c.challenge
$$;

CREATE FUNCTION access.passkey(of_credential bytea)
RETURNS TABLE (account_id bigint, handle uuid, public_key bytea, signs bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.id, a.handle, p.public_key, p.signs FROM access.passkey p JOIN access.account a ON a.id = p.account_id
    WHERE p.credential = of_credential AND a.kind <> 'machine'
$$;
-- Counts a use. A count that does not grow is a copy's, unless the device keeps none.
CREATE FUNCTION access.use_passkey(of_credential bytea, count bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE access.passkey p SET signs = count, used = base.now()
    WHERE p.credential = of_credential AND (p.signs < count OR p.signs = 0 AND count = 0);
    RETURN FOUND;
END
$$;
-- A session for which a passkey was both steps.
CREATE FUNCTION access.start_session_by_passkey(token bytea, of_credential bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO access.session (token_hash, account_id, started, seen, rotated)
    SELECT token, p.account_id, clock_timestamp(), clock_timestamp(), clock_timestamp()
    FROM access.passkey p WHERE p.credential = of_credential
$$;

-- Whether the acting account showed who it is in this session in the last ten minutes: at its log-in, or anew.
CREATE FUNCTION access.proved(token bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM access.session s WHERE token IN (s.token_hash, s.previous_hash) AND s.account_id = access.account()
        AND NOT s.half AND greatest(s.started, s.proved) > clock_timestamp() - interval '10 min')
$$;
CREATE FUNCTION access.prove(token bytea) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE access.session s SET proved = clock_timestamp()
    WHERE token IN (s.token_hash, s.previous_hash) AND s.account_id = access.account() AND NOT s.half
$$;
-- As in 0016, also where the token was just rotated away.
CREATE OR REPLACE FUNCTION access.renew_session(token bytea, fresh bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM access.session s
    WHERE s.account_id = access.account() AND s.token_hash <> token AND s.previous_hash IS DISTINCT FROM token;
    UPDATE access.session s SET token_hash = fresh, previous_hash = NULL, rotated = clock_timestamp()
    WHERE token IN (s.token_hash, s.previous_hash) AND s.account_id = access.account()
$$;
-- A code of the acting account's app counts once, and so does a recovery code.
CREATE FUNCTION access.use_second(step bigint, recovery bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF step IS NOT NULL THEN
        UPDATE access.second_step t SET used = step
        WHERE t.account_id = access.account() AND t.confirmed IS NOT NULL AND t.used < step;
    ELSE
        DELETE FROM access.recovery_code r WHERE r.account_id = access.account() AND r.code_hash = recovery;
    END IF;
    RETURN FOUND;
END
$$;

-- The acting account's own passkeys. Twenty are enough for anybody.
CREATE FUNCTION access.my_handle() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.handle FROM access.account a WHERE a.id = access.account()
$$;
CREATE FUNCTION access.my_passkeys()
RETURNS TABLE (credential bytea, name text, synced boolean, added timestamptz, used timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT p.credential, p.name, p.synced, p.added, p.used FROM access.passkey p
    WHERE p.account_id = access.account() ORDER BY p.added
$$;
CREATE FUNCTION access.add_passkey(
    token bytea, fresh bytea, key bytea, count bigint, called text, is_synced boolean
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO access.passkey (credential, account_id, public_key, signs, name, synced)
    SELECT fresh, access.account(), key, count, called, is_synced
    WHERE access.proved(token) AND (SELECT count(*) FROM access.my_passkeys()) < 20
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;
CREATE FUNCTION access.rename_passkey(of_credential bytea, called text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE access.passkey p SET name = called WHERE p.credential = of_credential AND p.account_id = access.account();
    RETURN FOUND;
END
$$;
CREATE FUNCTION access.remove_passkey(token bytea, of_credential bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM access.passkey p
    WHERE p.credential = of_credential AND p.account_id = access.account() AND access.proved(token);
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION access.ask_passkey(bytea, bytea, text), access.answer_passkey(bytea, text),
    access.passkey(bytea), access.use_passkey(bytea, bigint), access.start_session_by_passkey(bytea, bytea),
    access.proved(bytea), access.prove(bytea), access.use_second(bigint, bytea), access.my_handle(),
    access.my_passkeys(), access.add_passkey(bytea, bytea, bytea, bigint, text, boolean),
    access.rename_passkey(bytea, text), access.remove_passkey(bytea, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.ask_passkey(bytea, bytea, text), access.answer_passkey(bytea, text),
    access.passkey(bytea), access.use_passkey(bytea, bigint), access.start_session_by_passkey(bytea, bytea),
    access.proved(bytea), access.prove(bytea), access.use_second(bigint, bytea), access.my_handle(),
    access.my_passkeys(), access.add_passkey(bytea, bytea, bytea, bigint, text, boolean),
    access.rename_passkey(bytea, text), access.remove_passkey(bytea, bytea) TO careweft_web, careweft_worker;
