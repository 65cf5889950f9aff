"""All that is known of one person, for the in-memory rule engine."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from careweft.base.db import Connection
from careweft.facts.catalogue import COMMON, TABLES
from careweft.facts.tables import column_names, quoted

PersonFacts = dict[str, list[dict[str, Any]]]
"""Rows by table; each row has the columns of `COMMON` and its table's own."""

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {name: (*COMMON, *table.columns) for name, table in TABLES.items()}
_FOREVER: Final = "'9999-12-31 23:59:59.999999+00'::timestamptz"


async def load(connection: Connection, person_id: int, known_at: datetime | None = None) -> PersonFacts:
    """Every fact of a person that is known now, or was at `known_at`, in one round trip.

    `known_to` of a row that is still known is `times.FOREVER`. Tables without rows are there, and empty; rows are in
    the order of their beginning.
    """
    if known_at is None:
        row = await connection.fetchrow(_NOW, person_id)
    else:
        row = await connection.fetchrow(_THEN, person_id, known_at)
    return {name: _dicts(columns, row[name] if row else ()) for name, columns in _COLUMNS.items()}


def _dicts(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _sql(condition: str) -> str:
    parts = []
    for name, table in TABLES.items():
        parts.append(
            f"ARRAY(SELECT ROW(person_id, record, known_from, least(known_to, {_FOREVER}), {column_names(table)}) "
            f"FROM {quoted(name)} WHERE person_id = $1 AND {condition} "
            f'ORDER BY "{table.when[0]}", record, n) AS "{name}"'
        )
    return f"SELECT {', '.join(parts)}"


_NOW: Final = _sql("known_to = 'infinity'")
_THEN: Final = _sql("known_from <= $2 AND $2 < known_to")


async def load_many(
    connection: Connection, persons: Sequence[int], tables: Collection[str], known_at: datetime | None = None
) -> dict[int, PersonFacts]:
    """The facts of many people in these tables, one round trip a table; the others are there, and empty.

    Tables that are not in the catalogue (such as `risk`) are left to who knows them.
    """
    found: dict[int, PersonFacts] = {person: {name: [] for name in TABLES} for person in persons}
    known = "known_to = 'infinity'" if known_at is None else "known_from <= $2 AND $2 < known_to"
    for name in sorted(set(tables) & TABLES.keys()):
        table = TABLES[name]
        rows = await connection.fetch(
            f"SELECT person_id, record, known_from, least(known_to, {_FOREVER}) AS known_to, {column_names(table)} "
            f'FROM {quoted(name)} WHERE person_id = ANY ($1) AND {known} ORDER BY "{table.when[0]}", record, n',
            list(persons),
            *(() if known_at is None else (known_at,)),
        )
        for row in rows:
            found[row["person_id"]][name].append(dict(row))
    return found
