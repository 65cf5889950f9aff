"""Engines: a rule's values for many people. Both of them say the same; the in-memory one is the definition."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import ibis.expr.types as ir

from careweft.rules import walk
from careweft.rules.ibis_engine import to_ibis
from careweft.rules.in_memory import compiled
from careweft.rules.moment import Facts, Moment, utc
from careweft.rules.nodes import InTop
from careweft.rules.ranks import shares
from careweft.rules.rule import Rule
from careweft.rules.types import Value


class Engine(Protocol):
    """Values of rules for everybody whose facts it holds."""

    def values(self, rule: Rule, at: datetime, known_at: datetime | None = None) -> dict[int, Value | None]:
        """By person, the rule's value as at an instant, by what was known at another (None: what is known now)."""
        ...


@dataclass(frozen=True)
class InMemoryEngine:
    """Judges one person after the other. `eligible` are those among whom `in top` ranks (None: everybody)."""

    people: Mapping[int, Facts]
    eligible: Collection[int] | None = None

    def values(self, rule: Rule, at: datetime, known_at: datetime | None = None) -> dict[int, Value | None]:
        """By person, the rule's value."""
        people = dict(self.people)
        for top in walk.tops(rule.node):
            ranked = shares(self._scores(rule, top, at, known_at))
            people = {person: _with_share(facts, top, ranked.get(person)) for person, facts in people.items()}
        return {person: rule.evaluate(facts, at, known_at) for person, facts in people.items()}

    def _scores(self, rule: Rule, top: InTop, at: datetime, known_at: datetime | None) -> dict[int, float]:
        score, known = compiled(top.score), None if known_at is None else utc(known_at, "known_at")
        found = {}
        for person in self.people if self.eligible is None else self.eligible:
            moment = Moment(self.people.get(person, {}), utc(at, "at"), known, None, rule.tables, rule.zone)
            if (value := score(moment, None)) is not None:
                assert isinstance(value, int | float)
                found[person] = float(value)
        return found


def _with_share(facts: Facts, top: InTop, share: float | None) -> Facts:
    """The facts with the share beside every score of the name: the latest of them is the one that is looked at."""
    name = walk.score_name(top)
    rows = [{**row, "share": share} if row.get("name") == name else row for row in facts.get("risk", ())]
    return {**facts, "risk": rows}


@dataclass(frozen=True)
class IbisEngine:
    """Asks a database by Ibis: tables by name as in the catalogue, instants with a zone."""

    tables: Mapping[str, ir.Table]
    people: ir.Table | None = None
    eligible: ir.Table | None = None

    def values(self, rule: Rule, at: datetime, known_at: datetime | None = None) -> dict[int, Value | None]:
        """By person, the rule's value."""
        asked = to_ibis(rule, self.tables, at, known_at=known_at, people=self.people, eligible=self.eligible)
        answer = asked.to_pyarrow()
        return dict(zip(answer["person_id"].to_pylist(), answer["value"].to_pylist(), strict=True))
