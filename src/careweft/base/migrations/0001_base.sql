-- The ground: roles, migrations, the place's clock, the outbox.
DO $$
BEGIN
    CREATE ROLE careweft_web NOLOGIN;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$
BEGIN
    CREATE ROLE careweft_worker NOLOGIN;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
GRANT careweft_web, careweft_worker TO CURRENT_USER;

CREATE SCHEMA base;
GRANT USAGE ON SCHEMA base TO careweft_web, careweft_worker;

CREATE TABLE base.migration (
    name text PRIMARY KEY,
    digest text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE base.clock (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    real timestamptz NOT NULL,
    place timestamptz NOT NULL,
    rate double precision NOT NULL CHECK (rate > 0),
    until timestamptz NOT NULL
);
GRANT SELECT ON base.clock TO careweft_web, careweft_worker;

-- The place's present instant: as the transaction was told it, else by the place's clock, else wall time.
CREATE FUNCTION base.now() RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    IF coalesce(current_setting('careweft.now', true), '') <> '' THEN
        RETURN current_setting('careweft.now')::timestamptz;
    END IF;
    RETURN coalesce(
        (SELECT CASE WHEN (now() - real) * rate <= until - place THEN place + (now() - real) * rate
            ELSE until + (now() - real - (until - place) / rate) END FROM base.clock),
        now());
END
$$;

-- Work to do after commit. An item is deleted in the transaction that holds its effects: exactly once.
-- Items of one order_key share a lane and are handled in the order of their id.
CREATE TABLE base.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lane smallint GENERATED ALWAYS AS ((hashtext(order_key) & 15)::smallint) STORED,
    order_key text NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    retry_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
CREATE INDEX outbox_lane ON base.outbox (lane, id);
CREATE INDEX outbox_waiting ON base.outbox (order_key, id) WHERE retry_at > '-infinity';

-- The lanes in which something is due; asked all the time, so it keeps its plan.
CREATE FUNCTION base.due_lanes(lanes integer) RETURNS SETOF integer
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT lane FROM generate_series(0, lanes - 1) AS lane
        WHERE EXISTS (SELECT FROM base.outbox o WHERE o.lane = lane.lane AND o.retry_at <= clock_timestamp());
END
$$;

-- What failed too often, kept with its reason until someone decides.
CREATE TABLE base.dead_letter (
    id bigint PRIMARY KEY,
    order_key text NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE, DELETE ON base.outbox, base.dead_letter TO careweft_worker;
GRANT INSERT ON base.outbox TO careweft_web;

-- When each process last said that it is well; what /healthz and `careweft doctor` read.
CREATE TABLE base.heartbeat (
    process text PRIMARY KEY,
    at timestamptz NOT NULL
);
GRANT SELECT ON base.heartbeat TO careweft_web;
GRANT SELECT, INSERT, UPDATE ON base.heartbeat TO careweft_worker;

-- Facts of this installation that are no settings: which region was loaded, whether this is a demo.
CREATE TABLE base.note (
    key text PRIMARY KEY,
    value jsonb NOT NULL
);
GRANT SELECT ON base.note TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON base.note TO careweft_worker;
