"""Calendar arithmetic in the place's zone: what a window of months, a local date and a whole year are.

A shift by years, months, weeks or days moves the wall clock: the time of day stays, and a day of the month that does
not exist becomes the month's last (31 March less a month is 28 or 29 February). A wall time that the spring change
skips is read with the offset before the change; one that the autumn change repeats is its first occurrence. Hours,
minutes and seconds are exact. Leap-day birthdays fall on 1 March in common years, as in English law.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from careweft.rules.types import Duration

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FROM: Final = datetime(1900, 1, 1, tzinfo=UTC)
_TO: Final = datetime(2101, 1, 1, tzinfo=UTC)
_WEEK: Final = 7 * 86_400
_MICROSECOND: Final = timedelta(microseconds=1)


def shift(when: datetime, by: Duration, zone: str, sign: int = 1) -> datetime:
    """The instant `by` later than `when` (earlier if `sign` is -1), by the calendar of `zone`."""
    if by.seconds:
        return when + timedelta(seconds=sign * by.seconds)
    wall = when.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    day = shift_date(wall.date(), by, sign)
    moved = datetime.combine(day, wall.time(), ZoneInfo(zone))
    return moved.astimezone(UTC)


def shift_date(day: date, by: Duration, sign: int = 1) -> date:
    """The date `by` later than `day`; `by` must not be in hours, minutes or seconds."""
    month = day.year * 12 + day.month - 1 + sign * by.months
    year, index = divmod(month, 12)
    last = calendar.monthrange(year, index + 1)[1]
    return date(year, index + 1, min(day.day, last)) + timedelta(days=sign * by.days)


def local_date(when: datetime, zone: str) -> date:
    """The calendar date at `when` in `zone`."""
    return when.astimezone(ZoneInfo(zone)).date()


def years_between(start: date, end: date) -> int:
    """Whole years from `start` to `end`: an age, if `start` is a birth date; negative before it."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def just_after(when: datetime) -> datetime:
    """The first instant after `when` that can be told from it: one microsecond."""
    return when + _MICROSECOND


def microseconds(when: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z."""
    return (when - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Steps:
    """A step function of microseconds: `values[i]` from `edges[i - 1]` up to, not including, `edges[i]`."""

    edges: tuple[int, ...]
    values: tuple[int, ...]


@lru_cache
def utc_offsets(zone: str, start: datetime = _FROM, end: datetime = _TO) -> Steps:
    """The zone's offset from UTC in microseconds, by the UTC instant in microseconds, between two instants."""
    edges = _transitions(ZoneInfo(zone), start, end)
    return Steps(tuple(map(microseconds, edges)), _offsets(ZoneInfo(zone), [start, *edges]))


@lru_cache
def wall_offsets(zone: str) -> Steps:
    """The zone's offset in microseconds by wall time in microseconds, read as `shift` reads it."""
    steps = utc_offsets(zone)
    pairs = zip(steps.edges, steps.values, steps.values[1:], strict=False)
    return Steps(tuple(edge + max(before, after) for edge, before, after in pairs), steps.values)


def _transitions(zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    low, stop = int(start.timestamp()), int(end.timestamp())
    found = []
    while low < stop:
        high = min(low + _WEEK, stop)
        if _offset(zone, low) != _offset(zone, high):
            found.append(datetime.fromtimestamp(_change(zone, low, high), UTC))
        low = high
    return found


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, second: int) -> timedelta:
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    assert offset is not None
    return offset


def _offsets(zone: ZoneInfo, instants: Sequence[datetime]) -> tuple[int, ...]:
    return tuple(_offset(zone, int(when.timestamp())) // _MICROSECOND for when in instants)
