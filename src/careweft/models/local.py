"""What a model of care says of the services directory, the equipment store, social needs and the community."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Literal, Protocol

from pydantic import Field

from careweft.care.assessment.library import shipped
from careweft.care.community import comments, groups
from careweft.care.durations import Duration
from careweft.care.equipment import equipment
from careweft.care.social import social
from careweft.models.grammar import DurationText, EveryText, Name, Part

_WEEKDAYS = ("weekday", "working day")
_DAY, _WEEK = Duration(1, "weekday"), Duration(5, "weekday")


class Directory(Part):
    """The services directory: how long a count of free places is believed."""

    fresh: DurationText = Field(Duration(7, "day"), description="in days: an older count is shown as old")


class Delivery(Part):
    """How soon the store delivers."""

    routine: DurationText = _WEEK
    urgent: DurationText = _DAY


class Equipment(Part):
    """The equipment store: which team runs it, who may ask, and how soon things are delivered, fitted, mended,
    collected, and collected where they are called back."""

    store: Name = Field(description="the team that runs it")
    by: Name = Field(description="the role that delivers and collects")
    requests: list[Name] = Field(min_length=1, description="roles that may ask for things")
    deliver: Delivery = Delivery()
    fit: DurationText = Field(_WEEK, description="how soon somebody sees that what was delivered fits")
    mend: DurationText = _WEEK
    collect: DurationText = Field(Duration(10, "weekday"), description="how soon what is asked back is collected")
    recall: DurationText = Field(_DAY, description="the same where it cannot wait")
    service: DurationText = Field(Duration(4, "week"), description="how long before a service is due it becomes a task")
    escalate: Literal["manager", ""] = ""
    collect_after: list[Literal["died"]] = Field(
        default_factory=list, alias="collect-after", description="what makes the store collect by itself"
    )


class Social(Part):
    """Social needs: with what one screens, how long that holds, and when a partner must say whether they help."""

    screen: Name
    valid: DurationText = Duration(12, "month")
    answer: DurationText = Field(_WEEK, description="how soon a partner takes somebody on or says that they cannot")
    by: Name = Field(description="the role that is asked to call a partner who did not answer")
    escalate: Literal["manager", ""] = ""


class Comments(Part):
    """Comments: the time in which each is answered, and by whom."""

    within: DurationText
    by: Name = Field(description="the role that answers")
    escalate: Name | Literal[""] = Field("", description="the role that answers too what is late")


class Advisory(Part):
    """Each team that looks after practices has an advisory group of its own."""

    of: groups.Kind = Field("people", description="of whom: people who live here, staff, or both")
    meets: EveryText = Field(description="how often at least")


class Community(Part):
    """What the place promises to those who live and work there."""

    comments: Comments | None = None
    advisory: Advisory | None = Field(None, description="left out, groups are there where somebody begins one")
    aims: dict[Name, str] = Field(default_factory=dict, description="what improvements in the log are for")
    improvement: Literal["open to all"] | None = Field(None, description="the log can be read without a log-in")


class Said(Protocol):
    """The sections of a model that are told of here."""

    @property
    def directory(self) -> Directory | None:
        """The services directory."""

    @property
    def equipment(self) -> Equipment | None:
        """The store."""

    @property
    def social(self) -> Social | None:
        """Social needs."""

    @property
    def community(self) -> Community | None:
        """The community."""


Faults = Iterator[tuple[tuple[str | int, ...], str]]


def roles(model: Said) -> list[tuple[tuple[str | int, ...], str]]:
    """The roles that these sections name."""
    named: list[tuple[tuple[str | int, ...], str]] = []
    if model.equipment:
        named.append((("equipment", "by"), model.equipment.by))
        named += [(("equipment", "requests", n), role) for n, role in enumerate(model.equipment.requests)]
    if model.social:
        named.append((("social", "by"), model.social.by))
    told = model.community.comments if model.community else None
    if told:
        named.append((("community", "comments", "by"), told.by))
        named += [(("community", "comments", "escalate"), told.escalate)] if told.escalate else []
    return named


def faults(model: Said, unknown: Callable[..., Faults]) -> Faults:
    """What these sections name and is not there."""
    if model.social:
        asked = [(("social", "screen"), model.social.screen)]
        yield from unknown("an instrument", asked, lambda: sorted(shipped()))
    if model.community and model.community.advisory and model.community.advisory.meets.unit in _WEEKDAYS:
        yield ("community", "advisory", "meets"), "weekdays cannot be counted back; expected weeks, months or years"
    if model.directory and model.directory.fresh.unit not in ("day", "week", "hour"):
        yield ("directory", "fresh"), f"{model.directory.fresh} is not a fixed time; expected hours, days or weeks"


def fresh(said: Directory | None) -> timedelta:
    """How long a count of free places is believed."""
    told = said.fresh if said else Duration(7, "day")
    return timedelta(**{f"{told.unit}s": told.count})


def equipment_terms(said: Equipment) -> equipment.Terms:
    """The store's terms."""
    return equipment.Terms(
        said.store,
        said.by,
        frozenset(said.requests),
        said.deliver.routine,
        said.deliver.urgent,
        said.fit,
        said.collect,
        said.mend,
        said.recall,
        said.service,
        said.escalate,
        frozenset(said.collect_after),
    )


def social_terms(said: Social) -> social.Terms:
    """The terms of social needs."""
    return social.Terms(said.screen, said.valid, said.answer, said.by, said.escalate)


def comment_terms(said: Community | None) -> comments.Terms | None:
    """The promise to those who comment; None where there is none."""
    told = said.comments if said else None
    return comments.Terms(told.within, told.by, told.escalate) if told else None


def advisory_terms(said: Community | None) -> groups.Terms | None:
    """The promise of an advisory group for each team; None where there is none."""
    told = said.advisory if said else None
    return groups.Terms(told.of, told.meets) if told else None
