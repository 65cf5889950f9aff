"""What somebody looks for: who does not look for care sees nobody who said no to what they look for, on any table."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from careweft.access import accounts, policy, relationships
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor, Entry
from careweft.access.consent import PURPOSES, Sharing, resource
from careweft.access.emergencies import break_glass
from careweft.access.relationships import Relationship
from careweft.base.db import Database
from careweft.fhir.store import Store
from tests.access.world import EVER, NOW, ORIGIN, REASON, consent, observation

LOOKS = {"manager": "", "analyst": "planning", "director": "planning", "researcher": "research", "finance": "payment"}


@pytest.fixture
async def staff(worker_db: Database) -> dict[str, int]:
    """An account of each role in one team that sees the person."""
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, [{"resourceType": "Patient", "id": "p1"}, observation("o1", 1)], ORIGIN)
        await relationships.keep(connection, [Relationship(1, "zone-1", "care-team", "case/1", EVER)])
        made = {
            role: await accounts.create(connection, NewAccount(role, "x", role, memberships=[("zone-1", role)]))
            for role in LOOKS
        }
        both = [("zone-1", "analyst"), ("zone-1", "manager")]
        made["both"] = await accounts.create(connection, NewAccount("both", "x", "Both", memberships=both))
        two = [("zone-1", "analyst"), ("zone-1", "researcher")]
        made["two"] = await accounts.create(connection, NewAccount("two", "x", "Two", memberships=two))
    return made


async def seen(web_db: Database, staff: Mapping[str, int]) -> set[str]:
    """Who sees the person, by a table, by the function that everything else asks, and as counted."""
    found = set()
    for role, account in staff.items():
        async with web_db.transaction(account) as connection:
            rows = await connection.fetchval(
                "SELECT count(*) FROM fhir.resource WHERE person_id = 1 AND type <> 'Consent'"
            )
            index = await connection.fetchval("SELECT count(*) FROM fhir.index_token WHERE person_id = 1")
            may = await connection.fetchval("SELECT access.may_see(1)")
            every = await connection.fetchval("SELECT cardinality(access.in_sight(10)) > 1")
        assert (rows == 2) == (index > 0) == may == every and rows in (0, 2), role
        found |= {role} if may else set()
    return found


async def say(worker_db: Database, *codes: str, **more: object) -> None:
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, [consent("c1", 1, [], not_for=codes) | more], ORIGIN)


async def test_a_no_to_a_use_is_heeded_by_who_looks_for_that_alone(
    worker_db: Database, web_db: Database, staff: dict[str, int]
) -> None:
    everybody = {*staff}
    assert await seen(web_db, staff) == everybody
    await say(worker_db, "HRESCH")
    assert await seen(web_db, staff) == everybody - {"researcher", "two"}
    await say(worker_db, "HQUALIMP")
    assert await seen(web_db, staff) == everybody - {"analyst", "director", "two"}
    await say(worker_db, "HQUALIMP", "HRESCH")
    assert await seen(web_db, staff) == {"manager", "both", "finance"}
    await say(worker_db, "HPAYMT")  # what care costs is to be paid
    assert await seen(web_db, staff) == everybody
    await say(worker_db, "HRESCH", status="inactive")
    assert await seen(web_db, staff) == everybody


async def test_each_act_of_a_mixed_account_is_for_what_its_roles_look_for(
    worker_db: Database, web_db: Database
) -> None:
    """A coordinator of one team who does research in another, and works and does research in a third."""
    given = [("zone-1", "coordinator"), ("zone-2", "researcher"), ("zone-3", "coordinator"), ("zone-3", "researcher")]
    async with worker_db.transaction() as connection:
        for person in (1, 2, 3):
            relation = Relationship(person, f"zone-{person}", "care-team", f"case/{person}", EVER)
            await relationships.keep(connection, [relation])
        made = await accounts.create(connection, NewAccount("mixed", "x", "Mixed", memberships=given))
        account = await accounts.profile(connection, made)
    assert account

    async def sees(*acts: policy.Act) -> set[int]:
        async with web_db.transaction(made, held=policy.acting(account, *acts)) as connection:
            return {person for person in (1, 2, 3) if await connection.fetchval("SELECT access.may_see($1)", person)}

    both: tuple[policy.Act, policy.Act] = ("use-fhir", "export-fhir")
    assert (await sees(), await sees("work-tasks")) == ({1, 2, 3}, {1, 3})
    assert (await sees("use-fhir"), await sees(*both)) == ({1, 2, 3}, {2, 3})
    assert (policy.purposes(account, "use-fhir"), policy.purposes(account, *both)) == ([], ["research"])
    for by in ("", "through the app A"):  # an act of both kinds was for what shows the person
        await Auditor(web_db).record(*(Entry(made, person, "read", "Patient", "seen", by) for person in (1, 2, 3)))
    async with worker_db.transaction() as connection:
        kept = await connection.fetch("SELECT reason FROM access.audit ORDER BY id")
    whys = ["care-team", "for research", "care-team"]
    assert [row[0] for row in kept] == [*whys, *(f"{why}, through the app A" for why in whys)]
    for person in (1, 2, 3):  # says no to research
        async with worker_db.transaction() as connection:
            await Store().put(connection, person, [consent(f"c{person}", person, [], not_for=["HRESCH"])], ORIGIN)
    assert (await sees(), await sees("work-tasks")) == ({1, 3}, {1, 3})
    assert (await sees("use-fhir"), await sees(*both)) == ({1, 3}, set())
    assert await sees("send-feed") == set()  # what no role allows shows nobody
    async with web_db.transaction(made) as connection:
        await break_glass(connection, 4, "Found lying in the street", "ETREAT", 2)
        assert await connection.fetchval("SELECT access.may_see(4)")
    async with web_db.transaction(made, held=policy.acting(account, *both)) as connection:
        assert not await connection.fetchval("SELECT access.may_see(4)"), "an emergency is no research"


async def test_a_no_holds_for_its_time_and_whatever_else_it_says(
    worker_db: Database, web_db: Database, staff: dict[str, int]
) -> None:
    without = {*staff} - {"researcher", "two"}
    purpose = {"type": "deny", "purpose": [{"system": REASON, "code": "CLINTRCH"}]}
    over = {"period": {"end": (NOW - timedelta(days=2)).isoformat()}}
    for provision, expected in (
        (purpose | over, {*staff}),
        (purpose | {"period": {"start": "2020-01-01"}}, without),
        ({"type": "permit", "provision": [purpose]}, without),
        (purpose | {"securityLabel": [{"code": "HIV"}]}, without),
        (purpose | {"type": "permit"}, {*staff}),
    ):
        await say(worker_db, provision=provision)
        assert await seen(web_db, staff) == expected, provision


async def test_what_the_person_chooses_on_their_page_is_decided(
    worker_db: Database, web_db: Database, staff: dict[str, int]
) -> None:
    for use, away in (("planning", {"analyst", "director", "two"}), ("research", {"researcher", "two"})):
        made = resource(Sharing().changed("not_for", use, True), "c1", "Patient/p1", "2026-01-15T09:00:00Z")
        async with worker_db.transaction() as connection:
            await Store().put(connection, 1, [made], ORIGIN)
        assert await seen(web_db, staff) == {*staff} - away


async def test_the_tables_of_the_policy_agree(worker_db: Database) -> None:
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT * FROM access.purpose")
    assert {role: row["purpose"] for row in rows for role in row["roles"]} == policy.LOOKS_FOR
    assert {r: p for r, p in LOOKS.items() if p} == policy.LOOKS_FOR
    assert {role for row in rows for role in row["roles"]} <= policy.MAY.keys()
    refusable = {row["purpose"]: row["codes"] for row in rows if row["refusable"]}
    assert refusable.keys() == PURPOSES.keys() and all(PURPOSES[use] in codes for use, codes in refusable.items())
    for role, use in LOOKS.items():
        if use:  # who looks for something else may not work with people
            assert not policy.MAY[role] & {"see-people", "work-tasks", "break-glass", "write-fhir"}
