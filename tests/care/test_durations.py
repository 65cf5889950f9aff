"""Durations: hours are elapsed, days are the calendar's, across the change of clocks and leap days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.care.durations import Duration

ZONE = ZoneInfo("Europe/London")


def after(start: str, text: str) -> str:
    local = datetime.fromisoformat(start).replace(tzinfo=ZONE)
    return Duration.parse(text).after(local, ZONE).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ("2026-03-28 12:00", "24 hours", "2026-03-29 13:00"),
        ("2026-03-28 12:00", "1 day", "2026-03-29 12:00"),
        ("2026-10-24 12:00", "1 day", "2026-10-25 12:00"),
        ("2026-10-24 12:00", "24 hours", "2026-10-25 11:00"),
        ("2026-01-31 09:00", "1 month", "2026-02-28 09:00"),
        ("2024-01-31 09:00", "1 month", "2024-02-29 09:00"),
        ("2024-02-29 09:00", "1 year", "2025-02-28 09:00"),
        ("2026-01-16 09:00", "1 weekday", "2026-01-19 09:00"),
        ("2026-01-17 09:00", "5 weekdays", "2026-01-23 09:00"),
        ("2026-01-05 09:00", "6 weeks", "2026-02-16 09:00"),
        ("2026-12-31 09:00", "2 months", "2027-02-28 09:00"),
    ],
)
def test_known_ends(start: str, text: str, end: str) -> None:
    assert after(start, text) == end


instants = st.integers(10**9, 25 * 10**8).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
units = st.sampled_from(["minute", "hour", "day", "weekday", "week", "month", "year"])


@given(instants, st.integers(1, 60), units)
def test_more_is_never_earlier_and_what_is_written_reads_back(start: datetime, count: int, unit: str) -> None:
    less, more = Duration(count, unit), Duration(count + 1, unit)
    assert start < less.after(start, ZONE) <= more.after(start, ZONE)
    assert Duration.parse(str(less)) == less


@given(instants, st.integers(1, 60))
def test_days_keep_the_local_time_where_it_exists(start: datetime, count: int) -> None:
    local = start.astimezone(ZONE)
    end = Duration(count, "day").after(start, ZONE).astimezone(ZONE)
    if timedelta(hours=2, minutes=30) < timedelta(hours=local.hour, minutes=local.minute):
        assert (end.hour, end.minute) == (local.hour, local.minute)


@pytest.mark.parametrize("text", ["soon", "24", "hours", "-1 hours", "1.5 hours", "3 fortnights", ""])
def test_anything_else_says_what_was_expected(text: str) -> None:
    with pytest.raises(BadInput, match="expected a number and one of minute, hour"):
        Duration.parse(text)
