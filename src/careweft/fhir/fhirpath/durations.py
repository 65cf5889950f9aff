"""Dates and times with a duration added or taken away (FHIRPath §6.6.7 and 6.6.8).

Years and months are those of the calendar; a day that the month has not is its last. A duration that is finer than the
date is turned into the date's own precision, what is left over dropped.
"""

import calendar
import re
from datetime import datetime, timedelta
from decimal import Decimal, DecimalException
from typing import Final

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.numbers import exact
from careweft.fhir.fhirpath.quantities import Quantity, unit_of

_DATE: Final = r"(?P<date>[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)"
_CLOCK: Final = r"(?P<time>[0-9]{2}(?::[0-9]{2}(?::[0-9]{2})?)?)(?:\.(?P<part>[0-9]+))?"
_FORMS: Final = re.compile(rf"{_CLOCK}|{_DATE}"), re.compile(rf"{_DATE}T{_CLOCK}(?P<zone>Z|[+-][0-9]{{2}}:[0-9]{{2}})?")
_WORDS: Final = {"wk": "week", "d": "day", "h": "hour", "min": "minute", "s": "second", "ms": "millisecond"}
_SECONDS: Final[dict[str, int | Decimal]] = {
    "week": 604800,
    "day": 86400,
    "hour": 3600,
    "minute": 60,
    "second": 1,
    "millisecond": Decimal("0.001"),
}
_FINEST: Final = {4: "year", 7: "month", 10: "day", 13: "hour", 16: "minute", 19: "second"}
_OF_CLOCK: Final = frozenset({"hour", "minute", "second", "millisecond"})
_DAYS: Final = {"year": 365, "month": 30}
"""Of which a partial date counts a year or a month, where what is added is finer."""


def shifted(value: str, sign: int, by: Quantity) -> str:
    """A date, dateTime or time, so much later (or earlier), as precise as it was. Raises BadInput."""
    unit = unit_of(by)
    unit = _WORDS.get(unit, unit)
    match = _FORMS["T" in value].fullmatch(value)
    if match is None or unit not in {*_SECONDS, *_DAYS}:
        raise BadInput(f"FHIRPath cannot add {unit!r} to {value[:30]!r}", expected="a date or time and a duration")
    parts = match.groupdict()
    clock = f"T{parts['time']}" if parts["time"] else ""
    text = f"{parts['date'] or '2000-01-01'}{clock}"
    finest = _FINEST[len(text)]
    if (unit in _OF_CLOCK and not clock) or (unit not in _OF_CLOCK and not parts["date"]):
        raise BadInput(f"FHIRPath cannot add {unit!r} to {value[:30]!r}", expected="a duration that fits")
    try:
        at = datetime.fromisoformat(f"{text}{'2000-01-01'[len(text) :]}" if len(text) < 10 else text)
        if parts["part"]:
            at = at.replace(microsecond=int(parts["part"][:6].ljust(6, "0")))
        moved = _moved(at, sign * exact(by["value"]), unit, finest)
    except (ValueError, OverflowError, DecimalException):
        raise BadInput(f"{value[:30]!r} with that duration is no date", expected="years 1 to 9999") from None
    if parts["part"]:
        return _as_written(moved, len(text), f".{moved.microsecond:06}"[: 1 + max(3, len(parts["part"]))], parts)
    return _as_written(moved, len(text), f".{moved.microsecond // 1000:03}" if moved.microsecond else "", parts)


def _as_written(at: datetime, length: int, part: str, parts: dict[str, str | None]) -> str:
    text = f"{at.isoformat()[:length]}{part}{parts.get('zone') or ''}"
    return text if parts["date"] else text.partition("T")[2]


def _moved(at: datetime, by: Decimal, unit: str, finest: str) -> datetime:
    if unit not in ("second", "millisecond"):
        by = Decimal(int(by))
    if finest in _DAYS and unit in _SECONDS:
        by, unit = Decimal(int(by * _SECONDS[unit] / 86400 / _DAYS[finest])), finest
    if unit in _DAYS:
        months = int(by) * (12 if unit == "year" else 1)
        if finest == "year":
            months = int(Decimal(months) / 12) * 12
        year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
        return at.replace(year=year, month=month + 1, day=min(at.day, calendar.monthrange(year, month + 1)[1]))
    seconds = by * _SECONDS[unit]
    whole = {"day": 86400, "hour": 3600, "minute": 60}.get(finest)
    if whole:
        seconds = Decimal(int(seconds / whole) * whole)
    return at + timedelta(microseconds=int(seconds * 1_000_000))
