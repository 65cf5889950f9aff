"""The notices of PostgreSQL's channel `careweft`, and what is up."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import asyncpg

from careweft.base import health
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
    """Whether the database answers, and whether the other processes said lately that they are well."""

    def __init__(self, database: Database, patience: float = 2.0) -> None:
        self._database, self._patience = database, patience

    async def check(self) -> Mapping[str, str]:
        """`database` and each process that ever ran: up, or what is wrong with it."""
        try:
            async with asyncio.timeout(self._patience), self._database.transaction(readonly=True) as connection:
                found = await health.processes(connection)
                return {"database": "up"} | {name: "up" if well else "silent" for name, well in found.items()}
        except TimeoutError:
            return {"database": "slow"}
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
            return {"database": type(wrong).__name__}
