"""Writing fact rows with the time from which, and until which, they are known. One statement per table and batch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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


@dataclass(frozen=True)
class Row:
    """One fact row: the `n`-th of its record, known in [known_from, known_to), still known where that is None."""

    person_id: int
    record: str
    known_from: datetime
    known_to: datetime | None
    n: int
    values: Values


@dataclass(frozen=True)
class Replacement:
    """From `known` on, the rows that `record` has in a table are `rows`. `first` says that it never had any."""

    person_id: int
    record: str
    known: datetime
    rows: tuple[Values, ...]
    first: bool


def quoted(table: str) -> str:
    """The table's name in SQL."""
    return f'facts."{table}"'


def column_names(table: Table) -> str:
    """Its own columns in SQL, in order."""
    return ", ".join(f'"{name}"' for name in table.columns)


async def replace(connection: Connection, table: str, replacements: Sequence[Replacement]) -> None:
    """Close the rows that the records have now and write those that they have from `known` on.

    What was known at an instant that has passed does not change: a replacement that claims to be known before what the
    record said already holds from the latest of those instants. A row that would have been known for no time at all
    is taken away. Each record at most once in a call. See `fold` for the same in one go.
    """
    await insert(connection, table, await retire(connection, table, replacements))


async def retire(connection: Connection, table: str, replacements: Sequence[Replacement]) -> list[Row]:
    """The first half of `replace`: the rows that are still to be written."""
    since: dict[tuple[int, str], datetime] = {}
    if again := [each for each in replacements if not each.first]:
        keys = list(zip(*((each.person_id, each.record, each.known) for each in again), strict=True))
        for row in await connection.fetch(_retire_sql(table), *keys):
            since[row["person_id"], row["record"]] = row["known"]
    return [
        Row(each.person_id, each.record, since.get((each.person_id, each.record), each.known), None, n, values)
        for each in replacements
        for n, values in enumerate(each.rows)
    ]


@cache
def _retire_sql(table: str) -> str:
    """Closes or takes away the current rows; gives from when the records' new rows are known."""
    name, mine = quoted(table), "f.person_id = r.person_id AND f.record = r.record"
    return f"""
    WITH r AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[]) AS r(person_id, record, known)),
    s AS (SELECT r.person_id, r.record, greatest(r.known, max(f.known_from),
            max(f.known_to) FILTER (WHERE f.known_to <> 'infinity')) AS known
        FROM r LEFT JOIN {name} f ON {mine} GROUP BY r.person_id, r.record, r.known),
    gone AS (DELETE FROM {name} f USING s AS r WHERE {mine} AND f.known_to = 'infinity' AND f.known_from >= r.known),
    closed AS (UPDATE {name} f SET known_to = r.known FROM s AS r
        WHERE {mine} AND f.known_to = 'infinity' AND f.known_from < r.known)
    SELECT person_id, record, known FROM s"""


async def insert(connection: Connection, table: str, rows: Collection[Row]) -> None:
    """Write new rows."""
    if rows:
        await connection.execute(insert_sql(table), *columns(rows))


def columns(rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    """Rows, of which there are some, as the parameters of insert_sql."""
    flat = ((r.person_id, r.record, r.known_from, r.known_to, r.n, *r.values) for r in rows)
    return [*zip(*flat, strict=True)]


@cache
def insert_sql(table: str) -> str:
    """The statement that writes new rows."""
    own = STORED[table].columns
    kinds = ["bigint", "text", "timestamptz", "timestamptz", "smallint", *(_SQL_TYPE[kind] for kind in own.values())]
    arrays = ", ".join(f"${i}::{kind}[]" for i, kind in enumerate(kinds, 1))
    names = ", ".join(f'"{name}"' for name in own)
    return (
        f"INSERT INTO {quoted(table)} (person_id, record, known_from, known_to, n, {names}) "
        f"SELECT person_id, record, known_from, coalesce(known_to, 'infinity'), n, {names} "
        f"FROM unnest({arrays}) AS i(person_id, record, known_from, known_to, n, {names})"
    )


async def delete(connection: Connection, table: str, rows: Collection[Row]) -> None:
    """Take rows away, by the keys of the table."""
    if rows:
        keys = ((r.person_id, r.record, r.known_from, r.n) for r in rows)
        await connection.execute(
            f"DELETE FROM {quoted(table)} f USING unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::smallint[]) "
            "AS g(person_id, record, known_from, n) WHERE f.person_id = g.person_id AND f.record = g.record "
            "AND f.known_from = g.known_from AND f.n = g.n",
            *zip(*keys, strict=True),
        )


async def clear(connection: Connection, table: str, people: Sequence[int]) -> None:
    """Take away all rows of some people."""
    await connection.execute(f"DELETE FROM {quoted(table)} WHERE person_id = ANY($1::bigint[])", people)


async def move(connection: Connection, tables: Iterable[str], giver: int, taker: int) -> None:
    """Hand the rows of records that are the taker's now, with all that was ever known of them, over to the taker."""
    for table in tables:
        await connection.execute(
            f"UPDATE {quoted(table)} f SET person_id = $2 FROM fhir.location l WHERE f.person_id = $1 "
            "AND l.type = split_part(f.record, '/', 1) AND l.id = split_part(f.record, '/', 2) AND l.person_id = $2",
            giver,
            taker,
        )
