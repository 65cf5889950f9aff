"""FHIR dates and times as instants of the place.

FHIR allows '2026', '2026-03' and '2026-03-05' where an instant is wanted. Such a value is read in the place's zone:
as a start it means the first instant of that year, month or day; as the end of a period, which FHIR includes, the
first instant after it, so that every interval is half-open.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

FOREVER: Final = datetime.max.replace(tzinfo=UTC)
"""What 'infinity' in the database reads as: a row that is still known, in `known_to`."""

_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def instant(text: str | None, zone: ZoneInfo, *, end: bool = False) -> datetime | None:
    """The UTC instant of a FHIR date, dateTime or instant; None for none, or for what is not a date."""
    if not text:
        return None
    return _instant(text, zone, end)


def day(text: str | None) -> date | None:
    """The calendar date of a FHIR date, whose missing month or day is taken as the first; None where there is none."""
    match = _PARTIAL.match(text) if text else None
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def _instant(text: str, zone: ZoneInfo, end: bool) -> datetime | None:
    try:
        match = _PARTIAL.fullmatch(text)
        if match is None:
            return _exact(text, zone)
        first = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        local = _after(first, bool(match[2]), bool(match[3])) if end else first
        return datetime(local.year, local.month, local.day, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _exact(text: str, zone: ZoneInfo) -> datetime:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _after(first: date, has_month: bool, has_day: bool) -> date:
    if has_day:
        return first + timedelta(days=1)
    if has_month:
        return date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date(first.year + 1, 1, 1)
