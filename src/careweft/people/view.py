"""What the matcher has in sight: the source records near the ones in hand, and the persons they belong to now.

Decisions are taken on this view and change it, record by record, before anything is written; so a batch decides
exactly as its records would one at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from careweft.people.record import Key
from careweft.people.traits import Keys, Traits

NEW = 1 << 62
"""Persons from here up are not in the database yet; they get their ids when they are written."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A source record as it stands."""

    key: Key
    traits: Traits
    keys: Keys
    digest: bytes
    at: datetime


def pair(one: Key, other: Key) -> tuple[Key, Key]:
    """Two records as a pair without direction: the lesser first."""
    return (one, other) if one < other else (other, one)


@dataclass
class View:
    """Records, the persons they belong to, and what was said or asked about pairs of them."""

    records: dict[Key, Seen] = field(default_factory=dict)
    person_of: dict[Key, int] = field(default_factory=dict)
    members: defaultdict[int, dict[Key, Seen]] = field(default_factory=lambda: defaultdict(dict))
    rulings: dict[tuple[Key, Key], str] = field(default_factory=dict)
    revisions: dict[int, int] = field(default_factory=dict)
    _index: defaultdict[tuple[int, str], dict[Key, None]] = field(default_factory=lambda: defaultdict(dict))
    _ruled: defaultdict[Key, set[Key]] = field(default_factory=lambda: defaultdict(set))
    _next: int = NEW

    def place(self, record: Seen, person: int) -> None:
        """Put a record, new or changed, with a person."""
        old = self.records.get(record.key)
        if old:
            self.members[self.person_of[record.key]].pop(record.key)
            for place, value in enumerate(old.keys):
                if value:
                    self._index[place, value].pop(record.key)
        self.records[record.key] = record
        self.person_of[record.key] = person
        self.members[person][record.key] = record
        for place, value in enumerate(record.keys):
            if value:
                self._index[place, value][record.key] = None

    def new_person(self) -> int:
        """A person that is not in the database yet."""
        self._next += 1
        return self._next

    def join(self, keep: int, other: int) -> list[Key]:
        """Give all records of `other` to `keep`; questions open between them are answered. The records moved."""
        moved = self.members.pop(other)
        for one, two in self._between(self.members[keep], moved):
            self.rule(one, two, "same")
        self.members[keep].update(moved)
        self.person_of.update(dict.fromkeys(moved, keep))
        return sorted(moved)

    def rule(self, one: Key, other: Key, state: str) -> None:
        """Take note of a review (`open`, `same` or `different`) of a pair of records."""
        self.rulings[pair(one, other)] = state
        self._ruled[one].add(other)
        self._ruled[other].add(one)

    def ruled(self, left: Iterable[Key], right: int, state: str) -> bool:
        """Whether a review in `state` stands between some of the records and some record of a person."""
        others = self.members[right]
        return any(self.rulings[pair(one, two)] == state for one, two in self._between(left, others))

    def _between(self, left: Iterable[Key], right: dict[Key, Seen]) -> list[tuple[Key, Key]]:
        return [(one, two) for one in left for two in self._ruled.get(one, ()) if two in right]

    def near(self, keys: Keys) -> list[int]:
        """The persons of whom some record shares a blocking key, the oldest first."""
        found = {
            self.person_of[key]
            for place, value in enumerate(keys)
            if value and (place, value) in self._index
            for key in self._index[place, value]
        }
        return sorted(found)

    def numbers(self, person: int) -> set[str]:
        """The valid NHS numbers that a person's records carry."""
        return {seen.traits.number for seen in self.members[person].values() if seen.traits.number}
