"""Facts and events anew from the record and its history."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.facts import events, persons, tables
from careweft.facts.flatten import NOTHING, STORED, flatten, tables_of, types
from careweft.facts.fold import EventLog, Version, spans, told
from careweft.facts.tables import Row, quoted
from careweft.fhir.jsontext import loads
from careweft.fhir.stored import BODY, with_meta

CHUNK: Final = 200
"""People at a time."""

_VERSIONS: Final = f"""
SELECT r.person_id, r.type, r.id, r.version, r.at, r.received, {BODY.format("r")} AS body
FROM fhir.resource r WHERE r.person_id = ANY($1::bigint[]) AND r.type = ANY($2::text[])
UNION ALL
SELECT r.person_id, r.type, r.id, h.version, h.at, h.received, {BODY.format("h")}
FROM fhir.history h JOIN fhir.resource r ON r.person_id = h.person_id AND r.rid = h.rid
WHERE h.person_id = ANY($1::bigint[]) AND r.type = ANY($2::text[])
ORDER BY 1, 2, 3, 4"""
_EVENT: Final = """
INSERT INTO facts.event AS e (person_id, key, kind, at, known, revision, revoked, data)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::integer[],
    $7::boolean[], $8::jsonb[])
ON CONFLICT (person_id, key) DO UPDATE SET kind = excluded.kind, at = excluded.at, known = excluded.known,
    revoked = excluded.revoked, data = excluded.data, revision = greatest(e.revision + 1, excluded.revision)
WHERE (e.at, e.revoked, e.data) IS DISTINCT FROM (excluded.at, excluded.revoked, excluded.data)"""
_REVOKE: Final = """
UPDATE facts.event SET revoked = true, revision = revision + 1, known = base.now()
WHERE person_id = ANY($1::bigint[]) AND NOT revoked AND kind NOT IN ('died', 'moved')
AND (person_id, key) NOT IN (SELECT * FROM unnest($2::bigint[], $3::text[]))"""


async def rebuild(connection: Connection, person_id: int | None = None, *, zone: ZoneInfo | None = None) -> int:
    """Make the facts of one person, or of everybody, anew from the record; the number of people.

    Needed after a release that changes a view, a code list or the areas. Events that come out as they are keep their
    revision; others get a new one; nothing is queued. No one can write to the record until the transaction ends.
    """
    await connection.execute("LOCK TABLE fhir.resource IN SHARE MODE")
    place = zone or ZoneInfo("Europe/London")
    if person_id is not None:
        await _rebuild(connection, [person_id], place)
        return 1
    people = await _everybody(connection)
    for i in range(0, len(people), CHUNK):
        await _rebuild(connection, people[i : i + CHUNK], place)
    return len(people)


async def _everybody(connection: Connection) -> list[int]:
    """Who is in the record, and who is only in the facts."""
    sources = ["fhir.resource", *map(quoted, STORED), "facts.event"]
    rows = await connection.fetch(" UNION ".join(f"SELECT person_id FROM {source}" for source in sources))
    return sorted(row["person_id"] for row in rows)


async def _rebuild(connection: Connection, people: Sequence[int], zone: ZoneInfo) -> None:
    await persons.lock(connection, people)
    rows: dict[str, list[Row]] = {name: [] for name in STORED if name not in persons.CHOSEN}
    logs: dict[int, EventLog] = {person_id: {} for person_id in people}
    for person_id, record, versions in _records(await connection.fetch(_VERSIONS, people, list(types())), zone):
        for table in tables_of(record.partition("/")[0]):
            rows[table] += _rows(person_id, record, versions, table)
        logs[person_id].update(told(person_id, record, versions))
    for table, made in rows.items():
        await tables.clear(connection, table, people)
        await tables.insert(connection, table, made)
    await _write_events(connection, people, logs)
    now = await connection.fetchval("SELECT base.now()")
    await events.write(connection, await persons.rechoose(connection, dict.fromkeys(people, now)), queue=False)


def _records(found: Iterable[Any], zone: ZoneInfo) -> Iterator[tuple[int, str, list[Version]]]:
    for (person_id, type_, id_), versions in groupby(found, key=lambda row: (row["person_id"], row["type"], row["id"])):
        yield person_id, f"{type_}/{id_}", [_version(row, zone) for row in versions]


def _version(row: Any, zone: ZoneInfo) -> Version:
    if row["body"] is None:
        return Version(row["received"], NOTHING)
    return Version(row["received"], flatten(with_meta(loads(row["body"]), row["version"], row["at"]), zone))


def _rows(person_id: int, record: str, versions: Sequence[Version], table: str) -> Iterator[Row]:
    for span in spans(versions, table):
        for n, values in enumerate(span.rows):
            yield Row(person_id, record, span.known_from, span.known_to, n, values)


async def _write_events(connection: Connection, people: Sequence[int], logs: Mapping[int, EventLog]) -> None:
    flat = [(person_id, key, state) for person_id, log in logs.items() for key, state in log.items()]
    keys = [person_id for person_id, _, _ in flat], [key for _, key, _ in flat]
    await connection.execute(_REVOKE, people, *keys)
    await connection.execute(
        _EVENT,
        *keys,
        [state.happening.kind for _, _, state in flat],
        [state.happening.at for _, _, state in flat],
        [state.known for _, _, state in flat],
        [state.revision for _, _, state in flat],
        [state.revoked for _, _, state in flat],
        [state.happening.data for _, _, state in flat],
    )
