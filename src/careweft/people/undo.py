"""Taking an event back. The records return with the links that they had, reason for reason; nothing else moves.

It is strict: where a later event moved the records on, or joined the person that they came from to another, that one
has to be undone first. An undo is an event too, and can be undone.
"""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import Conflict, NotFound, Refused
from careweft.people.changes import carry_out, new_person, records_of
from careweft.people.events import Moving, NewLink, Why
from careweft.people.locks import lock_persons
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
    records = await _records(connection, event)
    await _toggle_replacement(connection, event)
    if records:
        undone = await _return(connection, movers, event, records, why)
    else:
        undone = await _note(connection, event, why)
    await connection.execute("UPDATE people.event SET undone_by = $2 WHERE event_id = $1", event_id, undone)
    return undone


async def _event(connection: Connection, event_id: int, *, lock: bool = False) -> Event:
    event = await connection.fetchrow(
        "SELECT * FROM people.event WHERE event_id = $1" + (" FOR UPDATE" if lock else ""), event_id
    )
    if event is None:
        raise NotFound(f"event {event_id} is not known here")
    return event


async def _records(connection: Connection, event: Event) -> list[Key]:
    """The records that the event moved, if they may go back."""
    if event["kind"] == "link" and event["other_source"] is None:
        raise Refused(f"event {event['event_id']} made a person: there is nothing to go back to")
    rows = await connection.fetch(
        "SELECT source, local_id, ended_by FROM people.link WHERE person_id = $1 AND event_id = $2",
        event["person_id"],
        event["event_id"],
    )
    retired_by = await connection.fetchval(
        "SELECT retired_by FROM people.person WHERE person_id = $1 AND retired_by <> $2",
        event["other_id"],
        event["event_id"],
    )
    later = min((row["ended_by"] for row in rows if row["ended_by"]), default=retired_by)
    if later:
        raise Conflict(f"event {later} came after event {event['event_id']}", hint=f"Undo event {later} first")
    return sorted((row["source"], row["local_id"]) for row in rows)


async def _return(
    connection: Connection, movers: Sequence[Mover], event: Event, records: Sequence[Key], why: Why
) -> int:
    origin = event["person_id"]
    cause = event["source"], event["local_id"]
    evidence = (event["other_source"], event["other_local_id"]) if event["other_source"] else None
    if event["other_id"] is None:
        if len(await records_of(connection, origin)) == 1:
            raise Conflict(f"event {event['event_id']} linked what is now the person's only record")
        to = await new_person(connection)
        links = [NewLink(key, "split", None, {"rule": "link undone", "reason": why.reason}, why.by) for key in records]
    else:
        to = event["other_id"]
        links = await _former(connection, event)
    moving = Moving("undo", to, origin, cause, evidence, why, undoes=event["event_id"])
    undone = await carry_out(connection, movers, moving, links)
    await _ask_about_lost_evidence(connection, moving, records)
    return undone


async def _former(connection: Connection, event: Event) -> list[NewLink]:
    rows = await connection.fetch(
        "SELECT * FROM people.link WHERE person_id = $1 AND ended_by = $2 ORDER BY source, local_id",
        event["other_id"],
        event["event_id"],
    )
    return [
        NewLink((row["source"], row["local_id"]), row["method"], row["score"], row["reasons"], row["by"], row["at"])
        for row in rows
    ]


async def _note(connection: Connection, event: Event, why: Why) -> int:
    """An undo that moves nothing."""
    return int(
        await connection.fetchval(
            "INSERT INTO people.event (person_id, kind, source, local_id, other_source, other_local_id, reason, by, "
            "undoes) VALUES ($1, 'undo', $2, $3, $4, $5, $6, $7, $8) RETURNING event_id",
            event["person_id"],
            event["source"],
            event["local_id"],
            event["other_source"],
            event["other_local_id"],
            why.reason,
            why.by,
            event["event_id"],
        )
    )


async def _toggle_replacement(connection: Connection, event: Event) -> None:
    """Where a source replaced a local id, say so no longer (or, undoing an undo, again)."""
    root = event
    while root["undoes"]:
        root = await _event(connection, root["undoes"])
    if root["kind"] == "replace":
        await connection.execute(
            "UPDATE people.source_record SET replaced_by = CASE WHEN replaced_by IS NULL THEN $3 END "
            "WHERE source = $1 AND local_id = $2",
            root["source"],
            root["local_id"],
            root["other_local_id"],
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
