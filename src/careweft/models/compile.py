"""A model's rules, read and checked, and its reactions and programmes as care's reactions.

A programme is a reaction too: its start is the event, its steps are tasks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from functools import partial
from typing import TypeVar

from careweft.base.errors import BadInput, NotFound
from careweft.care import consultations
from careweft.care.assessment import due
from careweft.care.birthdays import Birthday
from careweft.care.corrections import corrections
from careweft.care.meetings.agenda import Part
from careweft.care.meetings.series import Rhythm, Series
from careweft.care.monitoring.terms import Terms as MonitoringTerms
from careweft.care.pathways.objectives import Objective
from careweft.care.pathways.pathway import Terms as PathwayTerms
from careweft.care.plans.plans import PlanTerms
from careweft.care.reactions import ASSESS_SEGMENT, Action, Hold, MakeTask, Reaction, Refer, Tell
from careweft.care.staffing.allocation import NO_RULE, Allocation, Severity
from careweft.care.transitions.terms import Terms as TransitionTerms
from careweft.measures.compare import Apart, Comparison
from careweft.models import agree, decisions, file, own, tiers
from careweft.models.document import Document
from careweft.models.file import Model
from careweft.models.monitoring import compiled as compiled_monitoring
from careweft.models.objectives import compiled as compiled_objectives
from careweft.models.pathways import compiled as compiled_pathways
from careweft.models.transitions import compiled as compiled_transitions
from careweft.population.gaps import Gap
from careweft.rules.context import NOTHING
from careweft.rules.errors import RuleError
from careweft.rules.rule import Rule, parse
from careweft.rules.trigger import Trigger, event_context, parse_trigger
from careweft.rules.vocabulary import extend, starting
from careweft.rules.words import Vocabulary

_Read = TypeVar("_Read")
_BELONGS = {"gp-registration": "gp-registration and alive", "residence": "alive"}
"""Who belongs to the population, by what the model says makes them belong."""


@dataclass(frozen=True)
class Tier:
    """A segment with its rule; None for what is left over."""

    id: str
    title: str
    rule: Rule | None
    expect: tuple[float, float] | None


@dataclass(frozen=True)
class Compiled:
    """A model of care, ready to run."""

    model: Model
    vocabulary: Vocabulary
    belongs: Rule
    eligible: Rule
    accept: Rule | None
    takes_on: Rule | None
    tiers: tuple[Tier, ...]
    reactions: tuple[Reaction, ...]
    lead: str
    meetings: tuple[Series, ...] = ()
    allocation: Allocation = NO_RULE
    transitions: TransitionTerms | None = None
    plan: PlanTerms = field(default_factory=PlanTerms)
    pathways: PathwayTerms = field(default_factory=PathwayTerms)
    objectives: tuple[Objective, ...] = ()
    birthdays: tuple[Birthday, ...] = ()
    monitoring: MonitoringTerms = field(default_factory=MonitoringTerms)
    gaps: tuple[Gap, ...] = ()
    comparisons: tuple[Comparison, ...] = ()

    @property
    def consultations(self) -> list[consultations.Terms]:
        """The regular consultations that the model says."""
        return [
            consultations.Terms(name, told.title, told.every, told.by, told.escalate)
            for name, told in self.model.consultations.items()
        ]

    @property
    def entry(self) -> file.Entry:
        """How people come in; raises NotFound where the model does not say."""
        if self.model.entry is None:
            raise NotFound(f"{self.model.title} has no point of entry")
        return self.model.entry

    @property
    def corrections(self) -> corrections.Terms:
        """What the model says of corrections; what the law says where it says nothing."""
        told = self.model.corrections
        return corrections.Terms(told.within, told.escalate) if told else corrections.Terms()

    @property
    def assessment(self) -> due.Terms | None:
        """What the model says of its assessment."""
        told = self.model.assessment
        return due.Terms(**{name: getattr(told, name) for name in type(told).model_fields}) if told else None


def compile_model(model: Model, source: Document, zone: str) -> Compiled:
    """Read every rule of a model; raises BadInput with file, line and what was expected."""
    agree.check(model, source)
    reader = _Reader(source, _vocabulary(model, source, zone))
    entry = model.entry
    return Compiled(
        model,
        reader.vocabulary,
        reader.rule(("population", "belongs"), _BELONGS[model.population.belongs]),
        reader.rule(("population", "eligible"), model.population.eligible),
        reader.rule(("entry", "accept"), entry.accept, event="referred") if entry else None,
        reader.rule(("entry", "takes-on"), entry.takes_on) if entry and entry.takes_on else None,
        tuple(_tier(reader, name, segment) for name, segment in model.segments.items()),
        (
            *_triage(model),
            *_reactions(reader, model),
            *_programmes(reader, model),
            *decisions.reactions(model),
        ),
        _lead(model, source),
        tuple(_meeting(reader, name, meeting) for name, meeting in model.meetings.items()),
        _allocation(reader, model.allocation),
        compiled_transitions(model.transitions, reader, _lead(model, source)),
        _plan(model),
        compiled_pathways(model.id, model.pathways, model.together, reader),
        compiled_objectives(model.objectives, reader),
        tuple(_birthday(reader, model.id, number, told) for number, told in enumerate(model.birthdays)),
        compiled_monitoring(model.monitoring, reader),
        tuple(
            Gap(name, told.title, reader.rule(("gaps", name, "when"), told.when)) for name, told in model.gaps.items()
        ),
        tuple(_comparison(reader, name, told) for name, told in model.comparisons.items()),
    )


def _comparison(reader: "_Reader", name: str, told: file.Compared) -> Comparison:
    def read(key: str, text: str, *types: str) -> Rule:
        path = ("comparisons", name, *key.split("."))
        rule = reader.value(path, text)
        if rule.type not in types:
            where = reader.source.where(path)
            raise BadInput(f"a rule that yields {rule.type}", where=where, expected=f"one that yields {types[0]}")
        return rule

    least = told.apart and read("apart.least", told.apart.least, "number", "integer")
    return Comparison(
        name,
        told.title,
        tuple((group, read(f"by.{group}", rule, "boolean")) for group, rule in told.by.items())
        if isinstance(told.by, dict)
        else read("by", told.by, "text"),
        read("numerator", told.numerator, "number", "integer"),
        read("denominator", told.denominator, "number", "integer"),
        read("among", told.among, "boolean") if told.among else None,
        told.per,
        told.better,
        Apart(told.apart.title, least, told.apart.share) if told.apart and least else None,
    )


def _birthday(reader: "_Reader", model: str, number: int, told: own.Birthday) -> Birthday:
    where = reader.rule(("birthdays", number, "where"), told.where) if told.where else None
    return Birthday(model, told.age, told.task, told.title, told.by, told.within, where, told.escalate)


class _Reader:
    def __init__(self, source: Document, vocabulary: Vocabulary) -> None:
        self.source, self.vocabulary = source, vocabulary

    def rule(self, path: tuple[str | int, ...], text: str, event: str | None = None) -> Rule:
        context = event_context(self.vocabulary, event) if event else NOTHING
        return self._read(path, text, partial(parse, context=context, type="boolean"))

    def trigger(self, path: tuple[str | int, ...], text: str) -> Trigger:
        return self._read(path, text, parse_trigger)

    def value(self, path: tuple[str | int, ...], text: str) -> Rule:
        """A rule that yields any value."""
        return self._read(path, text, parse)

    def _read(self, path: tuple[str | int, ...], text: str, how: Callable[[str, Vocabulary], _Read]) -> _Read:
        try:
            return how(text, self.vocabulary)
        except RuleError as wrong:
            raise BadInput(f"{self.source.where(path)}: {'.'.join(map(str, path))}: {wrong}") from wrong


def _vocabulary(model: Model, source: Document, zone: str) -> Vocabulary:
    screen: dict[str, str] = {}
    if model.entry and model.entry.screen:
        screen["screen"] = f"last(assessment.score where instrument == '{model.entry.screen}')"
    return extend(starting(zone), {"names": screen | model.names}, source.where(("names",)))


def _tier(reader: _Reader, name: str, segment: file.Segment) -> Tier:
    if segment.otherwise == (segment.when is not None):
        raise BadInput(
            "a segment has either `when` with a rule or `otherwise: true`",
            where=reader.source.where(("segments", name)),
        )
    rule = reader.rule(("segments", name, "when"), segment.when) if segment.when else None
    return Tier(name, segment.title, rule, segment.expect)


def _meeting(reader: _Reader, name: str, meeting: file.Meeting) -> Series:
    parts = tuple(
        _part(reader, ("meetings", name, "agenda", part), part, told) for part, told in meeting.agenda.items()
    )
    on = file.WEEKDAYS.index(meeting.on) if meeting.on else None
    rhythm = Rhythm(meeting.every, time.fromisoformat(meeting.at), on, meeting.which)
    return Series(name, meeting.title, meeting.team, tuple(meeting.who), meeting.of, rhythm, parts)


def _part(reader: _Reader, path: tuple[str | int, ...], name: str, told: file.AgendaPart) -> Part:
    rule = reader.rule((*path, "when"), told.when)
    if told.order is None:
        return Part(name, told.title, rule, told.most)
    given = {key: text for key, text in told.order.model_dump(by_alias=True).items() if text is not None}
    where = reader.source.where((*path, "order"))
    if len(given) != 1:
        raise BadInput("an order is said once", where=where, expected="`worst-first` or `lowest-first` with a rule")
    ((key, text),) = given.items()
    order = reader.value((*path, "order", key), text)
    if order.type not in ("integer", "number"):
        raise BadInput(f"an order by a rule that yields {order.type}", where=where, expected="one that yields a number")
    return Part(name, told.title, rule, told.most, order, highest=key == "worst-first")


def _allocation(reader: _Reader, told: file.Allocation) -> Allocation:
    severity = []
    for number, each in enumerate(told.severity):
        path, last = ("allocation", "severity", number), number == len(told.severity) - 1
        if each.otherwise == (each.when is not None) or each.otherwise != last:
            raise BadInput(
                "each role has `when` with a rule, and the last one `otherwise: true`", where=reader.source.where(path)
            )
        rule = reader.rule((*path, "when"), each.when) if each.when else None
        severity.append(Severity(each.to, each.title, rule))
    return Allocation(told.continuity, tuple(severity), told.follows is not None)


def _lead(model: Model, source: Document) -> str:
    leads = [role for team in model.teams.values() for role, told in team.roles.items() if told.leads]
    if len(leads) > 1 or (model.entry and not leads):
        raise BadInput(
            f"{len(leads)} roles lead cases", where=source.where(("teams",)), expected="exactly one with `leads: true`"
        )
    return leads[0] if leads else ""


def _plan(model: Model) -> PlanTerms:
    told = model.plan
    if told is None:
        return PlanTerms()
    signed, holds = told.signed is not None, told.holds is not None
    return PlanTerms(told.kind, told.review, told.by, told.escalate, signed, holds, tuple(told.needs))


def _triage(model: Model) -> list[Reaction]:
    entry = model.entry
    if entry is None:
        return []
    task = MakeTask("triage", "Decide on the referral", entry.by, entry.within, entry.escalate)
    return [Reaction(f"{model.id}/entry", "referred", None, (task,))]


def _reactions(reader: _Reader, model: Model) -> list[Reaction]:
    return [
        Reaction(
            f"{model.id}/reactions/{number}",
            (trigger := reader.trigger(("reactions", number, "on"), reaction.on)).kind,
            trigger.rule,
            tuple(_action(action) for action in reaction.do),
        )
        for number, reaction in enumerate(model.reactions)
    ]


def _programmes(reader: _Reader, model: Model) -> list[Reaction]:
    found = []
    for name, programme in model.programmes.items():
        id_, steps = f"{model.id}/programmes/{name}", tuple(map(_step, programme.steps))
        if programme.segment:
            found.append(Reaction(id_, tiers.EVENT, tiers.InTier(programme.segment), steps))
        elif programme.starts:
            trigger = reader.trigger(("programmes", name, "starts"), programme.starts)
            found.append(Reaction(id_, trigger.kind, trigger.rule, steps))
    return found


def _step(step: file.Step) -> MakeTask:
    then = ASSESS_SEGMENT if step.then else ""
    return MakeTask(step.do, step.title or _title(step.do), step.by, step.within, then=then)


def _action(action: file.Tell | file.Pause | file.Resume | file.MakeTask | file.Refer) -> Action:
    match action:
        case file.Tell(tell=to):
            return Tell(tuple(to))
        case file.Pause(pause=service):
            return Hold("pause", service)
        case file.Resume(resume=service):
            return Hold("resume", service)
        case file.Refer(refer=reason, urgent=urgent):
            return Refer(reason, urgent)
        case file.MakeTask():
            escalate = action.otherwise.escalate if action.otherwise else ""
            title = action.title or _title(action.task)
            return MakeTask(action.task, title, action.by, action.within, escalate, action.urgent)


def _title(code: str) -> str:
    return code.replace("-", " ").capitalize()
