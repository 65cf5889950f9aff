"""The record's changes as fact rows and events, in the transaction of the change."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.facts import events, persons
from careweft.facts.event import Revision, happenings, revisions
from careweft.facts.flatten import STORED, Rows, flatten
from careweft.facts.persons import Retold
from careweft.facts.tables import Replacement, replace
from careweft.fhir.store import Change


class Projection:
    """Keeps the facts and events of the record: give it to `fhir.Store`.

    `zone` is the place's, in which dates without a time are read. Events of before `since` are kept but not queued, so
    that loading the past does not set off reactions; None queues all.
    """

    def __init__(self, zone: ZoneInfo | None = None, *, since: datetime | None = None) -> None:
        self._zone = zone or ZoneInfo("Europe/London")
        self._since = since

    async def __call__(self, connection: Connection, changes: Sequence[Change]) -> None:
        """Project the changes; nothing is written for those that change no fact."""
        for batch in _batches(self._differences(changes)):
            await events.write(connection, await self._apply(connection, batch), since=self._since)

    def _differences(self, changes: Iterable[Change]) -> Iterator["Difference"]:
        for change in changes:
            before, after = flatten(change.before, self._zone), flatten(change.after, self._zone)
            if before != after:
                record = f"{change.type}/{change.id}"
                yield Difference(change.person_id, record, change.version, change.origin.received, before, after)

    async def _apply(self, connection: Connection, batch: Sequence["Difference"]) -> list[Revision]:
        retold: dict[int, list[Retold]] = {}
        for each in batch:
            if each.patient:
                retold.setdefault(each.person_id, []).append(each.patient)
        if retold:
            await persons.lock(connection, list(retold))
        for table in STORED:
            if replacements := [each.replacement(table) for each in batch if each.touches(table)]:
                await replace(connection, table, replacements)
        found = [revision for each in batch for revision in each.revisions()]
        if retold:
            known = {each.person_id: each.known for each in batch if each.patient}
            found += await persons.rechoose(connection, known, retold)
        return found


@dataclass(frozen=True)
class Difference:
    """What one change of the record does to the fact rows of that record."""

    person_id: int
    record: str
    version: int
    known: datetime
    before: Rows
    after: Rows

    @property
    def patient(self) -> Retold | None:
        """The difference in what a source says of the person, if that is what changed."""
        before, after = self.before.get("patient"), self.after.get("patient")
        if before == after:
            return None
        return Retold(self.record, self.version, before[0] if before else None, after[0] if after else None)

    def touches(self, table: str) -> bool:
        """Whether the rows of a table differ."""
        return self.before.get(table) != self.after.get(table)

    def replacement(self, table: str) -> Replacement:
        """The new rows of a table."""
        rows = self.after.get(table, ())
        return Replacement(self.person_id, self.record, self.known, rows, had=table in self.before)

    def revisions(self) -> Iterator[Revision]:
        """The events of the difference."""
        before, after = happenings(self.record, self.before), happenings(self.record, self.after)
        return revisions(self.person_id, self.known, before, after)


def _batches(differences: Iterable[Difference]) -> Iterator[list[Difference]]:
    """Runs of differences that may be applied together: each record once, and each person chosen for at one instant."""
    batch: list[Difference] = []
    records: set[str] = set()
    chosen: dict[int, datetime] = {}
    for each in differences:
        again = each.record in records
        if again or (each.patient and chosen.get(each.person_id, each.known) != each.known):
            yield batch
            batch, records, chosen = [], set(), {}
        batch.append(each)
        records.add(each.record)
        if each.patient:
            chosen[each.person_id] = each.known
    if batch:
        yield batch


project = Projection()
"""The projection of a live place in the default zone."""
