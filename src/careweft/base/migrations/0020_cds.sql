-- Cards of CDS Hooks that were shown, and what became of them.
CREATE TABLE care.cds_card (
    person_id bigint NOT NULL,
    id uuid NOT NULL UNIQUE,
    account_id bigint NOT NULL,
    service text NOT NULL,
    kind text NOT NULL,
    indicator text NOT NULL CHECK (indicator IN ('info', 'warning', 'critical')),
    shown timestamptz NOT NULL,
    outcome text CHECK (outcome IN ('accepted', 'overridden')),
    reason text NOT NULL DEFAULT '',
    said text NOT NULL DEFAULT '',
    told timestamptz,
    PRIMARY KEY (person_id, id)
);
CALL access.protect('care.cds_card');
CREATE POLICY own ON care.cds_card AS RESTRICTIVE TO careweft_web USING (account_id = (SELECT access.account()));
GRANT SELECT, INSERT, UPDATE ON care.cds_card TO careweft_web, careweft_worker;
