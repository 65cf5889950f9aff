-- What a place has besides its teams: the services directory, the equipment store, social needs, the community.

-- The services directory: a projection of HealthcareService, Location and Organization, which are nobody's in particular.
-- Prices are in minor units, for the person and for who pays for the rest; `free` are the places free as counted at `counted`.
CREATE TABLE care.directory (
    id text PRIMARY KEY,
    name text NOT NULL,
    about text NOT NULL,
    organisation text NOT NULL,
    place text NOT NULL,
    postcode text NOT NULL,
    latitude double precision,
    longitude double precision,
    needs text[] NOT NULL,
    languages text[] NOT NULL,
    for_whom text NOT NULL,
    rule text NOT NULL,
    hours jsonb NOT NULL,
    refer_by text[] NOT NULL,
    how text NOT NULL,
    phone text NOT NULL,
    places integer,
    free integer CHECK (free >= 0),
    counted timestamptz,
    waiting_days integer,
    price_person bigint,
    price_payer bigint,
    currency text NOT NULL,
    unit text NOT NULL,
    active boolean NOT NULL,
    version integer NOT NULL
);
CREATE INDEX directory_needs ON care.directory USING gin (needs);

-- Where postcodes are: whole ones, and districts (their first half) for those that are not listed.
CREATE TABLE care.postcode (
    postcode text PRIMARY KEY CHECK (postcode = upper(replace(postcode, ' ', ''))),
    latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180)
);

-- The equipment store. `care.item` says where each thing is in its round and never with whom: that is in care.loan.
CREATE TABLE care.product (
    id text PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    about text NOT NULL,
    price bigint NOT NULL,
    handling bigint NOT NULL,
    currency text NOT NULL,
    life_days integer NOT NULL CHECK (life_days > 0),
    service_every text NOT NULL,
    version integer NOT NULL
);
CREATE TABLE care.item (
    id text PRIMARY KEY,
    product text NOT NULL,
    serial text NOT NULL,
    batch text NOT NULL,
    store text NOT NULL,
    state text NOT NULL CHECK (state IN
        ('in-stock', 'ordered', 'delivered', 'on-loan', 'recalled', 'collected', 'cleaning', 'scrapped')),
    since timestamptz NOT NULL,
    recall text NOT NULL,
    service_due date,
    version integer NOT NULL
);
CREATE INDEX item_free ON care.item (product, since) WHERE state = 'in-stock';
CREATE INDEX item_batch ON care.item (product, batch);
CREATE INDEX item_service ON care.item (service_due) WHERE state <> 'scrapped';
CREATE TABLE care.item_move (
    item text NOT NULL,
    version integer NOT NULL,
    before text NOT NULL,
    state text NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    why text NOT NULL,
    PRIMARY KEY (item, version)
);
CREATE TABLE care.recall (
    id text PRIMARY KEY,
    product text NOT NULL,
    batch text NOT NULL,
    reason text NOT NULL,
    urgent boolean NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL
);

