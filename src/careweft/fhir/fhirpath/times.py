"""FHIR dates and times of any precision as half-open intervals of instants."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

_PARTS: Final = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?)?"
    r"(Z|[+ -][0-9]{2}:[0-9]{2})?)?)?)?"
)  # a plus in an address is read as a space
_ZONE: Final = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})$")
_SECONDS: Final = re.compile(r"(\d\d:\d\d:\d\d)(?:\.(\d+))?")
_UTC: Final = ZoneInfo("UTC")
START_OF_TIME: Final = datetime.min.replace(tzinfo=UTC)
END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)


@lru_cache(65536)
def interval(value: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """[first instant, first instant after) of a date, dateTime or instant, both in UTC.

    A value without a zone is of the place: `zone`. A leap second counts as the second before it, digits after the
    microsecond are dropped, and nothing is before year 1 or after 9999. Raises ValueError.
    """
    match = _PARTS.fullmatch(value)
    if match is None:
        raise ValueError("not a FHIR date or time")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    if hour is None:
        first, after = _days(int(year), int(month or 0), int(day or 0))
        return _midnight(first, zone), _midnight(after, zone) if after else END_OF_TIME
    micro = int(((fraction or "") + "000000")[:6])
    start = datetime(
        int(year), int(month), int(day), int(hour), int(minute or 0), min(int(second or 0), 59), micro, UTC
    )
    if offset is None:
        start = _plus(start, -(start.replace(tzinfo=zone).utcoffset() or timedelta(0)))
    elif offset != "Z":
        ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:]))
        start = _plus(start, ahead if offset[0] == "-" else -ahead)
    return start, _plus(start, _width(minute, second, fraction))


def _plus(at: datetime, delta: timedelta) -> datetime:
    """The sum, but no further than Python's calendar goes."""
    try:
        return at + delta
    except OverflowError:
        return END_OF_TIME if delta > timedelta(0) else START_OF_TIME


def _width(minute: str | None, second: str | None, fraction: str | None) -> timedelta:
    if fraction:
        return timedelta(microseconds=10 ** max(0, 6 - len(fraction)))
    return timedelta(seconds=1) if second else timedelta(minutes=1) if minute else timedelta(hours=1)


def _days(year: int, month: int, day: int) -> tuple[date, date | None]:
    first = date(year, month or 1, day or 1)
    if day:
        return first, first + timedelta(days=1) if first < date.max else None
    later = (year, month + 1) if 0 < month < 12 else (year + 1, 1)
    return first, date(*later, 1) if later[0] <= 9999 else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return _plus(local.replace(tzinfo=UTC), -(local.utcoffset() or timedelta(0)))


def compare_times(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None where the precisions differ and the shorter is a part of the longer (FHIRPath §6.2).

    Times with an offset are compared as instants; without one on both sides, as written.
    """
    a, b = _fine(str(left)), _fine(str(right))
    if "T" in a and "T" in b:
        zoned = [_ZONE.search(text) is not None for text in (a, b)]
        if all(zoned):
            (first, _), (second, _) = interval(a, _UTC), interval(b, _UTC)
            return (first > second) - (first < second)
        if any(zoned):
            return None
    if a == b:
        return 0
    shorter = min(len(a), len(b))
    if a[:shorter] == b[:shorter]:
        return None
    return -1 if a < b else 1


def _fine(text: str) -> str:
    """Seconds with nine digits: they and their fractions are one precision."""
    return _SECONDS.sub(lambda found: f"{found[1]}.{(found[2] or '').ljust(9, '0')}", text, count=1)
