"""The record's changes as fact rows and events, in the transaction of the change."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.facts import events, persons, tables
from careweft.facts.event import Revision, happenings, revisions
from careweft.facts.flatten import PATIENT, STORED, Rows, flatten
from careweft.facts.tables import Replacement, Row
from careweft.fhir.stored import Change


class Projection:
    """Keeps the facts and events of the record in step with it: give it to `fhir.store.Store`.

    `zone` is the place's, in which dates without a time are read. Events of before `since` are kept but not queued, so
    that loading the past does not set off reactions; None queues all.
    """

    def __init__(self, zone: ZoneInfo | None = None, *, since: datetime | None = None) -> None:
        self._zone = zone or ZoneInfo("Europe/London")
        self.since = since

    async def __call__(self, connection: Connection, changes: Sequence[Change]) -> None:
        """Project the changes, which are in the order in which they were made. What changes no fact writes nothing.

        Resources that go from one person to another take their facts and events along, with all that was ever known
        of them and without any reaction: a merge says that they were this person's all along.
        """
        for batch in _batches(self._steps(changes)):
            await self._apply(connection, batch)

    def _steps(self, changes: Sequence[Change]) -> Iterator["_Step"]:
        """Each change with its fact rows. What left one person and came to another in one version is one step."""
        came = {i + 1 for i, (left, change) in enumerate(pairwise(changes)) if _same_version(left, change)}
        for i, change in enumerate(changes):
            if i in came:
                yield self._step(change, changes[i - 1].before, changes[i - 1].person_id)
            elif i + 1 not in came:
                yield self._step(change, change.before, None)

    def _step(self, change: Change, before: dict[str, Any] | None, giver: int | None) -> "_Step":
        rows = flatten(before, self._zone), flatten(change.after, self._zone)
        return _Step(change, *rows, giver, first=change.version == 1)

    async def _apply(self, connection: Connection, batch: "_Batch") -> None:
        people = batch.people
        if people:
            await persons.lock(connection, people)
        for giver, taker in sorted(batch.moves):
            await tables.move(connection, STORED.keys() - set(persons.CHOSEN), giver, taker)
            await events.move(connection, giver, taker)
        touched: dict[str, list[Replacement]] = {}
        for step in batch.steps:
            for table in step.before.keys() | step.after.keys():
                if step.touches(table):
                    touched.setdefault(table, []).append(step.replacement(table))
        last: tuple[str, list[Row]] = ("", [])
        for table in STORED:  # always in this order
            if table in touched:
                await tables.insert(connection, *last)
                last = table, await tables.retire(connection, table, touched[table])
        found = [revision for step in batch.steps for revision in step.revisions()]
        if not people:  # then nothing is handed over
            await events.write(connection, found, since=self.since, told=last)
            return
        await tables.insert(connection, *last)
        found += await persons.rechoose(connection, people)
        quiet = [each for each in found if batch.hands_over(each)]
        loud = [each for each in found if not batch.hands_over(each)]
        await events.write(connection, quiet, queue=False)
        await events.write(connection, loud, since=self.since)


def _same_version(left: Change, came: Change) -> bool:
    same = (left.type, left.id, left.version) == (came.type, came.id, came.version)
    return same and left.after is None and came.before is None and came.person_id != left.person_id


@dataclass(frozen=True)
class _Step:
    """One change and what it does to the fact rows of its record; `giver` is the person that the record left for it."""

    change: Change
    before: Rows
    after: Rows
    giver: int | None
    first: bool

    @property
    def record(self) -> str:
        """'Type/id'."""
        return f"{self.change.type}/{self.change.id}"

    @property
    def known(self) -> datetime:
        """When what it says became known."""
        return self.change.origin.received

    def touches(self, table: str) -> bool:
        """Whether the rows of a table differ."""
        return self.before.get(table) != self.after.get(table)

    def replacement(self, table: str) -> Replacement:
        """The new rows of a table."""
        return Replacement(self.change.person_id, self.record, self.known, self.after.get(table, ()), self.first)

    def revisions(self) -> Iterator[Revision]:
        """The events of the difference."""
        before, after = happenings(self.record, self.before), happenings(self.record, self.after)
        return revisions(self.change.person_id, self.known, before, after)


@dataclass
class _Batch:
    """Steps that may be applied together: each record once."""

    steps: list[_Step] = field(default_factory=list)
    moves: set[tuple[int, int]] = field(default_factory=set)
    """Who gives records to whom."""
    people: dict[int, datetime] = field(default_factory=dict)
    """Those of whom a source says something else, or whose sources are others, and when the last of it was known."""

    def hands_over(self, revision: Revision) -> bool:
        """Whether an event only comes of records that were handed over: the person did not move house now."""
        return revision.happening.kind == "moved" and any(revision.person_id in move for move in self.moves)

    def add(self, step: _Step) -> None:
        """Add a step."""
        self.steps.append(step)
        taker = step.change.person_id
        if step.giver is not None:
            self.moves.add((step.giver, taker))
            self._choose(step.giver, step.known)
            self._choose(taker, step.known)
        if step.touches(PATIENT.name):
            self._choose(taker, step.known)

    def _choose(self, person_id: int, known: datetime) -> None:
        self.people[person_id] = max(known, self.people.get(person_id, known))


def _batches(steps: Iterable[_Step]) -> Iterator[_Batch]:
    batch, records = _Batch(), set[str]()
    for step in steps:
        if step.giver is None and step.before == step.after:
            continue
        if step.record in records:
            yield batch
            batch, records = _Batch(), set()
        batch.add(step)
        records.add(step.record)
    if batch.steps:
        yield batch
