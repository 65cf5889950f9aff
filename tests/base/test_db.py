"""Transactions: who acts and when is set with their beginning, holds for all of it, and for nothing after it."""

import asyncpg
import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database, closing, quoted


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
