-- Searches over everybody.

-- The newest of a token: a search that is sorted by the type's own date reads it in that order and stops with its page,
-- however many there are.
CREATE INDEX index_token_at ON fhir.index_token (hash, at, person_id, rid);

-- Of whom the acting account may see anything, with 0 for what is shared by all; null where these are more than `most`,
-- and for the system. It says where to look, not what is seen: that the policies decide.
CREATE FUNCTION access.in_sight(most integer) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN current_user = 'careweft_web' AND cardinality(f.found) <= most THEN 0 || f.found END
    FROM (SELECT ARRAY(SELECT s.person_id FROM access.sight s LIMIT most + 1) AS found) f
$$;
REVOKE ALL ON FUNCTION access.in_sight(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.in_sight(integer) TO careweft_web, careweft_worker;
