"""Work that follows a commit: put with the change, handled exactly once in effect, in order per key.

An item is deleted in the same transaction that holds its effects, so a process killed at any moment leaves either
both or neither. Items of one `order_key` are handled in the order in which they were put; while one of them waits to
be tried again, those behind it wait too. Lanes (a hash of the key) are what workers share out among them, each under
an advisory lock, so any number of workers may run.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

from careweft.base.db import Connection, Database

log = logging.getLogger(__name__)

LANES = 16
BATCH = 64
ATTEMPTS = 8
IDLE_SECONDS = 0.02
_LOCK_CLASS = 4_200_017
_DUE = """
SELECT id, topic, order_key, payload, attempts FROM base.outbox AS o
WHERE lane = $1 AND retry_at <= clock_timestamp() AND NOT EXISTS (
    SELECT FROM base.outbox AS b WHERE b.order_key = o.order_key AND b.id < o.id
    AND b.retry_at > '-infinity' AND b.retry_at > clock_timestamp())
ORDER BY id LIMIT $2
"""


@dataclass(frozen=True)
class Item:
    """One piece of work: what it is about (`topic`), whose order it keeps, and what the handler needs to know."""

    id: int
    topic: str
    order_key: str
    payload: dict[str, Any]
    attempts: int


Handler = Callable[[Connection, Item], Awaitable[None]]


async def put(connection: Connection, topic: str, order_key: str, payload: Mapping[str, Any]) -> None:
    """Put one item, in the caller's transaction."""
    await put_many(connection, topic, [(order_key, payload)])


async def put_many(connection: Connection, topic: str, items: list[tuple[str, Mapping[str, Any]]]) -> None:
    """Put several items of one topic, in order, in the caller's transaction."""
    await connection.execute(
        "INSERT INTO base.outbox (topic, order_key, payload) "
        "SELECT $1, key, payload FROM unnest($2::text[], $3::jsonb[]) WITH ORDINALITY AS i(key, payload, n) ORDER BY n",
        topic,
        [key for key, _ in items],
        [dict(payload) for _, payload in items],
    )


class Worker:
    """Handles items by topic until it is stopped."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._database, self._handlers = database, handlers
        self._wake = asyncio.Event()
        self._busy: dict[int, asyncio.Task[int]] = {}

    def wake(self) -> None:
        """Look for work now rather than at the next turn."""
        self._wake.set()

    async def run(self) -> None:
        """Handle items as they come, until cancelled."""
        try:
            while True:
                self._wake.clear()
                if not await self._start_lanes():
                    await self._rest()
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def drain(self) -> int:
        """Handle everything that can be handled now; return how many items that was."""
        handled = 0
        while lanes := await self._lanes():
            done = await asyncio.gather(*(self._handle_lane(lane) for lane in lanes))
            if not sum(done):
                break
            handled += sum(done)
        return handled

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)
        except TimeoutError:
            return

    async def _start_lanes(self) -> bool:
        try:
            lanes = [lane for lane in await self._lanes() if lane not in self._busy]
        except (OSError, asyncpg.PostgresError) as gone:
            log.warning("the outbox could not be read", extra={"error": type(gone).__name__})
            await asyncio.sleep(1)
            return False
        for lane in lanes:
            task = asyncio.create_task(self._handle_lane(lane))
            self._busy[lane] = task
            task.add_done_callback(lambda done, lane=lane: self._finished(lane, done))  # type: ignore[misc]
        return bool(lanes)

    def _finished(self, lane: int, task: asyncio.Task[int]) -> None:
        self._busy.pop(lane, None)
        if not task.cancelled() and (wrong := task.exception()):
            log.error("a lane of the outbox failed", extra={"lane": lane, "error": type(wrong).__name__})
        self._wake.set()

    async def _lanes(self) -> list[int]:
        async with self._database.pool.acquire() as connection:
            rows = await connection.fetch(
                "SELECT lane FROM generate_series(0, $1) AS lane WHERE EXISTS (SELECT FROM base.outbox o "
                "WHERE o.lane = lane.lane AND o.retry_at <= clock_timestamp())",
                LANES - 1,
            )
        return [row["lane"] for row in rows]

    async def _handle_lane(self, lane: int) -> int:
        async with self._database.transaction() as connection:
            if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1, $2)", _LOCK_CLASS, lane):
                return 0
            items = await self._due(connection, lane)
            held: set[str] = set()
            done = [i.id for i in items if i.order_key not in held and await self._handle(connection, i, held)]
            await connection.execute("DELETE FROM base.outbox WHERE id = ANY($1::bigint[])", done)
            return len(done)

    async def _due(self, connection: Connection, lane: int) -> list[Item]:
        rows = await connection.fetch(_DUE, lane, BATCH)
        return [Item(*row) for row in rows]

    async def _handle(self, connection: Connection, item: Item, held: set[str]) -> bool:
        """Handle one item under a savepoint; True when it is finished with (done, or set aside)."""
        try:
            async with connection.transaction():
                await self._handlers[item.topic](connection, item)
            return True
        except (OSError, asyncpg.InterfaceError):
            raise
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
            held.add(item.order_key)
            return False
        except Exception as wrong:
            return await self._failed(connection, item, wrong, held)

    async def _failed(self, connection: Connection, item: Item, wrong: Exception, held: set[str]) -> bool:
        reason = f"{type(wrong).__name__} at {_origin(wrong)}"
        if item.attempts + 1 >= ATTEMPTS:
            log.error("set aside", extra={"item": item.id, "topic": item.topic, "error": reason})
            await connection.execute(
                "INSERT INTO base.dead_letter (id, order_key, topic, payload, reason) VALUES ($1, $2, $3, $4, $5)",
                item.id,
                item.order_key,
                item.topic,
                item.payload,
                f"{reason}: {wrong}",
            )
            return True
        log.warning("to be tried again", extra={"item": item.id, "topic": item.topic, "error": reason})
        await connection.execute(
            "UPDATE base.outbox SET attempts = attempts + 1, retry_at = clock_timestamp() + $2 * interval '0.05 s' "
            "WHERE id = $1",
            item.id,
            4**item.attempts,
        )
        held.add(item.order_key)
        return False


def _origin(wrong: BaseException) -> str:
    """File and line where an exception was raised: enough to find it, and free of person data."""
    trace = wrong.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
