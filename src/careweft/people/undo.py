"""Taking an event back. The records return with the links that they had, reason for reason; nothing else moves.

It is strict: where a later event moved the records on, or joined the person that they came from to another, that one
has to be undone first. An undo is an event too, and can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import Conflict, NotFound, Refused
from careweft.people.changes import hold_to, new_person, records_of
from careweft.people.events import Grounds, Moving, Why, mark_replaced, move, note
from careweft.people.locks import lock_persons, lock_records
from careweft.people.record import Key, Mover
from careweft.people.view import pair

Event = asyncpg.Record


async def undo(connection: Connection, movers: Sequence[Mover], event_id: int, why: Why) -> int:
    """Take an event back; the event that does so.

    Raises NotFound; Refused for an event that made a person; Conflict where it was undone already, or a later event
    has to be undone first.
    """
    event = await _event(connection, event_id)
    await lock_persons(connection, [person for person in (event["person_id"], event["other_id"]) if person])
    event = await _event(connection, event_id, lock=True)
    if event["undone_by"]:
        raise Conflict(f"event {event_id} was undone by event {event['undone_by']}")
    if event["kind"] == "link" and event["other_source"] is None:
        raise Refused(f"event {event_id} made a person: there is nothing to go back to")
    moved = await _moved(connection, event)
    cause = event["source"], event["local_id"]
    await lock_records(connection, [cause, *(back.record for back in moved)])
    replaced = None
    if event["replaced"] is not None:
        replaced = await mark_replaced(connection, cause, event["replaced"])
    undone = await _take_back(connection, movers, event, moved, why, replaced)
    await connection.execute("UPDATE people.event SET undone_by = $2 WHERE event_id = $1", event_id, undone)
    return undone


async def _event(connection: Connection, event_id: int, *, lock: bool = False) -> Event:
    event = await connection.fetchrow(
        "SELECT * FROM people.event WHERE event_id = $1" + (" FOR UPDATE" if lock else ""), event_id
    )
    if event is None:
        raise NotFound(f"event {event_id} is not known here")
    return event


class Back(NamedTuple):
    """A record that goes back, and the event of the link that is in force again then (None: it had none)."""

    record: Key
    link: int | None


_MOVED = """
WITH RECURSIVE chain AS (
    SELECT * FROM people.event WHERE event_id = $1
    UNION ALL SELECT e.* FROM chain c JOIN people.event e ON e.event_id = c.undoes
    WHERE NOT EXISTS (SELECT FROM people.link l WHERE l.person_id = c.person_id AND l.event_id = c.event_id)
), root AS (
    SELECT * FROM chain ORDER BY event_id LIMIT 1
)
SELECT made.source, made.local_id,
    CASE WHEN made.person_id = $2 THEN former.event_id ELSE made.event_id END AS link,
    CASE WHEN made.person_id = $2 THEN made.ended_by ELSE former.ended_by END AS later
FROM root JOIN people.link made ON made.person_id = root.person_id AND made.event_id = root.event_id
LEFT JOIN people.link former ON former.person_id = root.other_id AND former.source = made.source
    AND former.local_id = made.local_id AND former.event_id = made.replaces
ORDER BY made.source, made.local_id
"""


async def _moved(connection: Connection, event: Event) -> list[Back]:
    """The records that the event moved, if they may go back: if the links that it put in force still are."""
    rows = await connection.fetch(_MOVED, event["event_id"], event["person_id"])
    retired_by = await connection.fetchval(
        "SELECT retired_by FROM people.person WHERE person_id = $1 AND retired_by <> $2",
        event["other_id"],
        event["event_id"],
    )
    later = min((row["later"] for row in rows if row["later"]), default=retired_by)
    if later:
        raise Conflict(f"event {later} came after event {event['event_id']}", hint=f"Undo event {later} first")
    return [Back((row["source"], row["local_id"]), row["link"]) for row in rows]


async def _take_back(
    connection: Connection, movers: Sequence[Mover], event: Event, moved: Sequence[Back], why: Why, replaced: str | None
) -> int:
    origin, to = event["person_id"], event["other_id"]
    cause = event["source"], event["local_id"]
    evidence = (event["other_source"], event["other_local_id"]) if event["other_source"] else None
    if not moved:
        moving = Moving("undo", origin, origin, cause, evidence, why, event["event_id"], replaced)
        return await note(connection, moving, moved=False)
    grounds = None
    if to is None:
        if len(await records_of(connection, origin)) == 1:
            raise Conflict(f"event {event['event_id']} linked what is now the person's only record")
        to, grounds = await new_person(connection), Grounds("split", None, {"rule": "link undone"})
    records = [back.record for back in moved]
    moving = Moving("undo", to, origin, cause, evidence, why, event["event_id"], replaced)
    undone = await move(connection, moving, records, movers, grounds=grounds)
    await _reopen(connection, to, moved)
    await hold_to(connection, moving, records)
    await _ask_about_lost_evidence(connection, moving, records)
    return undone


async def _reopen(connection: Connection, person: int, moved: Sequence[Back]) -> None:
    """Put links in force again that the event had replaced."""
    await connection.execute(
        "UPDATE people.link l SET ended_by = NULL FROM unnest($2::text[], $3::text[], $4::bigint[]) "
        "AS q(source, local_id, event_id) WHERE l.person_id = $1 "
        "AND l.source = q.source AND l.local_id = q.local_id AND l.event_id = q.event_id",
        person,
        [back.record[0] for back in moved],
        [back.record[1] for back in moved],
        [back.link for back in moved],
    )


async def _ask_about_lost_evidence(connection: Connection, moving: Moving, moved: Sequence[Key]) -> None:
    """Ask about records that stay only because they matched one that leaves."""
    rows = await connection.fetch(
        "SELECT l.source, l.local_id, q.source AS gone_source, q.local_id AS gone_local_id, l.score, l.reasons "
        "FROM people.link l JOIN unnest($2::text[], $3::text[]) AS q(source, local_id) "
        "ON l.reasons -> 'with' ->> 0 = q.source AND l.reasons -> 'with' ->> 1 = q.local_id "
        "WHERE l.person_id = $1 AND l.ended_by IS NULL AND l.method IN ('number', 'probabilistic')",
        moving.origin,
        [key[0] for key in moved],
        [key[1] for key in moved],
    )
    for row in rows:
        gone = row["gone_source"], row["gone_local_id"]
        stays = row["source"], row["local_id"]
        persons = {gone: moving.to, stays: moving.origin}
        one, other = pair(gone, stays)
        await connection.execute(
            "INSERT INTO people.review (person_id, source, local_id, other_id, other_source, other_local_id, kind, "
            "score, reasons) VALUES ($1, $2, $3, $4, $5, $6, 'lost-evidence', $7, $8) "
            "ON CONFLICT (source, local_id, other_source, other_local_id) DO NOTHING",
            persons[one],
            *one,
            persons[other],
            *other,
            row["score"],
            {"record": list(stays)} | row["reasons"],
        )
