"""Durations: hours are elapsed, days are the calendar's, across the change of clocks and leap days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.care.durations import Duration
from careweft.care.holidays import holidays

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
        ("2026-04-02 16:00", "1 working day", "2026-04-07 16:00"),
        ("2026-12-24 12:00", "2 working days", "2026-12-30 12:00"),
        ("2026-12-24 12:00", "2 weekdays", "2026-12-28 12:00"),
        ("2026-10-23 09:30", "1 working day", "2026-10-26 09:30"),
    ],
)
def test_known_ends(start: str, text: str, end: str) -> None:
    assert after(start, text) == end


instants = st.integers(10**9, 25 * 10**8).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
units = st.sampled_from(["minute", "hour", "day", "weekday", "working day", "week", "month", "year"])


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


@pytest.mark.parametrize(
    ("year", "known"),
    [  # as published by the Department for Business and Trade
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    ],
)
def test_bank_holidays_of_england(year: int, known: str) -> None:
    assert " ".join(f"{day:%m-%d}" for day in sorted(holidays(year, ZONE))) == known


def test_where_no_calendar_is_known_working_days_are_weekdays() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    start = datetime(2026, 12, 24, 12, tzinfo=zone)
    assert Duration(2, "working day").after(start, zone) == Duration(2, "weekday").after(start, zone)


@pytest.mark.parametrize("text", ["soon", "24", "hours", "-1 hours", "1.5 hours", "3 fortnights", ""])
def test_anything_else_says_what_was_expected(text: str) -> None:
    with pytest.raises(BadInput, match="expected a number and one of minute, hour"):
        Duration.parse(text)
