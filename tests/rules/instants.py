"""Instants at which calendars go wrong, in zones that change their clocks in different ways."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from careweft.rules.calendar import shift
from careweft.rules.types import Duration

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")

DURATIONS = (
    Duration(1, "month"),
    Duration(12, "month"),
    Duration(1, "year"),
    Duration(4, "year"),
    Duration(3, "day"),
    Duration(30, "day"),
    Duration(2, "week"),
    Duration(24, "hour"),
    Duration(90, "minute"),
)


def local(zone: str, *parts: int) -> datetime:
    """A wall time in the zone, as an instant."""
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type, misc]


def edges(zone: str) -> list[datetime]:
    """Instants around leap days, month ends and the clock changes of the zone."""
    walls = [
        (2024, 2, 29, 0, 0),
        (2024, 2, 29, 12, 30),
        (2023, 2, 28, 23, 59),
        (2023, 3, 1, 0, 0),
        (2024, 3, 31, 1, 30),
        (2024, 3, 10, 2, 30),
        (2024, 10, 27, 1, 30),
        (2024, 11, 3, 1, 30),
        (2024, 4, 7, 1, 45),
        (2024, 10, 6, 2, 15),
        (2024, 4, 1, 0, 0),
        (2024, 5, 31, 0, 0),
        (2025, 1, 1, 0, 0),
    ]
    return [local(zone, *wall) for wall in walls]


MICROSECOND = timedelta(microseconds=1)


@st.composite
def as_ats(draw: st.DrawFn, zone: str) -> datetime:
    """An as-at instant."""
    edge = draw(st.sampled_from(edges(zone)))
    return edge + draw(st.sampled_from([timedelta(0), timedelta(hours=1), -MICROSECOND, timedelta(days=40)]))


def instants(zone: str, at: datetime) -> st.SearchStrategy[datetime]:
    """Instants that facts happen at: window bounds of `at` and next to them, clock changes, and any time nearby."""
    bounds = [at, *(shift(at, duration, zone, -1) for duration in DURATIONS)]
    near = [bound + step for bound in bounds for step in (timedelta(0), MICROSECOND, -MICROSECOND)]
    recent = st.integers(0, 40 * 24 * 60).map(lambda minutes: at - timedelta(minutes=minutes))
    anywhere = st.datetimes(datetime(2021, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
    return st.one_of(st.sampled_from(near), recent, st.sampled_from(edges(zone)), anywhere)


def dates() -> st.SearchStrategy[date]:
    """Birth dates, leap days among them."""
    known = [
        date(1960, 2, 29),
        date(1959, 3, 1),
        date(1959, 2, 28),
        date(2004, 2, 29),
        date(2024, 2, 29),
        date(2024, 3, 1),
    ]
    return st.one_of(st.sampled_from(known), st.dates(date(1930, 1, 1), date(2025, 12, 31)))
