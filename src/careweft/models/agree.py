"""Whether the parts of a model agree: what one part names, another part or the library has."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from careweft.base.errors import BadInput
from careweft.care.assessment.library import shipped
from careweft.care.entry.online import names as online
from careweft.measures.measure import library as measures
from careweft.models import (
    advising,
    decisions,
    local,
    objectives,
    pathways,
    processes,
    rating,
    reminding,
    tiers,
    visits,
)
from careweft.models.document import Document
from careweft.models.file import MakeTask, Model, Refer
from careweft.models.messages import roles_named
from careweft.models.monitoring import faults as monitoring_faults
from careweft.models.transitions import faults as transition_faults

Path_ = tuple[str | int, ...]


def check(model: Model, source: Document) -> None:
    """Raise BadInput with one line for each part that names what is not there."""
    faults = [f"{source.where(path)}: {'.'.join(map(str, path))}: {says}" for path, says in _faults(model, source)]
    if faults:
        raise BadInput("\n".join(faults))


def _faults(model: Model, source: Document) -> Iterator[tuple[Path_, str]]:
    instruments: list[tuple[Path_, str]] = []
    if model.entry and model.entry.screen:
        instruments.append((("entry", "screen"), model.entry.screen))
    if model.assessment:
        instruments.append((("assessment", "instrument"), model.assessment.instrument))
        for name in ("valid", "remind"):
            if getattr(model.assessment, name).unit == "weekday":
                yield ("assessment", name), "weekdays cannot be counted back; expected days, weeks, months or years"
    own: list[tuple[Path_, str]] = [
        (("self-assessments", place), name) for place, name in enumerate(model.self_assessments)
    ]
    people = [name for name, made in shipped().items() if "person" in made.by]
    yield from _unknown("an instrument for people to fill in", own, lambda: sorted(people))
    yield from _unknown("an instrument", instruments, lambda: sorted(shipped()))
    yield from _unknown("a role of this model's teams", _roles_named(model), lambda: _roles(model))
    asked: list[tuple[Path_, str]] = [(("measures", number), name) for number, name in enumerate(model.measures)]
    yield from _unknown("a measure", asked, lambda: sorted(measures()))
    for number, reaction in enumerate(model.reactions):
        if reaction.on.split()[0] == "referred" and any(isinstance(action, Refer) for action in reaction.do):
            yield ("reactions", number, "on"), "a referral that refers would never end; expected another event"
    yield from _meetings(model)
    yield from transition_faults(model, _roles(model))
    yield from processes.faults(model.processes, source)
    yield from rating.faults(model)
    yield from decisions.faults(model)
    yield from reminding.faults(model)
    yield from advising.faults(model)
    yield from tiers.faults(model)
    yield from pathways.faults(model.pathways)
    yield from objectives.faults(model.objectives)
    yield from monitoring_faults(model.monitoring, _roles(model))
    yield from local.faults(model, _unknown)
    if model.entry and model.entry.online:
        yield from _unknown("an online triage", [(("entry", "online"), model.entry.online)], online)
    for number, money in enumerate(model.money):
        whole = sum(money.pool.partners.values())
        if abs(whole - 1) > 1e-9:
            yield ("money", number, "pool", "partners"), f"the shares sum to {whole:.0%}; expected 100%"


def _meetings(model: Model) -> Iterator[tuple[Path_, str]]:
    teams: list[tuple[Path_, str]] = [(("meetings", name, "team"), told.team) for name, told in model.meetings.items()]
    yield from _unknown("a team of this model", teams, lambda: sorted(model.teams))
    for name, meeting in model.meetings.items():
        if (meeting.on is None) == (meeting.every in ("week", "month")):
            needed = "the weekday under `on`" if meeting.on is None else "no `on`"
            yield ("meetings", name, "every"), f"a meeting every {meeting.every}; expected {needed}"


def _unknown(what: str, named: list[tuple[Path_, str]], known: Callable[[], list[str]]) -> Iterator[tuple[Path_, str]]:
    there = known()
    for path, name in named:
        if name not in there:
            near = get_close_matches(name, there, 1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            yield path, f"{name!r} is not {what}{meant}; expected one of {', '.join(there)}"


def _roles(model: Model) -> list[str]:
    return sorted({role for team in model.teams.values() for role in team.roles})


def _roles_named(model: Model) -> list[tuple[Path_, str]]:
    named: list[tuple[Path_, str]] = [(("entry", "by"), model.entry.by)] if model.entry else []
    named += [(("assessment", "by"), model.assessment.by)] if model.assessment else []
    named += [(("reminders", "by"), model.reminders.by)] if model.reminders else []
    named += [(("peers", "by"), model.peers.by)] if model.peers else []
    if model.plan:
        named.append((("plan", "by"), model.plan.by))
    named += [*decisions.roles(model), *advising.roles(model)]
    named += [(("consultations", name, "by"), told.by) for name, told in model.consultations.items()]
    named += roles_named(model.messages, model.appointments)
    for number, reaction in enumerate(model.reactions):
        for place, action in enumerate(reaction.do):
            if isinstance(action, MakeTask):
                named.append((("reactions", number, "do", place, "by"), action.by))
    for name, meeting in model.meetings.items():
        named += [(("meetings", name, "who", place), role) for place, role in enumerate(meeting.who)]
    named += [
        (("allocation", "severity", place, "to"), each.to) for place, each in enumerate(model.allocation.severity)
    ]
    named += [*pathways.roles(model.pathways), *local.roles(model)]
    named += visits.roles(model.visits)
    for name, programme in model.programmes.items():
        for place, step in enumerate(programme.steps):
            named.append((("programmes", name, "steps", place, "by"), step.by))
    return named
