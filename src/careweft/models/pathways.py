"""What a model says of pathways over several organisations, of units to go to, and of one schedule for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from pydantic import BeforeValidator, Field

from careweft.care.durations import Duration
from careweft.care.pathways import pathway as care
from careweft.models.grammar import DurationText, EveryText, Name, Part, RuleText, as_list

if TYPE_CHECKING:
    from careweft.rules.rule import Rule
    from careweft.rules.trigger import Trigger

Path_ = tuple[str | int, ...]


class Unit(Part):
    """The nearest unit of a designation, within a travel time; else the nearest of another designation."""

    unit: Name = Field(description="the designation, such as `hyper-acute`")
    within: DurationText | None = Field(None, description="how far it may be; left out, any distance")
    otherwise: Name | None = Field(None, alias="else", description="the designation to go to where none is near enough")
    start: Literal["scene", "home"] = Field(
        "scene", alias="from", description="from where: where it happened (as the record says, else home), or home"
    )


class TakeOn(Part):
    """Taking the person on from whoever had them before."""

    by: Annotated[list[Name], BeforeValidator(as_list)] = Field(
        min_length=1, description="the role that does; of several, whoever sends says which, else the first"
    )
    within: DurationText
    on: str | None = Field(None, description="the event that says it happened: `admitted where …`")
    escalate: Literal["manager", ""] = ""


class PathwayStep(Part):
    """Something to do, by whom, and within what time of what."""

    do: Name
    title: str
    by: Name = Field(description="the role that does it")
    within: DurationText
    since: Name = Field(
        "stage", alias="of", description="from when that counts: `stage` (taken on), `start`, or another step (done)"
    )
    after: Annotated[list[Name], BeforeValidator(as_list)] = Field(
        default_factory=list, description="the steps that come first"
    )
    when: RuleText | None = Field(None, description="only for whom this holds; asked again whenever something happens")
    done: str | None = Field(None, description="the event that says it was done; people can always say so")
    every: EveryText | None = Field(None, description="it comes again so long after it was done")
    service: Name | None = Field(None, description="what kind of visit it is, for one schedule over several pathways")
    escalate: Literal["manager", ""] = ""


class Stage(Part):
    """What one organisation does. Its steps over, the person goes on to the next stage: a handover, which is timed."""

    title: str
    at: str | Unit = Field(
        description="`team` (the person's own), `gp`, `same` (as before), `event` (who told of the start), a kind of "
        "service that the person has, or the nearest unit of a designation"
    )
    take_on: TakeOn | None = Field(None, alias="take-on", description="left out, it has the person at once")
    steps: list[PathwayStep] = Field(default_factory=list)


class Reasons(Part):
    """Why what happens may differ from the pathway, and who is asked where nobody said."""

    reasons: dict[Name, str] = Field(min_length=1)
    by: Name | None = Field(None, description="the role that is asked for a missing reason; left out, nobody is")
    within: DurationText = Duration(5, "weekday")


class Pathway(Part):
    """A pathway: stages in order, each with an organisation and its steps.

    It starts on an event, or where somebody puts the person on it. `moves: freely` makes it a ladder: who is on it goes
    up and down the stages, up only with a reason.
    """

    title: str
    starts: str | None = Field(None, description="`on assessed where …`; left out, people put others on it")
    enters: Name | None = Field(None, description="the stage where it begins; left out, the first")
    moves: Literal["onwards", "freely"] = "onwards"
    stages: dict[Name, Stage] = Field(min_length=1)
    variation: Reasons
    ends: str | None = Field(None, description="the event that ends it; else its last step, people or a death do")


class Together(Part):
    """Steps of one service, of whatever pathways, become one visit where their times lie within a window."""

    same: Name
    within: DurationText


class Reader(Protocol):
    """Reads the rules of a model file."""

    def trigger(self, path: Path_, text: str) -> Trigger:
        """An event and the rule that must hold."""

    def rule(self, path: Path_, text: str) -> Rule:
        """A rule that is true or false."""


def compiled(model: str, told: dict[str, Pathway], together: list[Together], reader: Reader) -> care.Terms:
    """What care follows; rules are read and checked."""
    return care.Terms(
        tuple(_pathway(model, name, each, reader) for name, each in told.items()),
        tuple(care.Together(each.same, each.within) for each in together),
    )


def _pathway(model: str, name: str, told: Pathway, reader: Reader) -> care.Pathway:
    path: Path_ = ("pathways", name)
    stages = tuple(_stage((*path, "stages", key), key, stage, reader) for key, stage in told.stages.items())
    return care.Pathway(
        f"{model}/{name}",
        told.title,
        stages,
        _trigger(reader, (*path, "starts"), told.starts),
        _trigger(reader, (*path, "ends"), told.ends),
        told.moves == "freely",
        told.enters or "",
        told.variation.reasons,
        told.variation.by or "",
        told.variation.within,
    )


def _stage(path: Path_, name: str, told: Stage, reader: Reader) -> care.Stage:
    steps = tuple(_step((*path, "steps", number), step, reader) for number, step in enumerate(told.steps))
    where = _where(told.at)
    if told.take_on is None:
        return care.Stage(name, told.title, where, steps)
    taking = told.take_on
    taken = _trigger(reader, (*path, "take-on", "on"), taking.on)
    return care.Stage(name, told.title, where, steps, tuple(taking.by), taking.within, taken, taking.escalate)


def _where(told: str | Unit) -> care.Where:
    if isinstance(told, str):
        return care.Where(told)
    return care.Where("", told.unit, told.within, told.otherwise or "", told.start == "home")


def _step(path: Path_, told: PathwayStep, reader: Reader) -> care.Step:
    return care.Step(
        told.do,
        told.title,
        told.by,
        told.within,
        told.since,
        tuple(told.after),
        reader.rule((*path, "when"), told.when) if told.when else None,
        _trigger(reader, (*path, "done"), told.done),
        told.every,
        told.service or "",
        told.escalate,
    )


def _trigger(reader: Reader, path: Path_, text: str | None) -> Trigger | None:
    return reader.trigger(path, text) if text else None


def roles(told: dict[str, Pathway]) -> Iterator[tuple[Path_, str]]:
    """Every role that pathways name, with where it stands."""
    for name, pathway in told.items():
        if pathway.variation.by:
            yield ("pathways", name, "variation", "by"), pathway.variation.by
        for key, stage in pathway.stages.items():
            path: Path_ = ("pathways", name, "stages", key)
            if stage.take_on:
                yield from (((*path, "take-on", "by", place), role) for place, role in enumerate(stage.take_on.by))
            for number, step in enumerate(stage.steps):
                yield (*path, "steps", number, "by"), step.by


def faults(told: dict[str, Pathway]) -> Iterator[tuple[Path_, str]]:
    """What does not agree within pathways: names of steps and stages."""
    for name, pathway in told.items():
        path: Path_ = ("pathways", name)
        if pathway.enters and pathway.enters not in pathway.stages:
            yield (
                (*path, "enters"),
                f"there is no stage {pathway.enters!r}; expected one of {', '.join(pathway.stages)}",
            )
        before: list[str] = []
        for key, stage in pathway.stages.items():
            for number, step in enumerate(stage.steps):
                here = (*path, "stages", key, "steps", number)
                yield from _step_faults(here, step, before)
                before.append(step.do)


def _step_faults(here: Path_, step: PathwayStep, before: list[str]) -> Iterator[tuple[Path_, str]]:
    known = ", ".join(before) or "none stands before it"
    if step.do in (care.STAGE, care.START) or step.do in before:
        yield (*here, "do"), f"{step.do!r} is taken; expected another name"
    for field, named in (("of", [step.since]), ("after", step.after)):
        for other in named:
            if other not in before and not (field == "of" and other in (care.STAGE, care.START)):
                yield (*here, field), f"there is no step {other!r} before it; expected one of {known}"
