-- Which models of care are active, with the text that was activated: a decision can be replayed with its own model.
CREATE SCHEMA models;
GRANT USAGE ON SCHEMA models TO careweft_web, careweft_worker;

CREATE TABLE models.activation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model text NOT NULL,
    content text NOT NULL,
    digest text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL DEFAULT 'infinity',
    CHECK (since < until)
);
CREATE UNIQUE INDEX activation_current ON models.activation (model) WHERE until = 'infinity';
GRANT SELECT ON models.activation TO careweft_web, careweft_worker;
GRANT INSERT, UPDATE ON models.activation TO careweft_worker;
