"""What a model file says of short visits at home: who makes them, how often, what is done and asked there."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from careweft.care.durations import Duration
from careweft.care.visits.terms import Question, Terms
from careweft.models.grammar import DurationText, EveryText, Name, Part

Path_ = tuple[str | int, ...]


def _said(value: object) -> object:
    """YAML reads a bare yes or no as true or false."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class VisitQuestion(Part):
    """A question that is answered yes or no. The answer that is a concern becomes work for somebody, who answers."""

    ask: str = Field(min_length=1, description="in the words in which it is asked")
    concern: Annotated[Literal["yes", "no"], BeforeValidator(_said)] = Field(description="which answer is one")
    to: Name = Field(
        description="`entry` (a referral), `team`, `gp`, or a kind of organisation: the person's own, else the place's"
    )
    reason: str = Field(min_length=1, description="what whoever sees to it is told")
    within: DurationText = Duration(1, "working day")
    urgent: bool = False


class Visit(Part):
    """A kind of visit, whose form works without a network: to everybody with a case of a team that has these visitors,
    as often as `every` says; without it, whenever a task of this name asks for one."""

    title: str
    by: Name = Field(description="the role that visits")
    first: DurationText = Field(Duration(2, "working day"), description="how soon after the case is opened")
    every: EveryText | None = Field(None, description="how often; without it, as a programme, pathway or reaction asks")
    minutes: int = Field(ge=1, description="how long it takes")
    escalate: Literal["manager", ""] = ""
    delivers: Literal["medicine"] | None = Field(None, description="what is handed over; what it is is not shown")
    reminds: DurationText | None = Field(None, description="how far ahead appointments are told of")
    asks: dict[Name, VisitQuestion] = Field(default_factory=dict)


def compiled(told: Mapping[str, Visit]) -> tuple[Terms, ...]:
    """The visits of a model, as care knows them."""
    return tuple(
        Terms(
            name,
            visit.title,
            visit.by,
            visit.first,
            visit.every,
            visit.minutes,
            visit.escalate,
            visit.delivers is not None,
            visit.reminds,
            tuple(
                Question(each, asked.ask, asked.concern, asked.to, asked.reason, asked.within, asked.urgent)
                for each, asked in visit.asks.items()
            ),
        )
        for name, visit in told.items()
    )


def roles(told: Mapping[str, Visit]) -> list[tuple[Path_, str]]:
    """Which roles visits name, and where."""
    return [(("visits", name, "by"), visit.by) for name, visit in told.items()]
