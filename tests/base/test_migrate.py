"""Migrations: from empty, from every earlier point, once only, and never changed behind our back."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import pytest

from careweft.base import migrate as room
from careweft.base.errors import Conflict
from careweft.base.postgres import Embedded
from tests.conftest import run_sql

SHAPE = """
SELECT string_agg(concat_ws(' ', table_schema, table_name, column_name, data_type, is_nullable), E'\\n'
                  ORDER BY table_schema, table_name, ordinal_position)
FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
"""


@pytest.fixture
def empty(postgres: Embedded) -> Iterator[str]:
    name = f"empty_{uuid4().hex}"
    asyncio.run(run_sql(postgres.url("postgres"), f"CREATE DATABASE {name}"))
    yield postgres.url(name)
    asyncio.run(run_sql(postgres.url("postgres"), f"DROP DATABASE {name} WITH (FORCE)"))


async def shape(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval(SHAPE))
    finally:
        await connection.close()


def test_up_step_by_step_gives_the_same_database(postgres: Embedded, empty: str) -> None:
    """From every earlier point: each step begins where a place that came so far stands."""
    for migration in room.migrations():
        assert asyncio.run(room.migrate(empty, migration.name)) == [migration.name]
    assert asyncio.run(shape(empty)) == asyncio.run(shape(postgres.url()))
    assert asyncio.run(room.migrate(empty)) == []


def test_a_migration_changed_after_it_ran_is_refused(empty: str) -> None:
    asyncio.run(room.migrate(empty))
    asyncio.run(run_sql(empty, "UPDATE base.migration SET digest = 'other' WHERE name LIKE '0001%'"))
    with pytest.raises(Conflict, match="0001_base.sql"):
        asyncio.run(room.migrate(empty))
