"""Dates of any precision as intervals: calendar-correct in the place's zone, half-open, in order."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.fhir.fhirpath.times import END_OF_TIME, START_OF_TIME, compare_times, interval
from careweft.fhir.primitives import fault

LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(date(1850, 1, 1), date(2150, 12, 31))
FIRST = datetime(1850, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 300 * 365 * 86400 * 10**6).map(lambda micro: FIRST + timedelta(microseconds=micro))


@given(DAYS)
def test_days_and_months_and_years_follow_on(day: date) -> None:
    start, end = interval(day.isoformat(), LONDON)
    assert interval((day + timedelta(days=1)).isoformat(), LONDON)[0] == end
    assert start.astimezone(LONDON).date() == day and (end - timedelta(seconds=1)).astimezone(LONDON).date() == day
    for text in (day.isoformat()[:7], day.isoformat()[:4]):
        low, high = interval(text, LONDON)
        assert low <= start < end <= high
        assert (high - timedelta(seconds=1)).astimezone(LONDON).isoformat().startswith(text)


@given(INSTANTS, st.integers(0, 6), st.integers(-14 * 60, 14 * 60))
def test_instants_keep_their_precision_and_offset(at: datetime, digits: int, offset: int) -> None:
    local = at + timedelta(minutes=offset)
    fraction = f"{at.microsecond:06}"[:digits]
    sign = "-" if offset < 0 else "+"
    zone = "Z" if offset == 0 else f"{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    text = f"{local:%Y-%m-%dT%H:%M:%S}{'.' if fraction else ''}{fraction}{zone}"
    assert fault("instant", text) is None
    low, high = interval(text, LONDON)
    assert low <= at < high
    assert high - low == timedelta(seconds=1) / 10**digits


@given(st.text("0123456789-T:Z+.", max_size=26) | DAYS.map(str) | INSTANTS.map(lambda at: at.isoformat()))
def test_what_is_valid_has_an_interval(text: str) -> None:
    if fault("dateTime", text) is None:
        low, high = interval(text, LONDON)
        assert low < high or high in (START_OF_TIME, END_OF_TIME)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),  # clocks go forward: 23 hours
        ("2026-10-25", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"),  # and back: 25 hours
        ("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z", "2017-01-01T00:00:00Z"),
        ("2026-07-01T10:00", "2026-07-01T09:00:00Z", "2026-07-01T09:01:00Z"),
        ("2026-07-01T10:00 03:00", "2026-07-01T07:00:00Z", "2026-07-01T07:01:00Z"),  # a plus that an address lost
        ("2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:00.123456Z", "2026-01-01T00:00:00.123457Z"),
    ],
)
def test_the_calendar(text: str, low: str, high: str) -> None:
    assert interval(text, LONDON) == (datetime.fromisoformat(low), datetime.fromisoformat(high))


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31"])
def test_time_ends_in_9999(text: str) -> None:
    assert interval(text, LONDON)[1] == END_OF_TIME


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "0001"]
)
def test_the_ends_of_time_do_not_break(text: str) -> None:
    low, high = interval(text, LONDON)
    assert low <= high


@given(INSTANTS, INSTANTS)
def test_times_compare_as_instants(a: datetime, b: datetime) -> None:
    there = a.astimezone(timezone(timedelta(hours=9)))
    assert compare_times(there.isoformat(), b.isoformat()) == (a > b) - (a < b)


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        ("2026", "2026-01", None),
        ("2026-01", "2026-01-01T10:00:00Z", None),
        ("2025", "2026-01", -1),
        ("2026-02-01", "2026-01", 1),
        ("10:00:00", "10:00", None),
        ("10:01", "10:00:30", 1),
        ("2026-01-01T10:00:00", "2026-01-01T10:00:00Z", None),
    ],
)
def test_unequal_precision_is_unknown(left: str, right: str, order: int | None) -> None:
    assert compare_times(left, right) == order
