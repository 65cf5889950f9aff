"""Log-ins against the real accounts and sessions."""

import asyncio

import pytest

from careweft.access import accounts, passwords
from careweft.access.accounts import NewAccount
from careweft.base.db import Database
from careweft.web.identity import AccessIdentity


@pytest.fixture
async def identity(web_db: Database, worker_db: Database) -> AccessIdentity:
    async with worker_db.transaction() as connection:
        await accounts.create(
            connection, NewAccount("ruth", "right", "Ruth", memberships=[("zone-1", "coordinator")], demo=True)
        )
        await accounts.create(
            connection, NewAccount("feed", "right", "Feed", "machine", memberships=[("acute", "feed")], demo=True)
        )
    return AccessIdentity(web_db)


async def test_a_session_lives_from_log_in_to_log_out(identity: AccessIdentity) -> None:
    assert await identity.log_in("ruth", "wrong") is None
    assert await identity.log_in("feed", "right") is None
    token = await identity.log_in("RUTH", "right")
    assert token is not None
    found = await identity.find(token)
    assert found is not None and found.account.display_name == "Ruth" and found.account.parties == {"zone-1"}
    await identity.log_out(token)
    assert await identity.find(token) is None
    assert await identity.find("made up") is None


async def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(
    identity: AccessIdentity, worker_db: Database
) -> None:
    token = await identity.log_in("ruth", "right")
    assert token is not None

    async def seen() -> object:
        async with worker_db.transaction() as connection:
            return await connection.fetchval("SELECT seen FROM access.session")

    before = await seen()
    passive = await identity.find(token, passive=True)
    assert passive is not None and passive.fresh_token is None
    assert await seen() == before
    await identity.find(token)
    assert await seen() != before


async def test_a_session_due_for_a_new_token_gets_none_from_a_passive_look(
    identity: AccessIdentity, worker_db: Database
) -> None:
    token = await identity.log_in("ruth", "right")
    assert token is not None
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.session SET rotated = rotated - interval '20 min'")
    passive = await identity.find(token, passive=True)
    assert passive is not None and passive.fresh_token is None
    active = await identity.find(token)
    assert active is not None and active.fresh_token is not None
    assert await identity.find(active.fresh_token) is not None


async def test_a_right_password_is_hashed_once_for_many_requests(
    identity: AccessIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = 0
    verify = passwords.verify

    async def counting(stored: str | None, password: str) -> bool:
        nonlocal hashed
        hashed += 1
        return await verify(stored, password)

    monkeypatch.setattr(passwords, "verify", counting)
    found = await asyncio.gather(*(identity.check("feed", "right") for _ in range(20)))
    assert all(account is not None and account.kind == "machine" for account in found) and hashed == 1
    assert await identity.check("feed", "wrong") is None and await identity.check("feed", "wrong") is None
    assert hashed == 3


async def test_roles_that_are_taken_away_are_soon_gone(
    identity: AccessIdentity, worker_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("careweft.web.identity.FRESH", 0.0)
    account = await identity.check("feed", "right")
    assert account is not None and account.roles == {"feed"}
    async with worker_db.transaction() as connection:
        await connection.execute("DELETE FROM access.membership")
    account = await identity.check("feed", "right")
    assert account is not None and account.roles == frozenset()


async def test_the_demo_log_ins_are_those_of_people(identity: AccessIdentity) -> None:
    assert [log_in.username for log_in in await identity.demo_log_ins()] == ["ruth"]
