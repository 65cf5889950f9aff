"""The lake: the facts of one instant as Parquet files, replaced in one step."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from careweft.base.db import Database
from careweft.base.errors import BadInput, NotFound
from careweft.facts import lake
from careweft.facts.catalogue import COMMON, TABLES
from tests.facts.make import encounter, observation, patient
from tests.facts.place import Place, hour

IN, OUT = "2026-01-10T14:00:00Z", "2026-01-14T11:00:00Z"
AWKWARD = 'a "quoted", comma;\nnew line \\N and é'


@pytest.fixture
async def place(worker_db: Database) -> Place:
    made = Place(worker_db)
    await made.put(1, 0, encounter("e", "in-progress", IN, unit=AWKWARD, reasonCode=[{"text": "\\N"}]))
    await made.put(1, 1, encounter("e", "finished", IN, OUT, unit=AWKWARD, reasonCode=[{"text": "\\N"}]))
    await made.put(2, 0, patient("p", "acute", birthDate="1940-05-17"), observation("o", "29463-7", 70.25, IN))
    return made


def rows(table: Any) -> list[dict[str, Any]]:
    return list(table.to_pyarrow().to_pylist())


def entries(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_every_row_with_its_columns_and_types(place: Place, database: str, tmp_path: Path) -> None:
    written = await lake.export(database, tmp_path / "lake")
    tables = lake.open(written.path)
    assert {name: list(table.columns) for name, table in tables.items() if name != "event"} == {
        name: [*COMMON, *table.columns] for name, table in TABLES.items()
    }
    assert written.rows["encounter"] == 2
    assert written.rows["condition"] == 0
    before, now = sorted(rows(tables["encounter"]), key=lambda row: str(row["known_from"]))
    assert (before["known_from"], before["known_to"]) == (hour(0), hour(1))
    assert now["known_to"] == datetime.max.replace(tzinfo=UTC)
    assert (now["unit"], now["reason"], now["delay"], now["emergency"]) == (AWKWARD, "\\N", None, False)
    assert now["finish"] == datetime(2026, 1, 14, 11, tzinfo=UTC)
    assert [row["value"] for row in rows(tables["reading"])] == [70.25]
    assert [row["birth_date"] for row in rows(tables["person"])] == [date(1940, 5, 17)]
    events = {row["key"]: row for row in rows(tables["event"])}
    assert json.loads(events["Encounter/e/discharged"]["data"])["from"]["unit"] == AWKWARD


async def test_types_hold_where_there_are_no_rows(database: str, tmp_path: Path) -> None:
    written = await lake.export(database, tmp_path / "lake")
    schema = lake.open(written.path)["service"].schema()
    assert str(schema["start"]).startswith("timestamp('UTC'")
    assert str(schema["weekly_pence"]) == "int64"
    assert str(schema["known_to"]).startswith("timestamp('UTC'")


async def test_ibis_counts_what_is_known_now(place: Place, database: str, tmp_path: Path) -> None:
    tables = lake.open((await lake.export(database, tmp_path / "lake")).path)
    stays = tables["encounter"]
    known = stays.filter(stays.known_to > stays.known_from, stays.known_to.year() == 9999)
    assert known.count().to_pyarrow().as_py() == 1


async def test_it_says_as_of_when_by_the_place_s_clock(place: Place, database: str, tmp_path: Path) -> None:
    written = await lake.export(database, tmp_path / "lake")
    assert lake.about(written.path) == written
    assert written.as_of.tzinfo is UTC


async def test_a_new_lake_replaces_the_old_one_for_those_who_open_it_next(
    place: Place, database: str, tmp_path: Path
) -> None:
    out = tmp_path / "lake"
    await lake.export(database, out)
    reader = lake.open(out)
    await place.put(3, 2, encounter("f", "in-progress", IN))
    await lake.export(database, out)
    assert reader["encounter"].count().to_pyarrow().as_py() == 2
    assert lake.open(out)["encounter"].count().to_pyarrow().as_py() == 3
    await lake.export(database, out)
    assert len([entry for entry in entries(tmp_path) if not entry.is_symlink()]) == 2


async def test_what_is_no_lake_is_left_alone(database: str, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BadInput, match="not a lake"):
        await lake.export(database, tmp_path)
    with pytest.raises(NotFound, match="there is no lake"):
        lake.open(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


async def test_a_failed_export_leaves_the_lake_as_it_was(place: Place, database: str, tmp_path: Path) -> None:
    out = tmp_path / "lake"
    await lake.export(database, out)
    with pytest.raises(OSError, match="refused|Connect|No such file"):
        await lake.export("postgresql://nobody@127.0.0.1:1/none", out)
    assert lake.about(out).rows["encounter"] == 2
    assert len(entries(tmp_path)) == 2
