"""Moving source records from one person to another: one event, its links, and everything that hangs on the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from careweft.base.db import Connection
from careweft.people.record import Key, Mover
from careweft.people.view import pair

SYSTEM = "careweft"
"""Who acts where no human does."""

Kind = Literal["merge", "replace", "split", "undo"]


class Why(NamedTuple):
    """The reason that was given, and who gave it."""

    reason: str
    by: str


class Grounds(NamedTuple):
    """By what method, with what score and reasons, records now belong to their person."""

    method: str
    score: float | None
    reasons: Mapping[str, Any]


@dataclass(frozen=True)
class Moving:
    """Records that go from one person to another, because of `cause` and by the evidence of another record.

    `replaced` is what was said before of the local id that replaces the cause's, where this changes it; '' for none.
    """

    kind: Kind
    to: int
    origin: int
    cause: Key
    evidence: Key | None
    why: Why
    undoes: int | None = None
    replaced: str | None = None


_EVENT = """
INSERT INTO people.event
    (person_id, other_id, kind, source, local_id, other_source, other_local_id, reason, by, undoes, replaced)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING event_id
"""

_TAKE = """
WITH moved AS (SELECT * FROM unnest($4::text[], $5::text[]) AS q(source, local_id)),
ended AS (
    UPDATE people.link l SET ended_by = $3 FROM moved q
    WHERE l.source = q.source AND l.local_id = q.local_id AND l.ended_by IS NULL
)
UPDATE people.source_record r SET person_id = $1 FROM moved q
WHERE r.source = q.source AND r.local_id = q.local_id AND r.person_id = $2
"""

_LINK = """
INSERT INTO people.link (person_id, event_id, replaces, source, local_id, method, score, reasons, by, at)
SELECT $1, $2, o.event_id, o.source, o.local_id, $6, $7, $8, $9, base.now()
FROM people.link o JOIN unnest($4::text[], $5::text[]) AS q(source, local_id) USING (source, local_id)
WHERE o.person_id = $3 AND o.ended_by = $2
"""

_PERSONS = """
UPDATE people.person p SET revision = revision + 1,
    merged_into = CASE WHEN p.person_id = $1 OR left_over THEN NULL ELSE $1::bigint END,
    retired_by = CASE WHEN p.person_id = $1 OR left_over THEN NULL ELSE $3::bigint END
FROM (SELECT EXISTS (SELECT FROM people.source_record WHERE person_id = $2) AS left_over) AS origin
WHERE p.person_id IN ($1, $2)
"""

_RULE = """
UPDATE people.review v SET state = $3, decided_by = $4, decided_at = base.now()
WHERE v.state <> $3 AND v.person_id IN ($1, $2) AND v.other_id IN ($1, $2)
AND (v.person_id = v.other_id) = ($3 = 'same')
AND ((v.source, v.local_id) IN (SELECT * FROM unnest($5::text[], $6::text[])))
    <> ((v.other_source, v.other_local_id) IN (SELECT * FROM unnest($5::text[], $6::text[])))
"""


async def move(
    connection: Connection,
    moving: Moving,
    records: Sequence[Key],
    movers: Sequence[Mover],
    *,
    grounds: Grounds | None,
) -> int:
    """Move records, which the caller has locked with both persons; the event's id.

    They get a link of these grounds, or without any the one that they had at the new person before. The person that
    is left without a record retires into the other; one that gets records is alive again.
    """
    event = await note(connection, moving)
    keys = [key[0] for key in records], [key[1] for key in records]
    await connection.execute(_TAKE, moving.to, moving.origin, event, *keys)
    if grounds:
        await connection.execute(_LINK, moving.to, event, moving.origin, *keys, *grounds, moving.why.by)
    await connection.execute(_PERSONS, moving.to, moving.origin, event)
    for source, local_id in records:
        for mover in movers:
            await mover(connection, source, local_id, moving.origin, moving.to)
    return event


async def note(connection: Connection, moving: Moving, *, moved: bool = True) -> int:
    """Write down an event; its id."""
    other = moving.evidence or (None, None)
    origin = moving.origin if moved else None
    return int(
        await connection.fetchval(
            _EVENT, moving.to, origin, moving.kind, *moving.cause, *other, *moving.why, moving.undoes, moving.replaced
        )
    )


async def mark_replaced(connection: Connection, record: Key, by: str) -> str:
    """Say which local id of its source replaces a record's ('' for none); what was said before."""
    before = await connection.fetchval(
        "SELECT replaced_by FROM people.source_record WHERE source = $1 AND local_id = $2 FOR UPDATE", *record
    )
    await connection.execute(
        "UPDATE people.source_record SET replaced_by = nullif($3, '') WHERE source = $1 AND local_id = $2", *record, by
    )
    return before or ""


async def rule(connection: Connection, persons: tuple[int, int], records: Sequence[Key], state: str, by: str) -> None:
    """Answer every question between some records of two persons and the others of these persons: `same` for those
    that are now of one person, `different` for those that are not."""
    sources, local_ids = [key[0] for key in records], [key[1] for key in records]
    await connection.execute(_RULE, *persons, state, by, sources, local_ids)


_APART = """
INSERT INTO people.review AS v (person_id, source, local_id, other_id, other_source, other_local_id, kind, reasons,
    state, decided_by, decided_at)
SELECT r.person_id, r.source, r.local_id, o.person_id, o.source, o.local_id, 'decided', '{}',
    'different', $5, base.now()
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS q(source, local_id, other_source, other_local_id)
JOIN people.source_record r ON (r.source, r.local_id) = (q.source, q.local_id)
JOIN people.source_record o ON (o.source, o.local_id) = (q.other_source, q.other_local_id)
ON CONFLICT (source, local_id, other_source, other_local_id) DO UPDATE
    SET state = 'different', decided_by = $5, decided_at = base.now() WHERE v.state <> 'different'
"""


async def apart(connection: Connection, moving: Moving, moved: Sequence[Key]) -> None:
    """Hold that the records that moved are not of the person that they left, so that no message joins them again."""
    await rule(connection, (moving.to, moving.origin), moved, "different", moving.why.by)
    rows = await connection.fetch(
        "SELECT source, local_id FROM people.source_record WHERE person_id = $1", moving.origin
    )
    left = sorted((row["source"], row["local_id"]) for row in rows)
    if left:
        against = next((key for key in (moving.evidence, moving.cause) if key in left), left[0])
        pairs = [pair(key, against) for key in moved]
        columns = [list(column) for column in zip(*((*one, *other) for one, other in pairs), strict=True)]
        await connection.execute(_APART, *columns, moving.why.by)
