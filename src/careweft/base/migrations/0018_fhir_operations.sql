-- Long work that an account asked of the FHIR interface: exports. Whoever asked sees it, nobody else. The
-- worker says in `folder` where it keeps the files. Times are real ones, for they bound how long files lie about.
CREATE TABLE fhir.job (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind = 'export'),
    account_id bigint NOT NULL,
    asked jsonb NOT NULL,
    requested timestamptz NOT NULL DEFAULT clock_timestamp(),
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    progress text NOT NULL DEFAULT '',
    folder text NOT NULL DEFAULT '',
    result jsonb,
    ended timestamptz,
    expires timestamptz
);
CREATE INDEX job_open ON fhir.job (requested) WHERE state IN ('waiting', 'running');
CREATE INDEX job_expires ON fhir.job (expires) WHERE expires IS NOT NULL;

ALTER TABLE fhir.job ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON fhir.job TO careweft_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON fhir.job TO careweft_web USING (account_id = (SELECT access.account()));
GRANT SELECT, INSERT, UPDATE, DELETE ON fhir.job TO careweft_worker;
GRANT SELECT, INSERT ON fhir.job TO careweft_web;
GRANT UPDATE (state, ended, expires) ON fhir.job TO careweft_web;
