"""A visit of several appointments: proposed, booked at once or not at all, and its results told at the end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from careweft.base.errors import Conflict
from careweft.care.appointments import reading
from careweft.care.appointments.hours import Hours, Opening
from careweft.care.appointments.terms import Condition
from careweft.care.durations import Duration
from tests.care.appointments.conftest import GP, Surgery
from tests.care.appointments.test_booking import rows

FRIDAY = Hours((Opening.parse("friday 08:00-16:00"),), 30)
CLINICS = [
    replace(GP, id=name, title=name.capitalize(), service=name, location=place, practitioner="", hours=FRIDAY)
    for name, place in (("blood", "Gonda 3"), ("scan", "Charlton 1"), ("heart", "Gonda 5"))
]


@pytest.fixture
async def clinic(surgery: Surgery) -> Surgery:
    after = {"blood": Duration(2, "hour"), "scan": Duration(0, "minute")}
    surgery.under(
        conditions={"blood": Condition(True), "heart": Condition(after=after)},
        way=Duration(30, "minute"),
        results_to=("gp",),
    )
    await surgery.set_up(*CLINICS)
    async with surgery.place.database.transaction() as connection:
        await reading.set_travel(connection, [("Gonda 3", "Charlton 1", 10), ("Charlton 1", "Gonda 5", 10)])
    return surgery


async def test_a_visit_is_planned_booked_and_told_of(clinic: Surgery) -> None:
    day = date(2026, 1, 16)
    found, missing = await clinic.do("carla", "visits.propose", 1, ["heart", "scan", "blood"], day, day)
    assert missing == []
    local = [(name, option.start.strftime("%H:%M")) for name, option in found.stops]
    assert local == [("blood", "08:00"), ("scan", "09:00"), ("heart", "10:30")]
    slots = [option.slot for _, option in found.stops]
    name = await clinic.do("carla", "book_itinerary", 1, slots, "k", "Heart")
    assert await clinic.do("carla", "book_itinerary", 1, slots, "k", "Heart") == name
    mine = await clinic.of(1)
    assert [each.itinerary for each in mine] == [name] * 3
    clinic.place.clock.set(datetime(2026, 1, 16, 12, tzinfo=UTC))
    for each, outcome in zip(mine, ("Potassium 4.1", "No change", ""), strict=True):
        assert await rows(clinic, "SELECT recipient FROM care.notice") == []
        await clinic.do("carla", "mark", each.id, "fulfilled", outcome)
    for _ in range(2):
        told = await rows(clinic, "SELECT recipient, message FROM care.notice")
        assert told == [
            ("gp-01", "Results of the visit. Blood: Potassium 4.1. Scan: No change. Heart: no result was written.")
        ]
        await clinic.do("carla", "mark", mine[-1].id, "fulfilled")


async def test_all_of_a_visit_is_booked_or_nothing(clinic: Surgery) -> None:
    day = date(2026, 1, 16)
    found, _ = await clinic.do("carla", "visits.propose", 1, ["scan", "blood"], day, day)
    slots = [option.slot for _, option in found.stops]
    taken = next(each for each in await clinic.free() if each.id == slots[-1])
    await clinic.ask("carla", 2, taken)
    with pytest.raises(Conflict):
        await clinic.do("carla", "book_itinerary", 1, slots, "k", "")
    assert await clinic.of(1) == []
    again, _ = await clinic.do("carla", "visits.propose", 1, ["scan", "blood"], day, day)
    assert slots[-1] not in {option.slot for _, option in again.stops}


async def test_a_service_without_a_free_time_is_named(clinic: Surgery) -> None:
    sunday = date(2026, 1, 18)
    assert await clinic.do("carla", "visits.propose", 1, ["blood", "none"], sunday, sunday) == (None, ["blood", "none"])
    day = sunday + timedelta(days=5)
    found, missing = await clinic.do("carla", "visits.propose", 1, ["blood"], sunday, day)
    assert (len(found.stops), missing) == (1, [])
