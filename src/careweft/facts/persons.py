"""Keeping `person`, `registration` and their events in the database in step with what sources say (`facts.patient`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import asyncpg

from careweft.base.db import Connection
from careweft.facts.catalogue import TABLES
from careweft.facts.event import Happening, Revision
from careweft.facts.flatten import PATIENT
from careweft.facts.fold import EventLog, EventState
from careweft.facts.tables import Row, column_names, delete, insert, quoted
from careweft.facts.timeline import Said, Spell, Timeline, timeline

CHOSEN: Final = ("person", "registration")
"""The tables that are chosen across sources."""

_SAID: Final = f"""
SELECT p.person_id, p.record, p.known_from, nullif(p.known_to, 'infinity'),
    {", ".join(f"p.{name}" for name in PATIENT.columns)},
    (SELECT a.imd FROM facts.area a WHERE a.postcode IN (split_part(p.postcode, ' ', 1), left(p.postcode, -2))
     ORDER BY length(a.postcode) DESC LIMIT 1) AS imd
FROM facts.patient p WHERE p.person_id = ANY($1::bigint[])"""
_EVENTS: Final = """
SELECT person_id, key, kind, at, revoked, data FROM facts.event
WHERE person_id = ANY($1::bigint[]) AND kind IN ('died', 'moved')"""


async def lock(connection: Connection, people: Iterable[int]) -> None:
    """Let no other transaction choose for these people until this one ends: it would not see what this one writes."""
    await connection.execute(
        "SELECT pg_advisory_xact_lock(lock) FROM (SELECT DISTINCT hashtextextended('facts.person/' || person, 0) "
        "AS lock FROM unnest($1::bigint[]) AS person ORDER BY lock) AS ordered",
        list(people),
    )


async def _timelines(connection: Connection, people: Sequence[int]) -> dict[int, Timeline]:
    said: dict[int, list[Said]] = {person_id: [] for person_id in people}
    for row in await connection.fetch(_SAID, people):
        said[row[0]].append(Said(*tuple(row)[1:]))
    return {person_id: timeline(person_id, rows) for person_id, rows in said.items()}


async def rechoose(connection: Connection, people: Mapping[int, datetime]) -> list[Revision]:
    """Choose anew for each person, because of what became known at the instant given; the caller holds `lock`.

    Writes the rows that differ and returns the events of the difference.
    """
    ordered = sorted(people)
    found = await _timelines(connection, ordered)
    for table in CHOSEN:
        wanted = {row for person_id, each in found.items() for row in _spell_rows(person_id, getattr(each, table))}
        there = await _there(connection, table, ordered)
        await delete(connection, table, there - wanted)
        await insert(connection, table, wanted - there)
    stored: dict[int, dict[str, asyncpg.Record]] = {person_id: {} for person_id in ordered}
    for row in await connection.fetch(_EVENTS, ordered):
        stored[row["person_id"]][row["key"]] = row
    return [each for one in ordered for each in _revised(one, found[one].events, stored[one], people[one])]


def _spell_rows(person_id: int, spells: Iterable[Spell]) -> Iterator[Row]:
    for spell in spells:
        yield Row(person_id, spell.record, spell.known_from, spell.known_to, 0, spell.values)


async def _there(connection: Connection, table: str, people: Sequence[int]) -> set[Row]:
    rows = await connection.fetch(
        f"SELECT person_id, record, known_from, nullif(known_to, 'infinity'), n, {column_names(TABLES[table])} "
        f"FROM {quoted(table)} WHERE person_id = ANY($1::bigint[])",
        people,
    )
    return {Row(row[0], row[1], row[2], row[3], row[4], tuple(row)[5:]) for row in rows}


def _revised(person_id: int, told: EventLog, stored: Mapping[str, Any], at: datetime) -> Iterator[Revision]:
    for key, row in stored.items():
        if key not in told and not row["revoked"]:
            gone = Happening(key, row["kind"], row["at"], row["data"])
            yield Revision(person_id, gone, at, revoked=True, was=row["at"])
    for key, state in told.items():
        was = stored.get(key)
        if was is None and state.revoked:
            continue
        if was is None or not _same(was, state):
            yield Revision(person_id, state.happening, state.known, state.revoked, was=was["at"] if was else None)


def _same(stored: Mapping[str, Any], state: EventState) -> bool:
    data = state.happening.data
    sides = all(stored["data"].get(side) == data.get(side) for side in ("from", "to"))
    return sides and (stored["at"], stored["revoked"]) == (state.happening.at, state.revoked)
