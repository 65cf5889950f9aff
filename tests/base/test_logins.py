"""What an injection would find: whoever gets SQL of their own run on a process's connection stays who that is."""

import asyncpg
import pytest

from careweft.base.db import WEB, WEB_LOGIN, WORKER, WORKER_LOGIN, connect
from tests.conftest import logged_in

BACK = (
    "RESET ROLE",
    "SET ROLE NONE",
    "RESET SESSION AUTHORIZATION",
    "SET SESSION AUTHORIZATION DEFAULT",
    "RESET ALL",
    "DISCARD ALL",
)


def becoming(role: str) -> list[str]:
    return [
        f"SET ROLE {role}",
        f"SET LOCAL ROLE {role}",
        f"SELECT set_config('role', '{role}', false)",
        f"SET SESSION AUTHORIZATION {role}",
        f"GRANT {role} TO {WEB_LOGIN}",
    ]


async def refused(connection: "asyncpg.Connection[asyncpg.Record]", statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)


@pytest.mark.parametrize("first", ["SELECT 1", *BACK])
@pytest.mark.parametrize("role", [WORKER, "careweft", WORKER_LOGIN, "pg_read_all_data"])
async def test_the_webs_connection_becomes_nobody_else(database: str, first: str, role: str) -> None:
    connection = await connect(logged_in(database, WEB_LOGIN), WEB)
    try:
        await connection.execute(first)
        for statement in becoming(role):
            await refused(connection, statement)
        assert await connection.fetchval("SELECT session_user") == WEB_LOGIN
        assert await connection.fetchval("SELECT current_user") in (WEB, WEB_LOGIN)
    finally:
        await connection.close()


@pytest.mark.parametrize("first", ["SELECT 1", *BACK])
async def test_the_workers_connection_does_not_become_the_owner(database: str, first: str) -> None:
    connection = await connect(logged_in(database, WORKER_LOGIN), WORKER)
    try:
        await connection.execute(first)
        for statement in becoming("careweft"):
            await refused(connection, statement)
        for statement in ("COPY base.note TO PROGRAM 'cat'", "COPY base.note TO '/tmp/x'", "ALTER SYSTEM SET jit = on"):
            await refused(connection, statement)
    finally:
        await connection.close()


@pytest.mark.parametrize("user", [WEB_LOGIN, WORKER_LOGIN])
@pytest.mark.parametrize("back", BACK)
async def test_without_its_role_a_log_in_can_do_nothing(database: str, user: str, back: str) -> None:
    connection = await connect(logged_in(database, user))
    try:
        await connection.execute(back)
        rows = await connection.fetch(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        assert len(rows) > 50
        for row in rows:
            await refused(connection, f"SELECT FROM {row['name']}")
        await refused(connection, "CREATE TABLE public.mine ()")
    finally:
        await connection.close()


async def test_a_process_can_read_as_what_it_is(database: str) -> None:
    for user, role in ((WEB_LOGIN, WEB), (WORKER_LOGIN, WEB), (WORKER_LOGIN, WORKER)):
        connection = await connect(logged_in(database, user), role)
        assert await connection.fetchval("SELECT current_user") == role
        assert await connection.fetchval("SELECT count(*) FROM people.person") == 0
        await connection.close()
    with pytest.raises(asyncpg.PostgresError, match="permission denied to set role"):
        await connect(logged_in(database, WEB_LOGIN), WORKER)
