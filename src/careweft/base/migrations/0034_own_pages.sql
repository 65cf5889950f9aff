-- The person's own pages: how an account likes to read, carers' accounts, invitations, corrections.

-- Language and looks that the account chose; empty for what the browser asks for.
ALTER TABLE access.account
    ADD COLUMN language text NOT NULL DEFAULT '' CHECK (language ~ '^([a-z]{2})?$'),
    ADD COLUMN text_size text NOT NULL DEFAULT '' CHECK (text_size IN ('', 'large', 'largest')),
    ADD COLUMN contrast text NOT NULL DEFAULT '' CHECK (contrast IN ('', 'high'));
-- Somebody who is here only for others: a carer, a parent, a guardian.
ALTER TABLE access.account DROP CONSTRAINT account_kind_check;
ALTER TABLE access.account ADD CONSTRAINT account_kind_check CHECK (kind IN ('staff', 'person', 'carer', 'machine'));

DROP FUNCTION access.profile(bigint);
CREATE FUNCTION access.profile(account bigint)
RETURNS TABLE (
    id bigint, username text, display_name text, kind text, person_id bigint, parties text[], roles text[],
    language text, text_size text, contrast text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT a.id, a.username, a.display_name, a.kind, a.person_id, coalesce(array_agg(DISTINCT m.party) FILTER (WHERE m.party <> ''), '{}'),
        coalesce(array_agg(DISTINCT m.role) FILTER (WHERE m.role <> ''), '{}'), a.language, a.text_size, a.contrast
    FROM access.account a LEFT JOIN access.membership m
        ON m.account_id = a.id AND m.since <= base.now() AND base.now() < m.until
    WHERE a.id = account GROUP BY a.id;
END
$$;

-- The acting account's own choice.
CREATE FUNCTION access.prefer(new_language text, new_size text, new_contrast text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE access.account SET language = new_language, text_size = new_size, contrast = new_contrast
    WHERE id = access.account()
$$;

-- A person's invitation to somebody who is to see their record: the code is worth one account, once, until it expires.
CREATE TABLE access.invitation (
    person_id bigint NOT NULL,
    related text NOT NULL,
    code_hash bytea NOT NULL UNIQUE,
    made timestamptz NOT NULL,
    until timestamptz NOT NULL,
    taken timestamptz,
    account_id bigint REFERENCES access.account,
    PRIMARY KEY (person_id, related)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.invitation TO careweft_worker;
GRANT SELECT ON access.invitation TO careweft_web;
CALL access.protect('access.invitation', $$access.shows(access.invitation.person_id, 'RelatedPerson/' || related)$$);

-- When what a relative sees changed last, so that their open pages look again. No person stands in it.
CREATE TABLE access.sight_changed (
    party text PRIMARY KEY,
    changed timestamptz NOT NULL
);
GRANT SELECT ON access.sight_changed TO careweft_worker;
CREATE FUNCTION access.relatives_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO access.sight_changed
    SELECT party, clock_timestamp() FROM gone WHERE starts_with(party, 'related/') GROUP BY party ORDER BY party
    ON CONFLICT (party) DO UPDATE SET changed = excluded.changed;
    RETURN NULL;
END
$$;
CREATE TRIGGER relatives_ended AFTER DELETE ON access.relationship REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION access.relatives_ended();

-- What a person says is wrong in their record, and what became of it: a projection of the Task that asks.
CREATE TABLE care.correction (
    person_id bigint NOT NULL,
    task text NOT NULL,
    record text NOT NULL,
    of_version integer NOT NULL,
    party text NOT NULL,
    asked_by text NOT NULL,
    asked timestamptz NOT NULL,
    due timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('asked', 'accepted', 'refused', 'withdrawn')),
    wrong text NOT NULL,
    should text NOT NULL,
    before text NOT NULL DEFAULT '',
    answer text NOT NULL DEFAULT '',
    answered timestamptz,
    answered_by text NOT NULL DEFAULT '',
    after text NOT NULL DEFAULT '', -- what the entry said once it was put right
    -- What its sender said of it later that was something else: the task that asks about it, and what came of that.
    again_task text NOT NULL DEFAULT '',
    again_says text NOT NULL DEFAULT '',
    again_state text NOT NULL DEFAULT '' CHECK (again_state IN ('', 'open', 'put-right', 'stays')),
    PRIMARY KEY (person_id, task)
);
CREATE INDEX correction_record ON care.correction (person_id, record);
GRANT SELECT, INSERT, UPDATE, DELETE ON care.correction TO careweft_worker;
GRANT SELECT ON care.correction TO careweft_web;
CALL access.protect('care.correction',
    $$access.shows(care.correction.person_id, record) AND access.shows(care.correction.person_id, 'Task/' || task)$$);

-- Other birthdays from now on; whoever has relatives is decided anew.
CREATE FUNCTION access.parents_until(full_until integer, part_until integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE concerned bigint;
BEGIN
    UPDATE access.parental p SET low = w.low, high = w.high FROM (VALUES
        ('parent', 0, full_until), ('young-persons-parent', full_until, greatest(full_until, part_until))) w (kind, low, high)
    WHERE p.kind = w.kind AND (p.low, p.high) <> (w.low, w.high);
    IF FOUND THEN
        FOR concerned IN SELECT DISTINCT person_id FROM fhir.resource WHERE type = 'RelatedPerson' AND person_id <> 0
            ORDER BY 1 LOOP
            PERFORM access.project(concerned);
        END LOOP;
    END IF;
END
$$;

REVOKE ALL ON FUNCTION access.parents_until(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.parents_until(integer, integer) TO careweft_worker;
-- Relatives who may see a person now, each by every relationship, for those who may see the person.
CREATE FUNCTION access.involved_kin(person bigint)
RETURNS TABLE (party text, kind text, until timestamptz, closeness smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT s.party, s.kind, max(s.until), k.closeness FROM access.sight s JOIN access.kind k USING (kind)
    WHERE s.person_id = person AND access.may_see(person) AND starts_with(s.party, 'related/')
    AND s.since <= base.now() AND base.now() < s.until AND s.hides & 1 = 0
    GROUP BY s.party, s.kind, k.closeness
$$;
REVOKE ALL ON FUNCTION access.involved_kin(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.involved_kin(bigint) TO careweft_web, careweft_worker;
REVOKE ALL ON FUNCTION access.profile(bigint), access.prefer(text, text, text), access.relatives_ended() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.profile(bigint), access.prefer(text, text, text) TO careweft_web, careweft_worker;
