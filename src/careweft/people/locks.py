"""Locks, in one order everywhere: blocking keys, then persons, then source records; each kind sorted.

Two records can be each other's candidates only where they share a blocking key. A transaction that is about to decide
on a record first locks the stripes of all its keys, so of two such transactions the second waits until the first has
committed, and then sees what it wrote: two messages that meet the same new person make one.

Whoever adds records to a person, changes or moves them then locks the persons, in order of their id, and looks whether
their `revision` is still the one that it decided on; if not, it gives the person locks back (a savepoint) and decides
anew. Movers lock the records that they move last. Since every transaction takes stripes before persons before
records, each kind in ascending order, none waits for one that waits for it. The one lock that is taken without the
others is of a single source record whose message brought nothing new; its holder asks for no lock here after it.

That holds for one call in a transaction. A caller with several records in one transaction gives them to one
`match_many`; where it calls twice nevertheless, PostgreSQL finds a deadlock, ends one transaction, and the outbox
or the feed tries that again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from hashlib import blake2b

from careweft.base.db import Connection
from careweft.people.record import Key
from careweft.people.view import NEW, Seen

_CLASS = 0x70656F70
_STRIPES = 65_536
_EVERYTHING = -1
MOST = 512
"""The stripes that a transaction locks one by one: ten such fit the lock table of a server as it comes."""


class Stale(Exception):
    """A person changed between the decision and the lock: decide anew."""


def stripes(records: Iterable[Seen]) -> list[int]:
    """The stripes of the keys by which these records could meet others, sorted."""
    names = {f"{place}|{value}" for seen in records for place, value in enumerate(seen.keys) if value}
    names.update(f"record|{seen.key}" for seen in records)
    return sorted({int.from_bytes(blake2b(name.encode(), digest_size=4).digest()) % _STRIPES for name in names})


@asynccontextmanager
async def holding_keys(connection: Connection, records: Iterable[Seen]) -> AsyncIterator[None]:
    """Wait for every transaction that decides on a record which could be one of these records' candidates.

    A large batch waits for all, and all for it: it would meet somebody on some key anyway. The locks last as long as
    the transaction; left by an exception, these and all that were taken within go at once.
    """
    wanted = stripes(records)
    if len(wanted) > MOST:
        locks = f"SELECT pg_advisory_xact_lock({_CLASS}, {_EVERYTHING})"
    else:
        numbers = ",".join(map(str, wanted))
        locks = f"""SELECT pg_advisory_xact_lock_shared({_CLASS}, {_EVERYTHING});
            SELECT pg_advisory_xact_lock({_CLASS}, s) FROM unnest('{{{numbers}}}'::int[]) AS s"""
    try:
        await connection.execute(f"SAVEPOINT people; {locks}")
        yield
    except BaseException:
        await connection.execute("ROLLBACK TO SAVEPOINT people; RELEASE SAVEPOINT people")
        raise
    await connection.execute("RELEASE SAVEPOINT people")


async def lock_persons(connection: Connection, persons: Iterable[int]) -> dict[int, int]:
    """Lock persons of the database against other changes of their records; their revisions, where they are alive."""
    rows = await connection.fetch(
        "SELECT person_id, revision, merged_into FROM people.person WHERE person_id = ANY ($1::bigint[]) "
        "ORDER BY person_id FOR NO KEY UPDATE",
        sorted(person for person in persons if person < NEW),
    )
    return {row["person_id"]: row["revision"] for row in rows if row["merged_into"] is None}


async def lock_unchanged(connection: Connection, persons: Iterable[int], revisions: Mapping[int, int]) -> None:
    """Lock persons; raises Stale where one is no longer as it was when it was read."""
    wanted = {person for person in persons if person < NEW}
    if wanted and await lock_persons(connection, wanted) != {person: revisions[person] for person in wanted}:
        raise Stale


async def lock_records(connection: Connection, records: Sequence[Key]) -> None:
    """Lock source records against every other change."""
    await connection.execute(
        "SELECT FROM people.source_record r JOIN unnest($1::text[], $2::text[]) AS q(source, local_id) "
        'USING (source, local_id) ORDER BY r.source COLLATE "C", r.local_id COLLATE "C" FOR UPDATE OF r',
        [key[0] for key in records],
        [key[1] for key in records],
    )
