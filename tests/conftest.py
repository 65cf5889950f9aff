"""A PostgreSQL server per test session, and a fresh migrated database per test that asks for one."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import asyncpg
import httpx
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from careweft.access import passwords
from careweft.base.clock import SetClock
from careweft.base.db import WEB, WEB_LOGIN, WORKER, WORKER_LOGIN, Database
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded

# How quick a machine is must not decide whether a test passes.
settings.register_profile("careweft", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("careweft")
# Argon2id, but cheap: making an account must not cost a tenth of a second in every test.
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# For every request httpx looks for a package that is not there, through all of sys.path: a fifth of a request's time.
httpx._transports.asgi.is_running_trio = lambda: False


MEMORY = Path("/dev/shm")


async def run_sql(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def logged_in(url: str, user: str) -> str:
    """The owner's URL of an embedded database, as another who may log in."""
    return url.replace("//careweft@", f"//{user}@")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """An embedded server with a migrated database `careweft` that is the template of the others."""
    folder = in_memory() or tmp_path_factory.mktemp("postgres")
    server = Embedded.below(folder)
    server.start()
    # A test's server outlives no crash of the machine, and without flushes its databases come and go far quicker.
    for setting in ("fsync = off", "max_wal_size = '256MB'"):
        asyncio.run(run_sql(server.url(), f"ALTER SYSTEM SET {setting}"))
    asyncio.run(run_sql(server.url(), "SELECT pg_reload_conf()"))
    asyncio.run(migrate(server.url()))
    yield server
    server.destroy()
    shutil.rmtree(folder)


def in_memory() -> Path | None:
    """A folder in memory, where there is room: a database is nine hundred files, made and removed for every test."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < 4 << 30:
        return None
    for left in MEMORY.glob("careweft-test-*"):  # by a run that was killed
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(prefix=f"careweft-test-{os.getpid()}-", dir=MEMORY))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def database(postgres: Embedded) -> Iterator[str]:
    """The URL of a fresh, migrated database."""
    name = f"test_{uuid4().hex}"
    asyncio.run(run_sql(postgres.url("postgres"), f"CREATE DATABASE {name} TEMPLATE careweft STRATEGY file_copy"))
    yield postgres.url(name)
    asyncio.run(run_sql(postgres.url("postgres"), f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 1, 15, 9, tzinfo=UTC))


@pytest.fixture
async def worker_db(database: str, clock: SetClock) -> AsyncIterator[Database]:
    """The fresh database as the system itself."""
    async with await Database.open(logged_in(database, WORKER_LOGIN), WORKER, clock) as opened:
        yield opened


@pytest.fixture
async def web_db(database: str, clock: SetClock) -> AsyncIterator[Database]:
    """The fresh database as the web, under row-level security."""
    async with await Database.open(logged_in(database, WEB_LOGIN), WEB, clock) as opened:
        yield opened


@pytest.fixture
async def writing_db(database: str, clock: SetClock) -> AsyncIterator[Database]:
    """The fresh database as the web, by the log-in that may go on as the system."""
    async with await Database.open(logged_in(database, WORKER_LOGIN), WEB, clock) as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest first, so that no worker is left alone with it at the end (see tools/run-tests)."""
    long = {"system", "site", "matrix"}
    items.sort(key=lambda item: not long & set(item.path.parts) and "browser" not in item.path.name)
