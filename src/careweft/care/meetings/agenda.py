"""The agenda of a meeting, built by rule. A pure function of the people's facts as at an instant.

Who comes again from an earlier meeting keeps their part and goes first in it; then those whom the part's rule takes, up
to the most that it takes. A person stands once, under the first part that takes them. Who was added by hand stands
under `ADDED`, and who comes again without a place in a part of theirs under `AGAIN`: neither has a limit.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from careweft.care.reactions import Facts
from careweft.rules.calendar import just_after
from careweft.rules.explain import Explanation
from careweft.rules.rule import Rule
from careweft.rules.text import value_text

ADDED: Final = "added"
AGAIN: Final = "again"


@dataclass(frozen=True)
class Part:
    """A part of an agenda: whom `rule` takes, `most` of them, ordered by a number (None: talked about longest ago)."""

    id: str
    title: str
    rule: Rule
    most: int
    order: Rule | None = None
    highest: bool = True

    @property
    def needs(self) -> frozenset[str]:
        """The fact tables that it looks at."""
        return self.rule.needs | (self.order.needs if self.order else frozenset())


@dataclass(frozen=True)
class Why:
    """Why somebody is on the agenda: the part's title, the rule with the value of its parts, the order's number."""

    title: str = ""
    rule: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    order: tuple[str, str] | None = None
    by_hand: str = ""

    def content(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "title": self.title,
            "rule": self.rule,
            "parts": [list(pair) for pair in self.parts],
            "order": list(self.order) if self.order else None,
            "by_hand": self.by_hand,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Why":
        """From what was kept."""
        pairs = tuple((text, value) for text, value in kept["parts"])
        order = (kept["order"][0], kept["order"][1]) if kept["order"] else None
        return cls(kept["title"], kept["rule"], pairs, order, kept["by_hand"])


@dataclass(frozen=True)
class Line:
    """A person on the agenda. `records` are those that the rule's value was made of; `again` the meeting before."""

    person_id: int
    part: str
    why: Why
    records: tuple[str, ...] = ()
    again: str = ""
    said_by: str = ""


def agenda(
    parts: Sequence[Part],
    people: Mapping[int, Facts],
    standing: Collection[int],
    again: Sequence[Line],
    talked: Mapping[int, datetime],
    at: datetime,
) -> list[Line]:
    """The lines of an agenda in order, without those who stand on it already (`standing`: added by hand).

    `again` are those who were not reached before, in their order; `talked` says when somebody was last talked about.
    """
    at, taken = just_after(at), set(standing)
    lines: list[Line] = []
    waiting = {line.person_id: line for line in reversed(again) if line.person_id not in taken}
    in_turn = [line for line in again if waiting.get(line.person_id) is line]
    for part in parts:
        first = [line for line in in_turn if line.part == part.id][: part.most]
        taken |= {line.person_id for line in first}
        chosen = _chosen(part, people, taken | waiting.keys(), talked, at)[: part.most - len(first)]
        lines += [*first, *(_line(part, person, people[person], at) for person in chosen)]
        taken |= set(chosen)
    without = [replace(line, part=AGAIN) for line in in_turn if line.person_id not in taken]
    return [*without, *lines]


def _chosen(
    part: Part, people: Mapping[int, Facts], taken: Collection[int], talked: Mapping[int, datetime], at: datetime
) -> list[int]:
    """Those whom the part's rule takes, in its order: missing numbers last, then who was talked about longest ago."""
    found = [person for person, facts in people.items() if person not in taken and part.rule.selects(facts, at)]

    def place(person: int) -> tuple[bool, float, float, int]:
        value = part.order.evaluate(people[person], at) if part.order else 0
        number = float(value) if isinstance(value, int | float) else None
        last = talked[person].timestamp() if person in talked else float("-inf")
        return number is None, (-1 if part.highest else 1) * (number or 0.0), last, person

    return sorted(found, key=place)


def _line(part: Part, person: int, facts: Facts, at: datetime) -> Line:
    why = part.rule.explain(facts, at)
    found = [(each.text, _text(each.value)) for each in (why.parts or (why,))]
    order, records = None, _records(why)
    if part.order:
        ordered = part.order.explain(facts, at)
        order, records = (part.order.source, _text(ordered.value)), [*records, *_records(ordered)]
    return Line(person, part.id, Why(part.title, part.rule.source, tuple(found), order), tuple(dict.fromkeys(records)))


def _records(why: Explanation) -> list[str]:
    return [*why.records, *(record for part in why.parts for record in _records(part))]


def _text(value: Any) -> str:
    return "missing" if value is None else value_text(value)
