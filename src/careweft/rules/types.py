"""The types of the rule language: the fact tables' own, and durations.

`number` is a double, `integer` a whole number, `date` a calendar date in the place's zone, `instant` an aware UTC date
and time, `duration` a length of time. A value that is not there is missing, which every type has.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias

Type: TypeAlias = Literal["text", "integer", "number", "boolean", "date", "instant", "duration"]
Value: TypeAlias = str | bool | int | float | date | datetime | timedelta
TimeUnit: TypeAlias = Literal["year", "month", "week", "day", "hour", "minute", "second"]

NUMERIC: Final[frozenset[Type]] = frozenset({"integer", "number"})
TIMES: Final[frozenset[Type]] = frozenset({"date", "instant"})
ORDERED: Final[frozenset[Type]] = NUMERIC | TIMES | {"duration"}

_EXACT: Final[dict[TimeUnit, int]] = {"week": 604_800, "day": 86_400, "hour": 3600, "minute": 60, "second": 1}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as it was written: `12 months`, `3 days`, `24 hours`.

    Years, months, weeks and days are calendar lengths in the place's zone (a day may last 23 hours); hours, minutes
    and seconds are exact.
    """

    amount: int
    unit: TimeUnit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}" + ("" if self.amount == 1 else "s")

    @property
    def months(self) -> int:
        """Whole months, of years and months."""
        return self.amount * {"year": 12, "month": 1}.get(self.unit, 0)

    @property
    def days(self) -> int:
        """Whole days, of weeks and days."""
        return self.amount * {"week": 7, "day": 1}.get(self.unit, 0)

    @property
    def seconds(self) -> int:
        """Exact seconds, of hours, minutes and seconds."""
        return self.amount * {"hour": 3600, "minute": 60, "second": 1}.get(self.unit, 0)

    def exact(self) -> timedelta | None:
        """As an exact length where a day is 24 hours; None for months and years, which have none."""
        seconds = _EXACT.get(self.unit)
        return None if seconds is None else timedelta(seconds=self.amount * seconds)


def time_unit(word: str) -> TimeUnit | None:
    """The unit of time that `word` names, in the singular or the plural."""
    units: dict[str, TimeUnit] = {
        "year": "year",
        "month": "month",
        "week": "week",
        "day": "day",
        "hour": "hour",
        "minute": "minute",
        "second": "second",
    }
    return units.get(word) or units.get(word.removesuffix("s"))
