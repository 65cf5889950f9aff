"""The index made anew from the resources, as after a release that indexes otherwise."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.base.db import Connection, Database
from careweft.fhir.jsontext import loads
from careweft.fhir.search.index import columns, rows

BATCH: Final = 500
_READ: Final = """SELECT person_id, rid, version, body FROM fhir.resource
WHERE (person_id, rid) > ($1, $2) ORDER BY person_id, rid LIMIT $3"""
_WRITE: Final = f"SELECT fhir.index_anew({', '.join(f'${n}' for n in range(1, 23))})"


async def rebuild(database: Database, zone: ZoneInfo, progress: Callable[[int, int], None] | None = None) -> int:
    """Index every current resource anew, a batch in each transaction, while others read and write; how many there were.

    What is changed meanwhile is left alone: it was indexed when it was written. `progress` is told how many are done
    and how many there were at the beginning.
    """
    done, after = 0, (-1, -1)
    async with database.transaction() as conn:
        total = await conn.fetchval("SELECT count(*) FROM fhir.resource")
    while True:
        async with database.transaction() as conn:
            count, after = await _batch(conn, after, zone)
        done += count
        if progress:
            progress(done, max(done, total))
        if count == 0:
            return done


async def _batch(conn: Connection, after: tuple[int, int], zone: ZoneInfo) -> tuple[int, tuple[int, int]]:
    """How many resources there were in the batch, and the last of them."""
    found = await conn.fetch(_READ, *after, BATCH)
    if not found:
        return 0, after
    await index_anew(conn, found, zone)
    return len(found), (found[-1]["person_id"], found[-1]["rid"])


async def index_anew(conn: Connection, found: Sequence[Any], zone: ZoneInfo) -> None:
    """Index resources anew by their person_id, rid, version and body; not those that have another version by now."""
    kept = [row for row in found if row["body"] is not None]
    made = [rows(loads(row["body"]), zone) for row in kept]
    keys = ([row[name] for row in kept] for name in ("person_id", "rid", "version"))
    await conn.execute(_WRITE, *keys, *columns(made))
