-- The first steps that an account is shown: which it has taken, and whether it wants to see them no more.
ALTER TABLE access.account
    ADD COLUMN tour_taken text[] NOT NULL DEFAULT '{}',
    ADD COLUMN tour_hidden boolean NOT NULL DEFAULT false;

DROP FUNCTION access.profile(bigint);
CREATE FUNCTION access.profile(account bigint)
RETURNS TABLE (
    id bigint, username text, display_name text, kind text, person_id bigint, parties text[], roles text[],
    language text, text_size text, contrast text, tour text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT a.id, a.username, a.display_name, a.kind, a.person_id, coalesce(array_agg(DISTINCT m.party) FILTER (WHERE m.party <> ''), '{}'),
        coalesce(array_agg(DISTINCT m.role) FILTER (WHERE m.role <> ''), '{}'), a.language, a.text_size, a.contrast,
        CASE WHEN NOT a.tour_hidden THEN a.tour_taken END
    FROM access.account a LEFT JOIN access.membership m
        ON m.account_id = a.id AND m.since <= base.now() AND base.now() < m.until
    WHERE a.id = account GROUP BY a.id
$$;

-- The acting account took a step; once is as good as twice.
CREATE FUNCTION access.take_step(step text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE access.account SET tour_taken = tour_taken || step WHERE id = access.account() AND step <> ALL (tour_taken)
$$;
-- The acting account wants to see the steps, from the first on, or not.
CREATE FUNCTION access.show_tour(shown boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE access.account SET tour_hidden = NOT shown, tour_taken = CASE WHEN shown THEN '{}' ELSE tour_taken END
    WHERE id = access.account()
$$;
REVOKE ALL ON FUNCTION access.profile(bigint), access.take_step(text), access.show_tour(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.profile(bigint), access.take_step(text), access.show_tour(boolean)
    TO careweft_web, careweft_worker;
