-- The ledger: double entry that cannot be unbalanced, changed or posted twice; and the pooled funds that post to it.
CREATE SCHEMA money;
GRANT USAGE ON SCHEMA money TO careweft_web, careweft_worker;

-- A set of accounts of one body. A journal stays within its book, so no posting can cross from one body to another.
-- A pooled book takes money in and spends it; what came in never goes out again (NHS Act 2006 s75, SI 2000/617 reg 7).
CREATE TABLE money.book (
    id text PRIMARY KEY,
    title text NOT NULL,
    pooled boolean NOT NULL,
    zone text NOT NULL
);

CREATE TABLE money.account (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    book text NOT NULL REFERENCES money.book,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('asset', 'liability', 'reserve', 'income', 'expense')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    holder text NOT NULL,
    UNIQUE (book, name)
);

-- `key` is the client's own id: it posts at most once. `of` is what a journal settles or voids (a pending one) or
-- reverses (a posted one); each can happen to it once. person_id is 0 where no one person is meant.
CREATE TABLE money.journal (
    person_id bigint NOT NULL DEFAULT 0,
    id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    book text NOT NULL REFERENCES money.book,
    key text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('posted', 'pending', 'voided', 'reversal')),
    of bigint UNIQUE REFERENCES money.journal (id),
    effective timestamptz NOT NULL,
    recorded timestamptz NOT NULL DEFAULT base.now(),
    narrative text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (person_id, id),
    UNIQUE (book, key),
    CHECK (kind NOT IN ('voided', 'reversal') OR of IS NOT NULL),
    CHECK (kind <> 'pending' OR of IS NULL)
);

-- Minor units; a debit is positive, a credit negative.
CREATE TABLE money.line (
    person_id bigint NOT NULL,
    journal bigint NOT NULL,
    no smallint NOT NULL,
    account integer NOT NULL REFERENCES money.account,
    amount bigint NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (person_id, journal, no),
    FOREIGN KEY (person_id, journal) REFERENCES money.journal (person_id, id)
);
CREATE INDEX line_account ON money.line (account);

-- Every journal of a book in the order of its commit, each hash made of the one before and the journal's content.
CREATE TABLE money.seal (
    book text NOT NULL REFERENCES money.book,
    number bigint NOT NULL,
    journal bigint NOT NULL UNIQUE REFERENCES money.journal (id),
    hash bytea NOT NULL,
    PRIMARY KEY (book, number)
);

-- Sums of lines by the book's days: no person data, so that totals can be shown without looking at anyone's lines.
CREATE TABLE money.total (
    account integer NOT NULL REFERENCES money.account,
    effective_on date NOT NULL,
    recorded_on date NOT NULL,
    posted numeric NOT NULL,
    pending numeric NOT NULL,
    PRIMARY KEY (account, effective_on, recorded_on)
);

CREATE FUNCTION money.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'nothing in money.% is ever changed or deleted (%)', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Reverse the journal and post anew';
END
$$;

CREATE PROCEDURE money.make_permanent(kept regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER permanent BEFORE UPDATE OR DELETE OR TRUNCATE ON %s FOR EACH STATEMENT '
        'EXECUTE FUNCTION money.refuse_change()', kept);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER permanent', kept);
END
$$;

-- Lines join their own book's accounts, only until their journal is sealed; a pool's income and reserves are taken
-- back by reversals alone.
CREATE FUNCTION money.check_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    wrong record;
BEGIN
    SELECT j.key, a.name, a.book = j.book AS same_book, s.journal IS NOT NULL AS sealed INTO wrong
    FROM added l JOIN money.journal j ON j.id = l.journal JOIN money.account a ON a.id = l.account
        JOIN money.book b ON b.id = j.book LEFT JOIN money.seal s ON s.journal = j.id
    WHERE a.book <> j.book OR s.journal IS NOT NULL
        OR (b.pooled AND l.amount > 0 AND a.kind IN ('income', 'reserve') AND j.kind <> 'reversal')
    LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF NOT wrong.same_book THEN
        RAISE EXCEPTION 'journal % posts to account % of another book', wrong.key, wrong.name
            USING ERRCODE = 'restrict_violation';
    ELSIF wrong.sealed THEN
        RAISE EXCEPTION 'journal % is closed: no line can be added', wrong.key USING ERRCODE = 'restrict_violation';
    END IF;
    RAISE EXCEPTION 'journal % takes money out of %: what a pooled fund holds is spent in it and does not leave it',
        wrong.key, wrong.name USING ERRCODE = 'restrict_violation', HINT = 'NHS Act 2006 s75; SI 2000/617 reg 7';
