"""Connections to PostgreSQL: who acts, and at what time of the place, is set on every transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson

if TYPE_CHECKING:
    from careweft.base.clock import Clock

    Connection = asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
else:
    Connection = asyncpg.Connection

WEB, WORKER = "careweft_web", "careweft_worker"


class _PooledConnection(asyncpg.Connection):
    """A connection that is given back without a reset: all that we set is local to a transaction."""

    def get_reset_query(self) -> str:
        return ""


async def _prepare(connection: Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind, encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads, schema="pg_catalog"
        )


class Database:
    """A pool of connections in one role.

    `careweft_web` sees what row-level security lets the acting account see; `careweft_worker` is the system itself.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], clock: Clock) -> None:
        self.pool, self.clock = pool, clock

    @classmethod
    async def open(cls, url: str, role: str, clock: Clock, *, size: int = 10) -> Database:
        """Open a pool on the server at `url`, acting as `role`."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=size,
            init=_prepare,
            connection_class=_PooledConnection,
            server_settings={"role": role, "application_name": role, "timezone": "UTC"},
        )
        return cls(pool, clock)

    @asynccontextmanager
    async def transaction(self, account: int | None = None, *, readonly: bool = False) -> AsyncIterator[Connection]:
        """One transaction on behalf of `account` (nobody where it is None), at the place's present instant."""
        async with self.pool.acquire() as connection, connection.transaction(readonly=readonly):
            await connection.execute(
                "SELECT set_config('careweft.account', $1, true), set_config('careweft.now', $2, true)",
                str(account or ""),
                self.clock.now().isoformat(),
            )
            yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self.pool.close()

    async def __aenter__(self) -> Database:
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.close()
