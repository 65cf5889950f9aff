"""When a team meets: every day, weekday, week or month at a local time of the place. Pure functions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from careweft.care.meetings.agenda import Part

_NTH: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3}


@dataclass(frozen=True)
class Rhythm:
    """`every` such day at the local time `at`; `on` is the weekday (0: Monday), `which` such weekday of the month."""

    every: Literal["day", "weekday", "week", "month"]
    at: time
    on: int | None = None
    which: Literal["first", "second", "third", "fourth", "last"] = "first"

    def is_on(self, day: date) -> bool:
        """Whether there is a meeting on a day."""
        match self.every:
            case "day":
                return True
            case "weekday":
                return day.weekday() < 5
            case "week":
                return day.weekday() == self.on
            case "month":
                return day.weekday() == self.on and self._week(day)

    def _week(self, day: date) -> bool:
        if self.which == "last":
            return (day + timedelta(weeks=1)).month != day.month
        return (day.day - 1) // 7 == _NTH[self.which]

    def next(self, day: date, zone: ZoneInfo) -> datetime:
        """The first meeting on a local day or after it, in UTC. There is one within 40 days."""
        found = next(each for each in (day + timedelta(days=n) for n in range(40)) if self.is_on(each))
        return datetime.combine(found, self.at, zone).astimezone(UTC)

    def after(self, meeting: datetime, zone: ZoneInfo) -> datetime:
        """The meeting after the one at an instant."""
        return self.next(meeting.astimezone(zone).date() + timedelta(days=1), zone)


@dataclass(frozen=True)
class Series:
    """A meeting as a model of care says it; `team` is the kind of team, `who` the roles that take part."""

    id: str
    title: str
    team: str
    who: tuple[str, ...]
    of: Literal["cases", "panel"]
    rhythm: Rhythm
    parts: tuple[Part, ...]

    @property
    def needs(self) -> frozenset[str]:
        """The fact tables that its rules look at."""
        return frozenset().union(*(part.needs for part in self.parts))
