"""Long work on behalf of an account: put into a table, done by a worker, begun again where a worker was killed.

A job is done under an advisory lock that ends with the worker's connection. What it makes is shown once its row says
`done`, and only one worker can write that.
"""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from careweft.base.db import GONE, WEB, Connection, Database
from careweft.base.errors import CareweftError, Unavailable

log = logging.getLogger(__name__)

KEPT: Final = timedelta(hours=24)
AT_ONCE: Final = 3  # jobs of one account that are not done
_IDLE_SECONDS: Final = 1.0
_LOCK_CLASS: Final = 4_200_021
_OPEN: Final = """SELECT id, kind, account_id, asked, held FROM fhir.job WHERE state IN ('waiting', 'running')
ORDER BY requested LIMIT 20"""
_PUT: Final = "INSERT INTO fhir.job (id, kind, account_id, asked) VALUES ($1, $2, $3, $4)"
_GET: Final = "SELECT kind, state, progress, folder, result, expires, asked FROM fhir.job WHERE id = $1"
_END: Final = """UPDATE fhir.job
SET state = $2, result = $3, ended = clock_timestamp(), expires = clock_timestamp() + $4
WHERE id = $1 AND state = 'running'"""

Kind = Literal["export"]


class CancelledError(CareweftError):
    """Whoever asked for the job has cancelled it."""


@dataclass(frozen=True)
class Job:
    """One piece of long work. `held` are the settings that held the transaction of whoever asked for it."""

    id: UUID
    kind: Kind
    account: int
    asked: Mapping[str, Any]
    held: Mapping[str, str]


@dataclass(frozen=True)
class Status:
    """How a job stands; `result` is what it made, once it is done."""

    kind: Kind
    state: str
    progress: str
    folder: str
    result: Mapping[str, Any] | None
    expires: Any
    asked: Mapping[str, Any]


async def put(conn: Connection, kind: Kind, account: int, asked: Mapping[str, Any]) -> UUID:
    """Ask for a job, in the account's transaction. Raises Unavailable where it has too many that are not done."""
    count = await conn.fetchval("SELECT fhir.open_jobs()")
    if count >= AT_ONCE:
        raise Unavailable(f"{count} jobs of this account are not done", hint="Wait for one of them, or cancel it")
    made = uuid4()
    await conn.execute(_PUT, made, kind, account, dict(asked))
    return made


async def status(conn: Connection, id_: UUID) -> Status | None:
    """How a job of the acting account stands."""
    row = await conn.fetchrow(_GET, id_)
    return Status(**dict(row)) if row else None


async def cancel(conn: Connection, id_: UUID) -> bool:
    """Cancel a job of the acting account, or do away with what it made; whether there was one."""
    done = await conn.execute(
        "UPDATE fhir.job SET state = 'cancelled', ended = clock_timestamp(), expires = clock_timestamp() "
        "WHERE id = $1 AND state <> 'cancelled'",
        id_,
    )
    return bool(done != "UPDATE 0")


class Work:
    """What a job is done with. `database` is the worker's, `folder` the job's own."""

    def __init__(self, database: Database, job: Job, folder: Path) -> None:
        self.database, self.job, self.folder = database, job, folder

    async def say(self, progress: str) -> None:
        """Say how far it is. Raises CancelledError where nobody wants to know any more."""
        async with self.database.transaction() as connection:
            done = await connection.execute(
                "UPDATE fhir.job SET progress = $2 WHERE id = $1 AND state = 'running'", self.job.id, progress
            )
        if done == "UPDATE 0":
            raise CancelledError("the job was cancelled")

    @asynccontextmanager
    async def acting(self) -> AsyncIterator[Connection]:
        """A transaction as the account that asked, under its row-level security and what held it, that sees one moment
        throughout.
        """
        held = {**self.job.held, **self.job.asked.get("acting", {})}
        async with self.database.transaction(self.job.account, held=held) as connection:
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            await connection.execute("SELECT set_config('role', $1, true)", WEB)
            yield connection


Do = Callable[[Work], Awaitable[Mapping[str, Any]]]
"""Does a job and gives its result."""


class Jobs:
    """Does jobs as they are asked for, one at a time, until cancelled; their folders lie below `folder`."""

    def __init__(self, database: Database, folder: Path, acts: Mapping[str, Do]) -> None:
        self._database, self._folder, self._acts = database, folder, acts

    async def run(self) -> None:
        """Do what comes, for ever."""
        while True:
            try:
                busy = await self.once()
            except (OSError, *GONE) as gone:
                log.warning("jobs cannot be read", extra={"error": type(gone).__name__})
                busy = False
            if not busy:
                await asyncio.sleep(_IDLE_SECONDS)

    async def once(self) -> bool:
        """Do one job that nobody else does, and away with what has expired; whether there was one."""
        await self._expire()
        async with self._database.transaction() as holding:
            for row in await holding.fetch(_OPEN):
                job = Job(row["id"], row["kind"], row["account_id"], row["asked"], row["held"])
                lock = "SELECT pg_try_advisory_xact_lock($1, hashtext($2::text))"
                if job.kind in self._acts and await holding.fetchval(lock, _LOCK_CLASS, str(job.id)):
                    await self._do(job)
                    return True
        return False

    async def _do(self, job: Job) -> None:
        folder = self._folder / str(job.id)
        async with self._database.transaction() as connection:
            mine = await connection.execute(
                "UPDATE fhir.job SET state = 'running', folder = $2 WHERE id = $1 AND state IN ('waiting', 'running')",
                job.id,
                str(folder.resolve()),
            )
        if mine == "UPDATE 0":
            return
        try:
            await asyncio.to_thread(_fresh, folder)
            result = await self._acts[job.kind](Work(self._database, job, folder))
        except CancelledError:
            await asyncio.to_thread(shutil.rmtree, folder, True)
        except GONE:
            raise
        except Exception as wrong:
            said = str(wrong) if isinstance(wrong, CareweftError) else f"it failed ({type(wrong).__name__})"
            log.exception("a job failed", extra={"job": str(job.id)})
            await asyncio.to_thread(shutil.rmtree, folder, True)
            await self._end(job, "failed", {"error": said})
        else:
            await self._end(job, "done", result)

    async def _end(self, job: Job, state: str, result: Mapping[str, Any]) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(_END, job.id, state, dict(result), KEPT)

    async def _expire(self) -> None:
        async with self._database.transaction() as connection:
            rows = await connection.fetch("DELETE FROM fhir.job WHERE expires < clock_timestamp() RETURNING folder")
        for row in rows:
            if row["folder"]:
                await asyncio.to_thread(shutil.rmtree, row["folder"], True)


def _fresh(folder: Path) -> None:
    """The folder with nothing in it; only the system's user may look into it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
