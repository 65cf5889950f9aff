"""What a meeting changes in a person's plan: a need, a goal, how a goal goes, or what somebody is to do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import get_args
from uuid import uuid4
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.care import tasks
from careweft.care.meetings.meetings import Decision
from careweft.care.plans.content import Action, Goal, GoalStatus, Part, Plan, Progress, Text
from careweft.care.plans.governed import action_id
from careweft.care.resources import id_of
from careweft.models.engine import Engine


def choices(plan: Plan | None) -> list[tuple[str, str]]:
    """What of a plan a meeting can change on its own page; all else is changed in the plan itself."""
    if plan is None or not plan.open:
        return []
    goals = [(key, f"How it goes: {goal.text}") for key, goal in plan.of("goal").items() if goal.status != "dropped"]
    return [("need", "A need"), ("goal", "A new goal"), *goals]


async def change(
    connection: Connection, engine: Engine, by: Account, person: int, given: Mapping[str, str], now: datetime
) -> None:
    """Put what was said for the plan into the person's open plan; without one it waits in the meeting's note."""
    plan = await engine.plans.current(connection, person)
    if plan is not None and plan.open:
        parts = _parts(plan, given, now)
        await engine.plans.write(connection, by, person, plan.version, parts, engine.plan_terms)


def _parts(plan: Plan, given: Mapping[str, str], now: datetime) -> dict[str, Part]:
    """A goal that was chosen goes as was said, with a note that says why; else a new goal or a need."""
    what, text, new = given.get("changes", ""), given.get("plan", ""), uuid4()
    goal = plan.parts.get(what)
    if isinstance(goal, Goal):
        goes: GoalStatus = next((each for each in get_args(GoalStatus) if each == given.get("goes")), goal.status)
        return {what: replace(goal, status=goes), f"progress/{new}": Progress(what, text, "", now)}
    return {f"goal/{new}": Goal(text)} if what == "goal" else {f"need/{new}": Text(text)}


async def act(
    connection: Connection, engine: Engine, by: Account, about: tuple[str, int], decision: Decision, zone: ZoneInfo
) -> str:
    """Make a decision of a meeting about a person an action of the plan, where that is in force: the id of the task
    that the plan makes of it, empty where it makes none. The key is (meeting, person, decision)."""
    meeting, person = about
    plan = await engine.plans.current(connection, person)
    if plan is None:
        return ""
    name = id_of(f"meeting/{meeting}/{person}/{decision.key}")
    task = action_id(plan.id, name)
    if await tasks.find(connection, task):
        return task
    if plan.status != "active":
        return ""
    who = f"staff/{decision.practitioner}" if decision.practitioner else f"role/{decision.role}"
    part = Action(decision.title.strip(), who, decision.due.astimezone(zone).date())
    await engine.plans.write(connection, by, person, plan.version, {f"action/{name}": part}, engine.plan_terms)
    return task
