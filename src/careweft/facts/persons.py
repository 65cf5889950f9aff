"""The tables that are chosen across a person's sources: `person` and `registration`, and the events that follow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from careweft.base.db import Connection
from careweft.facts.catalogue import TABLES
from careweft.facts.choose import Chosen, Told, choose
from careweft.facts.event import Data, Happening, Revision, died, revisions
from careweft.facts.flatten import PATIENT, Values
from careweft.facts.tables import RecordKey, Replacement, current, replace

_PERSON: Final = tuple(TABLES["person"].columns)
_PATIENT: Final = tuple(PATIENT.columns)


@dataclass(frozen=True)
class Retold:
    """A source's Patient that says something else than before (`before` is None for one that is new to us)."""

    record: str
    version: int
    before: Values | None
    after: Values | None

    def changed(self, column: str) -> bool:
        """Whether it says another `column` than before, having said one before."""
        if self.before is None or self.after is None:
            return False
        i = _PATIENT.index(column)
        return self.before[i] is not None and self.before[i] != self.after[i]


async def lock(connection: Connection, people: Sequence[int]) -> None:
    """Let no other transaction choose for these people until this one ends: it would not see what this one writes."""
    await connection.execute(
        "SELECT pg_advisory_xact_lock(lock) FROM (SELECT DISTINCT hashtextextended('facts.person/' || person, 0) "
        "AS lock FROM unnest($1::bigint[]) AS person ORDER BY lock) AS ordered",
        people,
    )


async def rechoose(
    connection: Connection, known: Mapping[int, datetime], retold: Mapping[int, Sequence[Retold]]
) -> list[Revision]:
    """Choose anew for each person of `known` (when what they are chosen from became known); the caller holds `lock`.

    Writes what differs and returns the events of the difference. Somebody has moved when a source that is believed
    says another address than it said, or another practice registers them: not when a source is believed for the first
    time, which corrects what we know.
    """
    people = list(known)
    chosen = await _choose(connection, people)
    persons = {key[0]: values for key, values in await current(connection, "person", people)}
    registrations = dict(await current(connection, "registration", people))
    await replace(connection, "person", list(_new_persons(known, chosen, persons)))
    await replace(connection, "registration", list(_new_registrations(known, chosen, registrations)))
    found: list[Revision] = []
    for person_id in people:
        before, after = persons.get(person_id), chosen[person_id].person
        if before != after:
            change = _Change(person_id, known[person_id], _data(before), _data(after), chosen[person_id])
            found += change.events(retold.get(person_id, ()))
    return found


@dataclass(frozen=True)
class _Change:
    """One person's row before and after."""

    person_id: int
    known: datetime
    before: Data | None
    after: Data | None
    chosen: Chosen

    def events(self, retold: Sequence[Retold]) -> Iterator[Revision]:
        deaths = died(self.person_id, self.before), died(self.person_id, self.after)
        yield from revisions(self.person_id, self.known, *deaths)
        if self.before is not None and self.after is not None and (moved := self._moved(retold)):
            yield Revision(self.person_id, moved, self.known)

    def _moved(self, retold: Sequence[Retold]) -> Happening | None:
        before, after = self.before or {}, self.after or {}
        by_record = {each.record: each for each in retold}
        practice, address = self.chosen.practice_from, self.chosen.postcode_from
        teller: Retold | None = None
        at = self.known
        if _differs(before, after, "practice") and practice and practice.registers and practice.record in by_record:
            teller, at = by_record[practice.record], practice.since
        elif _differs(before, after, "postcode") and address and address.record in by_record:
            told = by_record[address.record]
            if told.changed("postcode"):
                teller, at = told, address.moved or self.known
        if teller is None:
            return None
        passage = {
            side: {name: row[name] for name in ("practice", "postcode", "imd")}
            for side, row in (("from", before), ("to", after))
        }
        return Happening(f"{teller.record}/moved/{teller.version}", "moved", at, after | passage)


def _differs(before: Data, after: Data, column: str) -> bool:
    return before[column] is not None and after[column] is not None and before[column] != after[column]


def _data(values: Values | None) -> Data | None:
    return None if values is None else dict(zip(_PERSON, values, strict=True))


def _new_persons(
    known: Mapping[int, datetime], chosen: Mapping[int, Chosen], persons: Mapping[int, Values]
) -> Iterator[Replacement]:
    for person_id, at in known.items():
        before, after = persons.get(person_id), chosen[person_id].person
        if before != after:
            rows = () if after is None else (after,)
            yield Replacement(person_id, f"Person/{person_id}", at, rows, had=before is not None)


def _new_registrations(
    known: Mapping[int, datetime], chosen: Mapping[int, Chosen], registrations: Mapping[RecordKey, Values]
) -> Iterator[Replacement]:
    keys = set(registrations)
    keys |= {(person_id, record) for person_id, each in chosen.items() for record in each.registrations}
    for person_id, record in sorted(keys):
        before = registrations.get((person_id, record))
        after = chosen[person_id].registrations.get(record)
        if before != after:
            rows = () if after is None else (after,)
            yield Replacement(person_id, record, known[person_id], rows, had=before is not None)


async def _choose(connection: Connection, people: Sequence[int]) -> dict[int, Chosen]:
    told: dict[int, list[Told]] = {person_id: [] for person_id in people}
    for row in await connection.fetch(_TOLD, people):
        told[row["person_id"]].append(Told(*tuple(row)[1:]))
    return {person_id: choose(patients) for person_id, patients in told.items()}


def _since(column: str) -> str:
    """Since when a record has said what it says of a column."""
    return (
        "coalesce((SELECT max(h.known_to) FROM facts.patient h WHERE h.person_id = p.person_id AND h.record = p.record "
        f"AND h.known_to <= p.known_from AND h.{column} IS DISTINCT FROM p.{column}), "
        "(SELECT min(h.known_from) FROM facts.patient h WHERE h.person_id = p.person_id AND h.record = p.record))"
    )


_TOLD: Final = f"""
SELECT p.person_id, p.record, p.known_from, {", ".join(f"p.{name}" for name in _PATIENT)},
    (SELECT a.imd FROM facts.area a WHERE a.postcode IN (split_part(p.postcode, ' ', 1), left(p.postcode, -2))
     ORDER BY length(a.postcode) DESC LIMIT 1) AS imd,
    {_since("practice")}, {_since("active")}, {_since("deceased")}
FROM facts.patient p WHERE p.person_id = ANY($1::bigint[]) AND p.known_to = 'infinity'"""