END
$$;
CREATE TRIGGER lines_are_allowed AFTER INSERT ON money.line REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION money.check_lines();

-- What is hashed of a journal: all of it, with its lines and the names of their accounts.
CREATE VIEW money.content AS
SELECT j.id, j.book, sha256(convert_to(jsonb_build_array(
        j.id, j.book, j.key, j.kind, j.of, extract(epoch FROM j.effective), extract(epoch FROM j.recorded),
        j.person_id, j.narrative, encode(j.content, 'hex'),
        (SELECT jsonb_agg(jsonb_build_array(l.no, a.name, a.kind, a.currency, l.amount) ORDER BY l.no)
            FROM money.line l JOIN money.account a ON a.id = l.account
            WHERE l.person_id = j.person_id AND l.journal = j.id))::text, 'UTF8')) AS digest
FROM money.journal j;

CREATE FUNCTION money.link(state bytea, digest bytea, first bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN sha256(coalesce(state, first) || digest);
END
$$;
CREATE AGGREGATE money.chain(digest bytea, first bytea) (sfunc = money.link, stype = bytea);

-- These journals, each looked up by its key (OFFSET 0: the planner may not turn that into a scan of all of them).
CREATE FUNCTION money.these(journals bigint[]) RETURNS SETOF money.journal LANGUAGE sql STABLE AS $$
    SELECT j.* FROM unnest(journals) AS i(id)
        CROSS JOIN LATERAL (SELECT * FROM money.journal j WHERE j.id = i.id OFFSET 0) j
$$;

-- What is wrong with these journals as wholes: the first fault found, in words.
CREATE FUNCTION money.fault(journals bigint[]) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text;
BEGIN
    SELECT format('journal %s does not balance: %s %s over', j.key, sum(l.amount), a.currency) INTO found
    FROM money.these(journals) j
        JOIN money.line l ON (l.person_id, l.journal) = (j.person_id, j.id) JOIN money.account a ON a.id = l.account
    GROUP BY j.id, j.key, a.currency HAVING sum(l.amount) <> 0;
    IF found IS NULL THEN
        SELECT format('journal %s (%s) has %s lines', j.key, j.kind, count(l.no)) INTO found
        FROM money.these(journals) j
            LEFT JOIN money.line l ON (l.person_id, l.journal) = (j.person_id, j.id)
        GROUP BY j.id, j.key, j.kind HAVING CASE j.kind WHEN 'voided' THEN count(l.no) > 0 ELSE count(l.no) < 2 END;
    END IF;
    IF found IS NULL AND EXISTS (
            SELECT FROM money.these(journals) j WHERE j.of IS NOT NULL) THEN
        SELECT format('journal %s (%s) does not fit journal %s (%s)', j.key, j.kind, o.key, o.kind) INTO found
        FROM money.these(journals) j JOIN money.journal o ON o.id = j.of
        WHERE (o.book, o.person_id) <> (j.book, j.person_id)
            OR o.kind <> CASE j.kind WHEN 'reversal' THEN 'posted' ELSE 'pending' END
            OR j.kind <> 'voided' AND EXISTS (
                SELECT FROM (SELECT l.no, l.account, l.amount FROM money.line l
                        WHERE (l.person_id, l.journal) = (j.person_id, j.id)) n
                    FULL JOIN (SELECT l.no, l.account, l.amount FROM money.line l
                        WHERE (l.person_id, l.journal) = (o.person_id, o.id)) p USING (no, account)
                WHERE n.amount IS DISTINCT FROM p.amount * CASE j.kind WHEN 'reversal' THEN -1 ELSE 1 END);
    END IF;
    RETURN found;
END
$$;

-- What these journals add to their accounts by day: settling or voiding a pending journal also takes it off `pending`.
CREATE FUNCTION money.movement(journals bigint[])
RETURNS TABLE (account integer, effective_on date, recorded_on date, posted numeric, pending numeric)
LANGUAGE sql STABLE AS $$
    SELECT l.account, (m.effective AT TIME ZONE b.zone)::date, (j.recorded AT TIME ZONE b.zone)::date,
        coalesce(sum(l.amount) FILTER (WHERE m.posted), 0), coalesce(sum(m.pending * l.amount), 0)
    FROM money.these(journals) j JOIN money.book b ON b.id = j.book
        LEFT JOIN money.journal o ON o.id = j.of
        CROSS JOIN LATERAL (VALUES
            (j.person_id, j.id, j.effective, j.kind IN ('posted', 'reversal'), (j.kind = 'pending')::int),
            (o.person_id, o.id, o.effective, false, -(o.kind = 'pending')::int)
        ) AS m(person_id, journal, effective, posted, pending)
        JOIN money.line l ON (l.person_id, l.journal) = (m.person_id, m.journal)
    GROUP BY 1, 2, 3
    HAVING coalesce(sum(l.amount) FILTER (WHERE m.posted), 0) <> 0 OR coalesce(sum(m.pending * l.amount), 0) <> 0
$$;

-- Runs once a transaction, at its end: all journals that it posted are checked, chained and added up together.
-- A journal without a seal is one of this transaction's own. Few rows out of many are looked up by their keys: the
-- planner is told so, because its plan is made once and would otherwise be one for the tables as they were then.
CREATE FUNCTION money.seal_journals() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    fresh bigint[];
    wrong text;
BEGIN
    IF EXISTS (SELECT FROM money.seal s WHERE s.journal = NEW.id) THEN
        RETURN NULL;
    END IF;
    fresh := ARRAY(SELECT i FROM unnest(ARRAY(SELECT j.id FROM money.journal j WHERE j.id >= NEW.id ORDER BY j.id)) AS i
        WHERE NOT EXISTS (SELECT FROM money.seal s WHERE s.journal = i) ORDER BY i);
    wrong := money.fault(fresh);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('money.book ' || b.book, 0)) FROM (
        SELECT DISTINCT j.book FROM money.these(fresh) j ORDER BY j.book) b;
    INSERT INTO money.seal (book, number, journal, hash)
        SELECT c.book, coalesce(last.number, 0) + row_number() OVER w, c.id,
            money.chain(c.digest, coalesce(last.hash, ''::bytea)) OVER w
        FROM unnest(fresh) AS i(id) CROSS JOIN LATERAL (SELECT * FROM money.content c WHERE c.id = i.id OFFSET 0) c LEFT JOIN LATERAL (
            SELECT s.number, s.hash FROM money.seal s WHERE s.book = c.book ORDER BY s.number DESC LIMIT 1) last ON true
        WINDOW w AS (PARTITION BY c.book ORDER BY c.id);
    INSERT INTO money.total AS t SELECT * FROM money.movement(fresh)
        ON CONFLICT (account, effective_on, recorded_on)
        DO UPDATE SET posted = t.posted + excluded.posted, pending = t.pending + excluded.pending;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER journals_balance AFTER INSERT ON money.journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION money.seal_journals();
