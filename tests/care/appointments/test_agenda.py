"""What a person wants to talk about: theirs to say until the visit begins, answered point by point, and kept."""

from datetime import timedelta

import pytest

from careweft.base.errors import BadInput, NotFound, Refused
from careweft.care.appointments.agenda import Point, points_of
from careweft.care.appointments.appointments import Ask
from tests.care.appointments.conftest import GP, Surgery


@pytest.fixture
async def prepared(surgery: Surgery) -> tuple[Surgery, str]:
    """A surgery whose model has an agenda of two points, and the first person's appointment."""
    surgery.under(agenda=2)
    await surgery.set_up(GP)
    return surgery, await surgery.ask("person-1", 1, (await surgery.free())[0])


async def points(surgery: Surgery, appointment: str) -> list[Point]:
    async with surgery.place.database.transaction() as connection:
        return list(points_of(await surgery.record.read(connection, f"Appointment/{appointment}")))


async def say(surgery: Surgery, appointment: str, *says: str, by: str = "person-1") -> None:
    await surgery.do(by, "prepare", appointment, says)


async def test_it_is_kept_once_in_their_words_and_no_more_than_the_model_says(prepared: tuple[Surgery, str]) -> None:
    surgery, visit = prepared
    for _ in range(2):
        await say(surgery, visit, " My   knee", "", "Sleep", "My knee")
    assert await points(surgery, visit) == [Point("My knee"), Point("Sleep")]
    [before] = await surgery.of(1)
    await say(surgery, visit, "My knee", "Sleep")
    assert [each.version for each in await surgery.of(1)] == [before.version]
    for wrong in (["a", "b", "c"], ["x" * 301]):
        with pytest.raises(BadInput, match="too much"):
            await say(surgery, visit, *wrong)
    with pytest.raises((NotFound, Refused)):
        await say(surgery, visit, "Not mine", by="person-2")
    surgery.under(agenda=0)
    with pytest.raises(Refused, match="nothing is prepared"):
        await say(surgery, visit, "Sleep")


async def test_nobody_was_seen_whose_points_are_not_answered(prepared: tuple[Surgery, str]) -> None:
    surgery, visit = prepared
    await say(surgery, visit, "My knee", "Sleep")
    surgery.place.clock.set((await surgery.of(1))[0].start + timedelta(minutes=5))
    with pytest.raises(Refused, match="has begun"):
        await say(surgery, visit, "My knee")
    with pytest.raises(BadInput, match="not answered: Sleep"):
        await surgery.do("carla", "mark", visit, "fulfilled", "", {"My knee": "See the physiotherapist"})
    assert await points(surgery, visit) == [Point("My knee"), Point("Sleep")]
    await surgery.do("carla", "mark", visit, "arrived", "", {"My knee": "See the physiotherapist", "Gone": "x"})
    await surgery.do("carla", "mark", visit, "fulfilled", "", {"Sleep": "Next time"})
    assert await points(surgery, visit) == [
        Point("My knee", "See the physiotherapist", "carla"),
        Point("Sleep", "Next time", "carla"),
    ]


async def test_the_points_go_along_to_another_time(prepared: tuple[Surgery, str]) -> None:
    surgery, visit = prepared
    await say(surgery, visit, "My knee")
    other = (await surgery.free())[3]
    moved = await surgery.do("carla", "move", visit, Ask(other.id))
    assert moved != visit
    assert await points(surgery, moved) == [Point("My knee")]
