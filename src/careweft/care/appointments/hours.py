"""The times that a clinic gives. Pure functions of its weekly hours, the day and the place's zone.

A slot lasts its minutes whatever the clocks do; a clinic begins and ends at local times. So one that is open while the
clocks go forward gives fewer slots that day, and more when they go back.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import floor
from typing import Final
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.care.holidays import is_holiday

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FORM: Final = re.compile(r"(\w+) ([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True)
class Opening:
    """Open on a weekday (0: Monday) between two local times, in minutes from midnight; `finish` is at most 1440."""

    weekday: int
    start: int
    finish: int

    @classmethod
    def parse(cls, text: str) -> "Opening":
        """Read 'monday 09:00-12:00'; raises BadInput for anything else."""
        found = _FORM.fullmatch(text.strip().lower())
        expected = "a weekday with two times, such as monday 09:00-12:00"
        if not found or found[1] not in WEEKDAYS:
            raise BadInput(f"{text!r} are no opening hours", expected=expected)
        start, finish = int(found[2]) * 60 + int(found[3]), int(found[4]) * 60 + int(found[5])
        if not start < finish <= 1440:
            raise BadInput(f"{text!r} does not end after it begins", expected=expected)
        return cls(WEEKDAYS.index(found[1]), start, finish)

    def __str__(self) -> str:
        times = (f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in (self.start, self.finish))
        return f"{WEEKDAYS[self.weekday]} {'-'.join(times)}"


@dataclass(frozen=True)
class Hours:
    """When a clinic is open and how long a slot lasts; `closed` are days on which it is not, besides holidays."""

    openings: tuple[Opening, ...]
    minutes: int
    closed: frozenset[date] = frozenset()
    on_holidays: bool = False


@dataclass(frozen=True)
class SameDay:
    """What part of each opening is kept for those who call on the day (or `days_before`), and from what local time."""

    share: float
    at: time
    days_before: int = 0

    def released(self, day: date, zone: ZoneInfo) -> datetime:
        """From when the kept slots of a day may be booked."""
        return datetime.combine(day - timedelta(days=self.days_before), self.at, zone).astimezone(UTC)


@dataclass(frozen=True)
class Time:
    """A time of a clinic, in UTC; `kept` for those who call on the day."""

    start: datetime
    finish: datetime
    kept: bool = False


def times(hours: Hours, day: date, zone: ZoneInfo, same_day: SameDay | None = None) -> list[Time]:
    """The times of a day, earliest first; none on a holiday and on a day when the clinic is closed."""
    if day in hours.closed or (is_holiday(day, zone) and not hours.on_holidays):
        return []
    share = same_day.share if same_day else 0.0
    found = [each for opening in hours.openings if opening.weekday == day.weekday()
             for each in _of(opening, hours.minutes, day, zone, share)]  # fmt: skip
    return _apart(sorted(found, key=lambda each: each.start))


def _of(opening: Opening, minutes: int, day: date, zone: ZoneInfo, share: float) -> Iterator[Time]:
    start, finish = _local(day, opening.start, zone), _local(day, opening.finish, zone)
    count = int((finish - start).total_seconds() // (60 * minutes))
    for number in range(count):
        begin = start + timedelta(minutes=minutes * number)
        kept = floor((number + 1) * share + 1e-9) > floor(number * share + 1e-9)
        yield Time(begin, begin + timedelta(minutes=minutes), kept)


def _local(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A local time of a day in UTC; one that the clocks skip is moved on by what they skip."""
    days, rest = divmod(minutes, 1440)
    return datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone).astimezone(UTC)


def _apart(found: Iterable[Time]) -> list[Time]:
    """Without those that begin before the one before them ends."""
    kept: list[Time] = []
    for each in found:
        if not kept or each.start >= kept[-1].finish:
            kept.append(each)
    return kept
