"""Reading what the matcher needs: near records by six blocking keys and the number, each with its person's others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import asyncpg

from careweft.base.db import Connection
from careweft.people.record import Key, Match, SourceRecord
from careweft.people.traits import Keys, keys, traits
from careweft.people.view import Seen, View

_KEYS = {"nhs_number": "number", **{name: name for name in Keys._fields[1:]}}
_BY_KEY = "\n    ".join(
    f"UNION ALL SELECT r.person_id FROM asked q CROSS JOIN LATERAL "
    f"(SELECT person_id FROM people.source_record WHERE {column} = q.{name} OFFSET 0) r"
    for column, name in _KEYS.items()
)
# OFFSET 0 holds the planner to one index probe a key: without statistics, as in a first load, it would scan tables.
_NEAR = f"""
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest({", ".join(f"${place}::text[]" for place in range(1, 3 + len(_KEYS)))})
        AS q(source, local_id, {", ".join(_KEYS.values())})
), near AS MATERIALIZED (
    SELECT DISTINCT person_id FROM (
    SELECT r.person_id FROM asked q CROSS JOIN LATERAL
        (SELECT person_id FROM people.source_record s WHERE (s.source, s.local_id) = (q.source, q.local_id) OFFSET 0) r
    {_BY_KEY}
    ) AS found
)
SELECT r.*, p.revision, v.rulings
FROM near
CROSS JOIN LATERAL (SELECT revision FROM people.person WHERE person_id = near.person_id OFFSET 0) p
CROSS JOIN LATERAL (SELECT * FROM people.source_record WHERE person_id = near.person_id OFFSET 0) r
CROSS JOIN LATERAL (
    SELECT array_agg(ROW (v.other_source, v.other_local_id, v.state)) AS rulings
    FROM people.review v WHERE (v.source, v.local_id) = (r.source, r.local_id)
) v
"""

_STANDING = """
SELECT r.source, r.local_id, r.person_id, l.method, l.score, l.reasons
FROM unnest($1::text[], $2::text[]) AS q(source, local_id)
CROSS JOIN LATERAL (
    SELECT * FROM people.source_record s WHERE (s.source, s.local_id) = (q.source, q.local_id) OFFSET 0
) r
CROSS JOIN LATERAL (
    SELECT * FROM people.link WHERE (source, local_id) = (r.source, r.local_id) AND ended_by IS NULL OFFSET 0
) l
"""

_KNOWN = """
SELECT r.source, r.local_id, r.digest, r.at
FROM unnest($1::text[], $2::text[]) AS q(source, local_id)
CROSS JOIN LATERAL (
    SELECT * FROM people.source_record s WHERE (s.source, s.local_id) = (q.source, q.local_id) OFFSET 0
) r
"""


async def settled(connection: Connection, record: SourceRecord) -> Match | None:
    """How a record stands that is known and brings nothing new; None where it does, or is not known.

    Locks it against being moved, so that what hangs on it goes where it belongs.
    """
    row = await connection.fetchrow(
        "SELECT * FROM people.say_again($1, $2, $3, $4)", *record.key, record.digest, record.at
    )
    return _match(row) if row else None


def _match(row: asyncpg.Record) -> Match:
    return Match(row["person_id"], row["method"], row["score"], row["reasons"])


async def without_news(connection: Connection, records: Iterable[Seen]) -> set[Key]:
    """Those of the records' keys that are known and of which none of these records brings anything new."""
    incoming = list(records)
    rows = await connection.fetch(_KNOWN, [seen.key[0] for seen in incoming], [seen.key[1] for seen in incoming])
    known = {(row["source"], row["local_id"]): (row["digest"], row["at"]) for row in rows}
    for seen in incoming:
        if seen.key in known and known[seen.key][0] != seen.digest and known[seen.key][1] <= seen.at:
            del known[seen.key]
    return {*known}


def seen(record: SourceRecord) -> Seen:
    """A record as it comes in."""
    compared = traits(record)
    return Seen(record.key, compared, keys(compared), record.digest, record.at)


async def view(connection: Connection, records: Sequence[Seen]) -> View:
    """Everything that could bear on where these records belong."""
    columns = [[seen.key[0] for seen in records], [seen.key[1] for seen in records]]
    columns += [list(column) for column in zip(*(seen.keys for seen in records), strict=True)]
    sight = View()
    for row in await connection.fetch(_NEAR, *columns):
        known = _seen(row)
        sight.place(known, row["person_id"])
        sight.revisions[row["person_id"]] = row["revision"]
        for source, local_id, state in row["rulings"] or ():
            sight.rule(known.key, (source, local_id), state)
    return sight


def source_record(row: asyncpg.Record) -> SourceRecord:
    """A row of people.source_record as what the source said."""
    return SourceRecord(
        source=row["source"],
        local_id=row["local_id"],
        family=row["family"],
        given=row["given"],
        birth_date=row["birth_date"],
        sex=row["sex"],
        nhs_number=row["nhs_number"] or row["nhs_number_invalid"],
        line=row["line"],
        postcode=row["postcode"],
        phone=row["phone"],
        died=_died(row["died"]),
        at=row["at"],
        patient_id=row["patient_id"],
    )


def _died(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _seen(row: asyncpg.Record) -> Seen:
    return Seen(
        key=(row["source"], row["local_id"]),
        traits=traits(source_record(row)),
        keys=Keys(
            row["nhs_number"],
            row["birth_family"],
            row["birth_given"],
            row["birth_postcode"],
            row["postcode_given"],
            row["names_year"],
            row["phone_given"],
        ),
        digest=row["digest"],
        at=row["at"],
    )


async def links(connection: Connection, records: Sequence[Key]) -> dict[Key, Match]:
    """The person, method, score and reasons by which known records stand now."""
    sources, local_ids = [key[0] for key in records], [key[1] for key in records]
    rows = await connection.fetch(_STANDING, sources, local_ids)
    return {(row["source"], row["local_id"]): _match(row) for row in rows}


async def records(connection: Connection, wanted: Sequence[Key]) -> dict[Key, SourceRecord]:
    """Source records as they were said, as far as the asker may see them."""
    rows = await connection.fetch(
        "SELECT r.* FROM people.source_record r JOIN unnest($1::text[], $2::text[]) AS q(source, local_id) "
        "USING (source, local_id)",
        [key[0] for key in wanted],
        [key[1] for key in wanted],
    )
    return {(row["source"], row["local_id"]): source_record(row) for row in rows}
