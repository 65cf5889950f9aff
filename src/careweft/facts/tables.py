"""Writing fact rows with the time from which, and until which, they are known. One statement per table and batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from careweft.base.db import Connection
from careweft.facts.catalogue import Table, Type
from careweft.facts.flatten import STORED, Values

_SQL_TYPE: Final[Mapping[Type, str]] = {
    "text": "text",
    "integer": "bigint",
    "number": "double precision",
    "boolean": "boolean",
    "date": "date",
    "instant": "timestamptz",
}

RecordKey = tuple[int, str]
"""Person and record."""


@dataclass(frozen=True)
class Replacement:
    """From `known` on, the rows that `record` has in a table are `rows`; `had` says whether it had any before."""

    person_id: int
    record: str
    known: datetime
    rows: tuple[Values, ...]
    had: bool = True


def quoted(table: str) -> str:
    """The table's name in SQL."""
    return f'facts."{table}"'


def column_names(table: Table) -> str:
    """Its own columns in SQL, in order."""
    return ", ".join(f'"{name}"' for name in table.columns)


async def replace(connection: Connection, table: str, replacements: Sequence[Replacement]) -> None:
    """Close the rows that the records have now and write those that they have from `known` on.

    A row that would have been known for no time at all is taken away instead. Where a replacement claims to be known
    before what it replaces, it holds from the instant of the latter: what was known at an instant that has passed
    does not change. Each record at most once in a call.
    """
    had = [each for each in replacements if each.had]
    since = await _retire(connection, table, had) if had else {}
    await _write(connection, table, replacements, since)


async def _retire(
    connection: Connection, table: str, replacements: Sequence[Replacement]
) -> Mapping[RecordKey, datetime]:
    """Close the current rows; return since when those were known that were not closed but taken away."""
    gone = await connection.fetch(
        _retire_sql(table),
        [each.person_id for each in replacements],
        [each.record for each in replacements],
        [each.known for each in replacements],
    )
    return {(row["person_id"], row["record"]): row["known_from"] for row in gone}


@cache
def _retire_sql(table: str) -> str:
    mine = "f.person_id = r.person_id AND f.record = r.record AND f.known_to = 'infinity'"
    return f"""
    WITH r AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) AS r(person_id, record, known)),
    gone AS (DELETE FROM {quoted(table)} AS f USING r WHERE {mine} AND f.known_from >= r.known
        RETURNING f.person_id, f.record, f.known_from),
    closed AS (UPDATE {quoted(table)} AS f SET known_to = r.known FROM r WHERE {mine} AND f.known_from < r.known)
    SELECT DISTINCT person_id, record, known_from FROM gone"""


async def _write(
    connection: Connection, table: str, replacements: Sequence[Replacement], since: Mapping[RecordKey, datetime]
) -> None:
    rows = [
        (each.person_id, each.record, since.get((each.person_id, each.record), each.known), n, *values)
        for each in replacements
        for n, values in enumerate(each.rows)
    ]
    if rows:
        await connection.execute(_insert_sql(table), *(list(column) for column in zip(*rows, strict=True)))


@cache
def _insert_sql(table: str) -> str:
    kinds = [_SQL_TYPE[kind] for kind in STORED[table].columns.values()]
    arrays = ["$1::bigint[]", "$2::text[]", "$3::timestamptz[]", "$4::smallint[]"]
    arrays += [f"${5 + i}::{kind}[]" for i, kind in enumerate(kinds)]
    return (
        f"INSERT INTO {quoted(table)} (person_id, record, known_from, n, {column_names(STORED[table])}, known_to) "
        f"SELECT *, 'infinity' FROM unnest({', '.join(arrays)})"
    )


async def current(connection: Connection, table: str, people: Sequence[int]) -> list[tuple[RecordKey, Values]]:
    """The rows of some people that are known now, each with its person and record."""
    rows: list[Any] = await connection.fetch(
        f"SELECT person_id, record, {column_names(STORED[table])} FROM {quoted(table)} "
        "WHERE person_id = ANY($1::bigint[]) AND known_to = 'infinity'",
        people,
    )
    return [((row[0], row[1]), tuple(row)[2:]) for row in rows]
