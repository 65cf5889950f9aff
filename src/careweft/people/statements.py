"""The statements by which decisions are written: each takes arrays, one element a record."""

from __future__ import annotations

from typing import Any

from careweft.people import nhs_number
from careweft.people.events import SYSTEM
from careweft.people.record import SourceRecord, patient_resource_id
from careweft.people.view import NEW, Seen

COLUMNS = {
    "source": "text",
    "local_id": "text",
    "patient_id": "text",
    "family": "text",
    "given": "text",
    "birth_date": "date",
    "sex": "text",
    "nhs_number": "text",
    "nhs_number_invalid": "text",
    "line": "text",
    "postcode": "text",
    "phone": "text",
    "died": "text",
    "at": "timestamptz",
    "digest": "bytea",
    "family_key": "text",
    "given_key": "text",
    "birth_family": "text",
    "birth_given": "text",
    "birth_postcode": "text",
    "postcode_given": "text",
    "names_year": "text",
    "phone_given": "text",
}
NAMES = ", ".join(COLUMNS)
ARRAYS = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(COLUMNS.values(), 1))
AFTER = len(COLUMNS) + 1

PLACE = f"""
WITH placed AS MATERIALIZED (
    SELECT * FROM unnest({ARRAYS}, ${AFTER}::bigint[], ${AFTER + 1}::text[], ${AFTER + 2}::double precision[],
        ${AFTER + 3}::jsonb[], ${AFTER + 4}::text[], ${AFTER + 5}::text[])
        AS q({NAMES}, person, method, score, reasons, other_source, other_local_id)
), fresh AS MATERIALIZED (
    SELECT temporary, nextval('people.person_person_id_seq') AS person_id
    FROM (SELECT DISTINCT person AS temporary FROM placed WHERE person >= {NEW} ORDER BY 1) AS t
), made AS (
    INSERT INTO people.person (person_id) SELECT person_id FROM fresh
), grown AS (
    UPDATE people.person SET revision = revision + 1 WHERE person_id IN (SELECT person FROM placed)
), arrival AS MATERIALIZED (
    SELECT coalesce(f.person_id, p.person) AS person_id, p.* FROM placed p LEFT JOIN fresh f ON f.temporary = p.person
), record AS (
    INSERT INTO people.source_record (person_id, {NAMES}) SELECT person_id, {NAMES} FROM arrival
), event AS (
    INSERT INTO people.event (person_id, kind, source, local_id, other_source, other_local_id, reason, by)
    SELECT person_id, 'link', source, local_id, other_source, other_local_id, method, '{SYSTEM}' FROM arrival
    RETURNING event_id, source, local_id
), linked AS (
    INSERT INTO people.link (person_id, source, local_id, event_id, method, score, reasons, by, at)
    SELECT p.person_id, source, local_id, e.event_id, p.method, p.score, p.reasons, '{SYSTEM}', base.now()
    FROM arrival p JOIN event e USING (source, local_id)
)
SELECT temporary, person_id FROM fresh
"""

CHANGE = f"""
WITH changed AS MATERIALIZED (SELECT * FROM unnest({ARRAYS}) AS q({NAMES})),
grown AS (UPDATE people.person SET revision = revision + 1 WHERE person_id = ANY (${AFTER}::bigint[]))
UPDATE people.source_record r SET {", ".join(f"{name} = q.{name}" for name in list(COLUMNS)[2:])}
FROM changed q WHERE r.source = q.source AND r.local_id = q.local_id
"""

REFRESH = """
UPDATE people.source_record r SET at = greatest(r.at, q.at)
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::bytea[]) AS q(source, local_id, at, digest)
WHERE r.source = q.source AND r.local_id = q.local_id AND (r.digest = q.digest OR r.at > q.at)
RETURNING true
"""

ASK = """
INSERT INTO people.review (person_id, source, local_id, other_id, other_source, other_local_id, kind, score, reasons)
SELECT r.person_id, r.source, r.local_id, o.person_id, o.source, o.local_id, q.kind, q.score, q.reasons
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::double precision[], $7::jsonb[])
    WITH ORDINALITY AS q(source, local_id, other_source, other_local_id, kind, score, reasons, place)
JOIN people.source_record r ON (r.source, r.local_id) = (q.source, q.local_id)
JOIN people.source_record o ON (o.source, o.local_id) = (q.other_source, q.other_local_id)
ORDER BY q.place ON CONFLICT (source, local_id, other_source, other_local_id) DO NOTHING
"""


def row(said: SourceRecord, seen: Seen) -> tuple[Any, ...]:
    """A source record in the order of COLUMNS: what was said, and what it is found by."""
    number = nhs_number.normalise(said.nhs_number)
    return (
        *said.key,
        said.patient_id or patient_resource_id(*said.key),
        said.family,
        said.given,
        said.birth_date,
        said.sex,
        number,
        None if number else said.nhs_number,
        said.line,
        said.postcode,
        said.phone,
        said.died.isoformat() if said.died else None,
        said.at,
        seen.digest,
        seen.traits.family or None,
        " ".join(seen.traits.given_parts) or None,
        *seen.keys[1:],
    )
