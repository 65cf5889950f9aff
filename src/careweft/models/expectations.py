"""Judging what a scenario expects: each expectation gives the faults that it finds, in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from careweft.base.db import Connection
from careweft.care import teams
from careweft.care.assessment.standing import standings
from careweft.care.effects import holds
from careweft.care.entry import queue
from careweft.care.meetings import reading
from careweft.care.plans.content import Contribution
from careweft.care.reactions import open_case, services
from careweft.care.staffing.cover import standing_in
from careweft.facts import person_facts
from careweft.models import (
    community_steps,
    contact_expectations,
    counting_steps,
    funds,
    goal_steps,
    governance_steps,
    local_expectations,
    monitoring_expectations,
    own_steps,
    pathway_expectations,
    rating_expectations,
    social_steps,
    transition_expectations,
    visit_steps,
)
from careweft.models.judge import Judge, each
from careweft.models.scenario import (
    AgendaExpected,
    AssessmentExpected,
    CaseExpected,
    Expectation,
    NoticeExpected,
    PlanExpected,
    ReferralExpected,
    TaskExpected,
)

if TYPE_CHECKING:
    from careweft.models.player import Player


async def faults(player: Player, expected: Expectation) -> list[str]:
    """What is not as expected."""
    found = []
    async with player.engine.database.transaction() as connection:
        for name, judge in JUDGES.items():
            if (said := getattr(expected, name)) is not None:
                found += await judge(player, connection, said)
    return found


async def _task(player: Player, connection: Connection, expected: TaskExpected) -> list[str]:
    found = await player.tasks(connection, expected.person, expected.code, "all")
    alike = [task for task in found if task.status == expected.status]
    if len(alike) != expected.count:
        states = ", ".join(task.status for task in found) or "none"
        return [f"task {expected.code} for {expected.person}: {states}; expected {expected.count} {expected.status}"]
    wanted = {
        "role": expected.role,
        "team": expected.team,
        "practitioner": expected.practitioner,
        "due": _instant(player, expected.due),
    }
    faults = [
        f"task {expected.code}: {name} is {_shown(player, getattr(task, name))}; expected {_shown(player, value)}"
        for task in alike
        for name, value in wanted.items()
        if value is not None and getattr(task, name) != value
    ]
    if expected.escalated is not None:
        faults += [
            f"task {expected.code}: {'not ' * expected.escalated}escalated"
            for task in alike
            if (task.escalated is not None) != expected.escalated
        ]
    return faults


async def _notice(player: Player, connection: Connection, expected: NoticeExpected) -> list[str]:
    person = await player.person_id(connection, expected.person)
    rows = await connection.fetch(
        "SELECT message, state FROM care.notice WHERE person_id = $1 AND recipient = $2", person, expected.to
    )
    alike = [row for row in rows if row["state"] == expected.state and expected.says in row["message"]]
    if len(alike) == expected.count:
        return []
    found = "; ".join(f"{row['message']!r} ({row['state']})" for row in rows) or "none"
    return [f"notices to {expected.to}: {found}; expected {expected.count} {expected.state} with {expected.says!r}"]


async def _case(player: Player, connection: Connection, expected: CaseExpected) -> list[str]:
    case = open_case(await _facts(player, connection, expected.person), player.clock.now())
    if (case is not None) != expected.open:
        return [f"{expected.person} has {'an' if case else 'no'} open case"]
    wanted = {"team": expected.team, "coordinator": expected.coordinator}
    return [
        f"the case's {name} is {case[name]}; expected {value}"
        for name, value in wanted.items()
        if case is not None and value is not None and case[name] != value
    ]


async def _assessment(player: Player, connection: Connection, expected: AssessmentExpected) -> list[str]:
    engine = player.engine
    facts = await _facts(player, connection, expected.person)
    known = await standings(connection, engine.store, facts, engine.assessment_terms, engine.zone)
    every = {held.instrument.code(s.item): (held, s) for held in known for s in held.scores}
    if expected.instrument not in every:
        return [] if expected.score is None else [f"{expected.person} has no score of {expected.instrument}"]
    held, score = every[expected.instrument]
    found = {
        "score": score.latest.score,
        "means": score.band.label if score.band else "",
        "until": held.until.astimezone(engine.zone).date() if held.until else None,
        "tells": [],
    }
    if held.assessment and expected.tells is not None:
        state = (await engine.assessments.find(connection, held.assessment)).state
        found["tells"] = [text for name in state.answers for text in state.feedback(name)]
    wanted = {
        "score": expected.score,
        "means": expected.means or None,
        "until": expected.until,
        "tells": expected.tells,
    }
    return [
        f"{expected.instrument} of {expected.person}: {name} is {found[name]}; expected {value}"
        for name, value in wanted.items()
        if (value is not None or name == "score") and found[name] != value
    ]


async def _referral(player: Player, connection: Connection, expected: ReferralExpected) -> list[str]:
    person = await player.person_id(connection, expected.person)
    alone = expected.state != "joined"
    every = await queue.of_person(connection, person or 0)
    found = [each for each in every if not alone or each.state != "joined"]
    if not found:
        return [f"{expected.person} has no referral"]
    wanted = {"state": expected.state, "team": expected.team, "due": _instant(player, expected.due)}
    return [
        f"the referral's {name} is {_shown(player, getattr(found[0], name))}; expected {_shown(player, value)}"
        for name, value in wanted.items()
        if value is not None and getattr(found[0], name) != value
    ]


async def _load(player: Player, connection: Connection, staff: str, expected: int | str) -> list[str]:
    told = await teams.practitioner(connection, staff)
    loads = await teams.loads(connection, told.team, told.role) if told else []
    load = next((load for load in loads if load.practitioner.id == staff), None)
    held = load and (load.open if isinstance(expected, int) else f"{load.open} of {load.practitioner.caseload}")
    return [] if held == expected else [f"{staff} holds {held} cases; expected {expected}"]


async def _plan(player: Player, connection: Connection, expected: PlanExpected) -> list[str]:
    person = await player.person_id(connection, expected.person)
    plan = await player.engine.plans.current(connection, person or 0)
    if plan is None:
        return [f"{expected.person} has no plan"]
    agreed = plan.agreement is not None and plan.agreement.agreed
    parts = [part.who.removeprefix("role/") for part in plan.parts.values() if isinstance(part, Contribution)]
    review = _instant(player, expected.review)
    wanted = {"status": expected.status, "agreed": expected.agreed, "review": review, "parts": expected.parts}
    found = {"status": plan.status, "agreed": agreed, "review": plan.review_due, "parts": parts}
    return [
        f"the plan's {name} is {_shown(player, found[name])}; expected {_shown(player, value)}"
        for name, value in wanted.items()
        if value is not None and found[name] != value
    ]


async def _paused(player: Player, connection: Connection, person: str, expected: bool) -> list[str]:
    facts, now = await _facts(player, connection, person), player.clock.now()
    records = {row["record"] for row in services("home-care", facts, now)}
    person_id = await player.person_id(connection, person)
    paused = await holds(connection, person_id or 0, now)
    if not records:
        return [f"{person} has no home care"]
    return (
        []
        if (records <= paused) == expected
        else [f"home care of {person} is {'' if records <= paused else 'not '}paused"]
    )


async def _suggests(player: Player, connection: Connection, person: str, expected: bool) -> list[str]:
    referral = await player.referral(connection, person)
    found = (await player.engine.suggestion(connection, referral)).value is True
    return [] if found == expected else [f"the entry rule {'accepts' if found else 'does not accept'} {person}"]


async def _agenda(player: Player, connection: Connection, expected: AgendaExpected) -> list[str]:
    """Through row-level security, as the member would look."""
    ids = {await player.person_id(connection, name): name for name in player.scenario.people}
    async with player.web.transaction(player.staff[expected.by].id) as web:
        series, now = player.series(expected.meeting), player.clock.now()
        meeting = await reading.upcoming(web, series, expected.team, now, player.engine.zone)
        found = {ids[item.person_id]: item.part for item in await reading.items(web, meeting.id)}
    return [] if found == expected.people else [f"the agenda is {found or 'empty'}; expected {expected.people}"]


async def _stands_in(player: Player, connection: Connection, staff: str, expected: list[str]) -> list[str]:
    found = await standing_in(connection, staff, player.clock.now())
    return [] if found == expected else [f"{staff} stands in for {found or 'nobody'}; expected {expected}"]


async def _spent(player: Player, connection: Connection, partner: str, expected: str) -> list[str]:
    engine, found = player.engine, "nothing"
    for statement in await funds.statements(connection, player.clock.now(), engine.zone):
        for part in statement.partners:
            if part.name == partner:
                found = f"{part.spend // 100}.{part.spend % 100:02d}"
    return [] if found == expected else [f"{partner} has spent {found}; expected {expected}"]


async def _sees(player: Player, connection: Connection, staff: str, expected: list[str]) -> list[str]:
    """Through row-level security, as the web would look."""
    ids: dict[int, str] = {}
    for name in player.scenario.people:
        if person := await player.person_id(connection, name):
            ids[person] = name
    async with player.web.transaction(player.staff[staff].id) as web:
        rows = await web.fetch("SELECT DISTINCT person_id FROM facts.person WHERE person_id = ANY($1)", list(ids))
    seen = sorted(ids[row["person_id"]] for row in rows)
    return [] if seen == sorted(expected) else [f"{staff} sees {seen or 'nobody'}; expected {expected or 'nobody'}"]


async def _facts(player: Player, connection: Connection, person: str) -> dict[str, list[dict[str, Any]]]:
    person_id = await player.person_id(connection, person)
    return await person_facts.load(connection, person_id or 0)


def _instant(player: Player, local: datetime | None) -> datetime | None:
    return local.replace(tzinfo=player.engine.zone) if local else None


def _shown(player: Player, value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(player.engine.zone):%Y-%m-%d %H:%M}"
    return str(value)


_AREAS = (
    goal_steps,
    social_steps,
    rating_expectations,
    governance_steps,
    counting_steps,
    transition_expectations,
    visit_steps,
    own_steps,
    community_steps,
    monitoring_expectations,
    contact_expectations,
    pathway_expectations,
    local_expectations,
)
JUDGES: dict[str, Judge] = {
    "task": _task,
    "notice": _notice,
    "case": _case,
    "referral": _referral,
    "loads": each(_load),
    "assessment": _assessment,
    "plan": _plan,
    "paused": each(_paused),
    "suggests": each(_suggests),
    "sees": each(_sees),
    "agenda": _agenda,
    "stands_in": each(_stands_in),
    "spent": each(_spent),
    **{name: judge for area in _AREAS for name, judge in area.JUDGES.items()},
}
"""What judges each field of an expectation."""
