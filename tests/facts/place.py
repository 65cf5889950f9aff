"""A small place for tests: a store with the projection of facts on a database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from careweft.base.db import Connection, Database
from careweft.facts.catalogue import TABLES
from careweft.facts.person_facts import PersonFacts, load
from careweft.facts.projection import Projection
from careweft.fhir.store import Key, Store
from careweft.fhir.stored import Origin

T0 = datetime(2026, 1, 15, 9, tzinfo=UTC)


def hour(n: float) -> datetime:
    return T0 + timedelta(hours=n)


class Place:
    """Puts resources as if a message had been received at an hour after T0."""

    def __init__(self, database: Database, since: datetime | None = None) -> None:
        self.database = database
        self.store = Store([Projection(since=since)])

    async def put(self, person: int, at: float, *resources: dict[str, Any]) -> None:
        async with self.database.transaction() as connection:
            await self.store.put(connection, person, resources, Origin("test", None, hour(at)))

    async def delete(self, at: float, *keys: Key) -> None:
        async with self.database.transaction() as connection:
            for type_, id_ in keys:
                await self.store.delete(connection, type_, id_, Origin("test", None, hour(at)))

    async def move(self, giver: int, taker: int, *keys: Key) -> None:
        async with self.database.transaction() as connection:
            await self.store.move(connection, keys, giver, taker)

    async def facts(self, person: int, at: float | None = None) -> PersonFacts:
        async with self.database.transaction(readonly=True) as connection:
            return await load(connection, person, None if at is None else hour(at))

    async def rows(self, person: int, table: str, *columns: str) -> list[Any]:
        """The current rows of a table: one column's values, or tuples of several."""
        found = (await self.facts(person))[table]
        return [row[columns[0]] if len(columns) == 1 else tuple(row[name] for name in columns) for row in found]

    async def events(self, person: int, kind: str | None = None) -> list[tuple[str, int, bool]]:
        """(key, revision, revoked) of a person's events."""
        rows = await self._fetch(
            "SELECT key, revision, revoked FROM facts.event WHERE person_id = $1 AND ($2::text IS NULL OR kind = $2) "
            "ORDER BY key",
            person,
            kind,
        )
        return [(row["key"], row["revision"], row["revoked"]) for row in rows]

    async def queued(self) -> list[tuple[str, str, int]]:
        """(order key, event key, revision) of what is in the outbox."""
        rows = await self._fetch("SELECT order_key, payload FROM base.outbox WHERE topic = 'event' ORDER BY id")
        return [(row["order_key"], row["payload"]["key"], row["payload"]["revision"]) for row in rows]

    async def everything(self, *people: int) -> dict[str, set[Any]]:
        """All rows of all tables, events too, of some people."""
        async with self.database.transaction(readonly=True) as connection:
            return {name: await _all(connection, name, people) for name in [*TABLES, "patient", "event"]}

    async def _fetch(self, sql: str, *arguments: Any) -> Sequence[Any]:
        async with self.database.transaction(readonly=True) as connection:
            rows: Sequence[Any] = await connection.fetch(sql, *arguments)
            return rows


async def _all(connection: Connection, table: str, people: Sequence[int]) -> set[Any]:
    rows = await connection.fetch(f'SELECT f::text AS row FROM facts."{table}" f WHERE person_id = ANY($1)', people)
    return {row["row"] for row in rows}


def current(facts: PersonFacts) -> dict[str, list[Any]]:
    """What facts say, whoever's and whatever record's, without the times at which it was known: to be compared."""
    bare = {name: [[row[column] for column in TABLES[name].columns] for row in rows] for name, rows in facts.items()}
    return {name: sorted(rows, key=repr) for name, rows in bare.items()}
