"""Steps in which a goal is met or missed and a medicine is ordered; judging in which tier somebody is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from careweft import population
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.plans.content import Goal
from careweft.care.plans.plans import Answer
from careweft.models import wire
from careweft.models.grammar import Name, Part
from careweft.models.judge import Judge, each
from careweft.population import gaps

if TYPE_CHECKING:
    from careweft.models.player import Player


class GoalIs(Part):
    """A member of staff writes down how a goal of a person's plan stands."""

    at: datetime = Field(examples=["2026-01-05 09:00"])
    goal_is: Literal["open", "met", "unmet", "dropped"] = Field(alias="goal-is")
    goal: Name
    person: Name
    by: Name


class Prescription(Part):
    """The person's practice orders a medicine; `atc` is its code where one is sent; `stopped`: it was stopped since."""

    at: datetime = Field(examples=["2026-01-05 09:00"])
    prescription: Name = Field(description="for whom")
    medicine: str = Field(description="as it is written", examples=["Warfarin 3mg tablets"])
    atc: str = ""
    stopped: bool = False


class GapsExpected(Part):
    """Who has a gap in care of whom a member of staff may see, on a physician's panel."""

    by: Name
    gap: Name
    physician: Name
    people: list[Name]


STEPS = (GoalIs, Prescription)
GoalStep = Annotated[GoalIs, Tag("<goal-is>")] | Annotated[Prescription, Tag("<prescription>")]
KEYS = {"goal-is": "how a goal of the plan stands", "prescription": "the practice orders a medicine"}


async def act(player: Player, step: GoalIs | Prescription) -> None:
    """Write it in the plan as the page does, or send it as the practice's system does."""
    if isinstance(step, GoalIs):
        await _goal(player, step)
        return
    person = player.person(step.prescription)
    coding = [{"system": "http://www.whocc.no/atc", "code": step.atc}] if step.atc else []
    order: dict[str, Any] = {
        "resourceType": "MedicationRequest",
        "id": f"{person.practice}.{person.id}-{sha256(step.medicine.lower().encode()).hexdigest()[:12]}",
        "status": "stopped" if step.stopped else "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": step.medicine} | ({"coding": coding} if coding else {}),
        "subject": {"reference": f"Patient/{person.practice}-{person.id}"},
        "authoredOn": player.clock.now().isoformat(),
    }
    await player.send_fhir(person.practice, [wire.patient(person), order])


async def _goal(player: Player, step: GoalIs) -> None:
    plans = player.engine.plans
    async with player.acting(step.by) as (connection, account):
        person = await player.person_id(connection, step.person) or 0
        plan = await plans.current(connection, person)
        goal = plan.parts.get(f"goal/{step.goal}") if plan else None
        if plan is None or not isinstance(goal, Goal):
            raise BadInput(f"{step.person} has no goal {step.goal!r}")
        changed = {f"goal/{step.goal}": replace(goal, status=step.goal_is)}
        await plans.write(connection, account, person, plan.version, changed, player.engine.plan_terms)


async def _refuses(player: Player, _: Connection, name: str, why: str) -> list[str]:
    """Whether a plan cannot be agreed to as it stands, for this reason; nothing is kept of the try."""
    engine, account = player.engine, next(iter(player.staff.values()))
    try:
        async with engine.database.transaction(account.id) as connection:
            person = await player.person_id(connection, name) or 0
            plan = await engine.plans.current(connection, person)
            version = plan.version if plan else 0
            await engine.plans.agree(connection, account, person, version, Answer(True), engine.plan_terms)
            raise _Agreed
    except BadInput as refused:
        return [] if why in str(refused) else [f"{name}'s plan is refused: {refused}; expected {why!r}"]
    except _Agreed:
        return [f"{name}'s plan can be agreed to; expected {why!r}"]


class _Agreed(Exception):
    """It went through; what it changed is taken back with the transaction."""


async def _tiers(player: Player, connection: Connection, expected: dict[str, str]) -> list[str]:
    """Who is in another tier than expected."""
    faults = []
    for name, tier in expected.items():
        person = await player.person_id(connection, name) or 0
        found = await population.segment_at(connection, player.compiled.model.id, person, player.clock.now())
        faults += [] if found == tier else [f"{name} is in {found or 'no tier'}; expected {tier}"]
    return faults


async def _gaps(player: Player, connection: Connection, expected: GapsExpected) -> list[str]:
    """How the panel is otherwise than expected; looked at through row-level security."""
    ids = {await player.person_id(connection, name): name for name in player.scenario.people}
    model, name = player.compiled.model.id, player.scenario.place.staff[expected.physician].name
    async with player.web.transaction(player.staff[expected.by].id) as web:
        rows = [row for row in await gaps.people(web, model, expected.gap, None) if row.physician == name]
        counted = {(row.name, row.gap): row.people for row in await gaps.counts(web, model)}
    found = sorted(ids[row.person_id] for row in rows)
    if found != sorted(expected.people) or counted.get((name, expected.gap), 0) != len(found):
        return [f"{expected.gap} of {expected.physician}: {found or 'nobody'}; expected {expected.people}; {counted}"]
    return []


JUDGES: dict[str, Judge] = {
    "refuses": each(_refuses),
    "tiers": _tiers,
    "gaps": _gaps,
}
