"""Which of several sources' values to show of a person: the more reliable source's, and of one kind the latest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from careweft.people import normalise
from careweft.people.record import SourceRecord

T = TypeVar("T")

_RELIABILITY = {"gp": 5, "acute": 4, "mental": 4, "community": 4, "council": 3, "ambulance": 1}
_OTHERS = 2


def reliability(source: str) -> int:
    """How far a source's demographics are trusted, by the first word of its code; more is better.

    General practices keep registration and address for everyone; an ambulance crew writes down what it hears.
    """
    return _RELIABILITY.get(re.split(r"[^a-z]", source.lower(), maxsplit=1)[0], _OTHERS)


def by_merit(records: Iterable[SourceRecord]) -> list[SourceRecord]:
    """The best record first."""
    return sorted(records, key=lambda r: (reliability(r.source), r.at, r.key), reverse=True)


def first(records: Iterable[SourceRecord], value: Callable[[SourceRecord], T | None]) -> T | None:
    """The first value that some record has."""
    return next((found for record in records if (found := value(record)) is not None), None)


def name(record: SourceRecord) -> tuple[str | None, str | None] | None:
    """(family, given) as written; None where there is only a placeholder."""
    said = normalise.name_parts(record.family), normalise.name_parts(record.given)
    return (record.family, record.given) if any(said) else None


def address(record: SourceRecord) -> tuple[str | None, str | None] | None:
    """(line, postcode); None where neither was said."""
    return (record.line, record.postcode) if record.line or record.postcode else None
