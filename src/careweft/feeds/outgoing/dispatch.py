"""Delivers what waits: in order for each receiver and matter, again and again for some hours, then people are asked.

A letter stays locked while it is being delivered, so that several workers deliver each once; what became of it is noted
in the same transaction. Killed in between, it is delivered again, under the same key.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Final

from careweft.base.db import Connection, Database
from careweft.feeds.outgoing import queue
from careweft.feeds.outgoing.address import Address
from careweft.feeds.outgoing.ports import Declined, Ports
from careweft.feeds.subscriptions.endpoint import Undelivered

log = logging.getLogger(__name__)

AT_ONCE: Final = 4
PAUSES: Final = (1, 5, 30, 120, 600, 1800, 3600)
"""Seconds until each further try: in all about two hours."""
_NEXT = """
SELECT person_id, key, recipient, body, attempts FROM feeds.outgoing o
WHERE state = 'waiting' AND due <= clock_timestamp() AND NOT EXISTS (SELECT FROM feeds.outgoing b
    WHERE b.state = 'waiting' AND b.recipient = o.recipient AND b.about = o.about AND b.number < o.number)
ORDER BY number LIMIT 1 FOR UPDATE OF o SKIP LOCKED
"""
_NOTED = """
UPDATE feeds.outgoing SET state = $3, reason = $4, attempts = attempts + 1,
    due = clock_timestamp() + $5 * interval '1 s' WHERE person_id = $1 AND key = $2
"""


@dataclass(frozen=True)
class Dispatcher:
    """Works as `careweft_worker`."""

    database: Database
    ports: Ports

    async def turn(self) -> int:
        """Deliver what is due; how many tries that were."""
        if not await self._one():
            return 0
        return 1 + sum(await asyncio.gather(*(self._some() for _ in range(AT_ONCE))))

    async def _some(self) -> int:
        tried = 0
        while await self._one():
            tried += 1
        return tried

    async def _one(self) -> bool:
        async with self.database.transaction() as connection:
            row = await connection.fetchrow(_NEXT)
            if row is not None:
                await self._try(connection, row)
        return row is not None

    async def _deliver(self, to: Address, row: Any) -> None:
        """As the port does; what it did not foresee is tried again too, and ends no worker."""
        try:
            await self.ports.deliver(to, row["recipient"], row["key"], row["body"])
        except (Declined, Undelivered):
            raise
        except Exception as wrong:
            raise Undelivered(f"it could not be delivered ({type(wrong).__name__})") from wrong

    async def _try(self, connection: Connection, row: Any) -> None:
        state, reason, pause = "sent", "", 0
        try:
            to = await queue.address_of(connection, row["recipient"])
            if to is None:
                raise Declined("nothing declares any more where the receiver is")
            await self._deliver(to, row)
        except Declined as why:
            state, reason = "failed", str(why)
        except Undelivered as why:
            last = row["attempts"] >= len(PAUSES)
            state, reason, pause = ("failed", str(why), 0) if last else ("waiting", str(why), PAUSES[row["attempts"]])
        if reason:
            log.warning("a letter was not delivered", extra={"recipient": row["recipient"], "error": reason})
        await connection.execute(_NOTED, row["person_id"], row["key"], state, reason, pause)
