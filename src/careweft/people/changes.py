"""What people say about persons: join, split. Each is one event, moves records with all that hangs on them, and binds
the automatic matcher: what was joined or parted by hand stays so."""

from __future__ import annotations

from collections.abc import Sequence

from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.people.events import Grounds, Moving, Why, apart, move, rule
from careweft.people.locks import Stale, lock_persons, lock_records
from careweft.people.record import Key, Mover

_ATTEMPTS = 10


async def persons_of(connection: Connection, records: Sequence[Key]) -> dict[Key, int]:
    """The persons that source records belong to now; unknown records are left out."""
    rows = await connection.fetch(
        "SELECT source, local_id, person_id FROM people.source_record JOIN unnest($1::text[], $2::text[]) "
        "AS q(source, local_id) USING (source, local_id)",
        [key[0] for key in records],
        [key[1] for key in records],
    )
    return {(row["source"], row["local_id"]): row["person_id"] for row in rows}


async def records_of(connection: Connection, person: int) -> list[Key]:
    """A person's source records, in order."""
    rows = await connection.fetch("SELECT source, local_id FROM people.source_record WHERE person_id = $1", person)
    return sorted((row["source"], row["local_id"]) for row in rows)


async def hold(connection: Connection, records: Sequence[Key]) -> dict[Key, int]:
    """Lock the persons of known records; who they are. Raises NotFound for a record that is not known."""
    for _ in range(_ATTEMPTS):
        before = await persons_of(connection, records)
        if len(before) < len(set(records)):
            raise NotFound("a source record is not known here", hint="Match it first")
        try:
            async with connection.transaction():
                await lock_persons(connection, before.values())
                if await persons_of(connection, records) == before:
                    return before
                raise Stale
        except Stale:
            continue
    raise Conflict("these people are being changed by others over and over", hint="Try again")


async def _alive(connection: Connection, *persons: int) -> None:
    living = await lock_persons(connection, persons)
    for person in persons:
        if person not in living:
            raise NotFound(f"person {person} is not known here, or was joined to another")


async def join(connection: Connection, movers: Sequence[Mover], keep: int, other: int, why: Why) -> int:
    """Give all records of `other` to `keep`; the event."""
    if keep == other:
        raise BadInput("a person cannot be joined to itself", expected="two persons")
    await _alive(connection, keep, other)
    records, kept = await records_of(connection, other), await records_of(connection, keep)
    moving = Moving("merge", keep, other, records[0], kept[0], why)
    grounds = Grounds("merge", None, {"rule": "joined by hand", "reason": why.reason})
    return await carry_out(connection, movers, moving, records, grounds)


async def split(connection: Connection, movers: Sequence[Mover], records: Sequence[Key], why: Why) -> int:
    """Take records of one person out into a person of their own; the event."""
    persons = {*(await hold(connection, records)).values()}
    if len(persons) != 1:
        raise BadInput("the records belong to several persons, or there are none", expected="records of one person")
    origin = persons.pop()
    left = [key for key in await records_of(connection, origin) if key not in set(records)]
    if not left:
        raise BadInput("these are all records of the person", expected="some of them")
    moving = Moving("split", await new_person(connection), origin, min(records), left[0], why)
    grounds = Grounds("split", None, {"rule": "parted by hand", "reason": why.reason})
    return await carry_out(connection, movers, moving, sorted(set(records)), grounds)


async def new_person(connection: Connection) -> int:
    """A person without records yet."""
    return int(await connection.fetchval("INSERT INTO people.person DEFAULT VALUES RETURNING person_id"))


async def carry_out(
    connection: Connection, movers: Sequence[Mover], moving: Moving, records: Sequence[Key], grounds: Grounds
) -> int:
    """Move records as somebody said, and hold the automatic matcher to it."""
    await lock_records(connection, records)
    event = await move(connection, moving, records, movers, grounds=grounds)
    await hold_to(connection, moving, records)
    return event


async def hold_to(connection: Connection, moving: Moving, records: Sequence[Key]) -> None:
    """Answer every question about records that were moved as their move does."""
    await rule(connection, (moving.to, moving.to), records, "same", moving.why.by)
    await apart(connection, moving, records)
