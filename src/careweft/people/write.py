"""Writing what was decided: new and changed records, links with their reasons, joins and questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from careweft.base.db import Connection
from careweft.people.decide import Change, Doubt, Join, Place, Step
from careweft.people.events import SYSTEM, Grounds, Moving, Why, move, rule
from careweft.people.locks import Stale, lock_records, lock_unchanged
from careweft.people.matcher import Standing
from careweft.people.record import Key, Match, Mover, SourceRecord
from careweft.people.statements import ASK, CHANGE, PLACE, REFRESH, row
from careweft.people.view import NEW, Seen, View, pair
from careweft.people.weights import Weights

_RULES = {
    "number": "the valid NHS number and the birth date are the same",
    "probabilistic": "names, birth date, sex and address agree well enough",
    "new": "nobody known is near enough",
    "merge": "a record matches both persons",
}


@dataclass
class Writer:
    """Writes the steps decided on one view, in their order, as few statements as they allow."""

    connection: Connection
    view: View
    said: Mapping[Key, SourceRecord]
    weights: Weights
    movers: Sequence[Mover]
    placed: dict[Key, Match] = field(default_factory=dict)
    """Records that got a person here, and none other since."""
    created: set[Key] = field(default_factory=set)
    """Records for which a person was made."""
    _real: dict[int, int] = field(default_factory=dict)
    _placing: list[Place] = field(default_factory=list)
    _asking: list[Doubt] = field(default_factory=list)

    async def write(self, steps: Sequence[Step], settled: Mapping[Key, Seen]) -> None:
        """Lock, write; raises locks.Stale where somebody was quicker. `settled`: known records without news."""
        await lock_unchanged(self.connection, _persons(steps), self.view.revisions)
        await self._lock_records(steps, settled)
        await self._refresh(settled)
        await self._change([step for step in steps if isinstance(step, Change)])
        for step in steps:
            if isinstance(step, Place):
                self._placing.append(step)
            elif isinstance(step, Doubt):
                self._asking.append(step)
            elif isinstance(step, Join):
                await self._flush()
                await self._join(step)
        await self._flush()

    def person(self, person: int) -> int:
        """A person's id in the database."""
        return self._real.get(person, person)

    async def _lock_records(self, steps: Sequence[Step], settled: Mapping[Key, Seen]) -> None:
        known = {*settled}
        for step in steps:
            known.update((step.record,) if isinstance(step, Change) else ())
            known.update(step.moved if isinstance(step, Join) else ())
        if len(known) > 1 or any(isinstance(step, Join) for step in steps):
            await lock_records(self.connection, sorted(known))

    async def _change(self, steps: Sequence[Change]) -> None:
        changed = {step.record: step.person for step in steps if step.person < NEW}
        if changed:
            persons = sorted(set(changed.values()))
            await self.connection.execute(CHANGE, *_columns(map(self._row, changed)), persons)

    async def _refresh(self, settled: Mapping[Key, Seen]) -> None:
        if settled:
            rows = await self.connection.fetch(REFRESH, *_columns((*k, s.at, s.digest) for k, s in settled.items()))
            if len(rows) < len(settled):
                raise Stale

    async def _flush(self) -> None:
        if self._placing:
            await self._place([(step, self._grounds(step)) for step in self._placing])
            self._placing.clear()
        if self._asking:
            await self.connection.execute(ASK, *_columns(map(self._question, self._asking)))
            self._asking.clear()

    def _row(self, key: Key) -> tuple[Any, ...]:
        return row(self.said[key], self.view.records[key])

    async def _place(self, placing: Sequence[tuple[Place, Grounds]]) -> None:
        rows = (
            (*self._row(s.record), self.person(s.person), *why, *(s.evidence.key if s.evidence else (None, None)))
            for s, why in placing
        )
        made = await self.connection.fetch(PLACE, *_columns(rows))
        self._real.update({row["temporary"]: row["person_id"] for row in made})
        self.placed.update({step.record: Match(self.person(step.person), *why) for step, why in placing})
        self.created.update(step.record for step, _ in placing if step.evidence is None)

    def _grounds(self, step: Place) -> Grounds:
        if step.evidence is None:
            return Grounds("new", None, {"rule": _RULES["new"]})
        method = step.evidence.pair.method
        return Grounds(method, step.evidence.bits, self.reasons(method, step.evidence))

    def reasons(self, rule: str, standing: Standing) -> dict[str, Any]:
        """Why, as it is kept: the rule, the record that was the evidence, and every finding with its bits."""
        return {"rule": _RULES[rule], "with": list(standing.key), **standing.pair.score.as_json(self.weights)}

    async def _join(self, step: Join) -> None:
        keep, other = self.person(step.keep), self.person(step.other)
        reasons = self.reasons("merge", step.evidence) | {"record": list(step.record)}
        why = Why(_RULES[step.evidence.pair.method], SYSTEM)
        moving = Moving("merge", keep, other, step.record, step.evidence.key, why)
        for key in step.moved:
            self.placed.pop(key, None)
        grounds = Grounds("merge", step.evidence.bits, reasons)
        await move(self.connection, moving, step.moved, self.movers, grounds=grounds)
        await rule(self.connection, (keep, keep), step.moved, "same", SYSTEM)

    def _question(self, step: Doubt) -> tuple[Any, ...]:
        standing = step.evidence
        reasons = {"record": list(step.record), **standing.pair.score.as_json(self.weights)}
        one, other = pair(step.record, standing.key)
        return *one, *other, step.kind, standing.bits, reasons


def _columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _persons(steps: Iterable[Step]) -> set[int]:
    """Every person that the steps rest on."""
    found: set[int] = set()
    for step in steps:
        if isinstance(step, Place | Change):
            found.add(step.person)
        if isinstance(step, Join):
            found.update((step.keep, step.other))
        if isinstance(step, Doubt):
            found.update((step.person, step.evidence.person))
    return found
