"""Transactions: who acts and when is set with their beginning, holds for all of it, and for nothing after it."""

import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from careweft.base.clock import SetClock
from careweft.base.db import WEB, Connection, Database, closing, later, quoted


async def acting(connection: Connection) -> tuple[object, ...]:
    row = await connection.fetchrow("SELECT nullif(current_setting('careweft.account', true), ''), base.now()")
    assert row is not None
    return tuple(row)


async def test_who_acts_and_when_holds_for_the_transaction_only(web_db: Database, clock: SetClock) -> None:
    async with web_db.transaction(7) as connection:
        assert await acting(connection) == ("7", clock.now())
        async with connection.transaction():
            assert await acting(connection) == ("7", clock.now())
    async with web_db.pool.acquire() as connection, connection.transaction():
        assert (await acting(connection))[0] is None
    async with web_db.transaction() as connection:
        assert await acting(connection) == (None, clock.now())


async def test_it_is_undone_as_a_whole_and_the_next_one_begins_afresh(worker_db: Database) -> None:
    with pytest.raises(RuntimeError):
        async with worker_db.transaction(8) as connection:
            await connection.execute("INSERT INTO base.note VALUES ('a', '1')")
            raise RuntimeError
    async with worker_db.transaction(9) as connection:
        assert await connection.fetchval("SELECT count(*) FROM base.note") == 0
        assert (await acting(connection))[0] == "9"


async def test_what_is_only_read_is_not_written(worker_db: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with worker_db.transaction(readonly=True) as connection:
            await connection.execute("INSERT INTO base.note VALUES ('a', '1')")


async def test_what_comes_last_is_done_with_the_rest_or_nothing_is(worker_db: Database) -> None:
    async with worker_db.transaction(8) as connection:
        closing(connection, "INSERT INTO base.note VALUES ('a', to_jsonb(" + quoted("it's") + "::text))")
        closing(connection, "UPDATE base.note SET value = value || '[1]'")
        assert await connection.fetchval("SELECT count(*) FROM base.note") == 0
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with worker_db.transaction(8) as connection:
            await connection.execute("INSERT INTO base.note VALUES ('b', '1')")
            closing(connection, "SELECT 1 / 0")
    with pytest.raises(RuntimeError):
        async with worker_db.transaction(8) as connection:
            closing(connection, "INSERT INTO base.note VALUES ('c', '1')")
            raise RuntimeError
    async with worker_db.transaction(9) as connection:
        assert [tuple(row) for row in await connection.fetch("SELECT * FROM base.note")] == [("a", ["it's", 1])]
        assert (await acting(connection))[0] == "9"


async def by_cursor(connection: Connection) -> str:
    return [str(row[0]) async for row in connection.cursor("SELECT current_user")].pop()


async def by_copy(connection: Connection) -> str:
    held = io.BytesIO()
    await connection.copy_from_query("SELECT current_user", output=held)
    return held.getvalue().decode().strip()


async def refused(writing: Awaitable[object]) -> str:
    """The role that may not write, where writing a note is refused."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await writing
    return WEB


NOTE = "INSERT INTO base.note VALUES ($1, '1')"
KEEP: dict[str, Any] = {"schema_name": "base", "columns": ["process", "at"]}
BEAT = [("a", datetime(2026, 1, 1, tzinfo=UTC))]
WAYS: list[Callable[[Connection], Awaitable[str]]] = [
    by_cursor,
    by_copy,
    lambda connection: connection.fetchval("SELECT current_user"),
    lambda connection: connection.fetchval("SELECT current_user WHERE $1", True),
    lambda connection: refused(connection.execute("INSERT INTO base.note VALUES ('a', '1')")),
    lambda connection: refused(connection.execute(NOTE, "a")),
    lambda connection: refused(connection.executemany(NOTE, [("a",), ("b",)])),
    lambda connection: refused(connection.copy_records_to_table("heartbeat", records=BEAT, **KEEP)),
    lambda connection: refused(connection.copy_to_table("heartbeat", source=io.BytesIO(b"a\t2026-01-01"), **KEEP)),
]


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_for_later_is_done_before_whatever_comes_next(
    worker_db: Database, way: Callable[[Connection], Awaitable[str]]
) -> None:
    for _ in range(2):  # the second time, the statement is known
        with pytest.raises(RuntimeError):
            async with worker_db.transaction() as connection:
                assert await connection.fetchval("SELECT current_user") != WEB
                later(connection, f"SET LOCAL role = {WEB}")
                assert await way(connection) == WEB
                raise RuntimeError
    async with worker_db.transaction() as connection:
        assert await connection.fetchval("SELECT current_user") != WEB


async def test_what_is_for_later_is_committed_with_the_rest_or_undone_with_its_part(worker_db: Database) -> None:
    async with worker_db.transaction() as connection:
        later(connection, "INSERT INTO base.note VALUES ('a', '1')")
        with pytest.raises(RuntimeError):
            async with connection.transaction():
                later(connection, "INSERT INTO base.note VALUES ('b', '1')")
                raise RuntimeError
        async with connection.transaction():
            later(connection, "INSERT INTO base.note VALUES ('c', '1')")
        closing(connection, "UPDATE base.note SET value = '2' WHERE key = 'd'")
        later(connection, "INSERT INTO base.note VALUES ('d', '1')")
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with worker_db.transaction() as connection:
            later(connection, "SELECT 1 / 0")
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT * FROM base.note ORDER BY key")
        assert [tuple(row) for row in rows] == [("a", 1), ("c", 1), ("d", 2)]
