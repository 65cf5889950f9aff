"""From stored messages to the record: understood, matched to a person, folded, put. Each message once.

Messages are handled in batches, in one transaction each: one of a batch that cannot be understood goes into
quarantine alone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import asyncpg

from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import CareweftError
from careweft.base.outbox import Item
from careweft.feeds.batch import Batch, People, Stored
from careweft.feeds.model import Receipt
from careweft.feeds.notes import Understood
from careweft.feeds.receive import reason_of, receive
from careweft.feeds.sources import Source, Sources, organisation_ids
from careweft.feeds.tables.intake import expand
from careweft.feeds.understand import Raw, understand
from careweft.fhir.store import Store

log = logging.getLogger(__name__)

Pair = tuple[Stored, Understood]

_WAITING = (
    "SELECT id, source, kind, message_id, origin, received, raw FROM feeds.message "
    "WHERE id = ANY ($1::bigint[]) AND state = 'received' ORDER BY id FOR NO KEY UPDATE"
)
_QUARANTINE = (
    "UPDATE feeds.message SET state = 'quarantined', reason = $2, attempts = attempts + 1 WHERE id = $1 RETURNING type"
)


@dataclass(frozen=True)
class Processed:
    """What became of a message: `done` with the report of what was understood, or `quarantined` for a reason."""

    id: int
    state: str
    report: Mapping[str, Any]
    reason: str | None = None


class Feeds:
    """Takes messages in and makes the record of them: the one way in to this room.

    Give `process` to the outbox worker for topic `message`. Works as `careweft_worker`, but for `receive`, which the
    web may do too. `zone` is the place's, in which times without an offset are read.
    """

    def __init__(self, store: Store, people: People, clock: Clock, zone: tzinfo) -> None:
        self.store, self.people, self.clock, self.zone = store, people, clock, zone
        self.sources = Sources()

    async def receive(self, connection: Connection, source: str, kind: str, raw: bytes) -> Receipt:
        """Store one message (kind `hl7` or `fhir`) and queue its processing, in the caller's transaction.

        Tell the sender once that transaction is committed. What cannot be understood is stored too, in quarantine.
        """
        sources = await self.sources.read(connection)
        return await receive(connection, source, kind, raw, at=self.clock.now(), zone=self.zone, sources=sources)

    async def process(self, connection: Connection, item: Item) -> None:
        """The outbox handler for topic `message`, of one."""
        await self.process_many(connection, [int(item.payload["id"])])

    async def process_all(self, connection: Connection, items: Sequence[Item]) -> None:
        """The outbox handler for topic `message`, of several at once."""
        await self.process_many(connection, [int(item.payload["id"]) for item in items])

    async def process_many(self, connection: Connection, ids: Sequence[int]) -> list[Processed]:
        """Process stored messages that wait, in order of their ids, in the caller's transaction.

        Raises only where trying again may help (the database is away, another transaction was in the way).
        """
        rows = await connection.fetch(_WAITING, ids)
        sources = await self.sources.read(connection) if rows else {}
        pairs, processed = [], []
        for stored in [Stored(row["id"], Raw(*row[1:])) for row in rows]:
            try:
                if await expand(connection, stored, sources, self.zone):
                    processed.append(Processed(stored.id, "done", {"kind": "file", "understood": ["file"]}))
                    continue
                pairs.append((stored, understand(stored.raw, sources, self.zone)))
            except CareweftError as wrong:
                processed.append(await _quarantine(connection, stored, wrong))
        return processed + await self.put(connection, pairs, sources)

    async def put(
        self, connection: Connection, pairs: Sequence[Pair], sources: Mapping[str, Source]
    ) -> list[Processed]:
        """Put understood messages into the record: all together, or, where one of them fails, each on its own."""
        if not pairs:
            return []
        organisations = organisation_ids(sources)
        try:
            async with connection.transaction():
                await Batch(self.store, self.people, connection, organisations).put(list(pairs))
        except Exception as wrong:
            if may_pass(wrong):
                raise
            if len(pairs) == 1:
                return [await _quarantine(connection, pairs[0][0], wrong)]
            return [done for pair in pairs for done in await self.put(connection, [pair], sources)]
        return [Processed(stored.id, "done", found.report.as_json()) for stored, found in pairs]


def may_pass(wrong: Exception) -> bool:
    """Whether the same message may well succeed when it is tried again."""
    return isinstance(
        wrong,
        OSError
        | asyncpg.InterfaceError
        | asyncpg.DeadlockDetectedError
        | asyncpg.SerializationError
        | asyncpg.PostgresConnectionError
        | asyncpg.OperatorInterventionError
        | asyncpg.InsufficientResourcesError
        | asyncpg.InFailedSQLTransactionError,
    )


async def _quarantine(connection: Connection, stored: Stored, wrong: Exception) -> Processed:
    if isinstance(wrong, CareweftError):
        reason = reason_of(wrong)
    else:
        log.error("a message could not be processed", extra={"number": stored.id, "error": type(wrong).__name__})
        reason = f"it could not be processed: {type(wrong).__name__}"
    kind = await connection.fetchval(_QUARANTINE, stored.id, reason)
    return Processed(stored.id, "quarantined", {"kind": kind or "?"}, reason)
