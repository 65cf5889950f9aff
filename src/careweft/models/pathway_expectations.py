"""Judging what a scenario expects of pathways: where people stand and wait, handovers, variation, the one schedule."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.pathways import objectives, reading
from careweft.models import pathway_steps
from careweft.models.grammar import Name, Part
from careweft.models.judge import Judge

if TYPE_CHECKING:
    from careweft.models.player import Player


class OnPathway(Part):
    """Where a person stands on a pathway: at which stage, whose that is, whether it waits to be taken on."""

    person: Name
    pathway: Name | None = None
    stage: Name | None = None
    party: Name | None = None
    waits: bool | None = None
    over: Literal["completed", "revoked", ""] | None = Field(None, description="how it ended; empty: it goes on")
    none: bool = Field(False, description="the person is on no such pathway")


class StepExpected(Part):
    """The latest turn of a step."""

    person: Name
    step: Name
    pathway: Name | None = None
    state: Literal["open", "done", "not-done", "none"] = "open"
    party: Name | None = None
    due: datetime | None = None
    at: datetime | None = None


class HandoverExpected(Part):
    """A handover to a stage: by whom and when it was sent, and when it was taken on."""

    person: Name
    to: Name
    pathway: Name | None = None
    sender: Name | None = None
    party: Name | None = None
    sent: datetime | None = None
    due: datetime | None = None
    taken: datetime | None = None


class VariationExpected(Part):
    """Variation on a person's pathway, of a kind; `why` is its reason, empty where nobody has said one."""

    person: Name
    kind: Literal["late", "not-done", "waited", "elsewhere", "climbed"]
    about: str = ""
    pathway: Name | None = None
    why: str | None = None
    words: str | None = None
    count: int = Field(1, ge=0)


class ScheduleExpected(Part):
    """The visits of a person's one schedule, in their order: when each is due, and what is done there."""

    person: Name
    visits: list[str] = Field(examples=[["2026-03-02 09:00 Blood test"]])


class LineExpected(Part):
    """The line of a pathway as a member of staff sees it: how many are at each stage and how many wait for it."""

    pathway: Name
    by: Name
    here: dict[Name, int] = Field(default_factory=dict)
    waiting: dict[Name, int] = Field(default_factory=dict)


class ObjectivesExpected(Part):
    """The model's objectives as a member of staff sees them: `held of all`, such as `2 of 3`; `at`: by party."""

    by: Name
    shows: dict[Name, str] = Field(default_factory=dict)
    at: dict[Name, dict[Name, str]] = Field(default_factory=dict)


async def _on(player: Player, connection: Connection, expected: OnPathway) -> list[str]:
    if expected.none:
        person = await player.person_id(connection, expected.person) or 0
        runs = [run for run in await player.engine.pathways.runs(connection, person)
                if expected.pathway is None or run.pathway.endswith(f"/{expected.pathway}")]  # fmt: skip
        return [f"{expected.person} is on {', '.join(run.pathway for run in runs)}"] if runs else []
    run = await pathway_steps.run(player, connection, expected.person, expected.pathway)
    standing = run.standing
    assert standing is not None
    leg = standing.leg
    found = {
        "stage": leg.stage if leg else None,
        "party": leg.party if leg else None,
        "waits": leg.waits if leg else None,
        "over": standing.outcome,
    }
    wanted = {name: getattr(expected, name) for name in found}
    return _differs(player, f"the pathway of {expected.person}", found, wanted)


async def _step(player: Player, connection: Connection, expected: StepExpected) -> list[str]:
    run = await pathway_steps.run(player, connection, expected.person, expected.pathway)
    standing = run.standing
    assert standing is not None
    turns = [turn for turn in standing.turns if turn.step == expected.step]
    if not turns:
        return [] if expected.state == "none" else [f"{expected.step} of {expected.person} is not asked for"]
    turn = turns[-1]
    found = {"state": turn.state, "party": standing.legs[turn.leg - 1].party, "due": turn.due, "at": turn.at}
    wanted = {name: getattr(expected, name) for name in found}
    return _differs(player, f"{expected.step} of {expected.person}", found, wanted)


