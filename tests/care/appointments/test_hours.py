"""The times of a clinic, through holidays and both changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.care.appointments.hours import Hours, Opening, SameDay, times

LONDON, LORD_HOWE = ZoneInfo("Europe/London"), ZoneInfo("Australia/Lord_Howe")
MORNINGS = Hours((Opening.parse("monday 09:00-12:00"), Opening.parse("Tuesday 14:00-15:30")), 30)


def test_the_times_of_a_week() -> None:
    found = {day: len(times(MORNINGS, date(2026, 1, day), LONDON)) for day in range(5, 12)}
    assert found == {5: 6, 6: 3, 7: 0, 8: 0, 9: 0, 10: 0, 11: 0}
    first = times(MORNINGS, date(2026, 7, 6), LONDON)[0]
    assert (first.start, first.finish) == (
        datetime(2026, 7, 6, 8, tzinfo=UTC),
        datetime(2026, 7, 6, 8, 30, tzinfo=UTC),
    )


def test_no_times_on_a_holiday_and_on_a_day_that_is_closed() -> None:
    easter_monday = date(2026, 4, 6)
    assert times(MORNINGS, easter_monday, LONDON) == []
    assert len(times(Hours(MORNINGS.openings, 30, on_holidays=True), easter_monday, LONDON)) == 6
    assert times(Hours(MORNINGS.openings, 30, frozenset({date(2026, 1, 5)})), date(2026, 1, 5), LONDON) == []


def test_what_is_kept_for_the_day_is_spread_and_released_in_the_morning() -> None:
    kept = SameDay(1 / 3, time(8))
    found = times(MORNINGS, date(2026, 7, 6), LONDON, kept)
    assert [each.kept for each in found] == [False, False, True, False, False, True]
    assert kept.released(date(2026, 7, 6), LONDON) == datetime(2026, 7, 6, 7, tzinfo=UTC)
    assert SameDay(1, time(8), 1).released(date(2026, 3, 29), LONDON) == datetime(2026, 3, 28, 8, tzinfo=UTC)


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 29), 6), (date(2026, 10, 25), 10), (date(2026, 6, 7), 8)])
def test_a_night_clinic_when_the_clocks_change(day: date, count: int) -> None:
    night = Hours((Opening.parse("sunday 00:00-04:00"),), 30)
    found = times(night, day, LONDON)
    assert len(found) == count
    assert {each.finish - each.start for each in found} == {timedelta(minutes=30)}


@settings(max_examples=60)
@given(
    st.sampled_from([LONDON, LORD_HOWE]),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(0, 1400),
    st.integers(10, 1440),
    st.integers(5, 120),
    st.floats(0, 1),
)
def test_times_never_overlap_and_stay_within_the_hours(
    zone: ZoneInfo, day: date, start: int, length: int, minutes: int, share: float
) -> None:
    finish = min(start + length, 1440)
    hours = Hours((Opening(day.weekday(), start, finish),), minutes, on_holidays=True)
    found = times(hours, day, zone, SameDay(share, time(8)))
    assert all(a.finish <= b.start for a, b in pairwise(found))
    assert all(each.finish - each.start == timedelta(minutes=minutes) for each in found)
    assert abs(sum(each.kept for each in found) - share * len(found)) < 1
    midnight = datetime.combine(day, time(0), zone).astimezone(UTC)
    assert all(midnight <= each.start and each.finish <= midnight + timedelta(hours=25) for each in found)


@pytest.mark.parametrize(
    "text", ["", "monday", "monday 9-12", "noday 09:00-10:00", "monday 12:00-09:00", "monday 09:00-24:30"]
)
def test_what_are_no_hours_is_said(text: str) -> None:
    with pytest.raises(BadInput):
        Opening.parse(text)
