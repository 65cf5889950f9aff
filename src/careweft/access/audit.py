"""The audit: every look at person data, written durably before the answer leaves.

Entries of requests that are in flight together are committed together, so that one disk flush serves many. Each entry
is chained to the one before it on the same connection, and none can be changed or taken away (see `access.chains`).
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from careweft.base.db import Connection, Database, array, closing

Outcome = Literal["seen", "empty", "refused", "changed"]


@dataclass(frozen=True)
class Entry:
    """One look: who (`account`), at whom (`person_id`; 0 where no one person is meant), what, and what came of it.

    `what` names a kind of page or resource, never its content.
    """

    account: int | None
    person_id: int
    action: str
    what: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True)
class Look:
    """An audit entry as people read it."""

    at: datetime
    who: str
    parties: list[str]
    action: str
    what: str
    outcome: Outcome
    reason: str


_WRITE = "SELECT access.note($1, $2, $3, $4, $5, $6, $7)"


async def write(connection: Connection, entries: Iterable[Entry], at: datetime | None = None) -> None:
    """Write entries in the caller's transaction, as at its instant where none is given.

    They join the chain of the connection (see migration 0015). An entry without a reason gets the relationship by which
    the account saw the person, or what else than care it is there for.
    """
    await connection.execute(_WRITE, *_columns(entries), at)


def write_last(connection: Connection, entries: Iterable[Entry]) -> None:
    """As `write`, at the end of a transaction of a Database and in one round trip with its COMMIT."""
    kinds = ("bigint", "bigint", "text", "text", "text", "text")
    arrays = (array(*pair) for pair in zip(kinds, _columns(entries), strict=True))
    closing(connection, f"SELECT access.note({', '.join(arrays)}, NULL)")


def _columns(entries: Iterable[Entry]) -> list[list[Any]]:
    """The first parameters of access.note."""
    rows = [(each.person_id, each.account, each.action, each.what, each.outcome, each.reason) for each in entries]
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(6)]


class Auditor:
    """Commits the entries of concurrent requests in groups."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[list[Entry], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, connection: Connection, *entries: Entry) -> None:
        """Write entries together with the change that they tell of, in its transaction."""
        await write(connection, entries)

    async def record(self, *entries: Entry) -> None:
        """Return once these entries are durable; where that fails it raises, and nothing may be shown."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((list(entries), written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_groups())
        await written

    async def _write_groups(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                async with self._database.pool.acquire() as connection:  # one statement is a transaction by itself
                    together = [entry for entries, _ in group for entry in entries]
                    await write(connection, together, self._database.clock.now())
            except Exception as wrong:
                for _, written in group:
                    if not written.done():
                        written.set_exception(wrong)
            else:
                for _, written in group:
                    if not written.done():
                        written.set_result(None)


async def who_looked(connection: Connection, person_id: int, most: int = 100) -> list[Look]:
    """The latest looks at a person, newest first, for those who may see the person."""
    rows = await connection.fetch("SELECT * FROM access.who_looked($1, $2)", person_id, most)
    return [Look(*row) for row in rows]
