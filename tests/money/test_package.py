"""The cost of a package: exact however its days are cut."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from careweft.money.calendar import Period
from careweft.money.pool.package import Package, active_days

DAY = st.dates(date(2020, 1, 1), date(2030, 12, 31))
PERIOD = st.builds(lambda start, days: Period(start, start + timedelta(days=days)), DAY, st.integers(0, 900))


def package(weekly: int, *active: Period) -> Package:
    return Package(1, "ServiceRequest/a", "home-care", "homecare-a", weekly, active)


@given(st.integers(1, 10**7), PERIOD, st.lists(DAY, max_size=20))
def test_postings_sum_to_the_exact_cost_however_they_are_cut(weekly: int, given_: Period, cuts: list[date]) -> None:
    made = package(weekly, given_)
    edges = sorted({given_.start, given_.end, *cuts})
    posted = sum(made.due(Period(start, end)) for start, end in pairwise(edges))
    exact = Fraction(given_.days * weekly, 7)
    assert posted == round(exact)
    assert abs(posted - exact) < Fraction(1, 2)


@given(PERIOD, st.lists(PERIOD, max_size=6))
def test_active_days_are_those_given_and_not_paused(given_: Period, pauses: list[Period]) -> None:
    active = active_days(given_, pauses)
    days = [each.start + timedelta(days=n) for each in active for n in range(each.days)]
    every = [given_.start + timedelta(days=n) for n in range(given_.days)]
    assert days == [day for day in every if not any(pause.start <= day < pause.end for pause in pauses)]


def test_known_answers() -> None:
    year = Period(date(2026, 4, 1), date(2027, 4, 1))
    assert package(10_000, year).cost(date(2027, 4, 1)) == 521_429  # 365/7 weeks of £100
    assert package(10_000, year).due(Period(date(2026, 4, 1), date(2026, 4, 2))) == 1_429
    assert package(10_000, year).due(Period(date(2026, 4, 1), date(2026, 4, 8))) == 10_000
    leap = Period(date(2028, 2, 1), date(2028, 3, 1))
    assert package(7_000, leap).cost(date.max) == 29_000
