"""Calendar arithmetic in the place's zone: what a window of months, a local date and a whole year are.

A shift by years, months, weeks or days moves the wall clock: the time of day stays, and a day of the month that does
not exist becomes the month's last (31 March less a month is 28 or 29 February). A wall time that the spring change
skips is read with the offset before the change; one that the autumn change repeats is its first occurrence. Hours,
minutes and seconds are exact. Leap-day birthdays fall on 1 March in common years, as in English law.
"""

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from careweft.rules.types import Duration

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
