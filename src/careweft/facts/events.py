"""The event rows: one per occurrence, its revision raised by each correction, and the outbox told of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from careweft.base import outbox
from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.facts import tables
from careweft.facts.catalogue import TABLES
from careweft.facts.event import Revision
from careweft.facts.tables import Row

TOPIC = "event"
"""The outbox's topic for events; the order key is the person, the payload {person_id, key, revision}."""

_UPSERT = """
INSERT INTO facts.event AS e (person_id, key, kind, at, known, revoked, data)
SELECT * FROM unnest(${0}::bigint[], ${1}::text[], ${2}::text[], ${3}::timestamptz[], ${4}::timestamptz[],
    ${5}::boolean[], ${6}::jsonb[])
ON CONFLICT (person_id, key) DO UPDATE SET kind = excluded.kind, at = excluded.at, known = excluded.known,
    revoked = excluded.revoked, data = excluded.data, revision = e.revision + 1
RETURNING person_id, key, revision"""


@dataclass(frozen=True)
class Event:
    """One occurrence as last told: `at` when it happened, `known` when this revision was told, `data` its fact."""

    person_id: int
    key: str
    kind: str
    at: datetime
    known: datetime
    revision: int
    revoked: bool
    data: dict[str, Any]


async def write(
    connection: Connection,
    revisions: Sequence[Revision],
    *,
    since: datetime | None = None,
    queue: bool = True,
    told: tuple[str, Sequence[Row]] = ("", ()),
) -> None:
    """Keep the revisions and queue those that are of `since` or later, or were thought to be (all where it is None).

    One row by (person_id, key); a repeat of a revision does not come here, because events come from differences.
    New rows of the fact table that tells of them may be written in the same round trip.
    """
    table, new = told
    if not revisions:
        await tables.insert(connection, table, new)
        return
    happenings = [each.happening for each in revisions]
    rows = await connection.fetch(
        _upsert(table if new else ""),
        *(tables.columns(new) if new else ()),
        [each.person_id for each in revisions],
        [each.key for each in happenings],
        [each.kind for each in happenings],
        [each.at for each in happenings],
        [each.known for each in revisions],
        [each.revoked for each in revisions],
        [each.data for each in happenings],
    )
    numbers = {(row["person_id"], row["key"]): row["revision"] for row in rows}
    queued = [(each.person_id, each.happening.key) for each in revisions if queue and _concerns(each, since)]
    if queued:
        items: list[tuple[str, Mapping[str, Any]]] = [
            (str(person_id), {"person_id": person_id, "key": key, "revision": numbers[person_id, key]})
            for person_id, key in queued
        ]
        await outbox.put_many(connection, TOPIC, items)


@cache
def _upsert(table: str) -> str:
    """The statement that keeps events; where a table is named, after the parameters of the one that writes its rows."""
    before = tables.insert_sql(table) if table else ""
    first = before.count("$") + 1
    return (f"WITH told AS ({before})" if before else "") + _UPSERT.format(*range(first, first + 7))


def _concerns(revision: Revision, since: datetime | None) -> bool:
    if since is None or revision.happening.at >= since:
        return True
    return revision.was is not None and revision.was >= since


async def move(connection: Connection, giver: int, taker: int) -> None:
    """Hand the events of records that are the taker's now over to the taker as they are, and what is queued of them."""
    keys = await connection.fetch(_MOVE, giver, taker)
    if keys:
        await connection.execute(_READDRESS, TOPIC, str(taker), taker, str(giver), [row["key"] for row in keys])


_MOVE = """
UPDATE facts.event e SET person_id = $2 FROM fhir.location l WHERE e.person_id = $1
AND l.type = split_part(e.key, '/', 1) AND l.id = split_part(e.key, '/', 2) AND l.person_id = $2 RETURNING e.key"""
_READDRESS = """
UPDATE base.outbox SET order_key = $2, payload = payload || jsonb_build_object('person_id', $3::bigint)
WHERE topic = $1 AND order_key = $4 AND payload->>'key' = ANY($5::text[])"""


async def read(connection: Connection, person_id: int, key: str) -> Event:
    """The latest revision of an event, the instants and dates of its data as such. Raises NotFound."""
    row = await connection.fetchrow("SELECT * FROM facts.event WHERE person_id = $1 AND key = $2", person_id, key)
    if row is None:
        raise NotFound("there is no such event")
    return _event(row)


async def requeue(connection: Connection, since: datetime) -> int:
    """Queue once more what happened from `since` on, in order; how many events that was.

    For a model that is activated from an instant in the past: those who react do so by the event's key, so what was
    done for it already is found done.
    """
    queued = await connection.execute(
        "INSERT INTO base.outbox (topic, order_key, payload) "
        "SELECT $1, person_id::text, jsonb_build_object('person_id', person_id, 'key', key, 'revision', revision) "
        "FROM facts.event WHERE at >= $2 AND NOT revoked ORDER BY at, person_id, key",
        TOPIC,
        since,
    )
    return int(queued.rpartition(" ")[2])


async def of_person(connection: Connection, person_id: int) -> list[Event]:
    """A person's events in the order in which they happened; those revoked too."""
    rows = await connection.fetch("SELECT * FROM facts.event WHERE person_id = $1 ORDER BY at, key", person_id)
    return [_event(row) for row in rows]


def _event(row: Any) -> Event:
    fields = dict(row)
    return Event(**fields | {"data": _timed(fields["data"])})


_INSTANTS = {name for table in TABLES.values() for name, kind in table.columns.items() if kind == "instant"}


def _timed(data: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in data.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _timed(value)
    if isinstance(value, str) and name in _INSTANTS:
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name == "birth_date":
        return datetime.fromisoformat(value).date()
    return value
