"""Durations as models of care write them: '24 hours', '6 weeks', '5 weekdays', '2 working days'.

Hours and minutes are elapsed time; days, weeks and months are the calendar's, at the same local time in the place's
zone, so that '1 day' over the change to summer time is 23 hours. Weekdays are Monday to Friday; working days are those
of them that are no public holiday of the place.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.care.holidays import is_working_day

_UNITS = ("minute", "hour", "day", "weekday", "working day", "week", "month", "year")
_FORM = re.compile(rf"(\d+)\s+({'|'.join(_UNITS)})s?")


@dataclass(frozen=True)
class Duration:
    """A count of one calendar or clock unit."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read '24 hours'; raises BadInput for anything else."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise BadInput(f"{text!r} is not a duration", expected=f"a number and one of {', '.join(_UNITS)}")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def after(self, start: datetime, zone: ZoneInfo) -> datetime:
        """The instant this long after `start`, in UTC."""
        if self.unit in ("minute", "hour"):
            return start.astimezone(UTC) + timedelta(**{f"{self.unit}s": self.count})
        local = start.astimezone(zone)
        return self._calendar(local, zone).astimezone(UTC)

    def _calendar(self, local: datetime, zone: ZoneInfo) -> datetime:
        match self.unit:
            case "day":
                return local + timedelta(days=self.count)
            case "week":
                return local + timedelta(weeks=self.count)
            case "weekday":
                return _weekdays_after(local, self.count)
            case "working day":
                return _working_days_after(local, self.count, zone)
            case "month":
                return _months_after(local, self.count)
            case _:
                return _months_after(local, 12 * self.count)


def _weekdays_after(local: datetime, count: int) -> datetime:
    while count:
        local += timedelta(days=1)
        count -= local.weekday() < 5
    return local


def _working_days_after(local: datetime, count: int, zone: ZoneInfo) -> datetime:
    while count:
        local += timedelta(days=1)
        count -= is_working_day(local.date(), zone)
    return local


def _months_after(local: datetime, count: int) -> datetime:
    year, month = divmod(local.year * 12 + local.month - 1 + count, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))
