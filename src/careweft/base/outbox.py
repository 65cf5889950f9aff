"""Work that follows a commit: put with the change, handled exactly once in effect, in order per key.

An item is deleted in the same transaction that holds its effects, so a process killed at any moment leaves either
both or neither. Items of one `order_key` are handled in the order in which they were put; while one of them waits to
be tried again, those behind it wait too. Lanes (a hash of the key) are what workers share out among them, each under
an advisory lock, so any number of workers may run.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from careweft.base.db import Connection, Database

log = logging.getLogger(__name__)

LANES = 16
AT_ONCE = 4
"""Transactions that a worker has open at a time."""
BATCH = 64
ATTEMPTS = 8
IDLE_SECONDS = 0.02
_LOCK_CLASS = 4_200_017
_SETTINGS = {"synchronous_commit": "off", "plan_cache_mode": "force_generic_plan"}
"""Nobody waits for the disk: what a crash takes back is still in the outbox then, and is done again. A statement keeps
one plan: each goes by key, and planning costs more than doing it."""
_TRY = "SELECT lane, pg_try_advisory_xact_lock($1, lane) AS mine FROM unnest($2::int[]) AS lane"
_DUE = """
SELECT due.* FROM unnest($1::int[]) AS mine CROSS JOIN LATERAL (
    SELECT id, topic, order_key, payload, attempts FROM base.outbox AS o
    WHERE o.lane = mine AND retry_at <= clock_timestamp() AND NOT EXISTS (
        SELECT FROM base.outbox AS b WHERE b.order_key = o.order_key AND b.id < o.id
        AND b.retry_at > '-infinity' AND b.retry_at > clock_timestamp())
    ORDER BY id LIMIT $2) AS due
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


@dataclass(frozen=True)
class Together:
    """Handles several items of its topic at once, in order: for what comes in numbers and costs less that way.

    Where it fails, each of the items is handled by itself.
    """

    handle: Callable[[Connection, Sequence[Item]], Awaitable[None]]


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
    """Handles items by topic until it is stopped; `before` is done in each transaction once its items are found."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler | Together],
        before: Callable[[Connection], Awaitable[None]] | None = None,
    ) -> None:
        self._database, self._handlers, self._before = database, handlers, before
        self._wake = asyncio.Event()
        self._busy: dict[asyncio.Task[int], Sequence[int]] = {}

    def wake(self) -> None:
        """Look for work now rather than at the next turn."""
        self._wake.set()

    async def run(self) -> None:
        """Handle items as they come, until cancelled."""
        try:
            while True:
                self._wake.clear()
                if not await self._start():
                    await self._rest()
        finally:
            for task in self._busy:
                task.cancel()
            await asyncio.gather(*self._busy, return_exceptions=True)

    async def drain(self) -> int:
        """Handle everything that can be handled now; return how many items that was."""
        handled = 0
        while lanes := await self._lanes():
            done = await asyncio.gather(*(self._handle_lanes(some) for some in _shares(lanes, AT_ONCE)))
            if not sum(done):
                break
            handled += sum(done)
        return handled

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)
        except TimeoutError:
            return

    async def _start(self) -> bool:
        """Share the lanes that nobody works on out among those who are free."""
        free = AT_ONCE - len(self._busy)
        if not free:
            return False
        try:
            busy = {lane for lanes in self._busy.values() for lane in lanes}
            lanes = [lane for lane in await self._lanes() if lane not in busy]
        except (OSError, asyncpg.PostgresError) as gone:
            log.warning("the outbox could not be read", extra={"error": type(gone).__name__})
            await asyncio.sleep(1)
            return False
        for some in _shares(lanes, free):
            task = asyncio.create_task(self._handle_lanes(some))
            self._busy[task] = some
            task.add_done_callback(self._finished)
        return bool(lanes)

    def _finished(self, task: asyncio.Task[int]) -> None:
        lanes = self._busy.pop(task, ())
        if not task.cancelled() and (wrong := task.exception()):
            log.error("lanes of the outbox failed", extra={"lanes": list(lanes), "error": type(wrong).__name__})
        self._wake.set()

    async def _lanes(self) -> list[int]:
        async with self._database.pool.acquire() as connection:
            rows = await connection.fetch("SELECT lane FROM base.due_lanes($1) AS lane", LANES)
        return [row["lane"] for row in rows]

    async def _handle_lanes(self, lanes: Sequence[int]) -> int:
        """Handle what is due in those of these lanes that no other worker has, in one transaction."""
        async with self._database.transaction(held=_SETTINGS) as connection:
            rows = await connection.fetch(_TRY, _LOCK_CLASS, lanes)
            mine = [row["lane"] for row in rows if row["mine"]]
            items = [Item(*row) for row in await connection.fetch(_DUE, mine, BATCH)] if mine else []
            if items and self._before:
                await self._before(connection)
            done = await self._handle_all(connection, items)
            await connection.execute("DELETE FROM base.outbox WHERE id = ANY($1::bigint[])", done)
            return len(done)

    async def _handle_all(self, connection: Connection, items: list[Item]) -> list[int]:
        """Handle the items of the first one's topic; the ids of those that are finished with."""
        batch = _of_one_topic(items)
        if len(batch) > 1 and await self._handled_together(connection, batch):
            return [item.id for item in batch]
        held: set[str] = set()
        return [i.id for i in batch if i.order_key not in held and await self._handle(connection, i, held)]

    async def _handled_together(self, connection: Connection, batch: Sequence[Item]) -> bool:
        """Handle a batch under a savepoint; False where its items are to be handled one by one instead."""
        handler = self._handlers[batch[0].topic]
        if not isinstance(handler, Together):
            return False
        try:
            async with connection.transaction():
                await handler.handle(connection, batch)
            return True
        except (OSError, asyncpg.InterfaceError):
            raise
        except Exception as wrong:
            error = f"{type(wrong).__name__} at {_origin(wrong)}"
            log.warning("handled one by one", extra={"topic": batch[0].topic, "items": len(batch), "error": error})
            return False

    async def _handle(self, connection: Connection, item: Item, held: set[str]) -> bool:
        """Handle one item under a savepoint; True when it is finished with (done, or set aside)."""
        try:
            async with connection.transaction():
                await _one(self._handlers[item.topic], connection, item)
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


async def _one(handler: Handler | Together, connection: Connection, item: Item) -> None:
    if isinstance(handler, Together):
        await handler.handle(connection, [item])
    else:
        await handler(connection, item)


def _of_one_topic(items: Sequence[Item]) -> list[Item]:
    """The items of the first one's topic that have no item of another topic before them under their order key."""
    behind: set[str] = set()
    batch = []
    for item in items:
        if item.topic != items[0].topic:
            behind.add(item.order_key)
        elif item.order_key not in behind:
            batch.append(item)
    return batch


def _shares(lanes: Sequence[int], count: int) -> list[Sequence[int]]:
    """Lanes shared out evenly: each gets at least one."""
    return [some for first in range(count) if (some := lanes[first::count])]


def _origin(wrong: BaseException) -> str:
    """File and line where an exception was raised: enough to find it, and free of person data."""
    trace = wrong.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
