"""A discharge plan begins by itself also where the case, or the model, begins while the person is in hospital: once."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.outbox import Handler, Item
from careweft.care import teams
from careweft.care.transitions.plan import DischargePlan
from careweft.facts import person_facts
from careweft.fhir.stored import Origin
from careweft.models import library, tiers
from careweft.models.engine import Engine, activate
from tests.care.place import PERSON, ZONE, patient, referral, stay

STAY = "Encounter/e1"
DAY = timedelta(days=1)
READY = "SELECT id, status FROM care.task WHERE focus LIKE 'CarePlan/%' ORDER BY id"


class Town:
    """A practice, its team and a hospital. The engine was opened before any model was active, as a worker's may be."""

    def __init__(self, database: Database, clock: SetClock) -> None:
        self.engine, self.clock = Engine(database, ZONE, []), clock

    async def set_up(self) -> None:
        async with self.engine.database.transaction() as connection:
            await teams.set_up(
                connection,
                [teams.Team("zone-1", "Zone 1")],
                [teams.Practice("gp-01", "The Surgery", "zone-1")],
                [teams.Practitioner("carla", "Carla", "zone-1", "coordinator", None)],
            )
            new = NewAccount("carla", "carla", "Carla", memberships=[("zone-1", "coordinator")])
            self.carla = await accounts.profile(connection, await accounts.create(connection, new))
        await self.put(patient())

    async def activate(self, model: str, since: datetime) -> None:
        async with self.engine.database.transaction() as connection:
            assert await activate(connection, library.model_file(model).read_text(), model, ZONE, since)
        await self.settle()

    async def put(self, *bodies: dict[str, Any]) -> None:
        async with self.engine.database.transaction() as connection:
            await self.engine.store.put(connection, PERSON, bodies, Origin("acute", None, self.clock.now()))
        await self.settle()

    async def settle(self) -> None:
        await self.engine.worker().drain()
        assert await self.rows("SELECT reason FROM base.dead_letter") == []

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.engine.database.transaction() as connection:
            return [tuple(row) for row in await connection.fetch(query)]

    async def plan(self) -> DischargePlan | None:
        async with self.engine.database.transaction() as connection:
            return await self.engine.stays.find(connection, STAY)

    async def accept(self) -> None:
        """Somebody is referred and accepted."""
        await self.put(referral(self.clock.now()))
        ((task,),) = await self.rows("SELECT id FROM care.task WHERE code = 'triage'")
        assert self.carla
        async with self.engine.database.transaction(self.carla.id) as connection:
            await self.engine.triage.decide(connection, self.carla, task, True, "", self.engine.entry_terms())

    async def take_on(self) -> None:
        """The model takes on somebody who is known already."""
        async with self.engine.database.transaction() as connection:
            facts = await person_facts.load(connection, PERSON)
            assert await self.engine.cases.take_on(connection, PERSON, facts, "coordinator", self.clock.now())


Path = Callable[[Town], Awaitable[None]]


@pytest.fixture
async def town(worker_db: Database, clock: SetClock) -> Town:
    made = Town(worker_db, clock)
    await made.set_up()
    return made


async def _the_plan_is_of_now(town: Town, at: datetime) -> None:
    """One plan that counts from an instant, however often all is told again."""
    begun = await town.plan()
    assert begun and begun.status == "active" and begun.team == "zone-1"
    assert (begun.created, begun.expected.day) == (at, (at.astimezone(ZONE) + 7 * DAY).date())
    ready = await town.rows(READY)
    assert len(ready) == len(begun.tasks) > 0
    async with town.engine.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO base.outbox (topic, order_key, payload) SELECT t, person_id::text, jsonb_build_object("
            "'person_id', person_id, 'key', key, 'revision', revision) FROM facts.event, "
            "unnest('{look-again,event,look-again}'::text[]) AS t"
        )
    await town.settle()
    assert await town.plan() == begun
    assert await town.rows(READY) == ready


@pytest.mark.parametrize(("opens", "admission_told"), [(Town.accept, "before"), (Town.take_on, "after")])
async def test_a_case_that_opens_in_hospital_begins_the_plan(town: Town, opens: Path, admission_told: str) -> None:
    admitted = town.clock.now()
    await town.activate("torbay", admitted - DAY)
    await town.engine.reload()
    town.clock.advance(DAY / 24)
    if admission_told == "before":
        await town.put(stay(admitted))
        assert await town.plan() is None
    town.clock.advance(2 * DAY)
    opened = town.clock.now()
    await opens(town)
    assert await town.plan() is None
    with pytest.raises(ConnectionError):
        async with town.engine.database.transaction() as connection:  # killed once the plan was written
            item = Item(1, tiers.TOPIC, str(PERSON), {"person_id": PERSON}, 0)
            await cast(Handler, town.engine.handlers[tiers.TOPIC])(connection, item)
            raise ConnectionError
    await town.settle()
    if admission_told == "after":
        assert await town.plan() is None
        town.clock.advance(DAY)
        await town.put(stay(admitted))
    await _the_plan_is_of_now(town, opened)

    town.clock.advance(DAY)
    await town.put(stay(admitted, town.clock.now()))
    left = await town.plan()
    assert left and left.status == "completed"


async def test_a_model_that_begins_plans_for_whoever_is_in_hospital_then(town: Town) -> None:
    await town.put(stay(town.clock.now()), stay(town.clock.now() - DAY, town.clock.now(), name="e2"))
    town.clock.advance(30 * DAY)
    began = town.clock.now()
    await town.activate("crosscharge", began)
    await _the_plan_is_of_now(town, began)
    assert await town.rows("SELECT stay FROM care.discharge") == [(STAY,)]


async def test_a_case_after_the_stay_begins_nothing(town: Town) -> None:
    admitted = town.clock.now()
    await town.activate("torbay", admitted - DAY)
    await town.engine.reload()
    town.clock.advance(2 * DAY)
    await town.put(stay(admitted, admitted + DAY), stay(admitted, status="finished", name="e2"))
    await town.accept()
    await town.settle()
    assert await town.rows("SELECT id FROM care.discharge") == []
