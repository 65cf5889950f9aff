"""What a model says of appointments: how far ahead, what is kept for the day, what must be so before a service."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from careweft.care.appointments.hours import SameDay
from careweft.care.appointments.requests import Kind
from careweft.care.durations import Duration

AHEAD, CANCEL, WAY = Duration(6, "week"), Duration(24, "hour"), Duration(15, "minute")


@dataclass(frozen=True)
class Missed:
    """Who does what by when where somebody did not come."""

    title: str
    by: str
    within: Duration
    escalate: str = ""


@dataclass(frozen=True)
class Condition:
    """What must be so before a service: fasting, or other services and how long after them."""

    fasting: bool = False
    after: Mapping[str, Duration] = field(default_factory=dict)


@dataclass(frozen=True)
class Terms:
    """What a model says: how far ahead, what is kept for the day, until when people may give an appointment back."""

    ahead: Duration = AHEAD
    same_day: SameDay | None = None
    cancel: Duration = CANCEL
    remind: Duration | None = None
    missed: Missed | None = None
    results_to: tuple[str, ...] = ()
    requests: Mapping[str, Kind] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    way: Duration = WAY
    routes: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By service: from how many to how many people its groups have, at the least and at the most."""
    agenda: int = 0
    """How many things people may say before a visit that they want to talk about."""
