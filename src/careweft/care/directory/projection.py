"""care.directory in step with the record's HealthcareServices and their Locations."""

from collections.abc import Sequence

from careweft.base.db import Connection
from careweft.care.directory.search import COLUMNS
from careweft.care.directory.service import read
from careweft.fhir.jsontext import loads
from careweft.fhir.stored import Change

_NAMES = [name.strip() for name in COLUMNS.split(",")]
_KEEP = f"""
INSERT INTO care.directory ({", ".join(_NAMES)}) VALUES ({", ".join(f"${n}" for n in range(1, len(_NAMES) + 1))})
ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _NAMES[1:])}
"""
_BODY = """
SELECT r.body FROM fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid
WHERE l.type = 'Location' AND l.id = $1 AND l.person_id = 0 AND r.body IS NOT NULL
"""
_AT = """
SELECT l.id, r.version, r.body FROM fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid
WHERE l.type = 'HealthcareService' AND l.person_id = 0 AND r.body IS NOT NULL AND r.body LIKE $1
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring the directory in step with changed services, and with services whose place changed."""
    places = {c.id: c.after for c in changes if c.type == "Location"}
    for change in changes:
        if change.type != "HealthcareService" or change.person_id:
            continue
        if change.after is None:
            await connection.execute("DELETE FROM care.directory WHERE id = $1", change.id)
        else:
            await _keep(connection, change.after, change.version)
    done = {change.id for change in changes if change.type == "HealthcareService"}
    for place in places:
        for row in await connection.fetch(_AT, f'%"Location/{place.replace("_", "")}"%'):
            body = loads(row["body"])
            if row["id"] not in done and _place(body) == place:
                await _keep(connection, body, row["version"])


async def _keep(connection: Connection, body: dict[str, object], version: int) -> None:
    found = await connection.fetchval(_BODY, _place(body))
    service = read(body, loads(found) if found else None, version)
    values = [getattr(service, name) for name in _NAMES]
    shown = [list(value) if isinstance(value, tuple) else value for value in values]
    shown[_NAMES.index("hours")] = [[each.day, each.start, each.end] for each in service.hours]
    await connection.execute(_KEEP, *shown)


def _place(body: dict[str, object]) -> str:
    listed = body.get("location")
    first = listed[0] if isinstance(listed, list) and listed else {}
    return str(first.get("reference", "")).rpartition("/")[2]
