-- Who looked at a person, newest first, for those who may see the person: as access.who_looked, page by page and with
-- where each entry stands in its chain.
CREATE FUNCTION access.looks(person bigint, since timestamptz, before bigint, most integer)
RETURNS TABLE (id bigint, chain smallint, number bigint, hash bytea, at timestamptz, person_id bigint, account text,
    action text, what text, outcome text, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.id, a.chain, a.number, a.hash, a.at, a.person_id, c.display_name, a.action, a.what, a.outcome, a.reason
    FROM access.audit a LEFT JOIN access.account c ON c.id = a.account_id
    WHERE a.person_id = person AND person <> 0 AND access.may_see(person)
    AND a.at >= coalesce(since, '-infinity') AND a.id < coalesce(before, 9223372036854775807)
    ORDER BY a.id DESC LIMIT most
$$;
REVOKE ALL ON FUNCTION access.looks(bigint, timestamptz, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.looks(bigint, timestamptz, bigint, integer) TO careweft_web, careweft_worker;
