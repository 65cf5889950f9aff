-- Guessing one account's password from many addresses. Tries from browsers in which nobody has logged in to the account
-- before share one small allowance for each name; a browser that is known has its own, so that whoever guesses keeps nobody
-- out who logs in where they always do (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").

CREATE TABLE access.browser (
    digest bytea PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES access.account ON DELETE CASCADE,
    made timestamptz NOT NULL
);
CREATE INDEX browser_account ON access.browser (account_id, made);

-- By the digest of a name, also of names that nobody has: the answer tells nothing of who has an account here.
CREATE UNLOGGED TABLE access.guessing (
    name bytea PRIMARY KEY,
    tries double precision NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX guessing_at ON access.guessing (at);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.browser, access.guessing TO careweft_worker;

-- Twenty tries at once and one more in each five minutes: as many tries as are still counted.
CREATE FUNCTION access.still(tries double precision, at timestamptz) RETURNS double precision LANGUAGE sql STABLE AS $$
    SELECT greatest(0, tries - extract(epoch FROM clock_timestamp() - at) / 300)
$$;

-- Whether somebody logged in to the account of a name in this browser.
CREATE FUNCTION access.knows_browser(username text, in_browser bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM access.browser b JOIN access.account a ON a.id = b.account_id
        WHERE b.digest = in_browser AND a.username = lower(knows_browser.username))
$$;

-- How many seconds somebody waits before a try for this name is looked at. Where it is 0 the try counts.
CREATE FUNCTION access.may_try(username text, in_browser bytea) RETURNS double precision
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE of_name bytea := sha256(convert_to(lower(username), 'UTF8')); counted double precision;
BEGIN
    IF access.knows_browser(may_try.username, in_browser) THEN
        RETURN 0;
    END IF;
    INSERT INTO access.guessing AS g VALUES (of_name, 1, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET tries = access.still(g.tries, g.at) + 1, at = excluded.at
        WHERE access.still(g.tries, g.at) <= 19
    RETURNING 0 INTO counted;
    IF FOUND THEN RETURN 0; END IF;
    SELECT (access.still(g.tries, g.at) - 19) * 300 INTO counted FROM access.guessing g WHERE g.name = of_name;
    RETURN greatest(1, coalesce(counted, 1));
END
$$;

-- All steps of a log-in were right: the try did not count.
CREATE FUNCTION access.was_right(username text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE access.guessing SET tries = greatest(0, tries - 1) WHERE name = sha256(convert_to(lower(was_right.username), 'UTF8'))
$$;

-- The browser of a session is known from now on by a fresh digest.
CREATE FUNCTION access.know_browser(token bytea, fresh bytea, former bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE of_account bigint; of_name text;
BEGIN
    SELECT a.id, a.username INTO of_account, of_name
    FROM access.session s JOIN access.account a ON a.id = s.account_id WHERE s.token_hash = token;
    IF NOT FOUND THEN RETURN; END IF;
    DELETE FROM access.browser b WHERE b.account_id = of_account AND b.digest = former;
    IF NOT FOUND THEN
        PERFORM access.was_right(of_name);
    END IF;
    DELETE FROM access.browser b USING (
        SELECT o.digest FROM access.browser o WHERE o.account_id = of_account ORDER BY o.made DESC OFFSET 19) o
    WHERE b.digest = o.digest;
    INSERT INTO access.browser VALUES (fresh, of_account, clock_timestamp());
END
$$;

-- What is no longer counted is forgotten, and so are browsers after a year.
CREATE FUNCTION access.forget_guessing() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM access.guessing WHERE at < clock_timestamp() - interval '2 h';
    DELETE FROM access.browser WHERE made < clock_timestamp() - interval '1 year';
$$;
REVOKE ALL ON FUNCTION access.still(double precision, timestamptz), access.knows_browser(text, bytea), access.may_try(text, bytea), access.was_right(text),
    access.know_browser(bytea, bytea, bytea), access.forget_guessing() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.knows_browser(text, bytea), access.may_try(text, bytea), access.was_right(text), access.know_browser(bytea, bytea, bytea)
    TO careweft_web, careweft_worker;
GRANT EXECUTE ON FUNCTION access.forget_guessing() TO careweft_worker;
