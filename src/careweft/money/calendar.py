"""Years, quarters and months of an agreement, and an annual sum in monthly instalments that sum to it exactly."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.money.shares import shares

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has; none where it ends before it starts."""
        return max((self.end - self.start).days, 0)

    def within(self, other: "Period") -> "Period":
        """The days that it shares with another period (none where they do not meet)."""
        return Period(max(self.start, other.start), min(self.end, other.end))


def year_from(start: date) -> Period:
    """The year that begins on a day; on 29 February no agreement's year begins, because not every year has one."""
    if (start.month, start.day) == (2, 29):
        raise BadInput("a year that begins on 29 February", expected="a day that every year has")
    return Period(start, start.replace(year=start.year + 1))


def year_of(day: date, begins: tuple[int, int] = (4, 1)) -> Period:
    """The agreement's year that holds a day; `begins` is its first month and day (1 April: the financial year)."""
    this = year_from(date(day.year, *begins))
    return this if day >= this.start else year_from(date(day.year - 1, *begins))


def months(period: Period) -> list[Period]:
    """A period cut at the first of every calendar month."""
    cuts = [period.start]
    while (following := _next_month(cuts[-1])) < period.end:
        cuts.append(following)
    return [Period(start, end) for start, end in pairwise([*cuts, period.end]) if start < end]


def quarters(year: Period) -> list[Period]:
    """A year in four quarters of three months each."""
    starts = [year.start, *(_add_months(year.start, months) for months in (3, 6, 9)), year.end]
    return [Period(start, end) for start, end in pairwise(starts)]


def instalments(annual: int, year: Period, in_force: Period) -> dict[Period, int]:
    """What of an annual sum (minor units) falls due in each month of the year that the agreement is in force.

    A whole month weighs one and a part of a month its days over the days of that month, so a year has twelve. The
    sum is divided by largest remainder over the year: all twelve months sum to `annual` exactly, and an agreement in
    force for a part of the year is due the months' parts and no more.
    """
    parts = {month: month.within(in_force) for month in months(year)}
    due = {part: Fraction(part.days, month_length(month.start)) for month, part in parts.items() if part.days}
    if not due:
        return {}
    whole = sum((Fraction(month.days, month_length(month.start)) for month in parts), Fraction(0))
    outside = Period(date.max, date.max)
    divided = shares(annual, {**due, outside: whole - sum(due.values(), Fraction(0))})
    return {part: amount for part, amount in divided.items() if part != outside}


def month_length(day: date) -> int:
    """How many days the calendar month of a day has."""
    first = day.replace(day=1)
    return (_next_month(first) - first).days


def gaps(whole: Period, taken: Iterable[Period]) -> list[Period]:
    """The stretches of `whole` that none of `taken` covers."""
    left, start = [], whole.start
    for each in sorted(taken):
        if each.start > start:
            left.append(Period(start, min(each.start, whole.end)))
        start = max(start, each.end)
    return [each for each in [*left, Period(start, whole.end)] if each.days]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins in a zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _add_months(day: date, count: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    first = day.replace(day=1)
    for _ in range(count):
        first = _next_month(first)
    return first.replace(day=min(day.day, month_length(first)))
