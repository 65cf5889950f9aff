-- What leaves for the systems of others: messages to organisations, texts to telephones. Each is kept whole until it is
-- delivered, and afterwards as what was said to whom.

-- The key makes a message one: putting it again changes nothing, and the receiver knows a repeat by it. What is about the
-- same resource goes to a receiver in the order in which it was put. Times of tries are real time, as with subscriptions.
--   state     waiting; sent, once the receiver has said that it is safe there; failed, until people were asked to tell it
--             themselves, which is what `instead` says; handed once they were
CREATE TABLE feeds.outgoing (
    person_id bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    recipient text NOT NULL,
    form text NOT NULL CHECK (form IN ('hl7', 'fhir', 'text')),
    about text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    instead jsonb NOT NULL,
    made timestamptz NOT NULL,
    due timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts integer NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'handed')),
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, key)
);
CREATE INDEX outgoing_waiting ON feeds.outgoing (recipient, about, number) WHERE state = 'waiting';
CREATE INDEX outgoing_failed ON feeds.outgoing (number) WHERE state = 'failed';
CALL access.protect('feeds.outgoing', $$access.shows(feeds.outgoing.person_id, about)$$);
GRANT SELECT, INSERT, UPDATE ON feeds.outgoing TO careweft_worker;
