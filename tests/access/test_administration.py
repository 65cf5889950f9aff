"""Accounts as an operator manages them: what each act does to log-ins, memberships and the audit."""

import pytest

from careweft.access import accounts, administration, sessions
from careweft.access.accounts import NewAccount
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound

PASSWORD = "three random words"
NURSE = NewAccount("Nina", PASSWORD, "Nina Park", memberships=[("zone-1", "district-nurse")])


async def added(database: Database) -> None:
    async with database.transaction() as connection:
        await administration.add(connection, NURSE)


async def logs_in(database: Database, password: str) -> bool:
    async with database.transaction() as connection:
        return await accounts.authenticate(connection, "nina", password) is not None


async def acts(database: Database) -> list[str]:
    async with database.transaction() as connection:
        rows = await connection.fetch("SELECT action FROM access.audit WHERE what = 'account' ORDER BY id")
        return [row["action"] for row in rows]


async def test_an_account_is_added_once_and_listed(worker_db: Database) -> None:
    await added(worker_db)
    assert await logs_in(worker_db, PASSWORD)
    with pytest.raises(Conflict):
        await added(worker_db)
    async with worker_db.transaction() as connection:
        (known,) = await administration.listed(connection)
    assert (known.username, known.memberships, known.ended) == ("nina", [("zone-1", "district-nurse")], False)
    assert await acts(worker_db) == ["account added"]


@pytest.mark.parametrize(
    "wrong",
    [
        NewAccount("nina", "short", "Nina"),
        NewAccount("longenoughname", "LongEnoughName", "Nina"),
        NewAccount("nina", PASSWORD, "Nina", memberships=[("zone-1", "wizard")]),
        NewAccount("nina", PASSWORD, "Nina", "machine", memberships=[("zone-1", "feed"), ("careweft", "feed")]),
    ],
)
async def test_weak_passwords_unknown_roles_and_our_name_are_refused(worker_db: Database, wrong: NewAccount) -> None:
    async with worker_db.transaction() as connection:
        with pytest.raises(BadInput):
            await administration.add(connection, wrong)
        assert await administration.listed(connection) == []


async def test_another_password_logs_out_everywhere(worker_db: Database) -> None:
    await added(worker_db)
    async with worker_db.transaction() as connection:
        account = await accounts.authenticate(connection, "nina", PASSWORD)
        assert account is not None and await sessions.start(connection, account)
        await administration.set_password(connection, "nina", "other random words")
        assert await connection.fetchval("SELECT count(*) FROM access.session") == 0
    assert not await logs_in(worker_db, PASSWORD)
    assert await logs_in(worker_db, "other random words")


async def test_memberships_begin_and_end(worker_db: Database) -> None:
    await added(worker_db)
    async with worker_db.transaction() as connection:
        await administration.join(connection, "nina", ("zone-2", "district-nurse"))
    async with worker_db.transaction() as connection:
        await administration.leave(connection, "nina", ("zone-1", "district-nurse"))
    async with worker_db.transaction() as connection:
        (known,) = await administration.listed(connection)
        assert known.memberships == [("zone-2", "district-nurse")]
        with pytest.raises(NotFound):
            await administration.leave(connection, "nina", ("zone-1", "district-nurse"))
        await administration.join(connection, "nina", ("zone-1", "district-nurse"))
        with pytest.raises(BadInput, match="calls itself"):
            await administration.join(connection, "nina", ("system", "feed"))
        (known,) = await administration.listed(connection)
    assert len(known.memberships) == 2


async def test_an_ended_account_is_known_but_opens_nothing(worker_db: Database) -> None:
    await added(worker_db)
    async with worker_db.transaction() as connection:
        await administration.end(connection, "nina")
        (known,) = await administration.listed(connection)
    assert known.ended and not known.memberships
    assert not await logs_in(worker_db, PASSWORD)
    assert not await logs_in(worker_db, "!")
    assert await acts(worker_db) == ["account added", "account ended"]
    async with worker_db.transaction() as connection:
        with pytest.raises(NotFound):
            await administration.end(connection, "nobody")
