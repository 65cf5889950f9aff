"""The single way in: screen, suggestion by rule, a decision that answers the sender, and caseloads with a limit."""

import asyncio

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import referrals
from careweft.care.assessment.instrument import Value
from careweft.care.assessment.library import by_name
from careweft.care.referrals import Referral
from careweft.care.tasks import Filter, Step, worklist
from tests.care.place import PERSON, TERMS, Place, patient, referral

ALL: dict[str, tuple[Value, ...]] = {item.id: (False,) for item in by_name("prisma-7").every if item.asks}


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Place:
    made = Place(worker_db, clock)
    await made.set_up(caseload=1)
    await made.put(patient(), referral(clock.now()))
    return made


@pytest.fixture
async def carla(place: Place) -> Account:
    return await place.account("carla", "zone-1", "coordinator")


async def waiting(place: Place) -> list[Referral]:
    async with place.database.transaction() as connection:
        return await referrals.queue(connection, "prisma-7")


async def decide(place: Place, by: Account, found: Referral, decision: str) -> str | None:
    async with place.database.transaction(by.id) as connection:
        accepts = decision == "accept"
        note = "" if accepts else "Known to us"
        return await place.triage.decide(connection, by, found.task, accepts, note, TERMS)


async def test_the_screen_is_kept_and_scored(place: Place, carla: Account) -> None:
    found = (await waiting(place))[0]
    async with place.database.transaction(carla.id) as connection:
        answers = ALL | {"needs-help": (True,), "walking-aid": (True,), "limits-activities": (True,)}
        await place.assessments.at_once(connection, carla, PERSON, "prisma-7", answers, focus=found.record)
    assert (await waiting(place))[0].score == 3
    assert await place.rows("facts.assessment", "instrument, score") == [("prisma-7", 3.0)]


async def test_every_question_needs_an_answer(place: Place, carla: Account) -> None:
    found = (await waiting(place))[0]
    with pytest.raises(BadInput, match="over-85"):
        async with place.database.transaction(carla.id) as connection:
            answers = {name: value for name, value in ALL.items() if name != "over-85"}
            await place.assessments.at_once(connection, carla, PERSON, "prisma-7", answers, focus=found.record)


async def test_accepting_opens_a_case_and_answers_the_sender(place: Place, carla: Account) -> None:
    found = (await waiting(place))[0]
    case = await decide(place, carla, found, "accept")
    assert await place.rows('facts."case"', "record, team, coordinator") == [
        (f"EpisodeOfCare/{case}", "zone-1", "carla")
    ]
    assert await place.rows("care.notice", "recipient, message") == [("gp-01", "Your referral was accepted")]
    assert await waiting(place) == []
    with pytest.raises(Conflict, match="decided already"):
        await decide(place, carla, found, "accept")


async def test_declining_answers_with_the_reason(place: Place, carla: Account) -> None:
    await decide(place, carla, (await waiting(place))[0], "decline")
    assert await place.rows("care.notice", "recipient, message") == [
        ("gp-01", "Your referral was not accepted: Known to us")
    ]
    assert await place.rows('facts."case"', "record, team") == []


async def test_two_at_once_decide_once(place: Place, carla: Account) -> None:
    found = (await waiting(place))[0]
    outcomes = await asyncio.gather(*(decide(place, carla, found, "accept") for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert len(await place.rows('facts."case"', "record, team")) == 1


async def test_caseloads_fill_the_least_loaded_first_and_then_ask_the_manager(place: Place, carla: Account) -> None:
    for number in (2, 3):
        person = {"subject": {"reference": f"Patient/p{number}"}}
        request = referral(place.clock.now(), name=f"r{number}") | person
        await place.put(patient(name=f"p{number}"), request, person_id=PERSON + number)
    for found in await waiting(place):
        await decide(place, carla, found, "accept")
    leads = [row[0] for row in await place.rows('facts."case"', "coordinator, person_id")]
    assert leads == ["carla", "colin", None]
    async with place.database.transaction() as connection:
        asked = await worklist(connection, Filter(code="allocate"))
    assert [(task.role, task.team, task.urgent) for task in asked] == [("manager", "zone-1", True)]


async def test_another_teams_coordinator_can_neither_see_nor_decide(place: Place, web_db: Database) -> None:
    petra = await place.account("petra", "zone-2", "coordinator")
    found = (await waiting(place))[0]
    async with web_db.transaction(petra.id) as connection:
        assert await referrals.queue(connection, "prisma-7") == []
        assert await worklist(connection, Filter()) == []
    with pytest.raises(NotFound):
        await decide(place, petra, found, "accept")
    with pytest.raises(NotFound):
        async with place.database.transaction(petra.id) as connection:
            await place.tasks.step(connection, petra, found.task, Step("completed"))


async def test_a_change_made_on_an_old_look_is_refused(place: Place, carla: Account) -> None:
    task = (await waiting(place))[0].task
    async with place.database.transaction(carla.id) as connection:
        await place.tasks.step(connection, carla, task, Step("in-progress", version=1))
    with pytest.raises(Conflict, match="somebody else"):
        async with place.database.transaction(carla.id) as connection:
            await place.tasks.step(connection, carla, task, Step("on-hold", version=1))


async def test_only_its_team_changes_a_task_that_others_may_see(place: Place, carla: Account) -> None:
    task = (await waiting(place))[0].task
    george = await place.account("george", "gp-01", "gp")  # the practice sees its patient, and so the team's task
    with pytest.raises(Refused, match="another team"):
        async with place.database.transaction(george.id) as connection:
            await place.tasks.step(connection, george, task, Step("completed"))
    with pytest.raises(Refused, match="another team"):
        async with place.database.transaction(george.id) as connection:
            await place.tasks.assign(connection, george, task, "george")
    async with place.database.transaction(carla.id) as connection:
        await place.tasks.assign(connection, carla, task, "carla", version=1)
    with pytest.raises(Conflict, match="somebody else"):
        async with place.database.transaction(carla.id) as connection:
            await place.tasks.assign(connection, carla, task, "colin", version=1)


async def test_only_the_practice_itself_sees_somebody_by_registration(place: Place) -> None:
    hospitals = patient(name="p10") | {"managingOrganization": {"reference": "Organization/acute"}}
    await place.put(patient(name="p9"), hospitals, person_id=PERSON + 9)
    rows = await place.rows("access.relationship", "person_id, party, kind")
    assert [row[1:] for row in rows if row[0] == PERSON + 9] == [("gp-01", "registered-practice")]
