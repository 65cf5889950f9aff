"""Nobody sees a person without a relationship; sessions end; every look is kept."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from careweft.access import accounts, audit, policy, relationships, sessions
from careweft.access.accounts import Account, NewAccount
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import Refused

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def nurse(worker_db: Database) -> int:
    async with worker_db.transaction() as connection:
        return await accounts.create(
            connection, NewAccount("nurse", "right", "Nina", memberships=[("zone-1", "district-nurse")])
        )


async def relate(worker_db: Database, *given: Relationship) -> None:
    async with worker_db.transaction() as connection:
        await relationships.keep(connection, given)


async def sees(web_db: Database, account: int | None, person: int) -> bool:
    """Through the policy that protects every table (here the audit's own) and through may_see; they must agree."""
    async with web_db.transaction(account) as connection:
        by_row = await connection.fetchval("SELECT count(*) FROM access.audit WHERE person_id = $1", person)
        by_function = await connection.fetchval("SELECT access.may_see($1)", person)
    assert person == 0 or bool(by_row) == bool(by_function)  # looks at nobody in particular are their own account's
    return bool(by_function)


async def test_only_a_relationship_that_holds_now_shows_a_person(
    worker_db: Database, web_db: Database, nurse: int, clock: SetClock
) -> None:
    async with worker_db.transaction() as connection:
        await audit.write(connection, [audit.Entry(None, p, "read", "x", "seen") for p in (0, 7, 8)])
    assert not await sees(web_db, nurse, 7)
    await relate(worker_db, Relationship(7, "zone-1", "care-team", "case/1", START, clock.now() + timedelta(hours=1)))
    await relate(worker_db, Relationship(8, "zone-2", "care-team", "case/2", START))
    assert await sees(web_db, nurse, 7)
    assert not await sees(web_db, nurse, 8)
    assert await sees(web_db, nurse, 0)
    assert not await sees(web_db, None, 0)
    clock.advance(timedelta(hours=1))
    assert not await sees(web_db, nurse, 7)


async def test_relationships_of_some_origins_are_replaced_and_no_others(worker_db: Database) -> None:
    def made(person: int, party: str, origin: str, day: int = 0) -> Relationship:
        return Relationship(person, party, "task", origin, START + timedelta(days=day))

    before = [made(7, "zone-1", "Task/a"), made(7, "zone-2", "Task/a"), made(7, "zone-1", "Task/b")]
    await relate(worker_db, *before, made(8, "zone-1", "Task/a"), made(8, "zone-1", "Task/c"))
    async with worker_db.transaction() as connection:
        now = [made(7, "zone-2", "Task/a", 1), made(7, "zone-3", "Task/a"), made(9, "zone-1", "Task/d")]
        await relationships.replace(connection, [(7, "Task/a"), (8, "Task/c"), (9, "Task/d")], now)
        rows = await connection.fetch(
            "SELECT person_id, party, origin, since FROM access.relationship ORDER BY 1, 3, 2"
        )
    assert [(row[0], row[1], row[2], (row[3] - START).days) for row in rows] == [
        (7, "zone-2", "Task/a", 1),
        (7, "zone-3", "Task/a", 0),
        (7, "zone-1", "Task/b", 0),
        (8, "zone-1", "Task/a", 0),
        (9, "zone-1", "Task/d", 0),
    ]


async def test_the_web_cannot_reach_accounts_or_make_relationships(web_db: Database, nurse: int) -> None:
    for statement in (
        "SELECT * FROM access.account",
        "SELECT * FROM access.session",
        "INSERT INTO access.relationship VALUES (1, 'zone-1', 'x', 'x', now())",
        "UPDATE access.audit SET what = ''",
        "DELETE FROM access.audit",
    ):
        async with web_db.transaction(nurse) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with connection.transaction():
                    await connection.execute(statement)


async def test_log_in_and_session(web_db: Database, nurse: int) -> None:
    async with web_db.transaction() as connection:
        assert await accounts.authenticate(connection, "nurse", "wrong") is None
        assert await accounts.authenticate(connection, "nobody", "right") is None
        account = await accounts.authenticate(connection, "Nurse", "right")
        assert account is not None
        assert account.parties == {"zone-1"}
        token = await sessions.start(connection, account)
        assert await sessions.find(connection, token) == sessions.Session(account)
        assert await sessions.find(connection, token + "x") is None
        await sessions.end(connection, token)
        assert await sessions.find(connection, token) is None


@pytest.mark.parametrize(("column", "minutes"), [("seen", 31), ("started", 12 * 60 + 1)])
async def test_sessions_end_when_idle_or_old(
    web_db: Database, worker_db: Database, nurse: int, column: str, minutes: int
) -> None:
    async with web_db.transaction() as connection:
        account = await accounts.profile(connection, nurse)
        assert account is not None
        token = await sessions.start(connection, account)
    async with worker_db.transaction() as connection:
        await connection.execute(f"UPDATE access.session SET {column} = {column} - $1 * interval '1 min'", minutes)
    async with web_db.transaction() as connection:
        assert await sessions.find(connection, token) is None


async def test_a_session_rotates_its_token_once(web_db: Database, worker_db: Database, nurse: int) -> None:
    async with web_db.transaction() as connection:
        account = await accounts.profile(connection, nurse)
        assert account is not None
        token = await sessions.start(connection, account)
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.session SET rotated = rotated - interval '16 min'")

    async def find() -> sessions.Session | None:
        async with web_db.transaction() as connection:
            return await sessions.find(connection, token)

    found = await asyncio.gather(*(find() for _ in range(5)))
    fresh = [session.fresh_token for session in found if session and session.fresh_token]
    assert all(found)
    assert len(fresh) == 1
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.session SET rotated = rotated - interval '2 min'")
    async with web_db.transaction() as connection:
        assert await sessions.find(connection, token) is None
        assert await sessions.find(connection, fresh[0]) is not None


async def test_looks_are_kept_in_groups_and_shown(web_db: Database, worker_db: Database, nurse: int) -> None:
    await relate(worker_db, Relationship(7, "zone-1", "care-team", "case/1", START))
    auditor = audit.Auditor(web_db)
    await asyncio.gather(
        *(auditor.record(audit.Entry(nurse, 7, "read", f"Observation {n}", "seen")) for n in range(50))
    )
    async with web_db.transaction(nurse) as connection:
        looks = await audit.who_looked(connection, 7)
        assert {look.what for look in looks} == {f"Observation {n}" for n in range(50)}
        assert looks[0].who == "Nina"
        assert await audit.who_looked(connection, 8) == []


def test_what_is_not_listed_is_refused() -> None:
    stranger = Account(1, "s", "S", "staff", None, frozenset(), frozenset({"astronaut"}))
    with pytest.raises(Refused, match="see-people"):
        policy.require(stranger, "see-people")
    assert not any(policy.may(stranger, act) for acts in policy.MAY.values() for act in acts)
