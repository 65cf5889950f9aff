"""What a package of care costs by a day: pro rata, rounded once, so that its postings always sum to the exact cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from careweft.money.calendar import Period, gaps


@dataclass(frozen=True)
class Package:
    """A package of care of one person: its weekly price (minor units) and the days on which it is given.

    The day on which it starts counts and the day on which it ends does not, and so for a pause: what is paid is the
    days from `start` up to, not including, `end` of each active period.
    """

    person_id: int
    record: str
    kind: str
    organisation: str
    weekly: int
    active: tuple[Period, ...]

    def cost(self, before: date) -> int:
        """The cost of all active days before a day: days x weekly / 7 to the nearest unit (a half cannot occur)."""
        days = sum(Period(each.start, min(each.end, before)).days for each in self.active)
        return (2 * days * self.weekly + 7) // 14

    def due(self, period: Period) -> int:
        """What the days of a period add: over any periods end to end it sums to the exact cost of them all."""
        return self.cost(period.end) - self.cost(period.start)

    def terms(self) -> dict[str, Any]:
        """Everything that its cost depends on, to tell whether it changed."""
        return {
            "kind": self.kind,
            "organisation": self.organisation,
            "weekly": self.weekly,
            "active": [[each.start.isoformat(), each.end.isoformat()] for each in self.active],
        }


def active_days(given: Period, pauses: Sequence[Period]) -> tuple[Period, ...]:
    """The days on which a package is given and not paused."""
    return tuple(gaps(given, [pause for pause in pauses if pause.within(given).days]))
