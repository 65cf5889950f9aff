-- The policy: who sees what of whom. Relationships say why somebody may see a person, choices what the person wants,
-- restrictions what is sensitive; access.decided is what follows of these, and access.sight keeps it for the row-level
-- security of every table. The two tables below are the place's rules; read them and the view, and you have read it all.

-- What may need more than a relationship, each a bit: bit 1 is the ordinary record. `break_glass`: whether breaking the
-- glass opens it: always, unless the person said no to just this, or never.
CREATE TABLE access.category (
    bit integer PRIMARY KEY CHECK (bit > 0 AND bit & (bit - 1) = 0),
    name text NOT NULL UNIQUE,
    title text NOT NULL,
    break_glass text NOT NULL CHECK (break_glass IN ('always', 'unless-dissent', 'never'))
);
INSERT INTO access.category VALUES
    (1, 'ordinary', 'The record', 'always'),
    (2, 'mental-health', 'Mental health', 'always'),
    (4, 'substance-use', 'Alcohol and drugs', 'unless-dissent'),
    (8, 'sexual-health', 'Sexual health', 'unless-dissent'),
    (16, 'hiv', 'HIV', 'unless-dissent'),
    (32, 'safeguarding', 'Violence and abuse', 'never'),
    (64, 'restricted', 'Marked as restricted', 'always'),
    (128, 'private', 'Chosen not to be shared', 'never'),
    (256, 'withheld', 'Kept from the person and family', 'always');

-- Security labels (HL7 v3 Confidentiality and ActCode) and their categories; 0 for those that restrict nobody. A code
-- of these two systems that is not listed counts as restricted.
CREATE TABLE access.label (
    system text NOT NULL,
    code text NOT NULL,
    bits integer NOT NULL,
    PRIMARY KEY (system, code)
);
INSERT INTO access.label
SELECT 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', * FROM (VALUES
    ('U', 0), ('L', 0), ('M', 0), ('N', 0), ('R', 64), ('V', 128)) AS l (code, bits);
INSERT INTO access.label
SELECT 'http://terminology.hl7.org/CodeSystem/v3-ActCode', * FROM (VALUES
    ('MH', 2), ('PSY', 2), ('PSYTHPN', 2), ('BH', 2), ('COGN', 2), ('DVD', 2), ('EMOTDIS', 2),
    ('ETH', 4), ('SUD', 4), ('ETHUD', 4), ('OPIOIDUD', 4), ('TBOO', 4),
    ('SEX', 8), ('STD', 8), ('PREGNANT', 8), ('GDIS', 64), ('SCA', 64), ('SPI', 64), ('HIV', 16),
    ('SDV', 32), ('VIO', 32), ('MST', 32), ('NOPAT', 256)) AS l (code, bits);

-- What each kind of relationship does not see by itself (`hides`), which categories it keeps although the person said no
-- to everybody (`keeps`), and how close it is. A kind that is not here shows nothing.
CREATE TABLE access.kind (
    kind text PRIMARY KEY,
    hides integer NOT NULL,
    keeps integer NOT NULL DEFAULT 0,
    closeness smallint NOT NULL UNIQUE
);
INSERT INTO access.kind VALUES
    ('self', 256, 511, 1),
    ('guardian', 256 + 32, 511, 2),
    ('parent', 256 + 128 + 32 + 8, 511, 3),
    ('young-persons-parent', 511 - 1, 511, 4),
    ('carer', 511 - 1, 1, 5),
    ('share', 511 - 1, 1, 6),
    ('care-team', 128 + 16 + 8, 0, 7),
    ('registered-practice', 128 + 8, 1, 8),
    ('service', 511 - 1 - 256, 0, 9),
    ('stay', 128 + 32 + 8, 0, 10),
    ('task', 511 - 1 - 256, 0, 11),
    ('break-glass', 0, 511, 12),
    ('reading-carer', 511 - 1, 1, 14);

-- What an account looks for, if not for care: one all of whose roles stand here sees nobody who said no to it, in a
-- Consent with one of these purposes of use (HL7 v3 ActReason), where it can be refused. What a person's care costs cannot
-- be paid without knowing of it.
CREATE TABLE access.purpose (
    purpose text PRIMARY KEY,
    title text NOT NULL,
    roles text[] NOT NULL,
    codes text[] NOT NULL,
    refusable boolean NOT NULL
);
INSERT INTO access.purpose VALUES
    ('planning', 'Planning and checking services', '{analyst,director}',
        '{HQUALIMP,HOUTCOMS,HPRGRP,HSYSADMIN,HDM,PERFMSR,PATSFTY,PUBHLTH,GOV}', true),
    ('research', 'Research', '{researcher}', '{HRESCH,BIORCH,CLINTRCH,CLINTRCHNPC,CLINTRCHPC,PRECLINTRCH,TRANSRCH}', true),
    ('payment', 'Paying for care', '{finance}', '{HPAYMT,CLMATTCH,COVAUTH,COVERAGE,ELIGDTRM,ELIGVER,ENROLLM,REMITADV}', false);

-- To which of these persons said no, out of their Consents.
CREATE TABLE access.objection (
    person_id bigint NOT NULL,
    purpose text NOT NULL REFERENCES access.purpose,
    record text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (person_id, purpose, record)
);

-- What persons chose, out of their Consent resources: whether `party` ('' for everybody) may see these categories;
-- `reads`: a yes to seeing alone, and not to doing anything in the person's name.
CREATE TABLE access.choice (
    person_id bigint NOT NULL,
    record text NOT NULL,
    no integer NOT NULL,
    permits boolean NOT NULL,
    party text NOT NULL,
    bits integer NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    reads boolean NOT NULL DEFAULT false,
    PRIMARY KEY (person_id, record, no)
);

