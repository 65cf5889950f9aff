-- Measures by month, and the population's scores and segments.
CREATE SCHEMA measures;
GRANT USAGE ON SCHEMA measures TO careweft_web, careweft_worker;

-- One measure in one month of the place's calendar: sums over people, no person data. `value` is null where there is
-- nothing to divide by.
CREATE TABLE measures.point (
    measure text NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL CHECK (period_end > period_start),
    numerator double precision NOT NULL,
    denominator double precision,
    value double precision,
    made timestamptz NOT NULL DEFAULT base.now(),
    PRIMARY KEY (measure, period_start)
);
GRANT SELECT ON measures.point TO careweft_web, careweft_worker;
GRANT INSERT, UPDATE, DELETE ON measures.point TO careweft_worker;

CREATE SCHEMA population;
GRANT USAGE ON SCHEMA population TO careweft_web, careweft_worker;

-- A person's risk score in [since, until). `share` is the share of a model's people who scored as high or higher then.
CREATE TABLE population.score (
    person_id bigint NOT NULL,
    model text NOT NULL,
    name text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL DEFAULT 'infinity',
    score double precision NOT NULL,
    share double precision NOT NULL CHECK (share > 0 AND share <= 1),
    PRIMARY KEY (person_id, model, name, since),
    CHECK (since < until)
);
CREATE INDEX score_rank ON population.score (model, name, score) WHERE until = 'infinity';

-- Among how many people a score was ranked when everybody's was last.
CREATE TABLE population.ranked (
    model text NOT NULL,
    name text NOT NULL,
    people bigint NOT NULL,
    PRIMARY KEY (model, name)
);

-- The one segment of a model that a person is in during [since, until).
CREATE TABLE population.member (
    person_id bigint NOT NULL,
    model text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL DEFAULT 'infinity',
    segment text NOT NULL,
    PRIMARY KEY (person_id, model, since),
    CHECK (since < until)
);
CREATE UNIQUE INDEX member_current ON population.member (person_id, model) WHERE until = 'infinity';
CREATE INDEX member_segment ON population.member (model, segment) WHERE until = 'infinity';

-- The segments of a model in their order, with the share that is expected of each.
CREATE TABLE population.segment (
    model text NOT NULL,
    name text NOT NULL,
    position smallint NOT NULL,
    title text NOT NULL,
    low double precision,
    high double precision,
    PRIMARY KEY (model, name)
);

CALL access.protect('population.score');
CALL access.protect('population.member');

-- How many people are in each segment: for the system, and for the roles that may see the population as counts
-- (access.policy: see-population). It counts everybody, which is why it says nothing else of anybody.
CREATE FUNCTION population.counts(of_model text) RETURNS TABLE (segment text, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT m.segment, count(*) FROM population.member m
    WHERE m.model = of_model AND m.until = 'infinity' AND (current_setting('role') = 'careweft_worker' OR EXISTS (
        SELECT FROM access.membership a WHERE a.account_id = access.account()
        AND a.role IN ('coordinator', 'manager', 'gp', 'analyst') AND a.since <= base.now() AND base.now() < a.until))
    GROUP BY m.segment
$$;
REVOKE ALL ON FUNCTION population.counts(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION population.counts(text) TO careweft_web, careweft_worker;

GRANT SELECT ON population.score, population.member, population.segment, population.ranked TO careweft_web, careweft_worker;
GRANT INSERT, UPDATE, DELETE ON population.score, population.member, population.segment, population.ranked TO careweft_worker;

-- Keeps scores of a name from an instant on; those that are as they were stay as they are. What was kept from that same
-- instant on is taken back, so that keeping again changes nothing.
CREATE FUNCTION population.keep_scores(
    of_model text, of_name text, at timestamptz, persons bigint[], scores double precision[], shares double precision[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
    SELECT array_agg(n.person_id) INTO changed FROM unnest(persons, scores, shares) AS n (person_id, score, share)
    LEFT JOIN population.score c
        ON c.person_id = n.person_id AND c.model = of_model AND c.name = of_name AND c.until = 'infinity'
    WHERE c.person_id IS NULL OR c.since <= at AND (c.score <> n.score OR ceil(c.share * 1000) <> ceil(n.share * 1000));
    IF changed IS NULL THEN RETURN; END IF;
    PERFORM population.end_scores(of_model, of_name, at, changed);
    INSERT INTO population.score (person_id, model, name, since, score, share)
    SELECT person_id, of_model, of_name, at, score, share FROM unnest(persons, scores, shares) AS n (person_id, score, share)
        JOIN unnest(changed) AS c (person_id) USING (person_id);
END
$$;
CREATE FUNCTION population.end_scores(of_model text, of_name text, at timestamptz, persons bigint[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM population.score WHERE person_id = ANY (persons) AND model = of_model AND name = of_name
        AND until = 'infinity' AND since = at;
    UPDATE population.score SET until = at WHERE person_id = ANY (persons) AND model = of_model AND name = of_name
        AND until = 'infinity' AND since < at;
END
$$;

-- Keeps the segments of people from an instant on, in the same way; how many people changed theirs.
CREATE FUNCTION population.keep_members(of_model text, at timestamptz, persons bigint[], segments text[])
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE changed bigint[];
BEGIN
    SELECT array_agg(n.person_id) INTO changed FROM unnest(persons, segments) AS n (person_id, segment)
    LEFT JOIN population.member c ON c.person_id = n.person_id AND c.model = of_model AND c.until = 'infinity'
    WHERE c.person_id IS NULL OR c.since <= at AND c.segment <> n.segment;
    IF changed IS NULL THEN RETURN 0; END IF;
    PERFORM population.end_members(of_model, at, changed);
    INSERT INTO population.member (person_id, model, since, segment)
    SELECT person_id, of_model, at, segment FROM unnest(persons, segments) AS n (person_id, segment)
        JOIN unnest(changed) AS c (person_id) USING (person_id);
    RETURN cardinality(changed);
END
$$;
CREATE FUNCTION population.end_members(of_model text, at timestamptz, persons bigint[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM population.member WHERE person_id = ANY (persons) AND model = of_model AND until = 'infinity' AND since = at;
    UPDATE population.member SET until = at
        WHERE person_id = ANY (persons) AND model = of_model AND until = 'infinity' AND since < at;
END
$$;

-- The share of people who score as high as somebody does now: by the share of whoever comes next above them, a step of an
-- index rather than a count of everybody. As exact as when everybody was last ranked, to the tenth of a percent to which
-- shares are kept.
CREATE FUNCTION population.rank(of_model text, of_name text, of_person bigint, mine double precision)
RETURNS double precision LANGUAGE plpgsql STABLE AS $$
DECLARE
    among bigint := (SELECT people FROM population.ranked WHERE model = of_model AND name = of_name);
    own constant double precision := (SELECT score FROM population.score
        WHERE person_id = of_person AND model = of_model AND name = of_name AND until = 'infinity');
    above record;
    as_high double precision;
BEGIN
    SELECT score, share INTO above FROM population.score
        WHERE model = of_model AND name = of_name AND until = 'infinity' AND score >= mine AND person_id <> of_person
        ORDER BY score LIMIT 1;
    as_high := coalesce(round(above.share * among), 0) - CASE WHEN own >= above.score THEN 1 ELSE 0 END;
    among := among - CASE WHEN own IS NULL THEN 0 ELSE 1 END;
    RETURN coalesce(least(1, (greatest(0, as_high) + 1) / (among + 1)), 1);
END
$$;
