-- Who looked at a person, newest first, page by page, with where each entry stands in its chain: for those who may see the
-- person.
CREATE FUNCTION access.looks(person bigint, since timestamptz, before bigint, most integer)
RETURNS TABLE (id bigint, account_id bigint, chain smallint, number bigint, hash bytea, at timestamptz, person_id bigint,
    account text, action text, what text, outcome text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.id, a.account_id, a.chain, a.number, a.hash, a.at, a.person_id, c.display_name, a.action, a.what, a.outcome,
        a.reason
    FROM access.audit a LEFT JOIN access.account c ON c.id = a.account_id
    WHERE a.person_id = person AND person <> 0 AND access.may_see(person)
    AND a.at >= coalesce(since, '-infinity') AND a.id < coalesce(before, 9223372036854775807)
    ORDER BY a.id DESC LIMIT most
$$;
REVOKE ALL ON FUNCTION access.looks(bigint, timestamptz, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.looks(bigint, timestamptz, bigint, integer) TO careweft_web, careweft_worker;

-- The same as people read it.
CREATE OR REPLACE FUNCTION access.who_looked(person bigint, most integer)
RETURNS TABLE (at timestamptz, who text, parties text[], action text, what text, outcome text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT l.at, coalesce(l.account, 'the system'),
        (SELECT coalesce(array_agg(DISTINCT m.party), '{}') FROM access.membership m WHERE m.account_id = l.account_id),
        l.action, l.what, l.outcome, l.reason
    FROM access.looks(person, NULL, NULL, most) l ORDER BY l.id DESC
$$;
