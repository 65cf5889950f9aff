"""What the database shows is what the policy says, for random persons; and what it is made of changes it at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import asyncpg
import pytest

from careweft.access import accounts, emergencies, policy, relationships
from careweft.access.accounts import NewAccount
from careweft.access.behalf import acting
from careweft.access.consent import Sharing, read, resource
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput, Refused
from careweft.fhir.decode import decode
from careweft.fhir.store import Store
from tests.access.oracle import Known, Reason, Wish, sees
from tests.access.world import EVER, NEVER, NOW, ORIGIN, consent, observation, random_known, write

PARTIES = ["zone-1", "acute", "gp-1", "homecare-a"]
ONE = {"zone-1"}


@pytest.fixture
async def staff(worker_db: Database) -> dict[str, int]:
    """An account in each party, and one in two of them."""
    async with worker_db.transaction() as connection:
        found = {
            party: await accounts.create(connection, NewAccount(party, "x", party, memberships=[(party, "manager")]))
            for party in PARTIES
        }
        both = [("zone-1", "manager"), ("acute", "manager")]
        found["both"] = await accounts.create(connection, NewAccount("both", "x", "Both", memberships=both))
    return found


async def shown(web_db: Database, account: int, person: int, names: Sequence[str]) -> dict[str, bool]:
    """Which resources of a person an account sees, by every table that tells of them; they must agree."""
    async with web_db.transaction(account) as connection:
        found: list[set[str]] = []
        for query in (
            "SELECT id FROM fhir.resource WHERE person_id = $1 AND type = 'Observation'",
            "SELECT id FROM fhir.location WHERE person_id = $1 AND type = 'Observation'",
            "SELECT l.id FROM access.ids l JOIN (SELECT DISTINCT rid FROM fhir.index_token WHERE person_id = $1) t "
            "USING (rid) WHERE l.type = 'Observation'",
        ):
            rows = await connection.fetch(query, person)
            found.append({row["id"].rpartition("-")[0] for row in rows})
    assert found[0] == found[1] == found[2]
    return {name: name in found[0] for name in names}


@pytest.fixture(autouse=True)
async def ids(database: str, worker_db: Database) -> None:
    """A copy of who is who that the web may read, to name what an index shows."""
    owner = await asyncpg.connect(database)
    await owner.execute("CREATE VIEW access.ids AS SELECT rid, type, id FROM fhir.location")
    await owner.execute("GRANT SELECT ON access.ids TO careweft_web, careweft_worker")
    await owner.close()


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(4, 24))])
async def test_what_is_shown_is_what_the_policy_says(
    worker_db: Database, web_db: Database, staff: dict[str, int], seed: int
) -> None:
    random = Random(seed)
    town: dict[int, Known] = {}
    for person in range(1, 9):
        known = town[person] = random_known(random, PARTIES)
        async with worker_db.transaction() as connection:
            await write(connection, person, known, random.choice(["", "", "o0", "o10"]))
    for person, known in town.items():
        for name, account in staff.items():
            parties = {"zone-1", "acute"} if name == "both" else {name}
            expected = {what: sees(known, parties, NOW, what) for what in known.marks}
            assert await shown(web_db, account, person, list(known.marks)) == expected, (person, name, known)
            async with web_db.transaction(account) as connection:
                assert await connection.fetchval("SELECT access.may_see($1)", person) == sees(known, parties, NOW)
    async with worker_db.transaction() as connection:
        left = await connection.fetch("SELECT * FROM access.sight EXCEPT ALL SELECT * FROM access.decided")
        more = await connection.fetch("SELECT * FROM access.decided EXCEPT ALL SELECT * FROM access.sight")
    assert left == more == []


class Town:
    """One person of zone 1 and the hospital."""

    def __init__(self, worker_db: Database, web_db: Database, staff: dict[str, int]) -> None:
        self.worker, self.web, self.staff = worker_db, web_db, staff

    async def put(self, *resources: dict[str, Any], person: int = 1) -> None:
        async with self.worker.transaction() as connection:
            await Store().put(connection, person, resources, ORIGIN)

    async def ids(self, who: str, table: str = "fhir.resource") -> set[str]:
        async with self.web.transaction(self.staff[who]) as connection:
            rows = await connection.fetch(
                f"SELECT DISTINCT l.type || '/' || l.id FROM {table} JOIN access.ids l USING (rid)"
            )
        return {row[0] for row in rows}

    async def may(self, account: int, person: int = 1) -> bool:
        async with self.web.transaction(account) as connection:
            return bool(await connection.fetchval("SELECT access.may_see($1)", person))


@pytest.fixture
async def town(worker_db: Database, web_db: Database, staff: dict[str, int]) -> Town:
    async with worker_db.transaction() as connection:
        await relationships.keep(
            connection,
            [
                Relationship(1, "zone-1", "care-team", "case/1", EVER),
                Relationship(1, "acute", "stay", "Encounter/e", EVER),
            ],
        )
    made = Town(worker_db, web_db, staff)
    await made.put({"resourceType": "Patient", "id": "p1", "birthDate": "1950-02-03"}, observation("o1", 1))
    return made


async def test_a_consent_works_as_soon_as_it_is_written_and_until_it_is_withdrawn(town: Town) -> None:
    no = consent("c1", 1, [Wish(False, "acute", frozenset({"ordinary"}), EVER, NEVER)])
    assert await town.ids("acute") == {"Patient/p1", "Observation/o1"}
    await town.put(no)
    assert await town.ids("acute") == set()
    assert "Observation/o1" in await town.ids("zone-1")
    await town.put(no | {"status": "inactive"})
    assert "Observation/o1" in await town.ids("acute")
    await town.put(no)
    async with town.worker.transaction() as connection:
        await Store().delete(connection, "Consent", "c1", ORIGIN)
    assert "Observation/o1" in await town.ids("acute")


async def test_opting_out_leaves_the_practice_and_those_whom_the_person_chose(town: Town) -> None:
    async with town.worker.transaction() as connection:
        await relationships.keep(connection, [Relationship(1, "gp-1", "registered-practice", "Patient/p1", EVER)])
    yes = Wish(True, "homecare-a", frozenset({"ordinary"}), EVER, NEVER)
    await town.put(consent("c1", 1, [yes], opted_out=True))
    assert {who: await town.may(town.staff[who]) for who in PARTIES} == {
        "zone-1": False, "acute": False, "gp-1": True, "homecare-a": True,
    }  # fmt: skip


async def test_what_is_not_understood_makes_a_no_wider_and_a_yes_worth_nothing(town: Town) -> None:
    odd = {"class": [{"system": "http://hl7.org/fhir/resource-types", "code": "Observation"}]}
    await town.put(consent("c1", 1, []) | {"provision": {"provision": [{"type": "deny", **odd}]}})
    assert not await town.may(town.staff["acute"])
    who = consent("c2", 1, [Wish(True, "gp-1", frozenset({"ordinary"}), EVER, NEVER)])["provision"]["provision"][0]
    await town.put(
        consent("c1", 1, []) | {"provision": {"provision": [who | odd]}},
    )
    assert not await town.may(town.staff["gp-1"])
    research = {"purpose": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HRESCH"}]}
    await town.put(consent("c1", 1, []) | {"provision": {"provision": [{"type": "deny", **research}]}})
    assert await town.may(town.staff["acute"])


async def test_one_resource_is_kept_from_everybody_else_with_what_tells_of_it(town: Town) -> None:
    task = {
        "resourceType": "Task", "id": "t1", "status": "requested", "intent": "order",
        "focus": {"reference": "Observation/o1"}, "for": {"reference": "Patient/p1"},
    }  # fmt: skip
    notice = {
        "resourceType": "Communication", "id": "n1", "status": "completed", "subject": {"reference": "Patient/p1"},
        "about": [{"reference": "Task/t1"}],
    }  # fmt: skip
    await town.put(task, notice)
    assert await town.ids("zone-1") == {"Patient/p1", "Observation/o1", "Task/t1", "Communication/n1"}
    hidden = consent("c1", 1, [], hide="Observation/o1")
    await town.put(hidden)
    for table in ("fhir.resource", "fhir.location", "fhir.index_token"):
        assert await town.ids("zone-1", table) <= {"Patient/p1"}
    await town.put(hidden | {"status": "inactive"})
    assert await town.ids("zone-1") == {"Patient/p1", "Observation/o1", "Task/t1", "Communication/n1", "Consent/c1"}


async def test_a_task_written_before_what_it_is_about_is_marked_as_well(town: Town) -> None:
    task = {
        "resourceType": "Task", "id": "t1", "status": "requested", "intent": "order",
        "focus": {"reference": "Observation/o2"}, "for": {"reference": "Patient/p1"},
    }  # fmt: skip
    await town.put(task, observation("o2", 1, "HIV"))
    assert not {"Task/t1", "Observation/o2"} & await town.ids("zone-1")
    await town.put(observation("o2", 1))
    assert {"Task/t1", "Observation/o2"} <= await town.ids("zone-1")


async def test_what_is_done_or_found_for_a_reason_is_as_private_as_the_reason(town: Town) -> None:
    about, of = {"reference": "Patient/p1"}, {"reference": "Observation/o1"}
    code, intent = {"text": "x"}, {"status": "active", "intent": "order"}
    drug = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        **intent,
        "subject": about,
        "medicationCodeableConcept": code,
    }
    tells: list[dict[str, Any]] = [
        drug | {"reasonReference": [of]},
        {"resourceType": "CarePlan", "id": "c1", "status": "active", "intent": "plan", "subject": about,
         "activity": [{"detail": {"status": "in-progress", "reasonReference": [of]}}]},
        {"resourceType": "Goal", "id": "g1", "lifecycleStatus": "active", "subject": about, "description": code,
         "addresses": [of]},
        {"resourceType": "Condition", "id": "d1", "subject": about, "evidence": [{"detail": [of]}]},
        {"resourceType": "DiagnosticReport", "id": "r1", "status": "final", "subject": about, "code": code,
         "result": [of]},
        observation("s1", 1) | {"derivedFrom": [of]},
    ]  # fmt: skip
    others: list[dict[str, Any]] = [
        drug | {"id": "m2"},
        {"resourceType": "Encounter", "id": "e1", "status": "finished", "subject": about, "class": {"code": "IMP"},
         "reasonReference": [{"reference": "Condition/d1"}]},
    ]  # fmt: skip
    await town.put(*tells, *others)
    all_ = {f"{each['resourceType']}/{each['id']}" for each in (*tells, *others)}
    assert all_ <= await town.ids("zone-1")
    hidden = consent("c1", 1, [], hide="Observation/o1")
    await town.put(hidden)
    assert await town.ids("zone-1") & all_ == {"MedicationRequest/m2", "Encounter/e1"}
    await town.put(drug)  # it rests on it no more
    assert "MedicationRequest/m1" in await town.ids("zone-1")
    await town.put(hidden | {"status": "inactive"})
    assert all_ <= await town.ids("zone-1")


async def test_an_older_version_with_a_label_stays_hidden(town: Town) -> None:
    await town.put(observation("o2", 1, "SEX"))
    await town.put(observation("o2", 1))
    async with town.web.transaction(town.staff["zone-1"]) as connection:
        versions = await Store().history(connection, "Observation", "o2")
    assert [version.version for version in versions] == [2]


async def test_who_marks_what_it_may_not_see_can_finish_writing(town: Town, worker_db: Database) -> None:
    async with town.web.transaction(town.staff["zone-1"]) as connection:
        for _ in range(2):
            await Store().put(connection, 1, [observation("o1", 1, "SEX")], ORIGIN)
    assert "Observation/o1" not in await town.ids("zone-1")
    async with worker_db.transaction() as connection:
        assert await connection.fetchval(
            "SELECT count(*) FROM fhir.index_token x JOIN access.ids USING (rid) WHERE id = 'o1'"
        )


async def test_marks_and_wishes_go_with_the_record_to_another_person(town: Town) -> None:
    async with town.worker.transaction() as connection:
        await relationships.keep(connection, [Relationship(2, "zone-1", "care-team", "case/2", EVER)])
    no = consent("c1", 1, [Wish(False, "acute", frozenset({"ordinary"}), EVER, NEVER)])
    await town.put(observation("o2", 1, "SEX"), no)
    async with town.worker.transaction() as connection:
        await Store().move(connection, [("Observation", "o2"), ("Consent", "c1"), ("Patient", "p1")], 1, 2)
    assert await town.may(town.staff["acute"])
    assert "Observation/o2" not in await town.ids("zone-1")
    async with town.worker.transaction() as connection:
        assert await connection.fetchval("SELECT person_id FROM access.choice") == 2


async def test_only_a_new_kind_of_information_decides_anew(town: Town) -> None:
    """Merging two long records moves thousands of resources; deciding about each relationship for each took hours."""

    async def decides(work: Callable[[Connection], Awaitable[object]]) -> bool:
        async with town.worker.transaction() as connection:
            query = "SELECT array_agg(xmin::text ORDER BY person_id, party, since) FROM access.sight"
            before = await connection.fetchval(query)
            await work(connection)
            await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return bool(before != await connection.fetchval(query))

    async def writes(*codes: str, to: str) -> bool:
        return await decides(lambda c: Store().put(c, 1, [observation(to, 1, *codes)], ORIGIN))

    async def moves(*ids: str) -> bool:
        return await decides(lambda c: Store().move(c, [("Observation", each) for each in ids], 1, 2))

    async with town.worker.transaction() as connection:
        await relationships.keep(connection, [Relationship(2, "zone-1", "care-team", "case/2", EVER)])
    assert not await writes(to="plain")
    assert await writes("SEX", to="first")
    assert not await writes("SEX", to="second")
    assert not await moves("plain")
    assert await moves("first")  # the first of its kind where it comes to
    assert await moves("second")  # the last of its kind where it leaves


async def test_two_who_mark_and_take_away_at_once_leave_nothing_open(town: Town) -> None:
    async with town.worker.transaction() as connection:
        await relationships.keep(connection, [Relationship(2, "zone-1", "care-team", "case/2", EVER)])
    await town.put(observation("s0", 1, "SEX"))

    async def marks() -> None:
        await town.put(observation("s1", 1, "SEX"))

    async with town.worker.transaction() as connection:
        await Store().move(connection, [("Observation", "s0")], 1, 2)
        await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        other = asyncio.create_task(marks())
        await asyncio.sleep(0.05)
    await other
    assert "Observation/s1" not in await town.ids("zone-1")


def relative(code: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "RelatedPerson", "id": "r1", "active": True, "patient": {"reference": "Patient/p1"},
        "relationship": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": code}]}],
        **more,
    }  # fmt: skip


async def kinds(connection: Connection) -> list[str]:
    rows = await connection.fetch(
        "SELECT kind FROM access.sight WHERE party = 'related/r1' AND since <= base.now() AND base.now() < until "
        "AND hides & 1 = 0"
    )
    return [row["kind"] for row in rows]


@pytest.mark.parametrize(
    ("born", "found"),
    [("2020-01-16", ["parent"]), ("2013-01-16", ["parent"]), ("2013-01-15", ["young-persons-parent"]),
     ("2010-01-16", ["young-persons-parent"]), ("2010-01-15", []), ("", [])],
)  # fmt: skip
async def test_a_parent_sees_by_the_childs_age(town: Town, born: str, found: list[str]) -> None:
    await town.put({"resourceType": "Patient", "id": "p1", **({"birthDate": born} if born else {})}, relative("MTH"))
    async with town.worker.transaction() as connection:
        assert await kinds(connection) == found


async def test_an_attorney_sees_only_while_the_person_lacks_capacity(town: Town) -> None:
    flag = {
        "resourceType": "Flag", "id": "f1", "status": "active", "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "https://careweft.org/fhir/CodeSystem/flag", "code": "lacks-capacity"}]},
    }  # fmt: skip
    async with town.worker.transaction() as connection:
        await Store().put(connection, 1, [relative("POWATT")], ORIGIN)
    async with town.worker.transaction() as connection:
        assert await kinds(connection) == []
    await town.put(flag)
    async with town.worker.transaction() as connection:
        assert await kinds(connection) == ["guardian"]
    await town.put(flag | {"period": {"end": "2026-01-14"}})
    async with town.worker.transaction() as connection:
        assert await kinds(connection) == []


async def test_a_carer_sees_whom_the_person_chose_as_long_as_they_are_a_carer(town: Town, clock: SetClock) -> None:
    yes = consent("c1", 1, [Wish(True, "related/r1", frozenset({"ordinary"}), EVER, NEVER)])
    await town.put(yes)
    async with town.worker.transaction() as connection:
        assert await kinds(connection) == []
    await town.put(relative("CAREGIVER", period={"end": "2026-01-20"}))
    async with town.worker.transaction() as connection:
        assert await kinds(connection) == ["carer"]
    clock.advance(timedelta(days=6))
    async with town.worker.transaction() as connection:
        assert await kinds(connection) == []


async def test_what_a_relative_may_do_goes_with_the_relationship_of_that_instant(town: Town) -> None:
    async with town.worker.transaction() as connection:
        new = NewAccount("kin", "x", "Kin", "carer", memberships=[("related/r1", "carer")])
        kin = await accounts.profile(connection, await accounts.create(connection, new))
    assert kin

    async def does(act: policy.Act) -> str:
        async with town.worker.transaction(kin.id) as connection:
            try:
                return (await acting(connection, kin, 1, "Patient/p1", act)).reference
            except Refused:
                return ""

    assert await does("send-readings") == ""
    await town.put({"resourceType": "Patient", "id": "p1", "birthDate": "2020-01-16"}, relative("MTH"))
    assert await does("ask-correction") == "RelatedPerson/r1"  # a parent
    await town.put({"resourceType": "Patient", "id": "p1", "birthDate": "2012-01-16"})
    assert [await does("book-appointments"), await does("send-readings")] == ["RelatedPerson/r1", ""]
    await town.put({"resourceType": "Patient", "id": "p1", "birthDate": "1950-01-16"})
    assert await does("write-messages") == ""  # of a grown-up
    chosen, at = Sharing(also_with=frozenset({"related/r1"})), "2026-01-15T09:00:00Z"
    await town.put(resource(chosen, "c1", "Patient/p1", at))
    assert [await does("send-readings"), await does("ask-correction")] == ["RelatedPerson/r1", ""]
    reads = chosen.changed("only_reads", "related/r1", True)
    await town.put(resource(reads, "c1", "Patient/p1", at))
    assert [await does("write-messages"), await does("send-readings")] == ["RelatedPerson/r1", ""]
    await town.put(resource(reads.changed("also_with", "related/r1", False), "c1", "Patient/p1", at))
    assert await does("write-messages") == ""


def test_no_relationship_lets_a_relative_do_more_than_their_role() -> None:
    assert all(acts <= policy.MAY["carer"] for acts in policy.ON_BEHALF.values())


def test_the_oracle_says_what_the_rules_say() -> None:
    known = Known([Reason("zone-1", "care-team", EVER, NEVER)], [], {"x": frozenset({"hiv"}), "y": frozenset()})
    assert sees(known, ONE, NOW, "y")
    assert not sees(known, ONE, NOW, "x")
    assert not sees(known, {"acute"}, NOW)


async def broken(town: Town, who: str, person: int = 1, hours: int = 3) -> None:
    async with town.web.transaction(town.staff[who]) as connection:
        await emergencies.break_glass(connection, person, "Fell in the street", "ETREAT", hours)


async def test_breaking_the_glass_ends_by_itself_and_leaves_the_rest_closed(
    town: Town, web_db: Database, clock: SetClock
) -> None:
    await town.put(*(observation(f"x-{code}", 1, code) for code in ("MH", "HIV", "SDV", "V")))
    assert not await town.may(town.staff["gp-1"])
    await broken(town, "gp-1", hours=8)
    assert await town.ids("gp-1") == {"Patient/p1", "Observation/o1", "Observation/x-MH", "Observation/x-HIV"}
    clock.advance(timedelta(hours=8))
    assert await town.ids("gp-1") == set()


async def test_the_persons_no_to_a_category_holds_in_an_emergency_where_the_rules_say_so(town: Town) -> None:
    await town.put(
        *(observation(f"x-{code}", 1, code) for code in ("MH", "HIV")),
        consent("c1", 1, [Wish(False, "acute", frozenset({"hiv"}), EVER, NEVER)], opted_out=True),
    )
    await broken(town, "gp-1")
    assert {"Observation/o1", "Observation/x-MH"} == {i for i in await town.ids("gp-1") if i.startswith("Observation")}


async def test_the_glass_is_not_broken_where_the_place_forbids_it(town: Town, database: str) -> None:
    owner = await asyncpg.connect(database)
    await owner.execute("UPDATE access.category SET break_glass = 'unless-dissent' WHERE bit = 1")
    await owner.close()
    await broken(town, "homecare-a")
    await town.put(consent("c1", 1, [], opted_out=True))
    with pytest.raises(Refused):
        await broken(town, "gp-1")
    assert not await town.may(town.staff["gp-1"])


async def test_only_the_roles_of_the_policy_break_the_glass(town: Town) -> None:
    for role in policy.MAY:
        async with town.worker.transaction() as connection:
            made = NewAccount(f"r-{role}", "x", role, memberships=[(f"some-{role}", role)])
            account = await accounts.create(connection, made)
        async with town.web.transaction(account) as connection:
            try:
                async with connection.transaction():
                    await emergencies.break_glass(connection, 1, "Fell in the street", "ETREAT", 1)
                allowed = True
            except Refused:
                allowed = False
        assert allowed == ("break-glass" in policy.MAY[role]), role


async def test_a_reason_a_purpose_and_a_time_are_needed(town: Town) -> None:
    async with town.web.transaction(town.staff["gp-1"]) as connection:
        for given in (("short", "ETREAT", 1), ("long enough now", "NONE", 1), ("long enough now", "ETREAT", 9)):
            with pytest.raises(BadInput):
                await emergencies.break_glass(connection, 1, *given)


def test_what_a_page_keeps_is_what_it_reads_again() -> None:
    kept = Sharing(
        True,
        frozenset({"acute"}),
        frozenset({"gp-1", "related/r1"}),
        frozenset({"hiv"}),
        frozenset({"Observation/b"}),
        not_for=frozenset({"planning", "research"}),
        only_reads=frozenset({"related/r1"}),
    )
    assert read(resource(kept, "c1", "Patient/p1", "2026-01-15T09:00:00Z")) == kept
    assert read(decode(resource(Sharing(), "c1", "Patient/p1", "2026-01-15T09:00:00Z"))) == Sharing()
    decode(resource(kept, "c1", "Patient/p1", "2026-01-15T09:00:00Z"))
    assert kept.changed("also_with", "acute", True).not_with == frozenset()
    assert kept.changed("not_with", "gp-1", True).also_with == frozenset({"related/r1"})
    assert kept.changed("not_about", "hiv", False).not_about == frozenset()
    assert kept.changed("not_for", "research", False).not_for == frozenset({"planning"})
    with pytest.raises(BadInput):
        kept.changed("not_for", "payment", True)
