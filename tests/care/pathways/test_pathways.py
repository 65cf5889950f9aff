"""Pathways in the record: once each, taken back, two at once, tasks and what closes them, other people's eyes."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound, Refused
from careweft.base.outbox import Item, Worker
from careweft.care import projection, teams
from careweft.care.durations import Duration
from careweft.care.pathways import projection as pathway_projection
from careweft.care.pathways import reading, units
from careweft.care.pathways.pathway import Pathway, Stage, Step, Terms, Where
from careweft.care.pathways.pathways import Pathways, Said
from careweft.care.pathways.units import Unit
from careweft.care.record import Record
from careweft.care.tasks import Step as TaskStep
from careweft.care.tasks import Tasks
from careweft.facts import events, person_facts
from careweft.facts.projection import Projection
from careweft.fhir.store import Store
from careweft.rules.trigger import parse_trigger
from tests.care.place import PERSON, ZONE, Place, hours, patient, stay

DAY = Duration(1, "day")
WARD = Stage("ward", "Ward", Where("event"), (Step("plan", "Plan", "nurse", DAY),))
HOME = Stage(
    "home", "Home", Where("", "home-team"), (Step("visit", "Visit", "coordinator", DAY),), ("coordinator",), DAY
)
PATH = Pathway(
    "m/home", "Home again", (WARD, HOME), parse_trigger("on admitted"), reasons={"busy": "Busy"}, asks="nurse"
)
TERMS = Terms((PATH,))


class Here(Place):
    """The small place with pathways followed."""

    def __post_init__(self) -> None:
        self.store = Store([Projection(ZONE), projection.project, pathway_projection.project])
        self.record = Record(self.store, self.clock)
        self.tasks, self.pathways = Tasks(self.record), Pathways(self.record, ZONE)
        self.terms = TERMS

    async def settle(self) -> None:
        handlers = {"event": self.on_event, pathway_projection.TOPIC: self.on_task}
        await Worker(self.database, handlers).drain()
        async with self.database.transaction() as connection:
            assert await connection.fetch("SELECT reason FROM base.dead_letter") == []

    async def on_event(self, connection: Connection, item: Item) -> None:
        event = await events.read(connection, item.payload["person_id"], item.payload["key"])
        facts = await person_facts.load(connection, event.person_id)
        await self.pathways.on_event(connection, event, facts, self.terms)

    async def on_task(self, connection: Connection, item: Item) -> None:
        await self.pathways.on_task(connection, item, self.terms)

    async def say(self, by: Account, what: str, about: str = "", key: str = "k", **more: Any) -> None:
        run = (await self.rows("care.pathway", "id, status"))[-1][0]
        async with self.database.transaction(by.id) as connection:
            said = Said(key, what, about, **more)  # type: ignore[arg-type]
            await self.pathways.say(connection, by, run, said, self.terms)
        await self.settle()


@pytest.fixture
async def here(worker_db: Database, clock: SetClock) -> Here:
    made = Here(worker_db, clock)
    await made.set_up()
    async with worker_db.transaction() as connection:
        await teams.set_up(connection, [teams.Team("acute", "Acute hospital")], [], [])
        await units.set_up(connection, [Unit("zone-1", "Zone 1", ("home-team",), {"TQ3": 5})])
    await made.put(patient())
    return made


@pytest.fixture
async def nurse(here: Here) -> Account:
    return await here.account("nurse", "acute", "nurse")


async def everything(here: Here) -> list[Any]:
    return [
        await here.rows("care.pathway", "id, status, start, finish, version"),
        await here.rows("care.pathway_stage", "id, number, stage, party, sent, due, taken"),
        await here.rows("care.pathway_step", "step, number, state, due, at"),
        await here.rows("care.task", "id, code, status, due, version"),
        await here.rows("care.notice", "id, recipient, message, state"),
        await here.rows("access.relationship", "party, kind, origin, until"),
    ]


async def test_the_same_again_changes_nothing(here: Here, clock: SetClock) -> None:
    await here.put(stay(clock.now()))
    before = await everything(here)
    assert [row[1:3] for row in before[3]] == [("pathway-step", "requested")]
    await here.put(stay(clock.now()))
    await here.tell_again()
    assert await everything(here) == before


async def test_a_cancelled_admission_takes_the_pathway_back_and_again_brings_it_back(
    here: Here, nurse: Account, clock: SetClock
) -> None:
    start = clock.now()
    await here.put(stay(start))
    clock.advance(hours(1))
    await here.say(nurse, "done", "plan/1")
    assert [row[0] for row in await here.rows("care.pathway_stage", "stage, number")] == ["home", "ward"]
    await here.put(stay(start, status="cancelled"))
    assert await here.rows("care.pathway", "id, status") == []
    assert {row[0] for row in await here.rows("care.task", "status, id")} <= {"cancelled", "completed"}
    assert {row[0] for row in await here.rows("care.notice", "state, id")} == {"cancelled"}
    assert [row for row in await here.rows("access.relationship", "kind, party") if row[0] == "pathway"] == []
    await here.put(stay(start))
    assert await here.rows("care.pathway", "pathway, status") == [("m/home", "active")]
    assert ("plan", "done") in await here.rows("care.pathway_step", "step, state")  # what people said was kept


async def test_whoever_dies_is_on_no_pathway_any_more_and_again_where_that_was_a_mistake(
    here: Here, nurse: Account, clock: SetClock
) -> None:
    await here.put(stay(clock.now()))
    await here.put(patient() | {"deceasedDateTime": (clock.now() + hours(1)).isoformat()})
    assert await here.rows("care.pathway", "pathway, status") == [("m/home", "revoked")]
    assert await here.rows("care.task", "code, status") == [("pathway-step", "cancelled")]
    clock.advance(hours(2))
    await here.put(stay(clock.now(), name="told-late"))
    with pytest.raises(Conflict, match="has died"):
        async with here.database.transaction(nurse.id) as connection:
            await here.pathways.start(connection, nurse, PERSON, "m/home", "k", here.terms)
    assert len(await here.rows("care.pathway", "pathway, status")) == 1
    await here.put(patient())
    assert await here.rows("care.pathway", "pathway, status") == [("m/home", "active")]
    assert await here.rows("care.task", "code, status") == [("pathway-step", "requested")]


async def test_a_task_that_is_done_is_the_step_and_the_step_is_the_task(
    here: Here, nurse: Account, clock: SetClock
) -> None:
    await here.put(stay(clock.now()))
    task = (await here.rows("care.task", "id, code"))[0][0]
    async with here.database.transaction(nurse.id) as connection:
        await here.tasks.step(connection, nurse, task, TaskStep("completed"))
    await here.settle()
    assert await here.rows("care.pathway_step", "step, state, at") == [("plan", "done", clock.now())]
    assert ("pathway-take-on", "requested") in await here.rows("care.task", "code, status")
    carla = await here.account("carla", "zone-1", "coordinator")
    await here.say(carla, "taken", "home")
    assert ("pathway-take-on", "completed") in await here.rows("care.task", "code, status")


async def test_a_task_that_is_cancelled_needs_a_reason_until_there_is_one(
    here: Here, nurse: Account, clock: SetClock
) -> None:
    await here.put(stay(clock.now()))
    task = (await here.rows("care.task", "id, code"))[0][0]
    async with here.database.transaction(nurse.id) as connection:
        await here.tasks.step(connection, nurse, task, TaskStep("cancelled", "Went home before"))
    await here.settle()
    assert await here.rows("care.pathway_variation", "kind, words") == [("not-done", "Went home before")]
    clock.advance(timedelta(days=3))
    carla = await here.account("carla", "zone-1", "coordinator")
    await here.say(carla, "taken", "home")
    why = [row[1] for row in await here.rows("care.task", "code, id") if row[0] == "pathway-why"]
    assert len(why) == 1
    asker = await here.account("zoe", "zone-1", "nurse")
    async with here.database.transaction(asker.id) as connection:
        await here.tasks.step(connection, asker, why[0], TaskStep("completed"))
    await here.settle()
    assert ("pathway-why", "requested") in await here.rows("care.task", "code, status")  # it asks again
    async with here.database.transaction(asker.id) as connection:
        await here.tasks.step(connection, asker, why[0], TaskStep("completed", "Bank holiday"))
    await here.settle()
    assert ("waited", "Bank holiday") in await here.rows("care.pathway_variation", "kind, words")
    assert ("pathway-why", "requested") not in await here.rows("care.task", "code, status")


async def test_two_at_once_do_a_step_once_and_the_second_is_told(here: Here, nurse: Account, clock: SetClock) -> None:
    await here.put(stay(clock.now()))
    run = (await here.rows("care.pathway", "id, status"))[0][0]

    async def one(key: str) -> str:
        async with here.database.transaction(nurse.id) as connection:
            try:
                await here.pathways.say(connection, nurse, run, Said(key, "done", "plan/1"), here.terms)
            except CareweftError as told:
                return type(told).__name__
        return ""

    assert sorted(await asyncio.gather(one("a"), one("b"))) == ["", "Conflict"]
    assert await one("a") == ""  # the same form again
    await here.settle()
    assert [row[0] for row in await here.rows("care.pathway_step", "step, number")] == ["plan"]


async def test_what_may_not_be_said(here: Here, nurse: Account, clock: SetClock) -> None:
    await here.put(stay(clock.now()))
    gp, stranger = await here.account("george", "gp-01", "gp"), await here.account("sam", "zone-2", "nurse")
    refused: list[tuple[Account, str, str, dict[str, Any], type[CareweftError]]] = [
        (stranger, "done", "plan/1", {}, NotFound),
        (gp, "done", "plan/1", {}, Refused),
        (nurse, "done", "visit/1", {}, Conflict),
        (nurse, "taken", "ward", {}, Conflict),
        (nurse, "not-done", "plan/1", {}, BadInput),
        (nurse, "not-done", "plan/1", {"code": "nonsense"}, BadInput),
        (nurse, "moved", "home", {}, BadInput),
        (nurse, "moved", "nowhere", {"code": "busy"}, BadInput),
        (nurse, "ended", "", {}, BadInput),
        (nurse, "why", "plan/1", {"code": "busy"}, Conflict),
        (nurse, "done", "plan/1", {"at": clock.now() + hours(1)}, BadInput),
        (nurse, "done", "plan/1", {"at": clock.now() - hours(1)}, BadInput),
    ]
    before = await everything(here)
    for by, what, about, more, wrong in refused:
        with pytest.raises(wrong):
            await here.say(by, what, about, **more)
    assert await everything(here) == before


async def test_nobody_is_on_a_pathway_twice_at_once(here: Here, nurse: Account, clock: SetClock) -> None:
    await here.put(stay(clock.now()))
    await here.put(stay(clock.now() + hours(2), name="e2"))
    assert len(await here.rows("care.pathway", "id, status")) == 1
    async with here.database.transaction(nurse.id) as connection:
        with pytest.raises(Conflict):
            await here.pathways.start(connection, nurse, PERSON, "m/home", "x", here.terms)
        with pytest.raises(BadInput):
            await here.pathways.start(connection, nurse, PERSON, "m/none", "x", here.terms)
    await here.say(nurse, "ended", code="busy")
    async with here.database.transaction(nurse.id) as connection:
        made = [await here.pathways.start(connection, nurse, PERSON, "m/home", "x", here.terms) for _ in range(2)]
    assert made[0] == made[1]


async def test_a_late_message_lies_where_it_belongs(here: Here, nurse: Account, clock: SetClock) -> None:
    discharged = parse_trigger("on discharged")
    ward = replace(WARD, steps=(*WARD.steps, Step("leave", "Leave", "nurse", DAY, after=("plan",), done=discharged)))
    here.terms = Terms((replace(PATH, stages=(ward, HOME)),))
    start = clock.now()
    await here.put(stay(start))
    clock.advance(hours(5))
    await here.say(nurse, "done", "plan/1", at=start + hours(1))
    clock.advance(hours(40))
    await here.put(stay(start, start + hours(6)))
    assert ("leave", "done", start + hours(6)) in await here.rows("care.pathway_step", "step, state, at")
    assert await here.rows("care.pathway_variation", "kind, about") == []  # told late, but done in time
    sent = [row[1] for row in await here.rows("care.pathway_stage", "stage, sent") if row[0] == "home"]
    assert sent == [start + hours(6)]


async def test_the_web_sees_only_whom_it_may(here: Here, nurse: Account, clock: SetClock, web_db: Database) -> None:
    await here.put(stay(clock.now()))
    stranger = await here.account("sam", "zone-2", "nurse")
    for account, seen in ((nurse, 1), (stranger, 0)):
        async with web_db.transaction(account.id) as connection:
            assert len(await reading.places(connection, "m/home")) == seen
            assert len(await reading.courses(connection, PERSON)) == seen
            assert len(await reading.schedule(connection, PERSON, here.terms, ZONE)) == seen
            assert bool(await reading.handovers(connection, "m/home")) is False
            assert await connection.fetchval("SELECT count(*) FROM care.pathway_step") == seen


async def test_it_goes_with_the_patient_to_another_person_and_goes_on_there(
    here: Here, nurse: Account, clock: SetClock
) -> None:
    await here.put(stay(clock.now()))
    other = PERSON + 1
    async with here.database.transaction() as connection:
        rows = await connection.fetch("SELECT type, id FROM fhir.resource WHERE person_id = $1", PERSON)
        await here.store.move(connection, [(row["type"], row["id"]) for row in rows], PERSON, other)
    await here.settle()
    for table in pathway_projection.TABLES[:3]:
        assert {row[0] for row in await here.rows(f"care.{table}", "person_id, id")} == {other}
    sight = await here.rows("access.relationship", "person_id, party, kind")
    assert (other, "acute", "pathway") in sight
    assert [row for row in sight if row[0] == PERSON and row[2] == "pathway"] == []
    await here.say(nurse, "done", "plan/1")
    assert (other, "home") in await here.rows("care.pathway_stage", "person_id, stage")
    assert len(await here.rows("care.pathway", "id, person_id")) == 1


async def test_what_happens_after_the_end_changes_nothing(here: Here, nurse: Account, clock: SetClock) -> None:
    await here.put(stay(clock.now()))
    clock.advance(hours(1))
    await here.say(nurse, "ended", code="busy")
    before = (await everything(here))[:3]
    clock.advance(hours(1))
    await here.put(stay(clock.now() - hours(2), clock.now()))
    assert (await everything(here))[:3] == before
