"""What is known from when until when, as a pure fold over the versions of a record: what a rebuild writes.

The projection does the same one version at a time. Both hold to one rule: a row is known from the instant that its
version was received, but never from before an instant at which the same record was already known to say something
else; what would have been known for no time at all was not known.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from careweft.facts.event import Happening, Revision, happenings, revisions
from careweft.facts.flatten import NOTHING, Rows, Values


@dataclass(frozen=True)
class Version:
    """What one version of a record says, and since when that is known."""

    known: datetime
    rows: Rows


@dataclass(frozen=True)
class Span:
    """Rows that are known in [known_from, known_to); still known where `known_to` is None."""

    known_from: datetime
    known_to: datetime | None
    rows: tuple[Values, ...]


@dataclass(frozen=True)
class EventState:
    """An event as last told: see `events.Event`."""

    happening: Happening
    known: datetime
    revision: int
    revoked: bool


EventLog = dict[str, EventState]
"""Events by key."""


def spans(versions: Iterable[Version], table: str) -> list[Span]:
    """The rows of a record in a table over time. Versions are in the order in which they were written."""
    found: list[Span] = []
    before: tuple[Values, ...] = ()
    for version in versions:
        rows = version.rows.get(table, ())
        if rows != before:
            _take(found, version.known, rows)
            before = rows
    return found


def _take(found: list[Span], known: datetime, rows: tuple[Values, ...]) -> None:
    if found:
        last = found[-1]
        known = max(known, last.known_to or last.known_from)
        if last.known_to is None:
            found.pop()
            if last.known_from < known:
                found.append(replace(last, known_to=known))
    if rows:
        found.append(Span(known, None, rows))


def told(person_id: int, record: str, versions: Iterable[Version]) -> EventLog:
    """The events of a record after all its versions."""
    log: EventLog = {}
    before: Rows = NOTHING
    for version in versions:
        changed = revisions(person_id, version.known, happenings(record, before), happenings(record, version.rows))
        note(log, changed)
        before = version.rows
    return log


def note(log: EventLog, revised: Iterable[Revision]) -> None:
    """Add revisions to a log."""
    for each in revised:
        key = each.happening.key
        number = log[key].revision + 1 if key in log else 1
        log[key] = EventState(each.happening, each.known, number, each.revoked)
