-- Logging in in two steps: a password, then a code of an app (RFC 6238) or one of the codes kept for when that is lost.
CREATE TABLE access.second_step (
    account_id bigint PRIMARY KEY REFERENCES access.account ON DELETE CASCADE,
    secret bytea NOT NULL,
    confirmed timestamptz,
    used bigint NOT NULL DEFAULT 0
);
CREATE TABLE access.recovery_code (
    account_id bigint NOT NULL REFERENCES access.account ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    PRIMARY KEY (account_id, code_hash)
);
GRANT SELECT, DELETE ON access.second_step, access.recovery_code TO careweft_worker;

-- A session that waits for the second step is no session yet: nothing finds it but what finishes it, for five minutes and
-- five tries.
ALTER TABLE access.session ADD COLUMN half boolean NOT NULL DEFAULT false, ADD COLUMN tries smallint NOT NULL DEFAULT 0;

CREATE FUNCTION access.two_steps(account bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM access.second_step s WHERE s.account_id = account AND s.confirmed IS NOT NULL)
$$;
CREATE OR REPLACE FUNCTION access.start_session(token bytea, account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO access.session (token_hash, account_id, started, seen, rotated, half)
    VALUES (token, account, clock_timestamp(), clock_timestamp(), clock_timestamp(), access.two_steps(account))
$$;
CREATE OR REPLACE FUNCTION access.find_session(token bytea) RETURNS TABLE (account_id bigint, rotate boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT account_id, token_hash = token AND rotated < clock_timestamp() - interval '15 min' FROM access.session
    WHERE (token_hash = token OR previous_hash = token AND rotated > clock_timestamp() - interval '1 min') AND NOT half
    AND seen > clock_timestamp() - interval '30 min' AND started > clock_timestamp() - interval '12 h';
END
$$;

CREATE FUNCTION access.waits(token bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM access.session s WHERE s.token_hash = token AND s.half AND s.tries < 5
        AND s.started > clock_timestamp() - interval '5 min')
$$;
-- One try at the second step of a session that waits: its account, the app's secret and the last code's time that was
-- used (in steps of 30 seconds).
CREATE FUNCTION access.try_second(token bytea) RETURNS TABLE (account_id bigint, secret bytea, used bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE access.session s SET tries = s.tries + 1 FROM access.second_step t
    WHERE s.token_hash = token AND access.waits(token) AND t.account_id = s.account_id AND t.confirmed IS NOT NULL
    RETURNING t.account_id, t.secret, t.used
$$;
-- Makes a session that waits a session, under a fresh token. A code's time counts once; so does a recovery code.
CREATE FUNCTION access.finish_session(token bytea, fresh bytea, step bigint, recovery bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    of_account constant bigint := (SELECT s.account_id FROM access.session s WHERE s.token_hash = token AND s.half);
BEGIN
    IF step IS NOT NULL THEN
        UPDATE access.second_step t SET used = step WHERE t.account_id = of_account AND t.used < step;
    ELSE
        DELETE FROM access.recovery_code r WHERE r.account_id = of_account AND r.code_hash = recovery;
    END IF;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE access.session s SET half = false, token_hash = fresh, started = clock_timestamp(), seen = clock_timestamp(),
        rotated = clock_timestamp() WHERE s.token_hash = token AND s.half;
    RETURN FOUND;
END
$$;

-- The acting account's own second step.
CREATE FUNCTION access.my_second() RETURNS TABLE (secret bytea, confirmed timestamptz, used bigint, codes bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT s.secret, s.confirmed, s.used, (SELECT count(*) FROM access.recovery_code r WHERE r.account_id = s.account_id)
    FROM access.second_step s WHERE s.account_id = access.account()
$$;
CREATE FUNCTION access.begin_second(fresh bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO access.second_step AS s (account_id, secret) VALUES (access.account(), fresh)
    ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret WHERE s.confirmed IS NULL;
    RETURN FOUND;
END
$$;
-- Every other session of the account ends, and this one goes on under a fresh token: its rights are others now.
CREATE FUNCTION access.renew_session(token bytea, fresh bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM access.session s WHERE s.account_id = access.account() AND s.token_hash <> token;
    UPDATE access.session s SET token_hash = fresh, previous_hash = NULL, rotated = clock_timestamp()
    WHERE s.token_hash = token AND s.account_id = access.account()
$$;
CREATE FUNCTION access.confirm_second(step bigint, codes bytea[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    UPDATE access.second_step s SET confirmed = clock_timestamp(), used = step
    WHERE s.account_id = access.account() AND s.confirmed IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM access.recovery_code r WHERE r.account_id = access.account();
    INSERT INTO access.recovery_code SELECT access.account(), c FROM unnest(codes) c;
    RETURN true;
END
$$;
CREATE FUNCTION access.end_second() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM access.recovery_code r WHERE r.account_id = access.account();
    DELETE FROM access.second_step s WHERE s.account_id = access.account()
$$;

REVOKE ALL ON FUNCTION access.two_steps(bigint), access.waits(bytea), access.try_second(bytea), access.my_second(),
    access.finish_session(bytea, bytea, bigint, bytea), access.begin_second(bytea), access.renew_session(bytea, bytea),
    access.confirm_second(bigint, bytea[]), access.end_second() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.two_steps(bigint), access.waits(bytea), access.try_second(bytea), access.my_second(),
    access.finish_session(bytea, bytea, bigint, bytea), access.begin_second(bytea), access.renew_session(bytea, bytea),
    access.confirm_second(bigint, bytea[]), access.end_second() TO careweft_web, careweft_worker;
