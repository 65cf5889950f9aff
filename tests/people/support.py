"""What the tests of this room share: records with sensible defaults, and the whole state of the index."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from careweft.base.db import Connection
from careweft.people import SourceRecord
from careweft.people.record import Key

AT = datetime(2026, 1, 1, tzinfo=UTC)
NUMBERS = ("9434765919", "9990000018", "9990000026", "9990000034", "9990000042")
JOHN: dict[str, Any] = {
    "family": "Smith",
    "given": "John",
    "birth_date": date(1950, 3, 7),
    "sex": "male",
    "nhs_number": NUMBERS[0],
    "line": "12 High Street",
    "postcode": "TQ1 4AB",
    "phone": "01999 123456",
}


def record(source: str, local_id: str, **said: Any) -> SourceRecord:
    """John Smith as a source has him, but for what is said otherwise."""
    return SourceRecord(source, local_id, **{"at": AT, **JOHN, **said})


@dataclass
class Mirror:
    """A mover that keeps whose each record is, as another room would."""

    person_of: dict[Key, int] = field(default_factory=dict)

    async def move(self, connection: Connection, source: str, local_id: str, from_person: int, to_person: int) -> None:
        assert self.person_of.get((source, local_id), from_person) == from_person
        self.person_of[source, local_id] = to_person


State = dict[Key, tuple[Any, ...]]


async def state(connection: Connection) -> State:
    """Whose each record is, why, since when, and by whom it was replaced."""
    rows = await connection.fetch(
        "SELECT r.source, r.local_id, r.person_id, r.replaced_by, l.method, l.score, l.reasons, l.by, l.at "
        "FROM people.source_record r LEFT JOIN people.link l "
        "ON l.source = r.source AND l.local_id = r.local_id AND l.ended_by IS NULL"
    )
    return {(row["source"], row["local_id"]): (*row.values(),)[2:] for row in rows}


def partition(found: State) -> set[frozenset[Key]]:
    """The records by person, whatever the persons' ids."""
    persons: dict[int, set[Key]] = {}
    for key, (person, *_) in found.items():
        persons.setdefault(person, set()).add(key)
    return {frozenset(keys) for keys in persons.values()}


async def faults(connection: Connection) -> list[str]:
    """Every way in which the tables could contradict themselves, and does."""
    checks = {
        "a record belongs to a person that was joined to another": """
            SELECT FROM people.source_record r JOIN people.person p USING (person_id) WHERE merged_into IS NOT NULL""",
        "a living person has no record": """
            SELECT FROM people.person p WHERE merged_into IS NULL
            AND NOT EXISTS (SELECT FROM people.source_record r WHERE r.person_id = p.person_id)""",
        "a record has not exactly one link, to its person": """
            SELECT FROM people.source_record r WHERE (SELECT array_agg(l.person_id) FROM people.link l
                WHERE l.source = r.source AND l.local_id = r.local_id AND ended_by IS NULL)
                IS DISTINCT FROM ARRAY[r.person_id]""",
        "a link's event is not the one that gave the record to the person": """
            SELECT FROM people.link l LEFT JOIN people.event e USING (event_id)
            WHERE e.person_id IS DISTINCT FROM l.person_id""",
        "records held for one person's belong to two": """
            SELECT FROM people.review WHERE state = 'same' AND person_id <> other_id""",
        "records held for two persons' belong to one": """
            SELECT FROM people.review WHERE state = 'different' AND person_id = other_id""",
        "a person was joined to one that leads nowhere": """
            WITH RECURSIVE chain AS (
                SELECT person_id AS start, merged_into, 1 AS n FROM people.person WHERE merged_into IS NOT NULL
                UNION ALL SELECT start, p.merged_into, n + 1 FROM chain c JOIN people.person p
                    ON p.person_id = c.merged_into WHERE n < 100
            ) SELECT FROM chain WHERE n = 100""",
    }
    return [fault for fault, query in checks.items() if await connection.fetch(query)]