-- Resources that are more than ordinary: by their labels now (`said`) and in any version (`ever`), because the person
-- chose so, or because they tell of another that is.
CREATE TABLE access.restricted (
    person_id bigint NOT NULL,
    record text NOT NULL,
    rid bigint NOT NULL,
    said integer NOT NULL DEFAULT 0,
    ever integer NOT NULL DEFAULT 0,
    chosen integer NOT NULL DEFAULT 0,
    inherited integer NOT NULL DEFAULT 0,
    label integer NOT NULL GENERATED ALWAYS AS (said | chosen | inherited) STORED,
    PRIMARY KEY (person_id, record)
);
CREATE UNIQUE INDEX restricted_rid ON access.restricted (rid);

-- Which resources tell of which others: a task of its focus, a notice of what it is about.
CREATE TABLE access.derived (
    person_id bigint NOT NULL,
    of_record text NOT NULL,
    record text NOT NULL,
    PRIMARY KEY (person_id, of_record, record)
);
CREATE INDEX derived_record ON access.derived (person_id, record);

-- access.decided as it is now. In [since, until) a party does not see the rows whose label shares a bit with `hides`.
CREATE TABLE access.sight (
    person_id bigint NOT NULL,
    party text NOT NULL,
    kind text NOT NULL,
    origin text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    hides integer NOT NULL,
    PRIMARY KEY (person_id, party, kind, origin, since)
);
CREATE INDEX sight_party ON access.sight (party, person_id);

-- What a relationship of a kind hides, given the person's choices in force. No to a party by name holds always, except
-- for the person; yes to a party by name comes before no to everybody; no to everybody before what the kind sees. For
-- breaking the glass a no of any sort counts, where the category heeds one at all.
CREATE FUNCTION access.hides(
    of_kind text, hides integer, keeps integer, named_no integer, named_yes integer, no integer, any_no integer
) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF of_kind = 'break-glass' THEN
        RETURN (SELECT coalesce(bit_or(bit), 0) FROM access.category
            WHERE break_glass = 'never' OR break_glass = 'unless-dissent' AND bit & any_no <> 0);
    END IF;
    RETURN CASE of_kind WHEN 'self' THEN hides ELSE ((hides | (no & ~keeps)) & ~named_yes) | named_no END;
END
$$;

-- The whole policy of whom and what. Hiding the ordinary record (bit 1) hides everything. What the person's record does
-- not have need not be hidden: for most people nothing is left to look for, which is what makes it quick.
CREATE VIEW access.decided AS
SELECT r.person_id, r.party, r.kind, r.origin, i.since, i.until,
    CASE WHEN d.hides & 1 = 1 THEN 511 ELSE d.hides & o.bits END AS hides
FROM access.relationship r JOIN access.kind k USING (kind)
CROSS JOIN LATERAL (
    SELECT 1 | coalesce(bit_or(label | ever), 0) AS bits FROM access.restricted x WHERE x.person_id = r.person_id) o
CROSS JOIN LATERAL (
    SELECT b.at AS since, lead(b.at, 1, r.until) OVER (ORDER BY b.at) AS until FROM (
        SELECT r.since AS at
        UNION SELECT v.at FROM access.choice c CROSS JOIN LATERAL (VALUES (c.since), (c.until)) v (at)
        WHERE c.person_id = r.person_id AND r.since < v.at AND v.at < r.until) b) i
CROSS JOIN LATERAL (
    SELECT access.hides(r.kind, k.hides, k.keeps,
        coalesce(bit_or(c.bits) FILTER (WHERE NOT c.permits AND c.party = r.party), 0),
        coalesce(bit_or(c.bits) FILTER (WHERE c.permits AND c.party = r.party), 0),
        coalesce(bit_or(c.bits) FILTER (WHERE NOT c.permits AND c.party = ''), 0),
        coalesce(bit_or(c.bits) FILTER (WHERE NOT c.permits), 0)) AS hides
    FROM access.choice c WHERE c.person_id = r.person_id AND c.since <= i.since AND i.since < c.until) d
WHERE i.since < i.until;

