"""The notices of PostgreSQL's channel `careweft`, and what is up."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import asyncpg

from careweft.base.db import WEB, Database

CHANNEL = "careweft"


class PostgresNotices:
    """Listens on a connection of its own, outside the pool."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def listen(self) -> AsyncIterator[str]:
        """An empty payload once it listens, then each payload; OSError when the connection is lost."""
        heard: asyncio.Queue[str | None] = asyncio.Queue()

        def hear(_: Any, __: int, ___: str, payload: object) -> None:
            heard.put_nowait(str(payload))

        try:
            connection = await asyncpg.connect(self._url, server_settings={"role": WEB, "application_name": "notices"})
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
            raise ConnectionError("the database does not take the listener") from wrong
        try:
            connection.add_termination_listener(lambda _: heard.put_nowait(None))
            await connection.add_listener(CHANNEL, hear)
            yield ""
            while (payload := await heard.get()) is not None:
                yield payload
        finally:
            connection.terminate()
        raise ConnectionError("the database closed the listener's connection")


class DatabaseHealth:
    """Whether the database answers."""

    def __init__(self, database: Database, patience: float = 2.0) -> None:
        self._database, self._patience = database, patience

    async def check(self) -> Mapping[str, str]:
        """`database`: up, or what is wrong with it."""
        try:
            async with asyncio.timeout(self._patience), self._database.transaction(readonly=True):
                return {"database": "up"}
        except TimeoutError:
            return {"database": "slow"}
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
            return {"database": type(wrong).__name__}
