-- The way in: where each referral stands. A projection of its triage Task, for queues and for whoever sent it.
CREATE TABLE care.referral (
    person_id bigint NOT NULL,
    task text NOT NULL,
    request text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'asked', 'redirected', 'joined', 'decided', 'withdrawn')),
    outcome text NOT NULL DEFAULT '' CHECK ((state = 'decided') = (outcome <> '')),
    sender text NOT NULL,
    sender_name text NOT NULL DEFAULT '',
    means text NOT NULL,
    reason text NOT NULL,
    urgent boolean NOT NULL,
    at timestamptz NOT NULL,
    due timestamptz,
    stopped timestamptz,
    team text NOT NULL,
    target text NOT NULL DEFAULT '',
    head text NOT NULL DEFAULT '',
    answer text NOT NULL DEFAULT '',
    about text NOT NULL DEFAULT '',
    changed timestamptz NOT NULL,
    PRIMARY KEY (person_id, task)
);
CREATE INDEX referral_request ON care.referral (request);
CREATE INDEX referral_open ON care.referral (team, due) WHERE state IN ('waiting', 'asked', 'redirected');
CREATE INDEX referral_sender ON care.referral (sender, at DESC);
COMMENT ON COLUMN care.referral.about IS 'whom the sender spoke of, as the sender calls them';

-- A sender keeps sight of the referral, and of nothing else: the kind shows nobody's record.
INSERT INTO access.kind VALUES ('referrer', 511, 0, 13);
CALL access.protect('care.referral', $$access.shows(care.referral.person_id, request)
    AND access.shows(care.referral.person_id, 'Task/' || task)$$);
CREATE POLICY sent ON care.referral FOR SELECT TO careweft_web USING (
    sender = ANY ((SELECT access.parties())::text[]) AND (SELECT true FROM access.sight s
        WHERE s.person_id = care.referral.person_id AND s.party = care.referral.sender AND s.kind = 'referrer'
        AND s.since <= (SELECT base.now()) AND (SELECT base.now()) < s.until LIMIT 1));
GRANT SELECT ON care.referral TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.referral TO careweft_worker;

-- Where referrals stood before.
INSERT INTO care.referral
SELECT t.person_id, t.id, t.focus,
    CASE t.status WHEN 'completed' THEN 'decided' WHEN 'cancelled' THEN 'withdrawn' ELSE 'waiting' END,
    CASE WHEN t.status <> 'completed' THEN '' WHEN EXISTS (SELECT FROM care.notice n WHERE n.person_id = t.person_id
        AND n.about = t.focus AND n.message LIKE 'Your referral was accepted%') THEN 'accepted' ELSE 'declined' END,
    coalesce(r.organisation, ''), '', 'system', coalesce(r.reason, ''), t.urgent, t.authored, t.due, NULL, t.team, '', '',
    '', '', t.changed
FROM care.task t LEFT JOIN facts.referral r
    ON r.person_id = t.person_id AND r.record = t.focus AND r.known_to = 'infinity'
WHERE t.code = 'triage';
