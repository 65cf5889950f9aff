"""Notices from PostgreSQL, and whether it is up."""

import asyncio

import asyncpg
import pytest

from careweft.base.db import Database
from careweft.web.live import Broadcaster, Listener
from careweft.web.notices import DatabaseHealth, PostgresNotices

NOTICE = '{"kind": "tasks", "teams": ["zone-1"]}'


async def notify(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("SELECT pg_notify('careweft', $1)", NOTICE)


async def hang_up(url: str) -> None:
    """End the listener's connection, as a restart of the server does."""
    connection = await asyncpg.connect(url)
    try:
        ended = await connection.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE application_name = 'notices' AND datname = current_database()"
        )
    finally:
        await connection.close()
    assert ended == 1


async def test_notices_come_after_an_empty_one(database: str, worker_db: Database) -> None:
    heard = PostgresNotices(database).listen()
    assert await asyncio.wait_for(anext(heard), 5) == ""
    await notify(worker_db)
    assert await asyncio.wait_for(anext(heard), 5) == NOTICE


async def test_a_lost_connection_is_said(database: str) -> None:
    heard = PostgresNotices(database).listen()
    await asyncio.wait_for(anext(heard), 5)
    await hang_up(database)
    with pytest.raises(OSError):
        await asyncio.wait_for(anext(heard), 5)


async def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(OSError):
        await anext(PostgresNotices("postgresql://nobody@127.0.0.1:1/none").listen())


async def test_the_broadcaster_listens_again_by_itself(database: str, worker_db: Database) -> None:
    broadcaster = Broadcaster(PostgresNotices(database))
    broadcaster.start()
    ear = Listener(1, frozenset({"zone-1"}))
    stream = broadcaster.stream(ear, 10**15)
    await anext(stream)
    await asyncio.wait_for(until(lambda: ear.waiting == {"missed"}), 5)
    await anext(stream)
    await hang_up(database)
    assert await asyncio.wait_for(anext(stream), 5) == b"event: careweft-missed\ndata: \n\n"
    await notify(worker_db)
    assert await asyncio.wait_for(anext(stream), 5) == b"event: careweft-tasks\ndata: \n\n"
    await broadcaster.stop()


async def until(holds: object) -> None:
    assert callable(holds)
    while not holds():
        await asyncio.sleep(0.01)


async def test_health(web_db: Database) -> None:
    health = DatabaseHealth(web_db)
    assert await health.check() == {"database": "up"}
    await web_db.close()
    assert (await health.check())["database"] not in ("", "up")


async def test_a_database_that_hangs_is_slow(web_db: Database) -> None:
    async with web_db.pool.acquire():
        connections = [await web_db.pool.acquire() for _ in range(9)]
        assert await DatabaseHealth(web_db, patience=0.1).check() == {"database": "slow"}
        for connection in connections:
            await web_db.pool.release(connection)
