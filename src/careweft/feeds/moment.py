"""Points in time as senders write them: as precise as they are, with the offset they have or the zone of the place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from careweft.base.errors import BadInput
from careweft.feeds.hl7.message import shape

_TS = re.compile(
    r"(?P<year>\d{4})(?:(?P<month>\d\d)(?:(?P<day>\d\d)(?:(?P<hour>\d\d)(?:(?P<minute>\d\d)"
    r"(?:(?P<second>\d\d)(?:\.(?P<fraction>\d{1,6})\d*)?)?)?)?)?)?(?P<offset>[+-]\d{4})?\Z"
)


@dataclass(frozen=True)
class Moment:
    """A point in time of some precision.

    `text` is FHIR's (a date where no time of day was given, else an instant in UTC); `at` the first instant it covers.
    """

    text: str
    at: datetime
    to_day: bool
    """Whether nothing finer than a day was given."""


@lru_cache(maxsize=4096)
def from_ts(text: str, zone: tzinfo) -> Moment:
    """Read an HL7 time stamp (chapter 2.A.77): `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]`.

    `zone` holds where no offset was sent. Raises BadInput where it is no such time, or one that does not exist.
    """
    found = _TS.match(text)
    if not found:
        raise BadInput(f"found {shape(text)}", expected="a time as YYYYMMDDHHMMSS with an optional +HHMM")
    part = {name: int(value) for name, value in found.groupdict().items() if value and name not in _TEXTUAL}
    try:
        at = datetime(
            part["year"],
            part.get("month", 1),
            part.get("day", 1),
            part.get("hour", 0),
            part.get("minute", 0),
            part.get("second", 0),
            int((found["fraction"] or "0").ljust(6, "0")),
            tzinfo=_offset(found["offset"]) or zone,
        )
        return Moment(_as_fhir(at, part), at.astimezone(UTC), "hour" not in part)
    except (ValueError, OverflowError) as wrong:
        raise BadInput(f"found {shape(text)}: {wrong}", expected="a time that exists") from wrong


_TEXTUAL = {"fraction", "offset"}


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _as_fhir(at: datetime, part: dict[str, int]) -> str:
    if "hour" in part:
        return instant(at)
    return at.strftime("%Y-%m-%d")[: 10 if "day" in part else 7 if "month" in part else 4].rjust(4, "0")


def instant(at: datetime) -> str:
    """An aware time as a FHIR instant in UTC; fractions of a second only where there are any."""
    at = at.astimezone(UTC)
    text = f"{at.year:04}-{at.month:02}-{at.day:02}T{at.hour:02}:{at.minute:02}:{at.second:02}"
    return f"{text}.{at.microsecond:06}".rstrip("0") + "Z" if at.microsecond else f"{text}Z"


def from_fhir(text: str, zone: tzinfo) -> datetime:
    """The first instant that a FHIR date or dateTime covers; a date begins at midnight in `zone`."""
    try:
        if "T" in text:
            return datetime.fromisoformat(text).astimezone(UTC)
        year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
        return datetime(year, month, day, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise BadInput(f"found {shape(text)}", expected="a FHIR date or dateTime") from wrong


def day(text: str) -> date | None:
    """The calendar date in a FHIR date or dateTime; None where it is not known to the day."""
    try:
        return date.fromisoformat(text[:10]) if len(text) >= 10 else None
    except ValueError:
        return None


def sortable(at: datetime) -> str:
    """An instant as text that sorts as instants do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


_DIGITS = re.compile(r"\d+")


def natural(identifier: str) -> str:
    """An identifier as text that sorts with its numbers in order of size: message 9 before message 10."""
    return _DIGITS.sub(lambda found: found[0].zfill(20), identifier)