async def _handover(player: Player, connection: Connection, expected: HandoverExpected) -> list[str]:
    run = await pathway_steps.run(player, connection, expected.person, expected.pathway)
    assert run.standing is not None
    legs = [leg for leg in run.standing.legs if leg.stage == expected.to]
    if not legs:
        return [f"{expected.person} was never sent to {expected.to}"]
    found = {name: getattr(legs[-1], name) for name in ("sender", "party", "sent", "due", "taken")}
    wanted = {name: getattr(expected, name) for name in found}
    return _differs(player, f"the handover of {expected.person} to {expected.to}", found, wanted)


async def _variation(player: Player, connection: Connection, expected: VariationExpected) -> list[str]:
    run = await pathway_steps.run(player, connection, expected.person, expected.pathway)
    assert run.standing is not None
    every = run.standing.variations
    alike = [
        each
        for each in every
        if each.kind == expected.kind
        and each.about.startswith(expected.about)
        and expected.why in (None, each.code)
        and expected.words in (None, each.words)
    ]
    if len(alike) == expected.count:
        return []
    found = "; ".join(f"{each.kind} {each.about} ({each.code or each.words or 'no reason'})" for each in every)
    return [f"variation of {expected.person}: {found or 'none'}; expected {expected.count} {expected.kind}"]


async def _schedule(player: Player, connection: Connection, expected: ScheduleExpected) -> list[str]:
    person = await player.person_id(connection, expected.person) or 0
    zone = player.engine.zone
    visits = await reading.schedule(connection, person, player.engine.pathway_terms, zone)
    found = [f"{visit.first.due.astimezone(zone):%Y-%m-%d %H:%M} {visit.title}" for visit in visits]
    return [] if found == expected.visits else [f"the schedule of {expected.person} is {found}"]


async def _line(player: Player, _: Connection, expected: LineExpected) -> list[str]:
    """Through row-level security, as the member of staff would look."""
    name = f"{player.compiled.model.id}/{expected.pathway}"
    async with player.web.transaction(player.staff[expected.by].id) as web:
        places = await reading.places(web, name)
    here: dict[str, int] = {}
    waiting: dict[str, int] = {}
    for place in places:
        count = waiting if place.waits else here
        count[place.stage] = count.get(place.stage, 0) + 1
    same = here == expected.here and waiting == expected.waiting
    return [] if same else [f"{expected.by} sees here {here or 'nobody'}, waiting {waiting or 'nobody'}"]


async def _objectives(player: Player, _: Connection, expected: ObjectivesExpected) -> list[str]:
    """Through row-level security, as the member of staff would look."""
    compiled, now = player.compiled, player.clock.now()
    async with player.web.transaction(player.staff[expected.by].id) as web:
        measured = await objectives.measure(web, compiled.model.id, compiled.objectives, player.engine.facts_of, now)
    found = {each.objective.id: f"{each.held} of {each.of}" for each in measured}
    wanted = dict(expected.shows)
    for each in measured:
        found |= {f"{each.objective.id} at {party}": f"{held} of {of}" for party, (held, of) in each.parties.items()}
    for party, shows in expected.at.items():
        wanted |= {f"{name} at {party}": value for name, value in shows.items()}
    return [
        f"{expected.by} sees {name} {found.get(name, 'not measured')}; expected {value}"
        for name, value in wanted.items()
        if found.get(name) != value
    ]


def _differs(player: Player, what: str, found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    zone = player.engine.zone

    def shown(value: Any) -> str:
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)

    local = {k: v.replace(tzinfo=zone) if isinstance(v, datetime) else v for k, v in wanted.items()}
    return [
        f"{what}: {name} is {shown(found[name])}; expected {shown(value)}"
        for name, value in local.items()
        if value is not None and found[name] != value
    ]


def _of_somebody(judge: Judge) -> Judge:
    """Where nobody is on the pathway, that is what is otherwise than expected."""

    async def judged(player: Player, connection: Connection, expected: Any) -> list[str]:
        try:
            return await judge(player, connection, expected)
        except BadInput as nobody:
            return [nobody.what]

    return judged


_EACH: dict[str, Judge] = {
    "on_pathway": _on,
    "step": _step,
    "handover": _handover,
    "variation": _variation,
    "schedule": _schedule,
    "line": _line,
    "objectives": _objectives,
}
JUDGES = {name: _of_somebody(judge) for name, judge in _EACH.items()}
