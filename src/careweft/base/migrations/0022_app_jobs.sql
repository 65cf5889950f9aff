-- What holds the acting transaction to less than its account may do: the app, its one person and its scopes. Empty where
-- no app acts.
CREATE FUNCTION access.held() RETURNS jsonb LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN coalesce(current_setting('careweft.client', true), '') = '' THEN '{}' ELSE jsonb_build_object(
        'careweft.client', current_setting('careweft.client', true),
        'careweft.person', coalesce(current_setting('careweft.person', true), ''),
        'careweft.scope', coalesce(current_setting('careweft.scope', true), '')) END
$$;
REVOKE ALL ON FUNCTION access.held() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.held() TO careweft_web, careweft_worker;

-- A job is done under what held whoever asked for it, and an app sees the jobs only that it asked for itself, with the same
-- scopes about the same person: what they made may hold more than another token gives.
ALTER TABLE fhir.job ADD COLUMN held jsonb NOT NULL DEFAULT access.held();
ALTER POLICY own ON fhir.job
    USING (account_id = (SELECT access.account()) AND (SELECT access.held()) IN ('{}', held))
    WITH CHECK (account_id = (SELECT access.account()) AND (SELECT access.held()) IN ('{}', held));
CREATE POLICY asked ON fhir.job AS RESTRICTIVE FOR INSERT TO careweft_web WITH CHECK (held = (SELECT access.held()));

-- How many jobs of the acting account are not done, whichever app asked for them.
CREATE FUNCTION fhir.open_jobs() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT count(*) FROM fhir.job WHERE account_id = access.account() AND state IN ('waiting', 'running')
$$;
REVOKE ALL ON FUNCTION fhir.open_jobs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fhir.open_jobs() TO careweft_web, careweft_worker;
