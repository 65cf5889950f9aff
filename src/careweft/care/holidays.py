"""Public holidays of a place: days on which, as at weekends, offices do not work.

Known by the place's zone. Of England and Wales they are counted from the Banking and Financial Dealings Act 1971, with
the days that were moved or added by proclamation; where no calendar is known there are none.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_MOVED: Final[dict[int, tuple[frozenset[date], frozenset[date]]]] = {
    2011: (frozenset(), frozenset({date(2011, 4, 29)})),
    2012: (frozenset({date(2012, 5, 28)}), frozenset({date(2012, 6, 4), date(2012, 6, 5)})),
    2020: (frozenset({date(2020, 5, 4)}), frozenset({date(2020, 5, 8)})),
    2022: (frozenset({date(2022, 5, 30)}), frozenset({date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)})),
    2023: (frozenset(), frozenset({date(2023, 5, 8)})),
}
"""By year: which days were none, and which were added."""


def is_holiday(day: date, zone: ZoneInfo) -> bool:
    """Whether a day is a public holiday of the place."""
    return day in holidays(day.year, zone)


def is_working_day(day: date, zone: ZoneInfo) -> bool:
    """Whether offices of the place work on a day: Monday to Friday, and no public holiday."""
    return day.weekday() < 5 and not is_holiday(day, zone)


def holidays(year: int, zone: ZoneInfo) -> frozenset[date]:
    """The public holidays of a year."""
    rule = _CALENDARS.get(zone.key)
    return rule(year) if rule else frozenset()


@lru_cache(maxsize=64)
def england_and_wales(year: int) -> frozenset[date]:
    """Bank holidays; one that falls on a weekend is kept on the next day that is none."""
    found = {
        _easter(year) - timedelta(days=2),
        _easter(year) + timedelta(days=1),
        _monday(date(year, 5, 1)),
        _monday(date(year, 5, 25)),
        _monday(date(year, 8, 25)),
    }
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        while day.weekday() > 4 or day in found:
            day += timedelta(days=1)
        found.add(day)
    none, more = _MOVED.get(year, (frozenset(), frozenset()))
    return frozenset(found - none | more)


def _monday(first: date) -> date:
    """The first Monday from a day on."""
    return first + timedelta(days=-first.weekday() % 7)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, month, day + 1)


_CALENDARS: Final[dict[str, Callable[[int], frozenset[date]]]] = {"Europe/London": england_and_wales}
