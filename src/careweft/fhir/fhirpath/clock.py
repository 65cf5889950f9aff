"""What now(), today() and timeOfDay() say: one instant for all that is evaluated within `as_at` (FHIRPath §5.9)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, tzinfo
from typing import Final

from careweft.base.errors import BadInput

CLOCK: Final = frozenset({"now", "today", "timeOfDay"})
"""The functions that ask for it."""
_AT: Final[ContextVar[datetime]] = ContextVar("fhirpath-at")


@contextmanager
def as_at(instant: datetime, zone: tzinfo) -> Iterator[None]:
    """Let expressions know the instant, as a clock of the zone shows it."""
    token = _AT.set(instant.astimezone(zone))
    try:
        yield
    finally:
        _AT.reset(token)


def _at() -> datetime:
    try:
        return _AT.get()
    except LookupError:
        raise BadInput("FHIRPath knows no time here", expected="an expression without now() and today()") from None


def now() -> str:
    """now(): a DateTime with the zone's offset."""
    return _at().isoformat(timespec="milliseconds")


def today() -> str:
    """today(): a Date."""
    return _at().date().isoformat()


def time_of_day() -> str:
    """timeOfDay(): a Time."""
    return _at().time().isoformat(timespec="milliseconds")