-- A relationship that changes waits for a change of the person's choices that is under way, and the other way about.
CREATE FUNCTION access.hold(persons bigint[], alone boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE lane integer;
BEGIN
    FOR lane IN SELECT DISTINCT (p & 4095)::integer FROM unnest(persons) p ORDER BY 1 LOOP
        IF alone THEN PERFORM pg_advisory_xact_lock(4200018, lane);
        ELSE PERFORM pg_advisory_xact_lock_shared(4200018, lane); END IF;
    END LOOP;
END
$$;

-- Decides anew about persons: after their choices or what is sensitive in their records changed.
CREATE FUNCTION access.decide(persons bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM access.hold(persons, true);
    DELETE FROM access.sight WHERE person_id = ANY (persons);
    INSERT INTO access.sight SELECT * FROM access.decided WHERE person_id = ANY (persons);
END
$$;

-- Which kinds of information the persons' records have, a person each. Who looks at it before and after a change holds them
-- alone: what two change at once would otherwise be decided as if neither saw the other.
CREATE FUNCTION access.sensitive(persons bigint[]) RETURNS integer[] LANGUAGE sql STABLE AS $$
    SELECT array_agg((SELECT coalesce(bit_or(label | ever), 0) FROM access.restricted x WHERE x.person_id = p) ORDER BY p)
    FROM unnest(persons) p
$$;

CREATE FUNCTION access.relationships_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (TABLE made) THEN RETURN NULL; END IF;
    PERFORM access.hold((SELECT array_agg(DISTINCT person_id) FROM made), false);
    INSERT INTO access.sight SELECT d.* FROM made m JOIN access.decided d USING (person_id, party, kind, origin);
    RETURN NULL;
END
$$;
CREATE FUNCTION access.relationships_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (TABLE gone) THEN RETURN NULL; END IF;
    PERFORM access.hold((SELECT array_agg(DISTINCT person_id) FROM gone), false);
    DELETE FROM access.sight s USING gone g
        WHERE (s.person_id, s.party, s.kind, s.origin) = (g.person_id, g.party, g.kind, g.origin);
    RETURN NULL;
END
$$;
CREATE FUNCTION access.relationships_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (TABLE made) THEN RETURN NULL; END IF; -- an INSERT that may update fires this too
    PERFORM access.hold((SELECT array_agg(DISTINCT person_id) FROM (TABLE gone UNION ALL TABLE made) b), false);
    DELETE FROM access.sight s USING gone g
        WHERE (s.person_id, s.party, s.kind, s.origin) = (g.person_id, g.party, g.kind, g.origin);
    INSERT INTO access.sight SELECT d.* FROM made m JOIN access.decided d USING (person_id, party, kind, origin);
    RETURN NULL;
END
$$;
CREATE TRIGGER made AFTER INSERT ON access.relationship REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION access.relationships_made();
CREATE TRIGGER changed AFTER UPDATE ON access.relationship REFERENCING OLD TABLE AS gone NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION access.relationships_changed();
CREATE TRIGGER ended AFTER DELETE ON access.relationship REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION access.relationships_ended();

CREATE FUNCTION access.label_of(labels jsonb) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF labels IS NULL THEN RETURN 0; END IF;
    RETURN (SELECT coalesce(bit_or(coalesce(l.bits, CASE WHEN c ->> 'system' IN
        ('http://terminology.hl7.org/CodeSystem/v3-Confidentiality', 'http://terminology.hl7.org/CodeSystem/v3-ActCode')
        THEN 64 ELSE 0 END)), 0)
        FROM jsonb_array_elements(labels) c LEFT JOIN access.label l ON l.system = c ->> 'system' AND l.code = c ->> 'code');
END
$$;

-- A date of FHIR as the instant at which it starts, or ends where `ends`.
CREATE FUNCTION access.instant(said text, ends boolean) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN said IS NULL THEN CASE WHEN ends THEN 'infinity'::timestamptz ELSE '-infinity' END
        WHEN length(said) > 10 THEN regexp_replace(said, ':60\.[0-9]+', ':60')::timestamptz  -- a leap second
        WHEN length(said) = 10 THEN (said || 'T00:00Z')::timestamptz + CASE WHEN ends THEN interval '1 day' ELSE '0' END
        WHEN length(said) = 7 THEN (said || '-01T00:00Z')::timestamptz + CASE WHEN ends THEN interval '1 month' ELSE '0' END
        ELSE (said || '-01-01T00:00Z')::timestamptz + CASE WHEN ends THEN interval '1 year' ELSE '0' END END
$$;

-- A reference as a party: 'Organization/x' and 'CareTeam/x' are 'x', 'RelatedPerson/x' is 'related/x'.
CREATE FUNCTION access.party(reference text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN reference LIKE 'RelatedPerson/%' THEN 'related/' ELSE '' END || split_part(reference, '/', 2)
$$;

-- What the Consents of a person say. A provision says no or yes to each actor (everybody where it names none), about
-- its security labels (the ordinary record where it names none); `target` is the one resource that it is about. What
-- is not understood makes a no wider and a yes worth nothing; what is no matter of care (research) is left out. A yes
-- whose only action is `access` lets its actors read; one without an action lets them act as well.
CREATE FUNCTION access.provisions(of_person bigint)
RETURNS TABLE (record text, permits boolean, party text, bits integer, target text, since timestamptz, until timestamptz,
    reads boolean)
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE told AS (
        SELECT 'Consent/' || id AS record, body::jsonb AS b FROM fhir.resource
        WHERE person_id = of_person AND type = 'Consent' AND body IS NOT NULL
    ), tree AS (
        SELECT record, p, coalesce(p ->> 'type', CASE
                WHEN jsonb_path_exists(b, '$.policyRule.coding[*].code ? (@ like_regex "^OPTOUT")') THEN 'deny'
                WHEN jsonb_path_exists(b, '$.policyRule.coding[*].code ? (@ like_regex "^OPTIN")') THEN 'permit' END) AS type,
            access.instant(p #>> '{period,start}', false) AS since, access.instant(p #>> '{period,end}', true) AS until
        FROM told CROSS JOIN LATERAL (SELECT coalesce(b -> 'provision', '{}') AS p) r WHERE b ->> 'status' = 'active'
        UNION ALL
        SELECT record, n, n ->> 'type', greatest(since, access.instant(n #>> '{period,start}', false)),
            least(until, access.instant(n #>> '{period,end}', true))
        FROM tree CROSS JOIN LATERAL jsonb_array_elements(p -> 'provision') n
    ), said AS (
        SELECT record, type = 'permit' AS permits, since, until, p,
            nullif(access.label_of(coalesce(p -> 'securityLabel', '[]')), 0) AS bits,
            jsonb_path_query_array(p, '$.action[*].coding[*].code') = '["access"]' AS reads,
            p ?| ARRAY['class', 'code', 'dataPeriod'] OR p ? 'action'
                AND jsonb_path_query_array(p, '$.action[*].coding[*].code') <> '["access"]' OR p ? 'securityLabel'
                AND access.label_of(p -> 'securityLabel') = 0 AS odd
        FROM tree WHERE type IN ('deny', 'permit') AND since < until AND NOT (p ? 'purpose' AND NOT jsonb_path_exists(
            p, '$.purpose[*].code ? (@ like_regex "^(TREAT|ETREAT|CAREMGT|COC|BTG|HOPERAT|PATADMIN)$")'))
    )
    SELECT record, permits, coalesce(access.party(a #>> '{reference,reference}'), ''), coalesce(bits, 1),
        d #>> '{reference,reference}', since, until, reads
    FROM said LEFT JOIN LATERAL jsonb_array_elements(p -> 'actor') a ON true
        LEFT JOIN LATERAL jsonb_array_elements(p -> 'data') d ON true
    WHERE NOT permits OR a #>> '{reference,reference}' IS NOT NULL AND d IS NULL AND NOT odd
$$;

-- Brings objections in step with the record. What else such a provision says (to whom, about what) makes it no narrower.
CREATE FUNCTION access.object(of_person bigint) RETURNS void LANGUAGE sql AS $$
    DELETE FROM access.objection WHERE person_id = of_person;
    INSERT INTO access.objection
    SELECT of_person, u.purpose, 'Consent/' || r.id, min(access.instant(p #>> '{period,start}', false)),
        max(access.instant(p #>> '{period,end}', true))
    FROM (SELECT id, body::jsonb AS b FROM fhir.resource
        WHERE person_id = of_person AND type = 'Consent' AND body IS NOT NULL) r
    CROSS JOIN LATERAL jsonb_path_query(r.b, '$.provision.** ? (exists (@.purpose))') p
    JOIN access.purpose u ON u.refusable AND jsonb_path_query_array(p, '$.purpose[*].code') ?| u.codes
    WHERE r.b ->> 'status' = 'active' AND coalesce(p ->> 'type', CASE
        WHEN jsonb_path_exists(r.b, '$.policyRule.coding[*].code ? (@ like_regex "^OPTOUT")') THEN 'deny' END) = 'deny'
    GROUP BY u.purpose, r.id
$$;

-- Until which birthdays parents see a child's record: the place's, or what its model of care says.
CREATE TABLE access.parental (
    kind text PRIMARY KEY REFERENCES access.kind,
    low integer NOT NULL,
    high integer NOT NULL
);
INSERT INTO access.parental VALUES ('parent', 0, 13), ('young-persons-parent', 13, 16);
GRANT SELECT ON access.parental TO careweft_web, careweft_worker;

-- Parents until those birthdays; guardians and attorneys while the person lacks capacity (an active Flag); carers whom the
-- person chose, to act or only to read, as long as they are carers; whoever else the person chose. An unknown birth date makes nobody a parent here.
CREATE FUNCTION access.kin(of_person bigint)
RETURNS TABLE (party text, kind text, origin text, since timestamptz, until timestamptz) LANGUAGE sql STABLE AS $$
    WITH told AS (
        SELECT type, id, body::jsonb AS b FROM fhir.resource WHERE person_id = of_person
        AND type IN ('Patient', 'RelatedPerson', 'Flag') AND body IS NOT NULL
    ), born AS (
        SELECT access.instant(min(b ->> 'birthDate'), false) AS at FROM told WHERE type = 'Patient' AND b ? 'birthDate'
    ), kin AS (
        SELECT 'related/' || id AS party, 'RelatedPerson/' || id AS origin,
            jsonb_path_query_array(b, '$.relationship[*].coding[*].code') AS codes,
            access.instant(b #>> '{period,start}', false) AS since, access.instant(b #>> '{period,end}', true) AS until
        FROM told WHERE type = 'RelatedPerson' AND coalesce(b ->> 'active', 'true') = 'true'
    ), incapable AS (
        SELECT id, access.instant(b #>> '{period,start}', false) AS since,
            access.instant(b #>> '{period,end}', true) AS until
        FROM told WHERE type = 'Flag' AND b ->> 'status' = 'active'
        AND b @> '{"code": {"coding": [{"system": "https://careweft.org/fhir/CodeSystem/flag", "code": "lacks-capacity"}]}}'
    ), found AS (
        SELECT k.party, p.kind, k.origin, greatest(k.since, born.at + make_interval(years => p.low)) AS since,
            least(k.until, born.at + make_interval(years => p.high)) AS until
        FROM kin k CROSS JOIN born CROSS JOIN access.parental p
        WHERE born.at > '-infinity' AND k.codes ?| ARRAY['PRN', 'MTH', 'FTH', 'NMTH', 'NFTH', 'ADOPTP', 'ADOPTM', 'ADOPTF', 'GUARD']
        UNION ALL
        SELECT k.party, 'guardian', k.origin || ' Flag/' || i.id, greatest(k.since, i.since, born.at + interval '16 years'),
            least(k.until, i.until)
        FROM kin k CROSS JOIN incapable i CROSS JOIN born
        WHERE k.codes ?| ARRAY['GUARD', 'POWATT', 'DPOWATT', 'HPOWATT', 'SPOWATT']
        UNION ALL
        SELECT c.party, CASE WHEN k.party IS NULL THEN 'share' WHEN c.reads THEN 'reading-carer' ELSE 'carer' END, c.record || '#' || c.no,
            greatest(c.since, k.since), least(c.until, k.until)
        FROM access.choice c LEFT JOIN kin k USING (party)
        WHERE c.person_id = of_person AND c.permits AND c.bits & 1 = 1 AND (k.party IS NOT NULL OR c.party NOT LIKE 'related/%')
    )
    SELECT * FROM found WHERE since < until
$$;

-- Passes what a resource is marked with on to those that tell of it, and so on.
CREATE FUNCTION access.spread(of_person bigint, told text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE teller text;
BEGIN
    FOR teller IN
        INSERT INTO access.restricted AS r (person_id, record, rid, inherited)
        SELECT d.person_id, d.record, l.rid, n.bits FROM access.derived d
        JOIN fhir.location l ON l.type = split_part(d.record, '/', 1) AND l.id = split_part(d.record, '/', 2)
        CROSS JOIN LATERAL (SELECT coalesce(bit_or(x.label), 0) AS bits FROM access.derived o
            JOIN access.restricted x ON x.person_id = o.person_id AND x.record = o.of_record
            WHERE o.person_id = d.person_id AND o.record = d.record) n
        WHERE d.person_id = of_person AND d.of_record = told AND (n.bits <> 0
            OR EXISTS (SELECT FROM access.restricted x WHERE x.person_id = d.person_id AND x.record = d.record))
        ON CONFLICT (person_id, record) DO UPDATE SET inherited = excluded.inherited
        WHERE r.inherited <> excluded.inherited RETURNING r.record
    LOOP
        PERFORM access.spread(of_person, teller);
    END LOOP;
END
$$;

-- Brings choices, what the person chose not to share, and relationships by kin and choice in step with the record. A
-- Consent that names categories or single resources would tell of them: it is itself not shared.
CREATE FUNCTION access.project(of_person bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE marked text;
BEGIN
    PERFORM access.hold(ARRAY[of_person], true);
    PERFORM access.object(of_person);
    DELETE FROM access.choice WHERE person_id = of_person;
    INSERT INTO access.choice
        SELECT of_person, record, row_number() OVER (PARTITION BY record), permits, party, bits, since, until, reads
        FROM access.provisions(of_person) WHERE target IS NULL;
    FOR marked IN
        WITH wanted AS (
            SELECT target AS record FROM access.provisions(of_person) WHERE target IS NOT NULL
            UNION SELECT record FROM access.provisions(of_person) WHERE target IS NOT NULL OR bits <> 1
        ), found AS (
            SELECT w.record, l.rid FROM wanted w JOIN fhir.location l ON l.person_id = of_person
                AND l.type = split_part(w.record, '/', 1) AND l.id = split_part(w.record, '/', 2)
        ), cleared AS (
            UPDATE access.restricted x SET chosen = 0 WHERE x.person_id = of_person AND x.chosen <> 0
            AND NOT EXISTS (SELECT FROM found f WHERE f.record = x.record) RETURNING x.record
        ), made AS (
            INSERT INTO access.restricted AS x (person_id, record, rid, chosen) SELECT of_person, record, rid, 128 FROM found
            ON CONFLICT (person_id, record) DO UPDATE SET chosen = 128 WHERE x.chosen = 0 RETURNING x.record
        ) TABLE cleared UNION ALL TABLE made
    LOOP
        PERFORM access.spread(of_person, marked);
    END LOOP;
    DELETE FROM access.relationship WHERE person_id = of_person
        AND (starts_with(origin, 'Consent/') OR starts_with(origin, 'RelatedPerson/'));
    INSERT INTO access.relationship (person_id, party, kind, origin, since, until)
        SELECT of_person, k.* FROM access.kin(of_person) k;
    PERFORM access.decide(ARRAY[of_person]);
END
$$;

-- Whether a resource may tell of others: what is done, given or planned for a reason is as sensitive as the reason, a
-- finding as what it was found in, a plan, a list or a letter of a stay as its Encounter, a choice as what is chosen. What
-- is no more than a contact is not: a stay, an episode or a booking is also to be known of by those who may not know what it
-- was for. From these, and from whatever else names something hidden, the name is withheld (migration 0048).
CREATE FUNCTION access.tells(type text, body text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT type IN ('Task', 'Communication', 'Provenance', 'DetectedIssue', 'ServiceRequest')
        OR type IN ('CarePlan', 'List', 'DocumentReference') AND strpos(body, '"encounter"') > 0
        OR type = 'Consent' AND strpos(body, '"data"') > 0
        OR type NOT IN ('Encounter', 'EpisodeOfCare', 'Appointment') AND (strpos(body, '"reasonReference"') > 0
            OR strpos(body, '"addresses"') > 0 OR strpos(body, '"derivedFrom"') > 0 OR strpos(body, '"evidence"') > 0)
        OR type = 'DiagnosticReport' AND strpos(body, '"result"') > 0
$$;
-- Which those are: what it is about, and what it rests on.
CREATE FUNCTION access.told(type text, content jsonb) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE found jsonb := jsonb_path_query_array(content, '$.reasonReference.reference')
    || jsonb_path_query_array(content, '$.derivedFrom.reference');
BEGIN
    CASE
    WHEN type IN ('Task', 'Communication', 'Provenance', 'DetectedIssue', 'ServiceRequest', 'CarePlan', 'List') THEN
        found := found || jsonb_path_query_array(content, '$.keyvalue() ? (@.key == "focus" || @.key == "about" ||
            @.key == "target" || @.key == "basedOn" || @.key == "partOf" || @.key == "encounter" || @.key == "implicated" ||
            @.key == "addresses").value.reference')
            || jsonb_path_query_array(content, '$.activity.detail.reasonReference.reference');
    WHEN type = 'DiagnosticReport' THEN
        found := found || jsonb_path_query_array(content, '$.result.reference');
    WHEN type = 'DocumentReference' THEN
        found := found || jsonb_path_query_array(content, '$.context.encounter.reference');
    WHEN type = 'Consent' THEN
        found := found || jsonb_path_query_array(content, '$.provision.**.data.reference.reference');
    ELSE
        found := found || jsonb_path_query_array(content, '$.addresses.reference')
            || jsonb_path_query_array(content, '$.evidence.detail.reference');
    END CASE;
    RETURN ARRAY(SELECT DISTINCT jsonb_array_elements_text(found));
END
$$;

-- Labels of a resource, and of what it tells of. A resource that is handed to another person takes its marks along.
CREATE FUNCTION access.resource_marked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    this constant text := NEW.type || '/' || NEW.id;
    content constant jsonb := coalesce(NEW.body, '{}')::jsonb;
    bits constant integer := access.label_of(content #> '{meta,security}');
    before constant integer := (SELECT label | ever FROM access.restricted x WHERE x.rid = NEW.rid);
    persons bigint[] := ARRAY[NEW.person_id];
    was integer[];
    taken integer := 0;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.person_id <> NEW.person_id THEN
        UPDATE access.derived SET person_id = NEW.person_id WHERE person_id = OLD.person_id AND record = this;
        persons := persons || OLD.person_id;
    END IF;
    IF before IS NOT NULL THEN
        PERFORM access.hold(persons, true);
        was := access.sensitive(persons);
        UPDATE access.restricted SET person_id = NEW.person_id WHERE rid = NEW.rid AND person_id <> NEW.person_id;
    END IF;
    IF NEW.body IS NOT NULL THEN
        IF TG_OP = 'UPDATE' THEN
            DELETE FROM access.derived WHERE person_id = NEW.person_id AND record = this;
        END IF;
        IF access.tells(NEW.type, NEW.body) THEN
            WITH told AS (
                INSERT INTO access.derived SELECT NEW.person_id, unnest(access.told(NEW.type, content)), this
                    RETURNING of_record)
            SELECT coalesce(bit_or(x.label), 0) INTO taken FROM told t
                JOIN access.restricted x ON x.person_id = NEW.person_id AND x.record = t.of_record;
        END IF;
        IF before IS NULL AND bits | taken <> 0 THEN
            PERFORM access.hold(persons, true);
            was := access.sensitive(persons);
        END IF;
        IF was IS NOT NULL THEN
            INSERT INTO access.restricted AS x (person_id, record, rid, said, ever, inherited)
            VALUES (NEW.person_id, this, NEW.rid, bits, bits, taken)
            ON CONFLICT (person_id, record) DO UPDATE SET said = bits, ever = x.ever | bits, inherited = taken;
            PERFORM access.spread(NEW.person_id, this);
        END IF;
    END IF;
    IF was <> access.sensitive(persons) THEN
        PERFORM access.decide(persons);
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION access.resource_projected() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.type = 'Patient' AND NOT EXISTS (SELECT FROM fhir.resource r
        WHERE r.person_id = NEW.person_id AND r.type IN ('RelatedPerson', 'Consent')) THEN
        RETURN NULL;
    END IF;
    PERFORM access.project(NEW.person_id);
    IF TG_OP = 'UPDATE' AND OLD.person_id <> NEW.person_id THEN
        PERFORM access.project(OLD.person_id);
    END IF;
    RETURN NULL;
END
$$;
-- At the commit: a writer who marks what it may then not see itself must first be able to finish writing.
CREATE CONSTRAINT TRIGGER marked AFTER INSERT ON fhir.resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (strpos(NEW.body, '"security"') > 0 OR access.tells(NEW.type, NEW.body))
    EXECUTE FUNCTION access.resource_marked();
CREATE CONSTRAINT TRIGGER marked_anew AFTER UPDATE ON fhir.resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.person_id <> NEW.person_id OR strpos(NEW.body, '"security"') > 0 OR strpos(OLD.body, '"security"') > 0
        OR access.tells(NEW.type, NEW.body) OR access.tells(OLD.type, OLD.body))
    EXECUTE FUNCTION access.resource_marked();
CREATE CONSTRAINT TRIGGER projected AFTER INSERT ON fhir.resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.person_id <> 0 AND NEW.type IN ('Consent', 'RelatedPerson', 'Flag', 'Patient'))
    EXECUTE FUNCTION access.resource_projected();
CREATE CONSTRAINT TRIGGER projected_anew AFTER UPDATE ON fhir.resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.person_id <> 0 AND NEW.type IN ('Consent', 'RelatedPerson', 'Flag', 'Patient'))
    EXECUTE FUNCTION access.resource_projected();

-- The parties that the acting account belongs to now, itself among them, and what it looks for by each. Where it acts in
-- some roles (`careweft.roles`, see access/policy.py), those by which it looks for something else than care count only if
-- they are among these; and so does care, where none of these looks for care.
CREATE OR REPLACE FUNCTION access.parties() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
    account constant text := coalesce(current_setting('careweft.account', true), '');
    acting constant text[] := nullif(current_setting('careweft.roles', true), '')::text[];
    known text := current_setting('careweft.parties', true);
    of_roles text[];
    uses jsonb := '{}';
BEGIN
    IF coalesce(known, '') = '' OR NOT starts_with(known, account || ':') THEN
        SELECT account || ':' || (coalesce(array_agg(party), '{}') || ('account/' || account))::text, array_agg(role)
            INTO known, of_roles FROM access.membership
        WHERE account_id = nullif(account, '')::bigint AND since <= base.now() AND base.now() < until;
        IF EXISTS (SELECT FROM access.purpose u WHERE u.roles && of_roles) THEN
            WITH mine AS (
                SELECT m.party, nullif(m.role, '') AS role, u.purpose FROM access.membership m
                LEFT JOIN access.purpose u ON m.role = ANY (u.roles)
                WHERE m.account_id = account::bigint AND m.since <= base.now() AND base.now() < m.until
                AND (acting IS NULL OR m.role = ANY (acting) OR u.purpose IS NULL AND EXISTS (
                    SELECT FROM unnest(acting) r WHERE NOT EXISTS (SELECT FROM access.purpose o WHERE r = ANY (o.roles))))
            ), other AS (
                SELECT party, jsonb_agg(purpose) FILTER (WHERE purpose IS NOT NULL) AS purposes FROM mine
                GROUP BY party HAVING bool_and(purpose IS NOT NULL) FILTER (WHERE role IS NOT NULL)
            )
            SELECT account || ':' || (coalesce(array_agg(m.party), '{}') || ('account/' || account))::text,
                CASE WHEN bool_and(m.purpose IS NOT NULL) FILTER (WHERE m.role IS NOT NULL)
                    THEN jsonb_build_object('', jsonb_agg(m.purpose) FILTER (WHERE m.purpose IS NOT NULL))
                    ELSE coalesce((SELECT jsonb_object_agg(o.party, o.purposes) FROM other o), '{}') END
                INTO known, uses FROM mine m;
        END IF;
        PERFORM set_config('careweft.parties', known, true),
            set_config('careweft.purposes', account || ':' || uses::text, true);
    END IF;
    RETURN substr(known, length(account) + 2)::text[];
END
$$;

-- What the acting account looks for, by party ('' is every party), where that is not care; empty where it is all care.
CREATE FUNCTION access.purposes() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE account constant text := coalesce(current_setting('careweft.account', true), '');
BEGIN
    IF NOT starts_with(coalesce(current_setting('careweft.purposes', true), ''), account || ':') THEN
        PERFORM access.parties();
    END IF;
    RETURN substr(current_setting('careweft.purposes', true), length(account) + 2)::jsonb;
END
$$;
CREATE FUNCTION access.for_care() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT access.purposes() = '{}'
$$;
-- Whether a person said no to nothing that the acting account looks for by a party. What it opened itself, in an emergency,
-- is for nothing else than care.
CREATE FUNCTION access.agrees(person bigint, by_party text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    uses constant jsonb := access.purposes();
    these constant jsonb := coalesce(uses -> '', uses -> by_party);
BEGIN
    RETURN these IS NULL OR NOT (person > 0 AND starts_with(by_party, 'account/')) AND NOT EXISTS (
        SELECT FROM access.objection o WHERE o.person_id = person AND these ? o.purpose
        AND o.since <= base.now() AND base.now() < o.until);
END
$$;

-- The one person whom an app that acts for the account may see; null where no app acts.
CREATE FUNCTION access.app_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('careweft.person', true), '')::bigint
$$;

-- Whether the acting account sees the ordinary record of a person.
CREATE OR REPLACE FUNCTION access.may_see(person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN access.account() IS NOT NULL AND (person = 0 OR EXISTS (
        SELECT FROM access.sight s WHERE s.person_id = person AND s.party = ANY (access.parties())
        AND s.since <= base.now() AND base.now() < s.until AND s.hides & 1 = 0
        AND person = coalesce(access.app_person(), person) AND access.agrees(person, s.party)));
END
$$;

-- Whether the acting account sees a resource of a person, by its rid or as 'Type/id'; nobody sees one that is marked and
-- belongs to nobody. Asked only of a person whom it sees (access.may_see): the policies ask it where something of that
-- person is hidden.
CREATE FUNCTION access.shows(person bigint, of_rid bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE marks constant integer := (SELECT label FROM access.restricted x WHERE x.rid = of_rid);
BEGIN
    RETURN (person <> 0 AND coalesce(marks, 0) = 0) OR access.reaches(person, coalesce(marks, 0));
END
$$;
CREATE FUNCTION access.ever_shows(person bigint, of_rid bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE marks constant integer := (SELECT label | ever FROM access.restricted x WHERE x.rid = of_rid);
BEGIN
    RETURN (person <> 0 AND coalesce(marks, 0) = 0) OR access.reaches(person, coalesce(marks, 0));
END
$$;
CREATE FUNCTION access.shows(person bigint, what text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE marks constant integer := (SELECT label FROM access.restricted x WHERE x.person_id = person AND x.record = what);
BEGIN
    RETURN (person <> 0 AND coalesce(marks, 0) = 0) OR access.reaches(person, coalesce(marks, 0));
END
$$;
-- Whether one relationship of the acting account shows everything that these marks stand for.
CREATE FUNCTION access.reaches(person bigint, marks integer) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF person = 0 THEN
        RETURN marks = 0 AND access.account() IS NOT NULL;
    END IF;
    RETURN person = coalesce(access.app_person(), person) AND EXISTS (
        SELECT FROM access.sight s WHERE s.person_id = person AND s.party = ANY (access.parties())
        AND s.since <= base.now() AND base.now() < s.until AND s.hides & (marks | 1) = 0 AND access.agrees(person, s.party));
END
$$;
CREATE FUNCTION access.nobody_marked() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    RETURN (SELECT NOT EXISTS (SELECT FROM access.restricted WHERE person_id = 0));
END
$$;

-- Protects a table that has a person_id: the worker is the system and sees all; the web sees what access.sight lets it.
-- `shown` is the condition on a row of a person of whom something is hidden; by default it is asked by the table's
-- column rid or record, and 'true' where it has neither. The policy is written out rather than calling may_see,
-- because PostgreSQL would call that once a row; and as a scalar query rather than EXISTS, which PostgreSQL would turn
-- into a hash of everybody whom the account sees.
DROP PROCEDURE access.protect(regclass);
CREATE PROCEDURE access.protect(protected regclass, shown text DEFAULT NULL) LANGUAGE plpgsql AS $$
DECLARE
    by_column constant text := (SELECT format('access.shows(%s.person_id, %I)', protected, attname) FROM pg_attribute
        WHERE attrelid = protected AND attname IN ('rid', 'record') AND attnum > 0);
    kept constant text := coalesce(shown, by_column, 'true');
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('DROP POLICY IF EXISTS worker ON %s', protected);
    EXECUTE format('DROP POLICY IF EXISTS web ON %s', protected);
    EXECUTE format('CREATE POLICY worker ON %s TO careweft_worker USING (true) WITH CHECK (true)', protected);
    EXECUTE format(
        'CREATE POLICY web ON %1$s TO careweft_web USING ((SELECT access.account()) IS NOT NULL AND ('
        'person_id = 0 AND ((SELECT access.nobody_marked()) OR %2$s) '
        'OR (SELECT true FROM access.sight s WHERE s.person_id = %1$s.person_id '
        'AND s.party = ANY ((SELECT access.parties())::text[]) AND s.since <= (SELECT base.now()) '
        'AND (SELECT base.now()) < s.until AND s.hides & 1 = 0 AND (s.hides = 0 OR %2$s) LIMIT 1)))', protected, kept);
END
$$;
DO $$
DECLARE protected regclass;
BEGIN
    FOR protected IN SELECT p.polrelid FROM pg_policy p WHERE p.polname = 'web' AND EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = p.polrelid AND a.attname = 'person_id') LOOP
        CALL access.protect(protected);
    END LOOP;
END
$$;
CALL access.protect('fhir.history', 'access.ever_shows(fhir.history.person_id, rid)');
CALL access.protect('facts.event',
    $$access.shows(facts.event.person_id, split_part(key, '/', 1) || '/' || split_part(key, '/', 2))$$);
CALL access.protect('care.effect', $$access.shows(care.effect.person_id, record)
    AND access.shows(care.effect.person_id, split_part(event_key, '/', 1) || '/' || split_part(event_key, '/', 2))$$);
CALL access.protect('care.task', $$access.shows(care.task.person_id, 'Task/' || id)$$);
CALL access.protect('care.notice', $$access.shows(care.notice.person_id, 'Communication/' || id)$$);
CALL access.protect('people.source_record', $$access.shows(people.source_record.person_id, 'Patient/' || patient_id)$$);
-- What is about the whole person but made of single parts is shown only where nothing of the person is hidden.
CALL access.protect('people.link', 'false');
CALL access.protect('people.event', 'false');
CALL access.protect('feeds.message', 'false');
CALL access.protect('money.journal', 'false');
CALL access.protect('money.line', 'false');

-- The policies ask this as the account itself, which learns no more of it than whom it sees anyway.
ALTER TABLE access.sight ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON access.sight TO careweft_worker USING (true) WITH CHECK (true);
CREATE POLICY own ON access.sight FOR SELECT TO careweft_web USING (party = ANY ((SELECT access.parties())::text[]));
CREATE POLICY purpose ON access.sight AS RESTRICTIVE TO careweft_web
    USING ((SELECT access.for_care()) OR access.agrees(person_id, party));
GRANT SELECT ON access.sight TO careweft_web, careweft_worker;
GRANT SELECT ON access.choice, access.objection, access.purpose, access.category, access.kind, access.label,
    access.restricted, access.decided TO careweft_worker;
GRANT SELECT ON access.category, access.kind, access.purpose TO careweft_web;

-- Breaking the glass: a relationship of one's own account for some hours, with a reason, to be reviewed by somebody else.
CREATE TABLE access.emergency (
    person_id bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL REFERENCES access.account,
    reason text NOT NULL CHECK (length(trim(reason)) >= 10),
    purpose text NOT NULL CHECK (purpose IN ('ETREAT', 'TREAT', 'CAREMGT')),
    since timestamptz NOT NULL,
    until timestamptz NOT NULL CHECK (since < until AND until <= since + interval '8 hours'),
    reviewed timestamptz,
    reviewer bigint REFERENCES access.account CHECK (reviewer <> account_id),
    justified boolean CHECK ((justified IS NULL) = (reviewed IS NULL)),
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, id)
);
GRANT SELECT, INSERT, UPDATE ON access.emergency TO careweft_worker;

-- Until when the glass is broken now. CW451: the person's no, or the place's rules, forbid it.
CREATE FUNCTION access.break_glass(person bigint, why text, for_purpose text, hours integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    acting constant bigint := access.account();
    ends constant timestamptz := base.now() + hours * interval '1 hour';
    kept integer;
    made bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM access.account a JOIN access.membership m ON m.account_id = a.id
        WHERE a.id = acting AND a.kind = 'staff' AND m.since <= base.now() AND base.now() < m.until
        AND m.role IN ('coordinator', 'manager', 'social-worker', 'district-nurse', 'gp')) OR person = 0 THEN
        RAISE EXCEPTION 'not for this account' USING ERRCODE = 'CW451';
    END IF;
    SELECT access.hides('break-glass', 0, 0, 0, 0, 0, coalesce(bit_or(bits) FILTER (WHERE NOT permits), 0)) INTO kept
    FROM access.choice c WHERE c.person_id = person AND c.since <= base.now() AND base.now() < c.until;
    IF kept & 1 = 1 THEN
        RAISE EXCEPTION 'the person said no' USING ERRCODE = 'CW451';
    END IF;
    INSERT INTO access.emergency (person_id, account_id, reason, purpose, since, until)
        VALUES (person, acting, why, for_purpose, base.now(), ends) RETURNING id INTO made;
    INSERT INTO access.relationship (person_id, party, kind, origin, since, until)
        VALUES (person, 'account/' || acting, 'break-glass', 'break-glass/' || made, base.now(), ends);
    RETURN ends;
END
$$;

-- Who may see a person now and why, as far as that tells the acting account nothing that it may not see.
CREATE OR REPLACE FUNCTION access.involved(person bigint)
RETURNS TABLE (party text, kind text, since timestamptz, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT coalesce(a.display_name, s.party), s.kind, min(s.since), max(s.until) FROM access.sight s
    LEFT JOIN access.account a ON s.party = 'account/' || a.id
    WHERE s.person_id = person AND access.may_see(person) AND s.since <= base.now() AND base.now() < s.until
    AND s.hides & 1 = 0 AND access.shows(person, split_part(s.origin, '#', 1))
    GROUP BY 1, 2 ORDER BY 2, 1
$$;

-- What is known already is decided now.
INSERT INTO access.sight SELECT * FROM access.decided;
REVOKE ALL ON ALL ROUTINES IN SCHEMA access FROM PUBLIC;
REVOKE ALL ON ALL ROUTINES IN SCHEMA access FROM careweft_web, careweft_worker;
GRANT EXECUTE ON FUNCTION access.account(), access.parties(), access.purposes(), access.for_care(), access.agrees(bigint, text),
    access.may_see(bigint), access.shows(bigint, bigint), access.tells(text, text),
    access.ever_shows(bigint, bigint), access.shows(bigint, text), access.nobody_marked(), access.involved(bigint), access.who_looked(bigint, integer), access.credentials(text), access.demo_accounts(),
    access.profile(bigint), access.start_session(bytea, bigint), access.find_session(bytea),
    access.touch_session(bytea, bytea), access.end_session(bytea), access.break_glass(bigint, text, text, integer)
    TO careweft_web, careweft_worker;
GRANT EXECUTE ON FUNCTION access.hides(text, integer, integer, integer, integer, integer, integer) TO careweft_worker;
