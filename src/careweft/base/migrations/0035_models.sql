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
