-- Subscriptions: who is to be told of which changes of the record, what there is to tell, and how far that has gone.

-- A Subscription of R4 as it was last understood (`resource`), and the state of its deliveries. Its resource belongs to
-- nobody but its account: it is stored for the person "minus the account's id". Times are real time, as with sessions.
--   last       the number of the latest event; delivered: the number up to which events were delivered
--   due        when there is something to do: an event, a heartbeat, another try; 'infinity' where nothing is
--   attempts   how often the delivery that is due has failed
CREATE TABLE fhir.subscription (
    id text COLLATE "C" PRIMARY KEY,
    account_id bigint NOT NULL,
    version integer NOT NULL,
    status text NOT NULL CHECK (status IN ('requested', 'active', 'error', 'off')),
    type text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('rest-hook', 'websocket')),
    resource jsonb NOT NULL,
    heartbeat integer NOT NULL DEFAULT 0,
    until timestamptz NOT NULL DEFAULT 'infinity',
    last bigint NOT NULL DEFAULT 0,
    delivered bigint NOT NULL DEFAULT 0 CHECK (delivered <= last),
    attempts integer NOT NULL DEFAULT 0,
    due timestamptz NOT NULL DEFAULT 'infinity'
) WITH (fillfactor = 50);
CREATE INDEX subscription_type ON fhir.subscription (type) WHERE status IN ('active', 'error');
CREATE INDEX subscription_due ON fhir.subscription (due) WHERE status IN ('requested', 'active');

-- What a subscription is to be told, numbered from 1 without gaps. A version of a resource is one event at most, however
-- often it is looked at.
CREATE TABLE fhir.subscription_event (
    person_id bigint NOT NULL,
    subscription text COLLATE "C" NOT NULL REFERENCES fhir.subscription ON DELETE CASCADE,
    number bigint NOT NULL,
    type text NOT NULL,
    id text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    change text NOT NULL CHECK (change IN ('create', 'update', 'delete')),
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, subscription, number)
);
CREATE UNIQUE INDEX subscription_event_number ON fhir.subscription_event (subscription, number);
CREATE UNIQUE INDEX subscription_event_once ON fhir.subscription_event (subscription, type, id, version);
CREATE INDEX subscription_event_at ON fhir.subscription_event (at);
CALL access.protect('fhir.subscription_event',
    $$access.shows(fhir.subscription_event.person_id, fhir.subscription_event.type || '/' || fhir.subscription_event.id)$$);

-- Tokens that bind a web socket to subscriptions: good once, for half a minute.
CREATE TABLE fhir.subscription_token (
    hash bytea PRIMARY KEY,
    account_id bigint NOT NULL,
    subscriptions text[] NOT NULL,
    until timestamptz NOT NULL
);

ALTER TABLE fhir.subscription ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON fhir.subscription TO careweft_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON fhir.subscription FOR SELECT TO careweft_web USING (account_id = (SELECT access.account()));
GRANT SELECT, INSERT, UPDATE, DELETE ON fhir.subscription, fhir.subscription_event, fhir.subscription_token
    TO careweft_worker;
GRANT SELECT ON fhir.subscription, fhir.subscription_event TO careweft_web;

-- Every way in which a resource is written comes through here: what somebody has subscribed to is put into the outbox in
-- the same transaction. Which subscriptions it meets is found out later, so that no writer waits for that.
CREATE FUNCTION fhir.resources_made() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM fhir.subscription) THEN
        RETURN NULL;
    END IF;
    INSERT INTO base.outbox (topic, order_key, payload)
    SELECT 'change', 'change/' || m.type || '/' || m.id,
        jsonb_build_object('person_id', m.person_id, 'type', m.type, 'id', m.id, 'version', m.version)
    FROM made m WHERE m.person_id >= 0
        AND m.type IN (SELECT s.type FROM fhir.subscription s WHERE s.status IN ('active', 'error')) ORDER BY m.rid;
    RETURN NULL;
END
$$;
CREATE FUNCTION fhir.resources_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM fhir.subscription) THEN
        RETURN NULL;
    END IF;
    UPDATE fhir.subscription_event e SET person_id = m.person_id
    FROM made m JOIN gone g USING (rid) WHERE g.person_id <> m.person_id AND e.type = m.type AND e.id = m.id;
    INSERT INTO base.outbox (topic, order_key, payload)
    SELECT 'change', 'change/' || m.type || '/' || m.id,
        jsonb_build_object('person_id', m.person_id, 'type', m.type, 'id', m.id, 'version', m.version)
    FROM made m JOIN gone g USING (rid) WHERE g.version <> m.version AND m.person_id >= 0
        AND m.type IN (SELECT s.type FROM fhir.subscription s WHERE s.status IN ('active', 'error')) ORDER BY m.rid;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION fhir.resources_made(), fhir.resources_changed() FROM PUBLIC;
CREATE TRIGGER subscribed AFTER INSERT ON fhir.resource REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION fhir.resources_made();
CREATE TRIGGER subscribed_anew AFTER UPDATE ON fhir.resource REFERENCING OLD TABLE AS gone NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION fhir.resources_changed();

-- Takes a token that is still good, for good: the account and the subscriptions that it binds to.
CREATE FUNCTION fhir.take_subscription_token(of_hash bytea) RETURNS TABLE (account_id bigint, subscriptions text[])
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM fhir.subscription_token WHERE until <= clock_timestamp();
    DELETE FROM fhir.subscription_token WHERE hash = of_hash RETURNING account_id, subscriptions
$$;
-- Keeps a token for those of these subscriptions that are the acting account's and to be had by web socket; which they are.
CREATE FUNCTION fhir.keep_subscription_token(of_hash bytea, ids text[], seconds integer) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    found constant text[] := (SELECT array_agg(s.id ORDER BY s.id) FROM fhir.subscription s WHERE s.id = ANY (ids)
        AND s.account_id = access.account() AND s.channel = 'websocket' AND s.status = 'active');
BEGIN
    IF found IS NOT NULL THEN
        INSERT INTO fhir.subscription_token
        VALUES (of_hash, access.account(), found, clock_timestamp() + seconds * interval '1 second');
    END IF;
    RETURN coalesce(found, '{}');
END
$$;
-- Notes how far a web socket of the acting account has been told.
CREATE FUNCTION fhir.subscription_told(of_id text, number bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE fhir.subscription SET delivered = least(last, number)
    WHERE id = of_id AND account_id = access.account() AND delivered < number
$$;
-- How far some subscriptions have come: for a web process, which asks for all of its open sockets at once.
CREATE FUNCTION fhir.subscription_news(ids text[]) RETURNS TABLE (id text, status text, last bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT s.id, CASE WHEN s.until <= clock_timestamp() THEN 'off' ELSE s.status END, s.last
    FROM fhir.subscription s WHERE s.id = ANY (ids)
$$;
REVOKE ALL ON FUNCTION fhir.subscription_news(text[]), fhir.take_subscription_token(bytea), fhir.keep_subscription_token(bytea, text[], integer),
    fhir.subscription_told(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fhir.subscription_news(text[]), fhir.take_subscription_token(bytea), fhir.keep_subscription_token(bytea, text[], integer),
    fhir.subscription_told(text, bigint) TO careweft_web, careweft_worker;
