"""Connections to PostgreSQL: who acts, and at what time of the place, is set on every transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
import orjson
from asyncpg.transaction import Transaction

from careweft.base.errors import Unavailable

if TYPE_CHECKING:
    from careweft.base.clock import Clock

    Connection = asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
else:
    Connection = asyncpg.Connection

WEB, WORKER = "careweft_web", "careweft_worker"
WEB_LOGIN, WORKER_LOGIN = "careweft_web_login", "careweft_worker_login"
"""The log-ins that may become WEB alone, and WEB or WORKER (migration 0021)."""
GONE = (
    ConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # where a connection is lost just between two of its states
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)
"""What is raised when the server goes away, whether it stops or crashes, while it is being used."""
_PATIENCE_SECONDS, _PAUSE_SECONDS = 120, 0.1
_NOTHING: Mapping[str, str] = {}

_T = TypeVar("_T")


async def patiently(attempt: Callable[[], Awaitable[_T]]) -> _T:
    """What an attempt to connect gives; a server that is starting or recovers from a crash is waited for.

    Raises Unavailable where none answers.
    """
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                try:
                    return await attempt()
                except asyncpg.CannotConnectNowError:
                    await asyncio.sleep(_PAUSE_SECONDS)
    except (OSError, asyncpg.ConnectionDoesNotExistError) as wrong:
        raise Unavailable("the database does not answer", hint="See what is wrong with: careweft doctor") from wrong


async def connect(url: str, role: str | None = None) -> asyncpg.Connection[asyncpg.Record]:
    """One connection of its own, as the user in `url`, or in a role that this user may take."""
    told = {"role": role} if role else None
    return await patiently(lambda: asyncpg.connect(url, server_settings=told))


class _PooledConnection(asyncpg.Connection):
    """A connection that is given back without a reset: all that we set is local to a transaction."""

    setting, waiting, last = "", "", ""

    def get_reset_query(self) -> str:
        return ""

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        """As asyncpg does; what waits goes out before, what a transaction sets with BEGIN, its last with COMMIT."""
        if args:
            return await super().execute(query, *args, **options)
        before, self.waiting = self.waiting, ""
        if query.startswith("ROLLBACK"):
            before = ""  # it would be undone with the rest
        return await super().execute(before + self.last + query + self.setting, **options)

    # Whatever else goes to the server comes by one of these three, and first what waits is done.
    async def _get_statement(self, *args: Any, **options: Any) -> Any:
        await self._done()
        return await super()._get_statement(*args, **options)  # type: ignore[misc]

    async def _copy_in(self, *args: Any) -> str:
        await self._done()
        found: str = await super()._copy_in(*args)  # type: ignore[misc]
        return found

    async def _copy_out(self, *args: Any) -> str:
        await self._done()
        found: str = await super()._copy_out(*args)  # type: ignore[misc]
        return found

    async def _done(self) -> None:
        if self.waiting:
            await self.execute("")

    def beginning(self, setting: str, *, readonly: bool) -> _Transaction:
        """A transaction that begins with some settings of its own, in one round trip to the server."""
        return _Transaction(self, setting, readonly)

    def later(self, statement: str) -> None:
        """Keep a statement for the next that goes out."""
        self.waiting += f"{statement}; "

    def closing(self, statement: str) -> None:
        """Keep a statement for the end of the transaction that is open."""
        self._top_xact.last += f"{statement}; "  # type: ignore[attr-defined]


class _Transaction(Transaction):
    def __init__(self, connection: Any, setting: str, readonly: bool) -> None:
        super().__init__(connection, None, readonly, False)
        self._of, self._setting, self.last = connection, setting, ""

    async def start(self) -> None:
        """Begin."""
        self._of.setting = self._setting
        try:
            await super().start()
        finally:
            self._of.setting = ""

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._of.last = "" if kind else self.last
        try:
            await super().__aexit__(kind, error, trace)
        except asyncpg.PostgresError:
            self._of.last = ""
            if self._of.is_in_transaction():  # what came last failed, so that COMMIT was not reached
                await self._of.execute("ROLLBACK")
            raise
        finally:
            self._of.last = ""


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
        pool = await patiently(lambda: _pool(url, role, size))
        return cls(pool, clock)

    @asynccontextmanager
    async def transaction(
        self, account: int | None = None, *, readonly: bool = False, held: Mapping[str, str] = _NOTHING
    ) -> AsyncIterator[Connection]:
        """One transaction on behalf of `account` (nobody where it is None), at the place's present instant.

        `held` are further settings that hold it to less, such as the scopes of an app.
        """
        told = self._told(account, held)
        setting = "".join(f" SET LOCAL {name} = {quoted(value)};" for name, value in told.items())
        async with self.pool.acquire() as connection:
            beginning: Callable[..., _Transaction] = connection.beginning  # type: ignore[attr-defined]
            async with beginning(setting, readonly=readonly):
                yield connection

    def alone(self, account: int, held: Mapping[str, str] = _NOTHING) -> Alone:
        """As `transaction`, for one statement that is all of it."""
        return Alone(self.pool, [text for pair in self._told(account, held).items() for text in pair])

    def _told(self, account: int | None, held: Mapping[str, str]) -> Mapping[str, str]:
        acting = str(int(account)) if account else ""
        return {"careweft.account": acting, "careweft.now": self.clock.now().isoformat(), **held}

    async def close(self) -> None:
        """Close every connection."""
        await self.pool.close()

    async def __aenter__(self) -> Database:
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.close()


@dataclass(frozen=True)
class Alone:
    """Who acts, and when, for one statement that is a transaction by itself: one round trip to the server."""

    pool: asyncpg.Pool[asyncpg.Record]
    told: list[str]

    async def fetchrow(self, function: str, *args: Any) -> asyncpg.Record | None:
        """The first row of a function of the database that hands its first parameter to base.act."""
        parameters = ", ".join(f"${number}" for number in range(1, len(args) + 2))
        return await self.pool.fetchrow(f"SELECT * FROM {function}({parameters})", self.told, *args)


def later(connection: Connection, statement: str) -> None:
    """Do a statement before the next of this transaction of a Database, whose end is one too, in one round trip with it
    where that is without arguments. What is wrong with it is raised there.
    """
    connection.later(statement)  # type: ignore[union-attr]


def closing(connection: Connection, statement: str) -> None:
    """Do a statement at the end of this transaction of a Database, in one round trip with its COMMIT."""
    connection.closing(statement)  # type: ignore[union-attr]


def act_as(role: str) -> str:
    """The statement by which the rest of a transaction goes on as a role."""
    return f"SET LOCAL role = {role}"


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def array(kind: str, values: Iterable[Any]) -> str:
    """Numbers or texts as an array of SQL, of a type."""
    literals = ("NULL" if v is None else quoted(v) if isinstance(v, str) else str(int(v)) for v in values)
    return f"ARRAY[{', '.join(literals)}]::{kind}[]"


async def _pool(url: str, role: str, size: int) -> asyncpg.Pool[asyncpg.Record]:
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        max_inactive_connection_lifetime=0,
        init=_prepare,
        connection_class=_PooledConnection,
        server_settings={"role": role, "application_name": role, "timezone": "UTC", "search_path": "pg_catalog"},
    )
