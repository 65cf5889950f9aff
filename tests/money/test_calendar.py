"""Years, months and instalments: leap days, odd starts, and sums that are exact."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.money.calendar import Period, gaps, instalments, midnight, months, quarters, year_from, year_of

DAY = st.dates(date(2000, 1, 1), date(2060, 12, 31))
BEGINS = DAY.filter(lambda day: (day.month, day.day) != (2, 29))


@given(DAY, BEGINS)
def test_a_day_is_in_its_year_and_the_year_is_one_year(day: date, begins: date) -> None:
    year = year_of(day, (begins.month, begins.day))
    assert year.start <= day < year.end
    assert (year.end.month, year.end.day, year.end.year) == (begins.month, begins.day, year.start.year + 1)


@given(DAY, st.integers(1, 1500))
def test_months_are_the_period_end_to_end(start: date, days: int) -> None:
    period = Period(start, start + timedelta(days=days))
    cut = months(period)
    assert (cut[0].start, cut[-1].end) == (period.start, period.end)
    assert all(before.end == after.start and after.start.day == 1 for before, after in pairwise(cut))
    for each in cut:
        last = each.end - timedelta(days=1)
        assert each.days > 0
        assert (each.start.year, each.start.month) == (last.year, last.month)


@given(BEGINS)
def test_quarters_are_the_year_end_to_end(start: date) -> None:
    year = year_from(start)
    four = quarters(year)
    assert len(four) == 4
    assert sum(quarter.days for quarter in four) == year.days
    assert all(89 <= quarter.days <= 93 for quarter in four)


@given(st.integers(0, 10**12), BEGINS)
def test_a_years_instalments_sum_to_the_year(annual: int, start: date) -> None:
    year = year_from(start)
    due = instalments(annual, year, year)
    assert sum(due.values()) == annual
    assert list(due) == months(year)


@given(st.integers(0, 10**12), BEGINS, DAY, st.integers(1, 800))
def test_a_part_of_a_year_is_due_its_part(annual: int, start: date, since: date, days: int) -> None:
    year, in_force = year_from(start), Period(since, since + timedelta(days=days))
    due = instalments(annual, year, in_force)
    assert sum(each.days for each in due) == in_force.within(year).days
    assert 0 <= sum(due.values()) <= annual
    full = instalments(annual, year, year)
    assert all(abs(amount - full[each]) <= 1 for each, amount in due.items() if each in full)


def test_instalments_known_answers() -> None:
    year = year_of(date(2026, 7, 1))
    assert year == Period(date(2026, 4, 1), date(2027, 4, 1))
    assert list(instalments(1000, year, year).values()) == [84, 84, 84, 84, *[83] * 8]
    # 17 of January's 31 days and two whole months: (17/31 + 2)/12 of £12,000.
    partial = instalments(1_200_000, year, Period(date(2027, 1, 15), date.max))
    assert list(partial.values()) == [54_839, 100_000, 100_000]
    assert instalments(1000, year, Period(date(2028, 1, 1), date.max)) == {}


def test_no_year_begins_on_a_leap_day() -> None:
    with pytest.raises(BadInput):
        year_from(date(2028, 2, 29))


@given(DAY, st.integers(0, 400), st.lists(st.tuples(DAY, st.integers(0, 100)), max_size=8))
def test_gaps_are_the_days_that_nothing_covers(start: date, days: int, taken: list[tuple[date, int]]) -> None:
    whole = Period(start, start + timedelta(days=days))
    covers = [Period(begin, begin + timedelta(days=length)) for begin, length in taken]
    found = {each.start + timedelta(days=n) for each in gaps(whole, covers) for n in range(each.days)}
    every = {start + timedelta(days=n) for n in range(days)}
    assert found == {day for day in every if not any(each.start <= day < each.end for each in covers)}


def test_midnight_follows_the_zone() -> None:
    london = ZoneInfo("Europe/London")
    assert midnight(date(2026, 7, 1), london) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert midnight(date(2026, 1, 1), london) == datetime(2026, 1, 1, tzinfo=UTC)
