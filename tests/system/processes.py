"""Processes of a place, started, watched and killed with SIGKILL.

A process runs a `careweft` command. It is forked from a server that has imported everything and read the library once,
so that fifty restarts do not cost that fifty times; from the fork on it is the command itself, a process of its own
with the place's environment.
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import asyncpg

from careweft.base.postgres import Embedded
from tests.system.place import Place

_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["careweft.cli.feed", "careweft.cli.run", "careweft.cli.work", "tests.system.warm"])
TOGETHER = 10
"""Messages that a load commits together here: a region of a test has fewer than a real one, and no fewer commits."""


def become(environment: dict[str, str], log: Path, arguments: list[str]) -> None:
    """Be `careweft <arguments>`; what it prints goes to the end of `log`."""
    from careweft.cli import main
    from careweft.feeds import load

    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab", buffering=0) as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    load.TOGETHER = TOGETHER
    main(arguments)


class Command:
    """A running `careweft` command of a place."""

    def __init__(self, place: Place, *arguments: str, **environment: str) -> None:
        self.log = place.home / f"{arguments[0]}.log"
        told = (place.environment(**environment), self.log, list(arguments))
        self.process: ForkServerProcess = _FORKED.Process(target=become, args=told)
        self.process.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process.pid
        return self.process.pid

    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.process.is_alive()

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.process.kill()
        self.process.join()

    async def end(self, seconds: float = 120) -> int:
        """Wait until it ends by itself; its exit code. Raises TimeoutError where it does not."""
        async with asyncio.timeout(seconds):
            while self.runs():
                await asyncio.sleep(0.01)
        code = self.process.exitcode
        assert code is not None
        return code


def postmaster(server: Embedded) -> int | None:
    """The process id of a server, where it has one that lives."""
    try:
        pid = int((server.cluster / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return None
    return pid


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return sorted(int(child) for told in lists for child in told.split())


def kill(pid: int) -> bool:
    """SIGKILL; whether there was such a process."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


async def number(place: Place, query: str) -> int | None:
    """What a query counts; None where the database does not answer now."""
    try:
        async with place.connection() as connection:
            return int(await connection.fetchval(query))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return None
