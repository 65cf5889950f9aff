"""Admission to discharge: what must happen does, once; cancelled and corrected messages undo and redo exactly that."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.care.effects import holds
from careweft.care.tasks import Step
from tests.care.place import PERSON, Place, home_care, hours, patient, referral, stay

TASKS = "code, status"
NOTICES = "recipient, message, state"


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Place:
    """Edith, with home care and an open case led by Carla."""
    made = Place(worker_db, clock)
    await made.set_up()
    await made.put(patient(), home_care(clock.now() - timedelta(days=30)))
    async with worker_db.transaction() as connection:
        await made.cases.open(
            connection, PERSON, "Patient/p1", "zone-1", "coordinator", "test", clock.now() - timedelta(days=1)
        )
    return made


async def paused(place: Place, at: datetime) -> bool:
    async with place.database.transaction() as connection:
        return await holds(connection, PERSON, at) == {"ServiceRequest/s1"}


async def test_admission_tells_the_coordinator_pauses_home_care_and_gives_a_task(place: Place, clock: SetClock) -> None:
    await place.put(stay(clock.now()))
    assert await place.rows("care.task", TASKS) == [("plan-discharge", "requested")]
    assert await place.rows("care.task", "due, practitioner, team, escalate") == [
        (clock.now() + hours(24), "carla", "zone-1", "manager")
    ]
    notices = await place.rows("care.notice", NOTICES)
    assert [(to, state) for to, _, state in notices] == [("homecare-a", "sent"), ("staff/carla", "sent")]
    assert await paused(place, clock.now())


async def test_the_same_again_changes_nothing(place: Place, clock: SetClock) -> None:
    await place.put(stay(clock.now()))
    before = await everything(place)
    await place.put(stay(clock.now()))
    await place.tell_again()
    assert await everything(place) == before


async def test_discharge_tells_gp_and_home_care_and_resumes(place: Place, clock: SetClock) -> None:
    start = clock.now()
    await place.put(stay(start))
    clock.advance(hours(48))
    await place.put(stay(start, clock.now()))
    assert not await paused(place, clock.now())
    notices = await place.rows("care.notice", NOTICES)
    told = {to for to, message, _ in notices if message.startswith("Discharged")}
    assert told == {"gp-01", "homecare-a"}
    assert ("call", "requested") in await place.rows("care.task", TASKS)


async def test_leave_does_not_start_home_care_again(place: Place, clock: SetClock) -> None:
    start = clock.now()
    await place.put(stay(start))
    clock.advance(hours(10))
    away = stay(start, status="onleave") | {
        "statusHistory": [
            {"status": "in-progress", "period": {"start": start.isoformat(), "end": clock.now().isoformat()}}
        ]
    }
    await place.put(away)
    assert await paused(place, clock.now())


async def test_a_cancelled_admission_undoes_exactly_what_it_did(place: Place, clock: SetClock) -> None:
    await place.put(stay(clock.now() - hours(2), name="e0"))
    kept = await place.rows("care.task", "id, status")
    await place.put(stay(clock.now(), name="e1"))
    await place.put(stay(clock.now(), status="cancelled", name="e1"))
    assert {row for row in await place.rows("care.task", "id, status") if row[1] == "requested"} == set(kept)
    assert len(await place.rows("care.task", "id, status")) == 2
    assert await paused(place, clock.now())


async def test_a_finished_task_is_never_undone_and_a_new_discharge_gets_a_new_call(
    place: Place, clock: SetClock
) -> None:
    carla = await place.account("carla", "zone-1", "coordinator")
    start = clock.now()
    clock.advance(hours(24))
    await place.put(stay(start, clock.now()))
    call = next(task for task in await place.rows("care.task", "id, code") if task[1] == "call")[0]
    async with place.database.transaction(carla.id) as connection:
        await place.tasks.step(connection, carla, call, Step("completed", "She is well"))
    await place.put(stay(start))
    assert ("call", "completed") in await place.rows("care.task", TASKS)
    clock.advance(hours(24))
    await place.put(stay(start, clock.now()))
    calls = [row for row in await place.rows("care.task", TASKS) if row[0] == "call"]
    assert sorted(calls) == [("call", "completed"), ("call", "requested")]


async def test_what_people_ended_is_not_asked_for_again_where_the_event_is_only_told_in_other_words(
    place: Place, clock: SetClock
) -> None:
    carla = await place.account("carla", "zone-1", "coordinator")
    start = clock.now()
    clock.advance(hours(24))
    end = clock.now()
    await place.put(stay(start, end))
    call = next(task for task in await place.rows("care.task", "id, code") if task[1] == "call")[0]
    async with place.database.transaction(carla.id) as connection:
        await place.tasks.step(connection, carla, call, Step("completed", "She is well"))
    await place.put(stay(start, end) | {"reasonCode": [{"text": "Hip fracture"}]})
    assert [row for row in await place.rows("care.task", TASKS) if row[0] == "call"] == [("call", "completed")]


async def test_nothing_happens_without_an_open_case(worker_db: Database, clock: SetClock) -> None:
    place = Place(worker_db, clock)
    await place.set_up()
    await place.put(patient(), home_care(clock.now()), stay(clock.now()))
    assert await place.rows("care.task", TASKS) == []
    assert await place.rows("care.notice", NOTICES) == []


async def test_overdue_tasks_escalate_once_to_the_manager(place: Place, clock: SetClock) -> None:
    await place.put(stay(clock.now()))
    clock.advance(hours(24) - timedelta(seconds=1))
    await place.settle()
    assert await place.rows("care.task", "urgent, escalated") == [(False, None)]
    clock.advance(timedelta(seconds=1))
    for _ in range(3):
        await place.settle()
    assert await place.rows("care.task", "urgent, escalated") == [(True, clock.now())]
    told = [row for row in await place.rows("care.notice", NOTICES) if row[0] == "staff/maria"]
    assert [row[1] for row in told] == ["Overdue: Plan the discharge"]


async def everything(place: Place) -> list[list[tuple[Any, ...]]]:
    """All that reactions have done, but not when."""
    return [
        await place.rows("care.effect", "key, kind, content, at, state"),
        await place.rows("care.task", "id, code, status, due, practitioner, escalate"),
        await place.rows("care.notice", "id, recipient, message, state"),
        await place.rows("access.relationship", "person_id, party, kind, origin, until"),
    ]


START = datetime.fromisoformat("2026-01-15T09:00:00+00:00")
states = st.sampled_from(
    [stay(START), stay(START, START + hours(30)), stay(START, START + hours(40)), stay(START, status="cancelled")]
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(states, max_size=4), last=states)
async def test_only_the_last_word_counts(place: Place, before: list[dict[str, Any]], last: dict[str, Any]) -> None:
    """Whatever was told of a stay before, open tasks and holds are those of what was told last."""

    async def applied(name: str, told: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
        for each in told:
            await place.put(each | {"id": name})
        rows = await place.rows("care.effect", "key, kind, content, at, state")
        return {
            (key.replace(name, "e"), kind, str(content), at)
            for key, kind, content, at, state in rows
            if state == "applied" and f"Encounter/{name}/" in key
        }

    number = len(await place.rows("fhir.location", "type, id"))
    assert await applied(f"x{number}", [*before, last]) == await applied(f"y{number}", [last])


async def test_referral_goes_to_the_team_of_the_practice_not_of_the_address(
    worker_db: Database, clock: SetClock
) -> None:
    place = Place(worker_db, clock)
    await place.set_up()
    lives_in_zone_1 = {"address": [{"postalCode": "TQ5 8AA"}]}
    await place.put(patient("gp-02") | lives_in_zone_1, referral(clock.now()))
    assert await place.rows("care.task", "team, role, due") == [
        ("zone-2", "coordinator", datetime.fromisoformat("2026-01-16T09:00:00+00:00"))
    ]