-- What a person asked for, has or had: a projection of DeviceRequest. `cost` is settled when the thing is back.
CREATE TABLE care.loan (
    person_id bigint NOT NULL,
    id text NOT NULL,
    product text NOT NULL,
    title text NOT NULL,
    item text NOT NULL,
    state text NOT NULL CHECK (state IN
        ('waiting', 'reserved', 'delivered', 'on-loan', 'to-collect', 'returned', 'cancelled', 'lost')),
    store text NOT NULL,
    team text NOT NULL,
    urgent boolean NOT NULL,
    why text NOT NULL,
    note text NOT NULL,
    requested timestamptz NOT NULL,
    requested_by text NOT NULL,
    due timestamptz,
    delivered timestamptz,
    ended timestamptz,
    cost bigint,
    currency text NOT NULL,
    subject text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX loan_item ON care.loan (item) WHERE item <> '';
CREATE INDEX loan_waiting ON care.loan (product, urgent DESC, requested) WHERE state = 'waiting';
CREATE INDEX loan_store ON care.loan (store, state);
CALL access.protect('care.loan', $$access.shows(care.loan.person_id, 'DeviceRequest/' || id)$$);

-- Social needs: what a screening found (a Condition), whether the person wants help, and what became of it.
CREATE TABLE care.social_need (
    person_id bigint NOT NULL,
    id text NOT NULL,
    need text NOT NULL,
    state text NOT NULL CHECK (state IN ('found', 'wanted', 'declined', 'referred', 'met', 'unmet')),
    found timestamptz NOT NULL,
    answered timestamptz,
    said text NOT NULL,
    screening text NOT NULL,
    subject text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (person_id, id)
);
CALL access.protect('care.social_need', $$access.shows(care.social_need.person_id, 'Condition/' || id)$$);

-- A referral to a partner: a Task whose focus is the ServiceRequest. A partner sees it and what the person agreed to tell:
-- a name and how to reach them. The kind shows nobody's record.
CREATE TABLE care.social_referral (
    person_id bigint NOT NULL,
    id text NOT NULL,
    request text NOT NULL,
    need_id text NOT NULL,
    need text NOT NULL,
    service text NOT NULL,
    party text NOT NULL,
    team text NOT NULL,
    sender text NOT NULL,
    status text NOT NULL,
    outcome text NOT NULL,
    answer text NOT NULL,
    asked timestamptz NOT NULL,
    due timestamptz,
    chased timestamptz,
    about text NOT NULL,
    contact text NOT NULL,
    told text NOT NULL,
    reason text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (person_id, id)
);
CREATE INDEX social_referral_party ON care.social_referral (party, status);
CREATE INDEX social_referral_due ON care.social_referral (due) WHERE chased IS NULL;
INSERT INTO access.kind VALUES ('referred-to', 511, 0, 33);
CALL access.protect('care.social_referral', $$access.shows(care.social_referral.person_id, 'Task/' || id)
    AND access.shows(care.social_referral.person_id, request)$$);
CREATE POLICY asked ON care.social_referral FOR SELECT TO careweft_web USING (
    party = ANY ((SELECT access.parties())::text[]) AND (SELECT true FROM access.sight s
        WHERE s.person_id = care.social_referral.person_id AND s.party = care.social_referral.party
        AND s.kind = 'referred-to' AND s.since <= (SELECT base.now()) AND (SELECT base.now()) < s.until LIMIT 1));

-- The community.
CREATE TABLE care.advisory_group (
    id text PRIMARY KEY,
    title text NOT NULL,
    purpose text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('people', 'staff', 'both')),
    since timestamptz NOT NULL,
    until timestamptz
);
CREATE TABLE care.group_member (
    advisory_group text NOT NULL REFERENCES care.advisory_group,
    id text NOT NULL,
    name text NOT NULL,
    stands_for text NOT NULL,
    account_id bigint REFERENCES access.account,
    since timestamptz NOT NULL,
    until timestamptz,
    PRIMARY KEY (advisory_group, id)
);
CREATE TABLE care.group_meeting (
    id text PRIMARY KEY,
    advisory_group text NOT NULL REFERENCES care.advisory_group,
    at timestamptz NOT NULL,
    place text NOT NULL,
    agenda text NOT NULL,
    minutes text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1
);
CREATE TABLE care.paper (
    id text PRIMARY KEY,
    meeting text NOT NULL REFERENCES care.group_meeting,
    title text NOT NULL,
    kind text NOT NULL,
    content bytea NOT NULL,
    at timestamptz NOT NULL
);

