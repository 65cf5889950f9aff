"""What was understood of a message, and what was not: said for every segment, so that nothing is dropped in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from careweft.feeds.hl7.message import Segment

NO_PLACE = "has no place in the record yet; kept in the raw message"


@dataclass
class Report:
    """What was understood of one message.

    `kind` is the message type. Parts are HL7 segments, FHIR resource types or CSV row kinds. `partly` names the fields
    that were not taken; `missed` gives the reason a whole part was not; `wrong` says what is amiss with a value
    (by its shape: it holds no person data).
    """

    kind: str
    understood: Counter[str] = field(default_factory=Counter)
    partly: dict[str, set[str]] = field(default_factory=dict)
    missed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def take(self, segment: Segment, mapped: frozenset[int]) -> None:
        """A segment was read; the filled fields that are not `mapped` were not taken."""
        self.understood[segment.name] += 1
        left = {f"{segment.name}-{number}" for number in segment.filled() if number not in mapped}
        if left:
            self.partly.setdefault(segment.name, set()).update(left)

    def miss(self, part: str, reason: str = NO_PLACE) -> None:
        """A part was not understood."""
        self.missed.setdefault(part, reason)

    def amiss(self, where: str, reason: str) -> None:
        """A value could not be read and was left out."""
        self.wrong.setdefault(where, reason)

    def as_json(self) -> dict[str, Any]:
        """As it is stored with the message: only what there is to say."""
        full = sorted(name for name in self.understood if name not in self.partly)
        parts: dict[str, Any] = {
            "understood": full,
            "partly": {name: sorted(fields, key=_by_number) for name, fields in sorted(self.partly.items())},
            "not": dict(sorted(self.missed.items())),
            "wrong": dict(sorted(self.wrong.items())),
        }
        return {"kind": self.kind, **{name: value for name, value in parts.items() if value}}


def _by_number(place: str) -> tuple[str, int]:
    name, _, number = place.rpartition("-")
    return (name, int(number)) if number.isdigit() else (place, 0)


@dataclass
class Tally:
    """Reports of many messages, counted by message type and part."""

    messages: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(message type, outcome) → messages; outcomes are done, duplicate, quarantined, ignored."""
    parts: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    """(message type, part, understood | partly | not, detail) → messages."""
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(message type, reason for quarantine or rejection) → messages."""

    def add(self, outcome: str, report: Mapping[str, Any], reason: str | None = None, count: int = 1) -> None:
        """Count one message's report (`count` times)."""
        kind = report.get("kind", "?")
        self.messages[kind, outcome] += count
        if reason:
            self.reasons[kind, reason] += count
        for part in report.get("understood", ()):
            self.parts[kind, part, "understood", ""] += count
        for part, fields in report.get("partly", {}).items():
            self.parts[kind, part, "partly", ", ".join(fields)] += count
        for part, why in report.get("not", {}).items():
            self.parts[kind, part, "not", why] += count
        for part, why in report.get("wrong", {}).items():
            self.parts[kind, part, "partly", why] += count

    def merge(self, others: Iterable[Tally]) -> Tally:
        """This tally with others added."""
        for other in others:
            self.messages.update(other.messages)
            self.parts.update(other.parts)
            self.reasons.update(other.reasons)
        return self
