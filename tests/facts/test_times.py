"""FHIR dates and times as instants of the place."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from careweft.facts.times import day, instant

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2026-01-01T00:00Z", "2027-01-01T00:00Z"),
        ("2026-12", "2026-12-01T00:00Z", "2027-01-01T00:00Z"),
        ("2024-02", "2024-02-01T00:00Z", "2024-03-01T00:00Z"),
        ("2024-02-29", "2024-02-29T00:00Z", "2024-03-01T00:00Z"),
        ("2026-03-29", "2026-03-29T00:00Z", "2026-03-29T23:00Z"),
        ("2026-06-10", "2026-06-09T23:00Z", "2026-06-10T23:00Z"),
        ("2026-06-10T08:30:00+01:00", "2026-06-10T07:30Z", "2026-06-10T07:30Z"),
        ("2026-06-10T08:30:00.125Z", "2026-06-10T08:30:00.125Z", "2026-06-10T08:30:00.125Z"),
        ("0001-01-01", "0001-01-01T00:01:15Z", "0001-01-02T00:01:15Z"),
        ("9999-12-31", "9999-12-31T00:00Z", None),
        ("2026-02-30", None, None),
        ("soon", None, None),
        (None, None, None),
    ],
)
def test_a_date_is_a_half_open_interval_of_the_place(text: str | None, start: str | None, end: str | None) -> None:
    assert instant(text, LONDON) == (start and datetime.fromisoformat(start))
    assert instant(text, LONDON, end=True) == (end and datetime.fromisoformat(end))


def test_an_instant_is_utc() -> None:
    found = instant("2026-06-10T08:30:00+01:00", LONDON)
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1940-05-17", date(1940, 5, 17)),
        ("1940-05", date(1940, 5, 1)),
        ("1940", date(1940, 1, 1)),
        ("1940-13", None),
        ("x", None),
        (None, None),
    ],
)
def test_a_partial_birth_date_is_its_first_day(text: str | None, expected: date | None) -> None:
    assert day(text) == expected