-- What somebody said to us. Only who said it and those who answer read it; `answerers` are their roles. What everybody may
-- read is care.answered, written anew without who it was.
CREATE TABLE care.comment (
    id text PRIMARY KEY,
    account_id bigint REFERENCES access.account,
    kind text NOT NULL CHECK (kind IN ('person', 'staff', 'anybody')),
    about text NOT NULL,
    text text NOT NULL,
    contact text NOT NULL,
    at timestamptz NOT NULL,
    due timestamptz NOT NULL,
    answerers text[] NOT NULL,
    escalated timestamptz,
    answer text NOT NULL DEFAULT '',
    answered timestamptz,
    answered_by text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX comment_due ON care.comment (due) WHERE answered IS NULL;
CREATE TABLE care.answered (
    comment text PRIMARY KEY,
    asked date NOT NULL,
    answered date NOT NULL,
    about text NOT NULL,
    text text NOT NULL,
    answer text NOT NULL
);
CREATE FUNCTION access.roles() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT role), '{}') FROM access.membership
    WHERE account_id = access.account() AND since <= base.now() AND base.now() < until);
END
$$;
REVOKE ALL ON FUNCTION access.roles() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.roles() TO careweft_web, careweft_worker;
ALTER TABLE care.comment ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON care.comment TO careweft_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON care.comment FOR SELECT TO careweft_web USING (
    account_id = (SELECT access.account()) OR answerers && (SELECT access.roles()));

-- Whether the promise is kept, in numbers, for everybody.
CREATE FUNCTION care.comment_counts(since timestamptz, OUT due bigint, OUT kept bigint, OUT waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT count(*) FILTER (WHERE answered IS NOT NULL OR c.due <= base.now()), count(*) FILTER (WHERE answered <= c.due),
        count(*) FILTER (WHERE answered IS NULL) FROM care.comment c WHERE c.at >= since
$$;
REVOKE ALL ON FUNCTION care.comment_counts(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION care.comment_counts(timestamptz) TO careweft_web, careweft_worker;

-- Surveys. Where `anonymous`, care.survey_given says who answered and care.survey_answer what, and nothing joins the two: an
-- answer has no time and no order.
CREATE TABLE care.survey (
    id text PRIMARY KEY,
    title text NOT NULL,
    instrument text NOT NULL,
    asks text NOT NULL CHECK (asks IN ('people', 'staff', 'both')),
    anonymous boolean NOT NULL,
    opened timestamptz NOT NULL,
    closes timestamptz NOT NULL,
    CHECK (opened < closes)
);
CREATE TABLE care.survey_given (
    survey text NOT NULL REFERENCES care.survey,
    account_id bigint NOT NULL REFERENCES access.account,
    PRIMARY KEY (survey, account_id)
);
CREATE TABLE care.survey_answer (
    survey text NOT NULL REFERENCES care.survey,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    account_id bigint REFERENCES access.account,
    answers jsonb NOT NULL,
    PRIMARY KEY (survey, id)
);
ALTER TABLE care.survey_given ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON care.survey_given TO careweft_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON care.survey_given FOR SELECT TO careweft_web USING (account_id = (SELECT access.account()));

-- The improvement log, open to all: no name of a person stands in it.
CREATE TABLE care.improvement (
    id text PRIMARY KEY,
    title text NOT NULL,
    aim text NOT NULL,
    comment text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('idea', 'test', 'measure', 'adopted', 'abandoned')),
    since timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
);
CREATE TABLE care.improvement_step (
    improvement text NOT NULL REFERENCES care.improvement,
    number integer NOT NULL,
    state text NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    text text NOT NULL,
    measure text NOT NULL DEFAULT '',
    before numeric,
    after numeric,
    unit text NOT NULL DEFAULT '',
    PRIMARY KEY (improvement, number)
);

GRANT SELECT ON care.directory, care.postcode, care.product, care.item, care.item_move, care.recall, care.loan,
    care.social_need, care.social_referral, care.advisory_group, care.group_member, care.group_meeting, care.paper,
    care.comment, care.answered, care.survey, care.survey_given, care.improvement, care.improvement_step TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.directory, care.postcode, care.product, care.item, care.item_move,
    care.recall, care.loan, care.social_need, care.social_referral, care.advisory_group, care.group_member,
    care.group_meeting, care.paper, care.comment, care.answered, care.survey, care.survey_given, care.survey_answer,
    care.improvement, care.improvement_step TO careweft_worker;
