"""Tasks: on hold and cancelled with a reason, given, passed on to other parties, postponed, and many at once."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import bulk, submissions
from careweft.care.bulk import Many
from careweft.care.resources import task as resource
from careweft.care.tasks import Ask, Filter, Step, codes, worklist
from careweft.feeds import sources
from tests.care.place import PERSON, Place, hours, patient


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Place:
    made = Place(worker_db, clock)
    await made.set_up()
    await made.put(patient())
    async with worker_db.transaction() as connection:
        await sources.declare(connection, "homecare-a", name="Helping Hands", kind="home-care")
        await sources.declare(connection, "gp-01", name="The Surgery", kind="practice")
        await made.cases.open(connection, PERSON, "Patient/p1", "zone-1", "coordinator", "test", clock.now())
    return made


@pytest.fixture
async def carla(place: Place) -> Account:
    return await place.account("carla", "zone-1", "coordinator")


async def give(place: Place, carla: Account, name: str, due: datetime, **more: Any) -> None:
    ask = Ask(name, "Patient/p1", "Patient/p1", "visit", f"Visit {name}", "zone-1", "coordinator", None, due, **more)
    async with place.database.transaction(carla.id) as connection:
        await place.tasks.ask(connection, carla, PERSON, ask)


async def step(place: Place, by: Account, name: str, made: Step) -> None:
    async with place.database.transaction(by.id) as connection:
        await place.tasks.step(connection, by, name, made)


async def listed(place: Place, **chosen: Any) -> list[str]:
    async with place.database.transaction() as connection:
        return [task.id for task in await worklist(connection, Filter(**chosen))]


@pytest.mark.parametrize("status", ["on-hold", "cancelled"])
async def test_nothing_is_held_or_cancelled_without_a_reason(place: Place, carla: Account, status: Any) -> None:
    await give(place, carla, "t1", place.clock.now() + hours(4))
    with pytest.raises(BadInput, match="nothing says why"):
        await step(place, carla, "t1", Step(status))
    await step(place, carla, "t1", Step(status, "She is at her sister's"))
    assert await place.rows("care.task", "status, reason") == [(status, "She is at her sister's")]
    async with place.database.transaction() as connection:
        assert (await place.tasks._record.read(connection, "Task/t1"))["statusReason"] == {
            "text": "She is at her sister's"
        }


async def test_what_is_held_comes_back_at_its_time_once_and_then_escalates(
    place: Place, carla: Account, clock: SetClock
) -> None:
    start = clock.now()
    await give(place, carla, "t1", start + hours(2))
    with pytest.raises(BadInput, match="has passed"):
        await step(place, carla, "t1", Step("on-hold", "Away", until=start))
    await step(place, carla, "t1", Step("on-hold", "Away", until=start + hours(5)))
    clock.set(start + hours(5) - timedelta(minutes=1))
    await place.settle()
    assert await place.rows("care.task", "status, held_until") == [("on-hold", start + hours(5))]
    clock.set(start + hours(5))
    for _ in range(2):
        await place.settle()
        assert await place.rows("care.task", "status, reason, held_until, escalated") == [
            ("requested", "", None, start + hours(5))
        ]
    assert await place.rows("care.notice", "recipient, message") == [("staff/maria", "Overdue: Visit t1")]


async def test_another_due_time_counts_anew(place: Place, carla: Account, clock: SetClock) -> None:
    start = clock.now()
    await give(place, carla, "t1", start + hours(2))
    clock.advance(hours(3))
    await place.settle()
    async with place.database.transaction(carla.id) as connection:
        with pytest.raises(BadInput, match="why"):
            await place.tasks.postpone(connection, carla, "t1", clock.now() + hours(3), "")
        with pytest.raises(BadInput, match="passed"):
            await place.tasks.postpone(connection, carla, "t1", start, "No van")
        await place.tasks.postpone(connection, carla, "t1", clock.now() + hours(3), "No van")
    await place.settle()
    assert await place.rows("care.task", "escalated, due, note") == [(None, start + hours(6), "No van")]
    clock.advance(hours(3))
    await place.settle()
    assert len(await place.rows("care.notice", "recipient, message")) == 2


async def test_passed_on_to_an_organisation_which_answers(place: Place, carla: Account, clock: SetClock) -> None:
    hanna = await place.account("hanna", "homecare-a", "home-care")
    await give(place, carla, "t1", clock.now() + hours(2))
    async with place.database.transaction(carla.id) as connection:
        with pytest.raises(BadInput, match="nobody is chosen"):
            await place.tasks.pass_on(connection, carla, "t1", "nowhere", "They are there at noon")
        await place.tasks.pass_on(connection, carla, "t1", "homecare-a", "They are there at noon")
    assert await place.rows("care.task", "team, practitioner, requester") == [("homecare-a", None, "zone-1")]
    with pytest.raises(Refused):
        await step(place, carla, "t1", Step("completed"))
    clock.advance(hours(3))
    await place.settle()  # it is late: the manager of those who asked for it hears so
    await step(place, hanna, "t1", Step("completed", "She is well"))
    assert sorted(await place.rows("care.notice", "recipient, message")) == [
        ("homecare-a", "A task for you: Visit t1. They are there at noon"),
        ("staff/maria", "Overdue: Visit t1"),
        ("zone-1", "Done: Visit t1\nShe is well"),
    ]
    parties = await place.rows("access.relationship", "origin, party, until")
    assert [party for origin, party, until in parties if origin == "Task/t1" and until > clock.now()] == []


async def test_passed_back_it_is_as_it_was(place: Place, carla: Account, clock: SetClock) -> None:
    hanna = await place.account("hanna", "homecare-a", "home-care")
    await give(place, carla, "t1", clock.now() + hours(2))
    for by, to in ((carla, "homecare-a"), (hanna, "zone-1")):
        async with place.database.transaction(by.id) as connection:
            await place.tasks.pass_on(connection, by, "t1", to, "Yours")
    assert await place.rows("care.task", "team, requester") == [("zone-1", "")]
    with pytest.raises(NotFound):
        await step(place, hanna, "t1", Step("completed"))


async def test_only_members_of_the_team_are_given_its_tasks(place: Place, carla: Account, clock: SetClock) -> None:
    await give(place, carla, "t1", clock.now() + hours(2))
    async with place.database.transaction(carla.id) as connection:
        with pytest.raises(BadInput, match="not of this team"):
            await place.tasks.assign(connection, carla, "t1", "petra")
        await place.tasks.assign(connection, carla, "t1", "colin")
    assert await listed(place, practitioner="colin") == ["t1"]


async def test_many_at_once_each_by_itself_and_once_however_often_it_is_sent(
    place: Place, carla: Account, clock: SetClock
) -> None:
    for name in ("t1", "t2", "t3"):
        await give(place, carla, name, clock.now() + hours(2))
    await step(place, carla, "t2", Step("in-progress"))  # so that what was looked at is not how it stands
    key, chosen = uuid4(), [("t1", 1), ("t2", 1), ("t3", 1), ("none", 1)]

    async def send() -> tuple[list[bulk.Became], bool]:
        async with place.database.transaction(carla.id) as connection:
            return await bulk.do(connection, place.tasks, carla, key, Many("completed"), chosen)

    both = await asyncio.gather(send(), send())
    assert sorted(fresh for _, fresh in both) == [False, True]
    assert (
        both[0][0]
        == both[1][0]
        == [
            bulk.Became("t1"),
            bulk.Became("t2", "somebody else changed this task meanwhile"),
            bulk.Became("t3"),
            bulk.Became("none", "there is no such Task that you may see"),
        ]
    )
    assert await place.rows("care.task", "id, status, version") == [
        ("t1", "completed", 2), ("t2", "in-progress", 2), ("t3", "completed", 2)
    ]  # fmt: skip
    async with place.database.transaction(carla.id) as connection:
        with pytest.raises(BadInput, match="something else"):
            await submissions.first(connection, carla.id, key, "visit")


async def test_a_key_is_forgotten_when_nobody_sends_it_again(place: Place, carla: Account) -> None:
    key = uuid4()
    async with place.database.transaction() as connection:
        assert await submissions.first(connection, carla.id, key, "bulk") is None
        await submissions.forget(connection)
        assert await submissions.first(connection, carla.id, key, "bulk") is None  # known, without an answer yet
        await connection.execute(
            "UPDATE care.submission SET at = at - $1::interval", submissions.KEPT + timedelta(days=1)
        )
        await submissions.forget(connection)
        assert await connection.fetchval("SELECT count(*) FROM care.submission") == 0


async def test_filters(place: Place, carla: Account, clock: SetClock) -> None:
    now = clock.now()
    await give(place, carla, "soon", now + hours(1))
    await give(place, carla, "late", now + hours(1), urgent=True)
    await give(place, carla, "week", now + hours(70))
    told = {
        "code": "other",
        "title": "Other",
        "role": "",
        "team": "zone-1",
        "practitioner": None,
        "due": "",
        "escalate": "",
    }
    without = resource("never", "Patient/p1", "Patient/p1", told | {"urgent": False}, now)
    without.pop("restriction")
    await place.put(without)
    assert await listed(place, urgent=True) == ["late"]
    assert await listed(place, code="other") == ["never"]
    assert await listed(place, due=((None, now + hours(2)),)) == ["late", "soon"]
    assert await listed(place, due=((now + hours(2), None),)) == ["week", "never"]
    assert await listed(place, due=((None, now),)) == []
    async with place.database.transaction() as connection:
        assert await codes(connection, ("zone-1",)) == [("other", "Other"), ("visit", "Visit late")]


async def test_two_at_once_lose_nothing(place: Place, carla: Account, clock: SetClock) -> None:
    await give(place, carla, "t1", clock.now() + hours(2))
    results = await asyncio.gather(
        step(place, carla, "t1", Step("completed", version=1)),
        step(place, carla, "t1", Step("on-hold", "Away", 1)),
        return_exceptions=True,
    )
    assert [type(each) for each in results if each is not None] == [Conflict]
