"""Dates, money and numbers in words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.web import words

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 1, 15, 9, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def plain(text: str) -> str:
    return text.replace(words.NBSP, " ")


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (-30 * timedelta(seconds=1), "overdue by 1 minute"),
        (-3 * HOUR, "overdue by 3 hours"),
        (-25 * HOUR, "overdue by 1 day"),
        (-13 * DAY, "overdue by 13 days"),
        (-15 * DAY, "overdue by 2 weeks"),
        (40 * timedelta(minutes=1), "due in 40 minutes"),
        (13 * HOUR, "due today 22:14"),
        (15 * HOUR, "due tomorrow 00:14"),
        (3 * DAY, "due Sunday 09:14"),
        (7 * DAY, "due 22 Jan 2026"),
    ],
)
def test_due(gap: timedelta, said: str) -> None:
    assert plain(words.due(NOW + gap, NOW, LONDON)) == said


def test_days_are_the_places() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight in summer time
    assert words.day(late, LONDON) == "Wednesday 1 July 2026"
    assert words.time(late, LONDON) == "00:30"
    assert plain(words.when(late, late - 2 * HOUR, LONDON)) == "tomorrow 00:30"
    assert plain(words.short_day(date(2026, 7, 1), LONDON)) == "1 Jul 2026"


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1938, 3, 9), date(2026, 3, 8), 87),
        (date(1938, 3, 9), date(2026, 3, 9), 88),
        (date(1940, 2, 29), date(2026, 2, 28), 85),
        (date(1940, 2, 29), date(2026, 3, 1), 86),
        (date(1940, 2, 29), date(2028, 2, 29), 88),
    ],
)
def test_age(born: date, on: date, years: int) -> None:
    assert words.age(born, on) == years


@pytest.mark.parametrize(
    ("pence", "exact", "short"),
    [
        (0, "£0", "£0"),
        (5, "£0.05", "£0"),
        (123450, "£1,234.50", "£1.23k"),
        (-123400, "−£1,234", "−£1.23k"),
        (1240000, "£12,400", "£12.4k"),
        (99_999_999, "£999,999.99", "£1m"),
        (540_000_000, "£5,400,000", "£5.4m"),
        (31_000_000_000, "£310,000,000", "£310m"),
    ],
)
def test_money(pence: int, exact: str, short: str) -> None:
    assert words.pounds(pence) == exact
    assert words.short_pounds(pence) == short


@given(st.integers(-(10**15), 10**15))
def test_pounds_lose_no_penny(pence: int) -> None:
    digits = words.pounds(pence).replace("£", "").replace(",", "").replace("−", "-")
    whole, _, rest = digits.partition(".")
    assert abs(int(whole.lstrip("-"))) * 100 + int(rest or 0) == abs(pence)
    assert digits.startswith("-") == (pence < 0)


def test_numbers() -> None:
    assert [words.share(x) for x in (0, 0.005, 0.0995, 0.34, 1)] == ["0%", "0.5%", "10%", "34%", "100%"]
    assert [words.number(x) for x in (3.0, 3.14159, 12.345, 1234)] == ["3", "3.14", "12.3", "1,234"]
    assert plain(words.many(1, "task")) == "1 task" and plain(words.many(0, "person", "people")) == "0 people"
    assert plain(words.nhs_number("9434765919")) == "943 476 5919"
    assert words.nhs_number("A123") == "A123"


def test_names_scan_by_family() -> None:
    assert words.person_name("Hargreaves", "Edith", "Mrs") == "HARGREAVES, Edith (Mrs)"
    assert words.person_name("", "Edith") == "Name not known, Edith"
