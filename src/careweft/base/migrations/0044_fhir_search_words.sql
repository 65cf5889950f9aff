-- What search reads in the resources themselves, because no index holds it: words and positions. The costs are high, so
-- that a plan asks everything else first.

-- Text without its accents, in JSON too: no canonical form has a quotation mark or a backslash that the text had not.
CREATE FUNCTION fhir.unaccented(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(written) = length(written) THEN written
        ELSE regexp_replace(normalize(written, NFD), '[\u0300-\u036f]+', '', 'g') END
$$;

-- The words of a resource: of all its values, but without long attachments. Where they are more than PostgreSQL takes,
-- those of its beginning.
CREATE FUNCTION fhir.words(body text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE COST 20000 AS $$
DECLARE
    said text := body;
BEGIN
    IF length(body) > 100000 THEN
        said := regexp_replace(body, '[A-Za-z0-9+/=]{255,}', '', 'g');
    END IF;
    said := fhir.unaccented(said);
    RETURN json_to_tsvector('simple', said::json, '["string", "numeric"]');
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN to_tsvector('simple', left(said, 100000));
END
$$;

-- The words of a resource's narrative.
CREATE FUNCTION fhir.narrative_words(body text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE COST 10000 AS $$
DECLARE
    said text;
BEGIN
    IF strpos(body, '"div":') = 0 THEN
        RETURN NULL;
    END IF;
    said := fhir.unaccented(body::json #>> '{text,div}');
    RETURN to_tsvector('simple', said);
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN to_tsvector('simple', left(said, 100000));
END
$$;

-- Kilometres from a Location to a place, along a great circle of the earth (haversine); null where it has no position.
CREATE FUNCTION fhir.kilometres(body text, latitude double precision, longitude double precision)
RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
DECLARE
    position constant json := body::json -> 'position';
    north constant double precision := position ->> 'latitude';
    east constant double precision := position ->> 'longitude';
BEGIN
    IF position IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN 2 * 6371.0088 * asin(sqrt(least(1, sind((north - latitude) / 2) ^ 2
        + cosd(latitude) * cosd(north) * sind((east - longitude) / 2) ^ 2)));
END
$$;
