"""A caseload goes over with all its open work or not at all; who led before takes the next case."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.cases import Cases
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import episode, id_of
from careweft.care.staffing import caseload
from careweft.care.staffing.allocation import Allocation, Severity
from careweft.care.staffing.cover import Away, Cover
from careweft.care.staffing.handover import Handover, Order
from careweft.care.tasks import Ask
from careweft.facts import person_facts
from careweft.rules.rule import parse
from tests.care.place import Place, patient

ZONE = ZoneInfo("Europe/London")


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Place:
    made = Place(worker_db, clock)
    await made.set_up(caseload=3)
    return made


async def held(place: Place, carla: Account, *people: int) -> None:
    """Cases of these people, led by Carla, each with a task of hers."""
    for person in people:
        case = episode(f"c{person}", f"Patient/p{person}", "zone-1", "carla", place.clock.now())
        await place.put(patient(name=f"p{person}"), case, person_id=person)
        due = place.clock.now() + timedelta(days=1)
        ask = Ask(id_of(f"t{person}"), f"Patient/p{person}", f"EpisodeOfCare/c{person}", "call", "Call", "zone-1",
                  "coordinator", "carla", due)  # fmt: skip
        async with place.database.transaction(carla.id) as connection:
            await place.tasks.ask(connection, carla, person, ask)


async def leads(place: Place) -> list[tuple[int, str]]:
    async with place.database.transaction() as connection:
        found = await caseload.held(connection, "zone-1")
    return sorted((case.person_id, name) for name, cases in found.items() for case in cases)


async def test_a_caseload_goes_over_with_its_open_tasks_in_one_go(place: Place) -> None:
    carla = await place.account("carla", "zone-1", "coordinator")
    await held(place, carla, 1, 2)
    hands = Handover(Record(place.store, place.clock))
    async with place.database.transaction(carla.id) as connection:
        carried = await hands.carry(connection, carla, Order("carla", "colin", None, "On leave"))
        assert (carried.people, carried.tasks) == ((1, 2), 2)
        assert await hands.carry(connection, carla, Order("carla", "colin")) == type(carried)((), 0)
    assert await leads(place) == [(1, "colin"), (2, "colin")]
    assert {row[1] for row in await place.rows("care.task", "id, practitioner")} == {"colin"}
    told = [row for row in await place.rows("care.notice", "recipient, person_id") if row[0] == "staff/colin"]
    assert told == [("staff/colin", 1), ("staff/colin", 2)]


async def test_what_does_not_fit_moves_nothing(place: Place) -> None:
    carla, maria = (
        await place.account("carla", "zone-1", "coordinator"),
        await place.account("maria", "zone-1", "manager"),
    )
    petra = await place.account("petra", "zone-2", "manager")
    await held(place, carla, 1, 2, 3)
    hands = Handover(Record(place.store, place.clock))
    await place.put(patient(name="p9"), episode("c9", "Patient/p9", "zone-1", "colin", place.clock.now()), person_id=9)
    for by, order, wrong in (
        (carla, Order("carla", "colin"), Conflict),
        (carla, Order("carla", "petra"), BadInput),
        (carla, Order("colin", "carla"), Refused),
        (petra, Order("carla", "colin"), NotFound),
        (maria, Order("nobody", "colin"), NotFound),
    ):
        with pytest.raises(wrong):
            async with place.database.transaction(by.id) as connection:
                await hands.carry(connection, by, order)
    assert await leads(place) == [(1, "carla"), (2, "carla"), (3, "carla"), (9, "colin")]
    async with place.database.transaction(maria.id) as connection:
        await hands.carry(connection, maria, Order("carla", "colin", (2, 3)))
    assert await leads(place) == [(1, "carla"), (2, "colin"), (3, "colin"), (9, "colin")]


async def test_a_new_case_goes_to_who_led_before_and_to_nobody_who_is_away(place: Place, clock: SetClock) -> None:
    carla = await place.account("carla", "zone-1", "coordinator")
    now = clock.now()
    ended = episode("old", "Patient/p1", "zone-1", "colin", now - timedelta(days=90)) | {
        "status": "finished",
        "period": {"start": (now - timedelta(days=90)).isoformat(), "end": (now - timedelta(days=30)).isoformat()},
    }
    await place.put(patient(name="p1"), ended, person_id=1)
    cases = Cases(Record(place.store, clock), ZONE, Allocation(Duration(24, "month")))
    async with place.database.transaction() as connection:
        again = await cases.suggest(connection, 1, "zone-1", "coordinator")
        fresh = await cases.suggest(connection, 2, "zone-1", "coordinator")
    assert [each.practitioner and each.practitioner.id for each in (again, fresh)] == ["colin", "carla"]
    assert "led this person's case until 16 December 2025" in again.reason
    async with place.database.transaction(carla.id) as connection:
        await Cover(clock).plan(connection, carla, Away("carla", "colin", now, now + timedelta(days=2)))
        fresh = await cases.suggest(connection, 2, "zone-1", "coordinator")
        assert fresh.practitioner is not None
        assert fresh.practitioner.id == "colin"
        case = await cases.open(connection, 1, "Patient/p1", "zone-1", "coordinator", "referral/1", now)
    async with place.database.transaction() as connection:
        body = await Record(place.store, clock).read(connection, f"EpisodeOfCare/{case}")
    assert body["careManager"] == {"reference": "Practitioner/colin"}
    assert "led this person's case" in body["extension"][0]["valueString"]


async def test_a_case_that_nobody_can_take_stays_and_the_manager_is_asked_once(place: Place, clock: SetClock) -> None:
    await held(place, await place.account("carla", "zone-1", "coordinator"), 1)
    frail = Severity("nurse", "Frail", parse("sex == 'female'"))
    cases = Cases(Record(place.store, clock), ZONE, Allocation(severity=(frail,), follows=True))
    for _ in range(2):
        async with place.database.transaction() as connection:
            await cases.follow(connection, 1, await person_facts.load(connection, 1), "coordinator")
    assert await leads(place) == [(1, "carla")]
    asked = [row for row in await place.rows("care.task", "code, title, role") if row[0] == "allocate"]
    assert asked == [("allocate", "Find a nurse: all are at their caseload limit or away", "manager")]
