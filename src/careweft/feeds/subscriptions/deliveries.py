"""All deliveries of the place: each subscription is served by itself, so that a slow receiver keeps nobody waiting.

One process of the place does this at a time, held to that by a lock of the database's that ends with its connection.
"""

import asyncio
import contextlib
import logging
from typing import Final

import asyncpg

from careweft.base.db import connect
from careweft.feeds.subscriptions.delivery import Deliverer

log = logging.getLogger(__name__)

PAUSE: Final = 0.1
AT_ONCE: Final = 64
"""Receivers that are told something at a time; those that failed the last time have as many places of their own."""
KEPT_DAYS: Final = 7
_LOCK: Final = "SELECT pg_advisory_lock(4200019)"
_DUE: Final = """SELECT id, attempts > 0 AS failing FROM fhir.subscription
WHERE due <= clock_timestamp() AND status IN ('requested', 'active') AND NOT id = ANY ($1::text[])
AND (attempts = 0 OR $2 > 0) ORDER BY attempts > 0, due LIMIT $2 + $3"""
_OLD: Final = "DELETE FROM fhir.subscription_event WHERE at < base.now() - $1 * interval '1 day'"


class Deliveries:
    """Serves every subscription that is due, until cancelled."""

    def __init__(self, deliverer: Deliverer, url: str) -> None:
        self._deliverer, self._url = deliverer, url
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._failing: set[str] = set()

    async def run(self) -> None:
        """Serve as long as this process is the one that does; wait for that where another is."""
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._hold()
            await asyncio.sleep(1)

    async def _hold(self) -> None:
        holder = await connect(self._url)
        try:
            await holder.execute(_LOCK)
            while await holder.fetchval("SELECT true"):  # raises once the connection is gone, and the lock with it
                await self.turn()
                await asyncio.sleep(PAUSE)
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)
            holder.terminate()

    async def turn(self) -> int:
        """Begin to serve what is due; how many subscriptions that was."""
        failing = len(self._failing)
        free = AT_ONCE - (len(self._busy) - failing)
        async with self._deliverer.system.pool.acquire() as connection:
            rows = await connection.fetch(_DUE, list(self._busy), AT_ONCE - failing, max(free, 0))
        begun = 0
        for row in rows:
            begun += self._begin(row["id"], failing=row["failing"])
        return begun

    def _begin(self, id_: str, *, failing: bool) -> bool:
        places = len(self._failing) if failing else len(self._busy) - len(self._failing)
        if places >= AT_ONCE:
            return False
        if failing:
            self._failing.add(id_)
        self._busy[id_] = asyncio.create_task(self._serve(id_))
        return True

    async def _serve(self, id_: str) -> None:
        try:
            await self._deliverer.serve(id_)
        except Exception as wrong:  # ours, not the receiver's: it is due as before, and tried again
            log.warning("a delivery failed", extra={"subscription": id_, "error": type(wrong).__name__})
            await asyncio.sleep(1)
        finally:
            self._busy.pop(id_, None)
            self._failing.discard(id_)

    async def settle(self) -> None:
        """Wait for what has begun."""
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def forget(self) -> None:
        """Take away events that nobody can ask for any more."""
        async with self._deliverer.system.transaction() as connection:
            await connection.execute(_OLD, KEPT_DAYS)
