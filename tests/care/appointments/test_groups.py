"""Groups: places, a waiting list that moves up, attendance; two at once for the last place."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.appointments.appointments import Ask
from careweft.care.appointments.groups import Session
from careweft.care.appointments.resource import Clinic
from tests.care.appointments.conftest import GP, Surgery
from tests.care.appointments.test_booking import rows

START = datetime(2026, 1, 20, 14, tzinfo=UTC)
COURSE = Clinic("course", "Living well", "zone-1", "self-management", "group", location="Hall", least=2, places=3)
SESSIONS = [Session(START + timedelta(weeks=n), 120) for n in range(3)]


async def standing(surgery: Surgery) -> dict[int, list[str]]:
    found = await rows(surgery, "SELECT person_id, status FROM care.appointment ORDER BY person_id, start")
    kept: dict[int, list[str]] = {}
    for person, status in found:
        kept.setdefault(person, []).append(status)
    return kept


async def test_a_group_fills_waits_and_moves_up(surgery: Surgery) -> None:
    for _ in range(2):
        await surgery.do("carla", "groups.plan", COURSE, SESSIONS)
    told = [await surgery.do("carla", "groups.join", "course", person) for person in range(1, 6)]
    assert told == ["joined", "joined", "joined", "waiting", "waiting"]
    assert await surgery.do("person-4", "groups.join", "course", 4) == "waiting"
    assert await surgery.do("person-1", "groups.join", "course", 1) == "joined"
    await surgery.do("person-2", "groups.leave", "course", 2, "Cannot come")
    await surgery.do("person-2", "groups.leave", "course", 2, "Cannot come")
    found = await standing(surgery)
    assert found[2] == ["cancelled"] * 3
    assert found[4] == ["booked"] * 3
    assert found[5] == ["waitlist"] * 3
    assert await rows(surgery, "SELECT recipient, message FROM care.notice") == [
        ("person/4", "There is a place for you now: Living well")
    ]
    assert await rows(surgery, "SELECT DISTINCT taken FROM care.slot") == [(3,)]
    assert await surgery.do("person-2", "groups.join", "course", 2) == "waiting"


async def test_of_two_at_once_for_the_last_place_one_waits(surgery: Surgery) -> None:
    await surgery.do("carla", "groups.plan", COURSE, SESSIONS)
    asked = (surgery.do(f"person-{person}", "groups.join", "course", person) for person in range(1, 6))
    assert sorted(await asyncio.gather(*asked)) == ["joined"] * 3 + ["waiting"] * 2
    assert await rows(surgery, "SELECT DISTINCT taken FROM care.slot") == [(3,)]


async def test_leaving_and_joining_at_once_loses_no_place(surgery: Surgery) -> None:
    await surgery.do("carla", "groups.plan", COURSE, SESSIONS)
    for person in (1, 2, 3):
        await surgery.do("carla", "groups.join", "course", person)
    await asyncio.gather(
        surgery.do("person-1", "groups.leave", "course", 1, ""),
        surgery.do("person-4", "groups.join", "course", 4),
        surgery.do("person-5", "groups.join", "course", 5),
    )
    found = await standing(surgery)
    assert sorted(found[person][0] for person in (4, 5)) == ["booked", "waitlist"]
    assert await rows(surgery, "SELECT DISTINCT taken FROM care.slot") == [(3,)]


async def test_one_session_given_back_frees_a_place_for_who_can_have_them_all(surgery: Surgery) -> None:
    await surgery.do("carla", "groups.plan", COURSE, SESSIONS)
    for person in range(1, 5):
        await surgery.do("carla", "groups.join", "course", person)
    second = (await surgery.of(1))[1]
    await surgery.do("person-1", "cancel", second.id, "On holiday that week")
    assert (await standing(surgery))[4] == ["waitlist"] * 3
    for each in (await surgery.of(1))[::2]:
        await surgery.do("person-1", "cancel", each.id, "")
    assert (await standing(surgery))[4] == ["booked"] * 3


async def test_attendance_session_by_session(surgery: Surgery) -> None:
    await surgery.do("carla", "groups.plan", COURSE, SESSIONS)
    for person in (1, 2):
        await surgery.do("carla", "groups.join", "course", person)
    surgery.place.clock.set(START + timedelta(minutes=5))
    await surgery.do("carla", "mark", (await surgery.of(1))[0].id, "fulfilled")
    await surgery.do("carla", "mark", (await surgery.of(2))[0].id, "noshow")
    assert await standing(surgery) == {1: ["fulfilled", "booked", "booked"], 2: ["noshow", "booked", "booked"]}
    assert await surgery.do("carla", "groups.join", "course", 3) == "joined"
    assert (await standing(surgery))[3] == ["booked", "booked"]  # the first session is over


async def test_what_is_no_group_is_refused(surgery: Surgery) -> None:
    with pytest.raises(Refused):
        await surgery.do("petra", "groups.plan", COURSE, SESSIONS)
    with pytest.raises(BadInput, match="overlap"):
        await surgery.do(
            "carla", "groups.plan", COURSE, [Session(START, 60), Session(START + timedelta(minutes=59), 60)]
        )
    with pytest.raises(BadInput):
        await surgery.do("carla", "groups.plan", COURSE, [])
    await surgery.do("carla", "groups.plan", COURSE, SESSIONS)
    surgery.place.clock.set(START + timedelta(weeks=4))
    with pytest.raises(Conflict, match="over"):
        await surgery.do("person-1", "groups.join", "course", 1)
    surgery.place.clock.set(START - timedelta(days=4))
    await surgery.set_up(GP)
    with pytest.raises(BadInput, match="group"):
        async with surgery.place.database.transaction() as connection:
            slot = await connection.fetchval("SELECT id FROM care.slot WHERE clinic = 'course' LIMIT 1")
        await surgery.do("person-1", "book", 1, Ask(slot))


async def test_a_group_that_too_few_join_is_called_off_when_they_would_be_reminded(surgery: Surgery) -> None:
    await surgery.do("carla", "groups.plan", COURSE, SESSIONS)
    await surgery.do("carla", "groups.join", "course", 1)
    said = "SELECT recipient, message FROM care.notice"
    for day in (18, 19, 19):  # a day before it begins, and again
        surgery.place.clock.set(datetime(2026, 1, day, 14, tzinfo=UTC))
        async with surgery.place.database.transaction() as connection:
            await surgery.book.groups.call_off_small(connection)
        if day == 18:
            assert (await standing(surgery))[1] == ["booked"] * 3
    assert (await standing(surgery))[1] == ["cancelled"] * 3
    assert await rows(surgery, said) == [("person/1", "Living well does not take place: fewer than 2 people joined")]
    with pytest.raises(NotFound):
        await surgery.do("person-2", "groups.join", "course", 2)


async def test_a_team_calls_its_group_off_and_whoever_waits_hears_of_it_too(surgery: Surgery) -> None:
    await surgery.do("carla", "groups.plan", COURSE, SESSIONS)
    for person in range(1, 5):
        await surgery.do("carla", "groups.join", "course", person)
    surgery.place.clock.set(START - timedelta(minutes=5))
    async with surgery.place.database.transaction() as connection:
        await surgery.book.groups.call_off_small(connection)  # enough people
    with pytest.raises(Refused, match="another team"):
        await surgery.do("petra", "groups.call_off", "course", "I am ill")
    with pytest.raises(BadInput, match="why"):
        await surgery.do("carla", "groups.call_off", "course", " ")
    for _ in range(2):
        await surgery.do("carla", "groups.call_off", "course", "The hall is flooded")
    assert await standing(surgery) == {person: ["cancelled"] * 3 for person in range(1, 5)}
    told = await rows(surgery, "SELECT recipient, message FROM care.notice ORDER BY recipient")
    assert told == [
        (f"person/{person}", "Living well does not take place: The hall is flooded") for person in range(1, 5)
    ]
