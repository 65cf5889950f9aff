"""What a model says of messages and appointments: who answers by when, who gives advice, what is kept for the day."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from careweft.care.appointments import terms as booking
from careweft.care.appointments.hours import SameDay as Kept
from careweft.care.appointments.requests import Kind as RequestKind
from careweft.care.durations import Duration
from careweft.care.messages import messages as writing
from careweft.models.grammar import DurationText, Name, Part, Share, as_list

LocalHour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["08:00"])]


class Advice(Part):
    """A kind of advice that clinicians may ask for: of which role, and by when it is given."""

    title: str
    of: Name = Field(description="the role that gives it")
    within: DurationText | Literal["visit"] = Field(
        description="by when; `visit`: before the visit that is under way ends"
    )
    escalate: Literal["manager", ""] = ""


class Messages(Part):
    """Messages between people, their carers and their team: which role answers by when, and who gives advice."""

    answer: Name = Field(description="the role that answers")
    within: DurationText
    escalate: Literal["manager", ""] = ""
    carers: bool = Field(True, description="whether carers may write too")
    advice: dict[Name, Advice] = Field(default_factory=dict)


class SameDay(Part):
    """The share of each clinic that is kept for those who ask on the day, and from when it may be booked."""

    share: Share
    released: LocalHour = Field(description="local time from which it may be booked")
    days_before: int = Field(0, ge=0, le=7, alias="days-before", description="0: on the day itself")


class Missed(Part):
    """What is done for somebody who did not come to an appointment."""

    title: str
    by: Name
    within: DurationText
    escalate: Literal["manager", ""] = ""


class Request(Part):
    """Something that people may ask for on their own page, who answers it, and by when."""

    title: str
    of: Literal["time", "medicine", "other"] = Field(
        "other", description="`medicine`: one of their medicines again; `time`: an appointment where none was free"
    )
    by: Name
    within: DurationText
    escalate: Literal["manager", ""] = ""


class Condition(Part):
    """What must be so before a service when several are planned together."""

    fasting: bool = Field(False, description="on its day nothing but other fasting visits comes before it")
    after: dict[Name, DurationText] = Field(
        default_factory=dict, description="other services that come before it: how long after their end at the earliest"
    )


class Size(Part):
    """How many people a group has."""

    least: int = Field(ge=1, le=200, description="no group of this service takes place with fewer")
    most: int = Field(ge=1, le=200, description="none has more places")


class Appointments(Part):
    """Appointments: how far ahead, what is kept for the day, until when people give them back, what is reminded of."""

    ahead: DurationText = Field(booking.AHEAD, description="how far ahead times are opened")
    same_day: SameDay | None = Field(None, alias="same-day")
    cancel: DurationText = Field(booking.CANCEL, description="until how long before people may cancel by themselves")
    remind: DurationText | None = Field(None, description="how long before people are reminded")
    missed: Missed | None = None
    results_to: Annotated[list[Literal["gp"]], BeforeValidator(as_list)] = Field(
        default_factory=list, alias="results-to", description="who is told what came of a visit of several appointments"
    )
    requests: dict[Name, Request] = Field(default_factory=dict)
    conditions: dict[Name, Condition] = Field(
        default_factory=dict, description="by service, for several appointments that are planned as one visit"
    )
    routes: dict[Literal["emergency", "urgent", "routine"], Name] = Field(
        default_factory=dict,
        description="by the route that online triage finds: which service people book themselves, only then",
    )
    groups: dict[Name, Size] = Field(default_factory=dict, description="by service: the size of its groups")
    agenda: int = Field(
        0, ge=0, le=20, description="how many things people may say before a visit that they want to talk about there"
    )
    way: DurationText = Field(booking.WAY, description="on the way between two places whose distance is not known")


def message_terms(told: Messages | None, lead: str) -> writing.Terms | None:
    """What care needs to know of messages; None where the model has none."""
    if told is None:
        return None
    advice = {
        name: writing.Advice(each.title, each.of, each.within if isinstance(each.within, Duration) else None,
                             each.escalate)
        for name, each in told.advice.items()
    }  # fmt: skip
    return writing.Terms(told.answer, told.within, told.escalate, told.carers, lead, advice)


def appointment_terms(told: Appointments | None) -> booking.Terms | None:
    """What care needs to know of appointments; None where the model has none."""
    if told is None:
        return None
    same, missed = told.same_day, told.missed
    return booking.Terms(
        told.ahead,
        Kept(same.share, time.fromisoformat(same.released), same.days_before) if same else None,
        told.cancel,
        told.remind,
        booking.Missed(missed.title, missed.by, missed.within, missed.escalate) if missed else None,
        tuple(told.results_to),
        {name: RequestKind(name, each.title, each.of, each.by, each.within, each.escalate)
         for name, each in told.requests.items()},
        {name: booking.Condition(each.fasting, each.after) for name, each in told.conditions.items()},
        told.way,
        {str(route): service for route, service in told.routes.items()},
        {name: (size.least, size.most) for name, size in told.groups.items()},
        told.agenda,
    )  # fmt: skip


def roles_named(
    messages: Messages | None, appointments: Appointments | None
) -> list[tuple[tuple[str | int, ...], str]]:
    """The roles that these sections name, with where they stand."""
    found: list[tuple[tuple[str | int, ...], str]] = []
    if messages:
        found.append((("messages", "answer"), messages.answer))
        found += [(("messages", "advice", name, "of"), each.of) for name, each in messages.advice.items()]
    if appointments:
        found += [(("appointments", "missed", "by"), appointments.missed.by)] if appointments.missed else []
        found += [(("appointments", "requests", name, "by"), each.by) for name, each in appointments.requests.items()]
    return found