ALTER TABLE money.journal ENABLE ALWAYS TRIGGER journals_balance;
ALTER TABLE money.line ENABLE ALWAYS TRIGGER lines_are_allowed;

-- Every way in which the books are not what they were when they were sealed; none is the right answer.
CREATE FUNCTION money.verify() RETURNS TABLE (book text, number bigint, fault text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT s.book, s.number, 'its content or the chain before it was altered'
    FROM (SELECT s.book, s.number, s.hash, money.chain(coalesce(c.digest, ''), '') OVER w AS made,
            row_number() OVER w AS place
        FROM money.seal s LEFT JOIN money.content c ON (c.book, c.id) = (s.book, s.journal)
        WINDOW w AS (PARTITION BY s.book ORDER BY s.number)) s
    WHERE s.hash <> s.made OR s.number <> s.place
    UNION ALL
    SELECT j.book, NULL, format('journal %s was never sealed', j.id) FROM money.journal j
    WHERE NOT EXISTS (SELECT FROM money.seal s WHERE s.journal = j.id)
    UNION ALL
    SELECT a.book, NULL, format('the total of %s on %s is not the sum of its lines', a.name, effective_on)
    FROM (SELECT t.account, t.effective_on, t.recorded_on, t.posted, t.pending FROM money.total t
        WHERE (t.posted, t.pending) <> (0, 0)) t
        FULL JOIN money.movement(ARRAY(SELECT j.id FROM money.journal j)) m USING (account, effective_on, recorded_on)
        JOIN money.account a ON a.id = account
    WHERE (t.posted, t.pending) IS DISTINCT FROM (m.posted, m.pending)
$$;

-- What the partners agreed, from a day on: a change is a new agreement from a later day.
CREATE TABLE money.agreement (
    pool text NOT NULL REFERENCES money.book,
    since date NOT NULL,
    terms jsonb NOT NULL,
    recorded timestamptz NOT NULL DEFAULT base.now(),
    PRIMARY KEY (pool, since)
);

-- How far each pool is posted, and the packages of care in it as they were when they were last posted.
CREATE TABLE money.progress (
    pool text PRIMARY KEY REFERENCES money.book,
    accrued_until date NOT NULL
);
CREATE TABLE money.package (
    person_id bigint NOT NULL,
    record text NOT NULL,
    pool text NOT NULL REFERENCES money.book,
    terms jsonb NOT NULL,
    PRIMARY KEY (person_id, record, pool)
);
-- Which days of a package a journal paid for: the days from `starts` up to, not including, `ends`.
CREATE TABLE money.accrual (
    person_id bigint NOT NULL,
    record text NOT NULL,
    pool text NOT NULL REFERENCES money.book,
    starts date NOT NULL,
    ends date NOT NULL CHECK (ends > starts),
    revision smallint NOT NULL,
    journal bigint NOT NULL UNIQUE REFERENCES money.journal (id),
    PRIMARY KEY (person_id, record, pool, starts, ends, revision)
);
-- A year that was closed: later corrections of its days are posted in the open year.
CREATE TABLE money.closing (
    pool text NOT NULL REFERENCES money.book,
    ends date NOT NULL,
    variance bigint NOT NULL,
    journal bigint REFERENCES money.journal (id),
    PRIMARY KEY (pool, ends)
);

CALL money.make_permanent('money.book');
CALL money.make_permanent('money.account');
CALL money.make_permanent('money.journal');
CALL money.make_permanent('money.line');
CALL money.make_permanent('money.seal');
CALL money.make_permanent('money.agreement');
CALL money.make_permanent('money.accrual');
CALL money.make_permanent('money.closing');

CALL access.protect('money.journal');
CALL access.protect('money.line');
CALL access.protect('money.package');
CALL access.protect('money.accrual');
-- Lines about nobody in particular are a pool's business, not everybody's: they are seen as totals.
CREATE POLICY about_someone ON money.journal AS RESTRICTIVE FOR SELECT TO careweft_web USING (person_id <> 0);
CREATE POLICY about_someone ON money.line AS RESTRICTIVE FOR SELECT TO careweft_web USING (person_id <> 0);

-- Whether the acting account holds a role that may see the pool's totals (access.policy: see-money).
CREATE FUNCTION money.may_see_totals() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (SELECT FROM access.membership m WHERE m.account_id = access.account()
        AND m.role IN ('finance', 'coordinator', 'manager') AND m.since <= base.now() AND base.now() < m.until)
$$;
CREATE PROCEDURE money.show_totals(shown regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', shown);
    EXECUTE format('CREATE POLICY worker ON %s TO careweft_worker USING (true) WITH CHECK (true)', shown);
    EXECUTE format('CREATE POLICY web ON %s FOR SELECT TO careweft_web USING ((SELECT money.may_see_totals()))', shown);
END
$$;
CALL money.show_totals('money.total');
CALL money.show_totals('money.seal');
CALL money.show_totals('money.agreement');
CALL money.show_totals('money.progress');
CALL money.show_totals('money.closing');

REVOKE ALL ON ALL ROUTINES IN SCHEMA money FROM PUBLIC;
GRANT EXECUTE ON FUNCTION money.may_see_totals() TO careweft_web, careweft_worker;
GRANT EXECUTE ON FUNCTION money.verify() TO careweft_worker;
GRANT SELECT ON money.book, money.account, money.journal, money.line, money.seal, money.total, money.agreement,
    money.progress, money.package, money.accrual, money.closing TO careweft_web, careweft_worker;
GRANT INSERT ON money.book, money.account, money.line, money.agreement, money.accrual, money.closing TO careweft_worker;
GRANT INSERT (person_id, book, key, kind, of, effective, narrative, content) ON money.journal TO careweft_worker;
GRANT INSERT, UPDATE ON money.progress TO careweft_worker;
GRANT INSERT, UPDATE, DELETE ON money.package TO careweft_worker;
