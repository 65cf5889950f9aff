"""From acceptance to closure: handed over with all open work, closed with everything decided, reopened."""

from datetime import timedelta

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import casework, teams
from careweft.care.casework import Case, Casework, Closing, Handing
from careweft.care.tasks import Ask, Filter, worklist
from careweft.facts import person_facts
from tests.care.place import PERSON, TERMS, Place, home_care, patient, referral, stay


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Place:
    made = Place(worker_db, clock)
    await made.set_up(caseload=1)
    await made.put(patient(), referral(clock.now()), home_care(clock.now()))
    carla = await made.account("carla", "zone-1", "coordinator")
    async with made.database.transaction(carla.id) as connection:
        task = (await worklist(connection, Filter(code="triage")))[0]
        await made.triage.decide(connection, carla, task.id, True, "", TERMS)
    clock.set(clock.now().replace(hour=12))
    await made.put(stay(clock.now()))
    return made


@pytest.fixture
async def carla(place: Place) -> Account:
    return await place.account("carla", "zone-1", "coordinator")


async def case(place: Place) -> Case:
    async with place.database.transaction() as connection:
        found = await casework.case_of(connection, place.triage._record, PERSON)
    assert found
    return found


async def hand_over(place: Place, by: Account, to: str, beyond: bool = False, version: int | None = None) -> list[str]:
    work, found = Casework(place.triage._record), await case(place)
    async with place.database.transaction(by.id) as connection:
        facts = await person_facts.load(connection, PERSON)
        return await work.hand_over(connection, by, found.id, Handing(to, "Leave", beyond), facts, version)


async def close(place: Place, by: Account, fate: casework.Fate | None = "ends", version: int | None = None) -> None:
    work, found = Casework(place.triage._record), await case(place)
    async with place.database.transaction(by.id) as connection:
        facts = await person_facts.load(connection, PERSON)
        tasks, services = await casework.to_decide(connection, PERSON, facts, place.clock.now())
        records = [f"Task/{task.id}" for task in tasks] + [service.record for service in services]
        fates: dict[str, casework.Fate] = dict.fromkeys(records, fate) if fate else {}
        closing = Closing("goals-met", "She manages", "all", frozenset({"gp"}), fates)
        await work.close(connection, by, found.id, closing, facts, version)


async def held(place: Place, who: str) -> int:
    async with place.database.transaction() as connection:
        loads = await teams.loads(connection, "zone-1", "coordinator")
    return next(load.open for load in loads if load.practitioner.id == who)


async def test_a_handover_carries_all_open_work_and_tells(place: Place, carla: Account) -> None:
    assert (await case(place)).coordinator == "carla"
    carried = await hand_over(place, carla, "colin")
    assert (await case(place)).coordinator == "colin"
    async with place.database.transaction() as connection:
        tasks = await worklist(connection, Filter(person_id=PERSON, code="plan-discharge"))
    assert [task.id for task in tasks] == carried
    assert {(task.practitioner, task.note) for task in tasks} == {("colin", "Handed over to Colin. Leave")}
    assert (await held(place, "carla"), await held(place, "colin")) == (0, 1)
    told = {row[0] for row in await place.rows("care.notice", "recipient, message") if "looks after" in row[1]}
    assert told == {"gp-01", f"person/{PERSON}", "staff/carla", "staff/colin"}


async def test_nobody_is_given_more_than_they_can_hold_unless_it_is_meant(place: Place, carla: Account) -> None:
    async with place.database.transaction() as connection:
        await connection.execute("UPDATE care.practitioner SET caseload = 0 WHERE id = 'colin'")
    with pytest.raises(BadInput, match="Colin has no room"):
        await hand_over(place, carla, "colin")
    await hand_over(place, carla, "colin", beyond=True)
    assert (await case(place)).coordinator == "colin"


async def nurses_call(place: Place) -> tuple[str, str | None, str, str]:
    """What became of what nobody of the team's nurses has taken yet."""
    rows = await place.rows("care.task", "id, team, practitioner, role, note, code")
    (found,) = [row[1:5] for row in rows if row[5] == "by-hand"]
    return found


async def test_another_teams_coordinator_takes_the_work_to_that_team(place: Place, carla: Account) -> None:
    due = place.clock.now() + timedelta(days=1)
    ask = Ask("t1", "Patient/p1", "Patient/p1", "by-hand", "Call", "zone-1", "district-nurse", None, due)
    async with place.database.transaction(carla.id) as connection:
        await place.tasks.ask(connection, carla, PERSON, ask)
    await hand_over(place, carla, "petra")
    async with place.database.transaction() as connection:
        tasks = await worklist(connection, Filter(person_id=PERSON, code="plan-discharge"))
    assert {(task.team, task.practitioner) for task in tasks} == {("zone-2", "petra")}
    assert await nurses_call(place) == ("zone-2", None, "district-nurse", "Handed over to Petra's team. Leave")
    with pytest.raises((NotFound, Refused)):
        await hand_over(place, carla, "colin")


async def test_a_case_closes_only_when_each_task_and_service_is_decided(place: Place, carla: Account) -> None:
    with pytest.raises(BadInput, match="whether it ends"):
        await close(place, carla, None)
    assert (await case(place)).open
    await close(place, carla)
    closed = await case(place)
    assert (closed.open, closed.reason, closed.outcome, closed.goals) == (False, "goals-met", "She manages", "all")
    assert await held(place, "carla") == 0
    async with place.database.transaction() as connection:
        assert await worklist(connection, Filter(person_id=PERSON)) == []
    notices = await place.rows("care.notice", "recipient, message")
    assert ("homecare-a", "Please end this service (home care): the case is closed") in notices
    assert ("gp-01", "The case is closed: The goals are met. She manages") in notices
    assert (f"person/{PERSON}", "The case is closed: The goals are met. She manages") in notices
    with pytest.raises(Conflict, match="closed already"):
        await close(place, carla)


async def test_what_goes_on_goes_on(place: Place, carla: Account) -> None:
    await close(place, carla, "goes-on")
    async with place.database.transaction() as connection:
        held = await worklist(connection, Filter(person_id=PERSON))
    assert sorted(task.code for task in held) == ["plan-discharge", "tell-sender"]
    assert not [row for row in await place.rows("care.notice", "recipient, message") if "end this service" in row[1]]


async def test_a_closed_case_is_opened_again_and_counts_again(place: Place, carla: Account) -> None:
    work, found = Casework(place.triage._record), await case(place)
    await close(place, carla)
    async with place.database.transaction(carla.id) as connection:
        facts = await person_facts.load(connection, PERSON)
        with pytest.raises(BadInput, match="nothing says why"):
            await work.reopen(connection, carla, found.id, "", facts)
    async with place.database.transaction(carla.id) as connection:
        await work.reopen(connection, carla, found.id, "She fell again", facts)
    again = await case(place)
    assert (again.open, again.coordinator, again.reason) == (True, "carla", "")
    assert await held(place, "carla") == 1
    async with place.database.transaction() as connection:
        body = await place.triage._record.read(connection, f"EpisodeOfCare/{found.id}")
    assert [each["status"] for each in body["statusHistory"]] == ["active", "finished"]


async def test_two_who_change_a_case_at_once_do_not_lose_each_others_change(place: Place, carla: Account) -> None:
    version = (await case(place)).version
    await hand_over(place, carla, "colin", version=version)
    with pytest.raises(Conflict, match="somebody else"):
        await close(place, carla, version=version)
