-- Model files of the place's own while they are written; none of them runs. No person data.
CREATE TABLE models.draft (
    id text PRIMARY KEY,
    made_from text NOT NULL,
    content text NOT NULL,
    changed_by text NOT NULL,
    changed timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1
);
GRANT SELECT ON models.draft TO careweft_web, careweft_worker;
GRANT INSERT, UPDATE, DELETE ON models.draft TO careweft_worker;

-- Who speaks for which partner in the bodies that govern a place, and what they did there. No person data: those who
-- sit there do so for their organisation.
CREATE TABLE care.seat (
    body text NOT NULL,
    partner text NOT NULL,
    holder text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (body, partner, since),
    CHECK (since < until)
);
CREATE UNIQUE INDEX seat_current ON care.seat (body, partner) WHERE until = 'infinity';

CREATE TABLE care.sitting (
    id text PRIMARY KEY,
    body text NOT NULL,
    at timestamptz NOT NULL,
    present text[] NOT NULL,
    absent text[] NOT NULL,
    note text NOT NULL DEFAULT '',
    said_by text NOT NULL
);
CREATE INDEX sitting_body ON care.sitting (body, at);
COMMENT ON COLUMN care.sitting.present IS 'the partners whose seat was taken; absent: those whose seat was empty';

-- What a partner was told of how services change, or criticised in that.
CREATE TABLE care.partner_word (
    id text PRIMARY KEY,
    partner text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('told', 'criticised')),
    text text NOT NULL,
    at timestamptz NOT NULL,
    said_by text NOT NULL
);
CREATE INDEX partner_word_at ON care.partner_word (at DESC);
GRANT SELECT ON care.seat, care.sitting, care.partner_word TO careweft_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON care.seat, care.sitting, care.partner_word TO careweft_worker;
