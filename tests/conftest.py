"""A PostgreSQL server per test session, and a fresh migrated database per test that asks for one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
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


async def run_sql(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def logged_in(url: str, user: str) -> str:
    """The owner's URL of an embedded database, as another who may log in."""
    return url.replace("//careweft@", f"//{user}@")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """An embedded server with a migrated database `careweft` that is the template of the others."""
    server = Embedded.below(tmp_path_factory.mktemp("postgres"))
    server.start()
    # A test's server outlives no crash of the machine, and without flushes its databases come and go far quicker.
    asyncio.run(run_sql(server.url(), "ALTER SYSTEM SET fsync = off"))
    asyncio.run(run_sql(server.url(), "SELECT pg_reload_conf()"))
    asyncio.run(migrate(server.url()))
    yield server
    server.destroy()


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
