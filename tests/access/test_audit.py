"""The audit cannot be changed unseen, whoever writes at once; entries are AuditEvents; what is unusual is found."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from careweft.access import accounts, audit, auditevent, chains, unusual
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor, Entry
from careweft.access.relationships import Relationship, keep
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import Conflict
from careweft.fhir.decode import decode
from tests.access.world import EVER, NOW

ODD = 'Ünïcode "quotes" \\ back\tslash\n\x1f / emoji \U0001f600'


@pytest.fixture
async def nurse(worker_db: Database) -> int:
    async with worker_db.transaction() as connection:
        made = NewAccount("nurse", "x", "Nina Oake", memberships=[("zone-1", "district-nurse")])
        return await accounts.create(connection, made)


@pytest.fixture
async def owner(database: str) -> AsyncIterator[Callable[[str], Awaitable[Any]]]:
    """Somebody who can do anything to the database: what the chain is there to show."""
    connection = await asyncpg.connect(database)

    async def run(sql: str) -> None:
        await connection.execute("ALTER TABLE access.audit DISABLE TRIGGER permanent")
        await connection.execute(sql)

    yield run
    await connection.close()


async def verified(worker_db: Database, kept: dict[int, chains.Head] | None = None) -> chains.Verified:
    async with worker_db.transaction() as connection:
        return await chains.verify(connection, kept or {})


async def fill(web_db: Database, worker_db: Database, nurse: int, count: int = 200) -> None:
    """Groups of reads and writes of many connections at once."""
    auditor = Auditor(web_db)

    async def written(n: int) -> None:
        async with worker_db.transaction() as connection:
            await audit.write(connection, [Entry(nurse, n % 5, "update", f"Task {n}", "changed", ODD)] * 2)

    reads = [auditor.record(Entry(nurse, n % 5, "read", f"Observation {n}", "seen")) for n in range(count)]
    await asyncio.gather(*reads, *(written(n) for n in range(count // 4)))


async def test_chains_hold_whoever_writes_at_once(web_db: Database, worker_db: Database, nurse: int) -> None:
    await fill(web_db, worker_db, nurse)
    found = await verified(worker_db)
    assert found == chains.Verified(300, [])
    async with worker_db.transaction() as connection:
        used = await connection.fetchval("SELECT count(DISTINCT chain) FROM access.audit")
    assert used > 1


async def test_what_is_rolled_back_leaves_no_gap(worker_db: Database, nurse: int) -> None:
    for fails in (False, True, False):
        try:
            async with worker_db.transaction() as connection:
                await audit.write(connection, [Entry(nurse, 1, "read", "x", "seen")])
                if fails:
                    raise RuntimeError
        except RuntimeError:
            pass
    assert await verified(worker_db) == chains.Verified(2, [])


TAMPERED = {
    "UPDATE access.audit SET account_id = NULL WHERE what = 'Observation 7'": "not what was written",
    "UPDATE access.audit SET at = at + interval '1 second' WHERE what = 'Observation 7'": "not what was written",
    "UPDATE access.audit SET outcome = 'empty' WHERE what = 'Observation 7'": "not what was written",
    "UPDATE access.audit SET hash = sha256(hash) WHERE what = 'Observation 7'": "not what was written",
    "DELETE FROM access.audit WHERE what = 'Observation 7'": "missing",
    "DELETE FROM access.audit WHERE what = 'Observation 19'": "missing",
    "DELETE FROM access.audit": "missing",
    "UPDATE access.chain SET number = number - 1 WHERE number > 0": "end",
}


@pytest.mark.parametrize("sql", TAMPERED)
async def test_the_first_change_is_named(
    web_db: Database, worker_db: Database, nurse: int, owner: Callable[[str], Awaitable[Any]], sql: str
) -> None:
    auditor = Auditor(web_db)
    for n in range(20):
        await auditor.record(Entry(nurse, 1, "read", f"Observation {n}", "seen"))
    assert (await verified(worker_db)).breaks == []
    async with worker_db.transaction() as connection:
        number = await connection.fetchval("SELECT number FROM access.audit WHERE what = 'Observation 7'")
    await owner(sql)
    found = await verified(worker_db)
    assert len(found.breaks) == 1
    assert TAMPERED[sql] in str(found.breaks[0])
    if "Observation 7" in sql:
        assert found.breaks[0].number == number


async def test_an_end_that_was_cut_off_shows_by_the_heads_that_were_kept(
    web_db: Database, worker_db: Database, nurse: int, owner: Callable[[str], Awaitable[Any]]
) -> None:
    auditor = Auditor(web_db)
    for n in range(5):
        await auditor.record(Entry(nurse, 1, "read", f"Observation {n}", "seen"))
    async with worker_db.transaction() as connection:
        kept = await chains.heads(connection)
    await owner("DELETE FROM access.audit WHERE what = 'Observation 4'")
    await owner(
        "UPDATE access.chain c SET number = a.number, hash = a.hash FROM access.audit a "
        "WHERE a.chain = c.chain AND a.what = 'Observation 3'"
    )
    assert (await verified(worker_db)).breaks == []
    assert [wrong.number for wrong in (await verified(worker_db, kept)).breaks] == [5]


@pytest.mark.parametrize("role", ["web", "worker"])
async def test_nobody_who_serves_can_write_or_change_by_themselves(
    web_db: Database, worker_db: Database, nurse: int, role: str
) -> None:
    database = web_db if role == "web" else worker_db
    for sql in (
        "INSERT INTO access.audit (person_id, at, action, what, outcome, chain, number, hash) "
        "VALUES (1, now(), 'read', 'x', 'seen', 0, 1, '')",
        "UPDATE access.audit SET what = ''",
        "DELETE FROM access.audit",
        "TRUNCATE access.audit",
        "UPDATE access.chain SET number = 0",
    ):
        async with database.transaction(nurse) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with connection.transaction():
                    await connection.execute(sql)


async def test_why_somebody_may_is_kept_on_every_path(web_db: Database, worker_db: Database, nurse: int) -> None:
    async with worker_db.transaction() as connection:
        given = [Relationship(1, "zone-1", "task", "t", EVER), Relationship(1, "zone-1", "care-team", "c", EVER)]
        await keep(connection, given)
    await Auditor(web_db).record(
        Entry(nurse, 1, "read", "Observation", "seen"), Entry(nurse, 2, "read", "Observation", "refused")
    )
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT person_id, reason FROM access.audit ORDER BY 1")
    assert [tuple(row) for row in rows] == [(1, "care-team"), (2, "")]


async def test_entries_are_valid_audit_events(web_db: Database, worker_db: Database, nurse: int) -> None:
    for action, outcome, reason in (
        ("read", "seen", "care-team"), ("update", "changed", ""), ("search", "empty", ""),
        ("break-glass", "refused", "Fell"), ("log-in", "changed", ""), ("read", "seen", "for research, by app"),
    ):  # fmt: skip
        entry = Entry(nurse, 7, action, "Observation", outcome, reason)  # type: ignore[arg-type]
        await Auditor(web_db).record(entry)
    await Auditor(web_db).record(Entry(None, 7, "read", "Observation", "seen"))
    async with worker_db.transaction() as connection:
        found = [decode(auditevent.event(entry)) for entry in await auditevent.of_person(connection, 7)]
    assert [event["action"] for event in found] == ["R", "U", "R", "E", "R", "R", "R"]
    assert [event["outcome"] for event in found] == ["0", "0", "0", "4", "0", "0", "0"]
    why = [event["purposeOfEvent"][0]["coding"][0]["code"] for event in found]
    assert why == ["TREAT", "TREAT", "TREAT", "BTG", "TREAT", "HRESCH", "TREAT"]
    assert found[0]["agent"][0]["who"]["display"] == "nurse"


async def person(connection: Any, number: int, family: str, line: str = "") -> None:
    await connection.execute("INSERT INTO people.person (person_id) VALUES ($1)", number)
    await connection.execute(
        "INSERT INTO people.source_record (person_id, source, local_id, patient_id, family, given, birth_date, line, "
        "postcode, at, digest) VALUES ($1, 's', $2, $2, $3, 'A', $4, $5, 'TQ1 1AA', $6, '')",
        number, f"p{number}", family, date(1950, 1, 1), line, NOW,
    )  # fmt: skip


async def test_unusual_looks_are_flagged_once_and_judged_by_somebody_else(
    web_db: Database, worker_db: Database, nurse: int, clock: SetClock, database: str
) -> None:
    async with worker_db.transaction() as connection:
        await person(connection, 1, "Oake")
        await person(connection, 2, "Byrd", "1 High Street")
        await person(connection, 3, "Stone", "1 high street")
        await person(connection, 4, "Lunn", "2 High Street")
        made = NewAccount("boss", "x", "Bo Hill", memberships=[("zone-1", "manager"), ("place", "privacy-officer")])
        officer = await accounts.create(connection, made)
        await connection.execute("UPDATE access.account SET own_person = 2 WHERE id = $1", nurse)
        await connection.execute("UPDATE access.account SET own_person = 4 WHERE id = $1", officer)
    auditor = Auditor(web_db)
    for number in (1, 1, 2, 3, 4):
        await auditor.record(Entry(nurse, number, "read", "timeline", "seen"))
        await auditor.record(Entry(nurse, number, "read", "worklist", "seen"))
    await auditor.record(Entry(officer, 4, "read", "timeline", "seen"))
    clock.advance(timedelta(minutes=2))
    async with web_db.transaction(officer) as connection:
        await unusual.find(connection, many=3)
        await unusual.find(connection, many=3)
    async with web_db.transaction(officer) as connection:
        found = await unusual.flags(connection)
        assert {(f.kind, f.person_id, f.times) for f in found} == {
            ("same-surname", 1, 2), ("own-record", 2, 1), ("same-address", 3, 1), ("colleague", 4, 1),
            ("many-people", 0, 1),
        }  # fmt: skip
        assert {f.person for f in found} == {"OAKE, A", "BYRD, A", "STONE, A", "LUNN, A", ""}
        await unusual.judge(connection, found[0].id, False, "Talked to them")
        with pytest.raises(Conflict):
            await unusual.judge(connection, found[0].id, True, "")
        assert len(await unusual.flags(connection)) == 4
        assert (await unusual.flags(connection, only_open=False))[-1].note == "Talked to them"
    clock.advance(timedelta(minutes=112))  # a few before the hour, a few after it
    for number in (1, 2, 3, 4):
        await auditor.record(Entry(nurse, number, "read", "plan", "seen", "review"))
        await auditor.record(Entry(nurse, number + 4, "read", "gap Jab", "seen", "review"))
        clock.advance(timedelta(minutes=4))
    async with web_db.transaction(officer) as connection:
        await unusual.find(connection, many=3)
        later = [f for f in await unusual.flags(connection, only_open=False) if f.kind == "many-people"]
        assert [(f.times, f.reviewed is None) for f in later] == [(1, True), (1, False)]  # what was judged stays judged
    async with web_db.transaction(nurse) as connection:
        assert await unusual.flags(connection) == []
        with pytest.raises(Conflict):
            await unusual.judge(connection, found[1].id, True, "")
