"""Feeds on a real database with the real record and person index."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.outbox import Worker
from careweft.feeds.model import Receipt
from careweft.feeds.moving import Mover
from careweft.feeds.process import Feeds
from careweft.fhir.store import Store
from careweft.people.index import Index

LONDON = ZoneInfo("Europe/London")


class Place:
    """A place that takes messages in: what tests do to it and ask of it."""

    def __init__(self, database: Database, clock: SetClock) -> None:
        self.database, self.clock = database, clock
        self.store = Store()
        self.feeds = Feeds(self.store, Index([Mover(self.store)]), clock, LONDON)
        self.worker = Worker(database, {"message": self.feeds.process})

    async def receive(self, raw: bytes, source: str = "acute", kind: str = "hl7") -> Receipt:
        async with self.database.transaction() as connection:
            return await self.feeds.receive(connection, source, kind, raw)

    async def send(self, *raws: bytes, source: str = "acute", kind: str = "hl7") -> list[Receipt]:
        """Receive messages one by one and process what waits."""
        receipts = [await self.receive(raw, source, kind) for raw in raws]
        await self.worker.drain()
        return receipts

    async def all(self, type_: str) -> list[dict[str, Any]]:
        rows = await self.fetch(
            "SELECT body FROM fhir.resource WHERE type = $1 AND body IS NOT NULL ORDER BY id", type_
        )
        return [orjson.loads(row["body"]) for row in rows]

    async def one(self, type_: str) -> dict[str, Any]:
        (found,) = await self.all(type_)
        return found

    async def fetch(self, sql: str, *values: object) -> list[dict[str, Any]]:
        async with self.database.transaction() as connection:
            return [dict(row) for row in await connection.fetch(sql, *values)]

    async def messages(self) -> list[tuple[object, object]]:
        rows = await self.fetch("SELECT state, reason FROM feeds.message ORDER BY id")
        return [(row["state"], row["reason"]) for row in rows]


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Place:
    return Place(worker_db, clock)
