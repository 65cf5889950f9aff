"""Deprivation of areas, by postcode: what `person.imd` is looked up from.

The longest match holds: a sector ('TQ1 4') before its district ('TQ1'). The figure is the tenth of the Index of
Multiple Deprivation, 1 the most deprived.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.facts import events, persons

_CHUNK = 500
_LOAD = """
INSERT INTO facts.area AS a (postcode, imd) SELECT * FROM unnest($1::text[], $2::integer[])
ON CONFLICT (postcode) DO UPDATE SET imd = excluded.imd WHERE a.imd <> excluded.imd RETURNING postcode"""
_PEOPLE = """
SELECT DISTINCT person_id FROM facts.patient
WHERE split_part(postcode, ' ', 1) = ANY($1::text[]) OR left(postcode, -2) = ANY($1::text[]) ORDER BY person_id"""


async def load(connection: Connection, imd: Mapping[str, int]) -> int:
    """Add areas or change them, and choose anew for who lives or lived there; how many areas are new or changed."""
    rows = await connection.fetch(_LOAD, list(imd), list(imd.values()))
    changed = [row["postcode"] for row in rows]
    people = [row["person_id"] for row in await connection.fetch(_PEOPLE, changed)]
    now = await connection.fetchval("SELECT base.now()")
    for i in range(0, len(people), _CHUNK):
        some = people[i : i + _CHUNK]
        await persons.lock(connection, some)
        await events.write(connection, await persons.rechoose(connection, dict.fromkeys(some, now)), queue=False)
    return len(changed)


def read(path: Path) -> dict[str, int]:
    """The areas of a CSV file with the columns `postcode` and `imd` (1 to 10). Raises BadInput with file and line."""
    found: dict[str, int] = {}
    with path.open(newline="", encoding="utf-8") as lines:
        for row in (reader := csv.DictReader(lines)):
            postcode, imd = row.get("postcode") or "", row.get("imd") or ""
            if not postcode or not imd.isdecimal() or not 1 <= int(imd) <= 10:
                where = f"{path}, line {reader.line_num}"
                raise BadInput("this is no area", where=where, expected="postcode and imd, from 1 to 10")
            found[postcode] = int(imd)
    return found
