"""A full plan as somebody would write it, and the place to write it in."""

from datetime import date
from typing import Any

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.care import projection
from careweft.care.durations import Duration
from careweft.care.plans import projection as plan_projection
from careweft.care.plans.content import Action, Carer, Contribution, Goal, IfThen, Part, Plan, Text
from careweft.care.plans.plans import Answer, Plans, PlanTerms, Saved, Written
from careweft.care.record import Record
from careweft.facts.projection import Projection
from careweft.fhir.store import Store
from tests.care.place import PERSON, ZONE, Place, patient

TERMS = PlanTerms("care-plan", Duration(6, "month"), "coordinator", "manager", signed=True, holds=True)
FULL: dict[str, Part] = {
    "about/most-important": Text("My garden and my cat"),
    "about/people": Text("My daughter Ruth, who calls on Sundays"),
    "goal/g1": Goal(
        "Walk to the shop on my own", "I like to choose my food", "I have been there twice", date(2026, 6, 1)
    ),
    "goal/g2": Goal("Sleep through the night"),
    "need/n1": Text("Unsteady on stairs"),
    "action/a1": Action("Balance exercises", "role/district-nurse", date(2026, 5, 1), "twice a week", "goal/g1"),
    "action/a2": Action("Review the medicines", "staff/carla", date(2026, 4, 20)),
    "action/a3": Action("Walk round the garden", "person", None, "every day", "goal/g1"),
    "action/a4": Action("Fit a second rail", "organisation/council"),
    "action/a5": Action("Shop together on Fridays", "carer"),
    "practitioner/p1": Contribution("staff/carla", "One call a week; I hold the plan"),
    "contingency/c1": IfThen("My daughter is away", "Helping Hands come twice a day", "Carla, 01803 555 0100"),
    "emergency/e1": IfThen("I fall and cannot get up", "Press the alarm", "999"),
    "carer/k1": Carer("Ruth, daughter", "A free afternoon each week"),
}


class PlanPlace(Place):
    """The place of care's tests, with plans."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.store = Store([Projection(ZONE), projection.project, plan_projection.project])
        self.plans = Plans(Record(self.store, self.clock), ZONE)

    async def write(self, by: Account, version: int, parts: Written) -> Saved:
        async with self.database.transaction(by.id) as connection:
            return await self.plans.write(connection, by, PERSON, version, parts, TERMS)

    async def agree(self, by: Account, version: int, agreed: bool = True, **said: str) -> Plan:
        async with self.database.transaction(by.id) as connection:
            return await self.plans.agree(connection, by, PERSON, version, Answer(agreed, **said), TERMS)

    async def step(self, by: Account, status: Any, reason: str = "") -> Plan:
        async with self.database.transaction(by.id) as connection:
            return await self.plans.set_status(connection, by, PERSON, status, TERMS, reason)

    async def plan(self) -> Plan:
        async with self.database.transaction() as connection:
            found = await self.plans.current(connection, PERSON)
        assert found
        return found

    async def tick(self, terms: PlanTerms = TERMS) -> int:
        async with self.database.transaction() as connection:
            return await self.plans.reviews_due(connection, terms)

    async def todo(self) -> dict[str, str]:
        """The status of each task of the plan by its title."""
        found = await self.rows("care.task", "title, status, code")
        return {title: status for title, status, code in found if code in ("plan-action", "review-plan")}

    async def told(self, to: str) -> list[str]:
        """What somebody was told."""
        return [row[0] for row in await self.rows("care.notice", "message, recipient") if row[1] == to]


async def opened(database: Database, clock: SetClock) -> PlanPlace:
    """A place with one person, whose practice is that of zone 1."""
    made = PlanPlace(database, clock)
    await made.set_up()
    await made.put(patient())
    return made
