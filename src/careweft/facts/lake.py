"""Facts as Parquet files, one per table, for DuckDB and Spark.

A lake is a folder with `<table>.parquet` for each fact table, `event.parquet`, and `lake.json` that says as of when.
All files of a lake show the same instant. A row that is still known has `known_to` 9999-12-31T23:59:59.999999Z,
because 'infinity' is PostgreSQL's own. Rows are ordered by quarter and person, so that a scan of recent years or of
few people reads little.
"""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import asyncpg
import duckdb
import ibis

from careweft.base.db import WORKER
from careweft.base.errors import BadInput, NotFound
from careweft.facts.catalogue import COMMON, TABLES, Type
from careweft.facts.tables import quoted

_DUCKDB_TYPE: Final[Mapping[Type, str]] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "instant": "TIMESTAMPTZ",
}
_EVENT: Final[Mapping[str, Type]] = {
    "person_id": "integer",
    "key": "text",
    "kind": "text",
    "at": "instant",
    "known": "instant",
    "revision": "integer",
    "revoked": "boolean",
    "data": "text",
}
_FOREVER: Final = "'9999-12-31 23:59:59.999999+00'::timestamptz"
_NULL: Final = "\\N"
_CSV: Final = (
    f"nullstr = '{_NULL}', allow_quoted_nulls = false, header = false, auto_detect = false, delim = ',', "
    "quote = '\"', escape = '\"', max_line_size = 16777216"
)
_ABOUT: Final = "lake.json"


@dataclass(frozen=True)
class Lake:
    """What an export wrote: where, as of when (the place's clock), and how many rows of each table."""

    path: Path
    as_of: datetime
    rows: Mapping[str, int]


async def export(url: str, out: Path) -> Lake:
    """Write the facts of the database at `url` to the folder `out`, replacing the lake that is there in one step.

    Readers that have the old lake open keep it until the next export but one. Raises BadInput where `out` holds
    something that is not a lake.
    """
    _check(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        as_of, rows = await _write(url, fresh)
        (fresh / _ABOUT).write_text(json.dumps({"as_of": as_of.isoformat(), "rows": rows}, indent=2))
        _put_in_place(fresh, out)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return Lake(out, as_of, rows)


def about(path: Path) -> Lake:
    """As of when a lake is and what it holds. Raises NotFound where there is none."""
    try:
        told = json.loads((path / _ABOUT).read_text())
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound("there is no lake", where=str(path), hint="Write one with facts.lake.export") from None
    return Lake(path, datetime.fromisoformat(told["as_of"]), told["rows"])


def open(path: Path) -> dict[str, Any]:
    """The tables of a lake (and `event`) as Ibis tables on one DuckDB connection of their own.

    Each table is an `ibis.Table` with the columns of the catalogue after those of `COMMON`. Raises NotFound.
    """
    folder = about(path).path.resolve()
    backend = ibis.duckdb.connect()
    backend.raw_sql("SET TimeZone = 'UTC'")
    return {name: backend.read_parquet(folder / f"{name}.parquet", table_name=name) for name in _tables()}


def _tables() -> Iterator[str]:
    yield from TABLES
    yield "event"


def _check(out: Path) -> None:
    if out.is_symlink() or not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / _ABOUT).is_file():
        raise BadInput("this is not a lake and would be overwritten", where=str(out), expected="a new or empty folder")


async def _write(url: str, folder: Path) -> tuple[datetime, dict[str, int]]:
    connection = await asyncpg.connect(url, server_settings={"role": WORKER, "timezone": "UTC"})
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            as_of = await connection.fetchval("SELECT base.now()")
            rows: dict[str, int] = {}
            for name in _tables():
                csv = folder / f"{name}.csv"
                await connection.copy_from_query(_query(name), output=csv, format="csv", null=_NULL)
                rows[name] = await asyncio.to_thread(_to_parquet, name, csv)
    finally:
        await connection.close()
    return as_of.astimezone(UTC), rows


def _columns(name: str) -> Mapping[str, Type]:
    return _EVENT if name == "event" else {**COMMON, **TABLES[name].columns}


def _query(name: str) -> str:
    columns = [
        f'least("{column}", {_FOREVER}) AS "{column}"' if column == "known_to" else f'"{column}"'
        for column in _columns(name)
    ]
    return f"SELECT {', '.join(columns)} FROM {quoted(name)}"


def _to_parquet(name: str, csv: Path) -> int:
    """Turn a table's CSV file into its Parquet file; how many rows it has."""
    types = {column: _DUCKDB_TYPE[kind] for column, kind in _columns(name).items()}
    began = "at" if name == "event" else TABLES[name].when[0]
    parquet = str(csv.with_suffix(".parquet"))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            f"COPY (SELECT * FROM read_csv(?, columns = {types}, {_CSV}) "
            f"ORDER BY date_trunc('quarter', \"{began}\"), person_id) "
            f"TO '{parquet.replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)",
            [str(csv)],
        )
        found = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [parquet]).fetchall()
    csv.unlink()
    return int(found[0][0])


def _put_in_place(fresh: Path, out: Path) -> None:
    """Make `out` a link to the fresh folder in one step; keep the lake before it, remove those before that."""
    before = out.resolve() if out.is_symlink() else None
    if out.exists() and not out.is_symlink():
        shutil.rmtree(out)
    link = fresh.with_name(f"{fresh.name}.link")
    link.symlink_to(fresh.name)
    link.replace(out)
    for folder in out.parent.glob(f".{out.name}-*"):
        if folder not in (fresh, before) and folder.resolve() not in (fresh.resolve(), before):
            shutil.rmtree(folder, ignore_errors=True)
