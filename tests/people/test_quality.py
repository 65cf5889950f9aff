"""How well records are linked, on a simulated region whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from careweft.base.db import Database
from careweft.people import Index, SourceRecord
from careweft.people.evaluate import Evaluation, report
from careweft.simulator import region
from tests.people.region import records
from tests.people.support import faults


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("region") / "out"
    region.make(3000, 7, out)
    return out


async def linked(database: Database, folder: Path, said: Sequence[SourceRecord], batch: int = 500) -> Evaluation:
    index = Index()
    for first in range(0, len(said), batch):
        async with database.transaction() as connection:
            await index.match_many(connection, said[first : first + batch])
    async with database.transaction() as connection:
        assert await faults(connection) == []
        return await report(connection, folder / "truth" / "people.csv")


async def test_with_numbers(worker_db: Database, folder: Path) -> None:
    said = records(folder)
    found = await linked(worker_db, folder, said)
    assert (found.records, found.unknown, found.untold) == (len(said), 0, 0)
    assert found.precision >= 0.999, str(found)
    assert found.recall >= 0.985, str(found)
    assert {"stale-address", "missing", "nickname", "typing"} <= found.by_error.keys()
    assert found.by_error["stale-address"].share >= 0.97, str(found)
    assert found.review_same >= found.reviews / 2, "most questions should be worth asking"
    assert found.reviews <= len(said) / 100, "and they should be few"


async def test_without_any_number(worker_db: Database, folder: Path) -> None:
    said = [replace(record, nhs_number=None) for record in records(folder)]
    found = await linked(worker_db, folder, said)
    assert found.precision >= 0.995, str(found)
    assert found.recall >= 0.94, str(found)


async def test_likeness_finds_what_numbers_alone_would_not(worker_db: Database, folder: Path) -> None:
    """What matching by number alone finds is less than what both find together."""
    said = records(folder)
    found = await linked(worker_db, folder, said)
    by_person: dict[str, set[tuple[str, str]]] = {}
    for record in said:
        if record.nhs_number:
            by_person.setdefault(record.nhs_number, set()).add(record.key)
    by_number_alone = sum(len(keys) * (len(keys) - 1) // 2 for keys in by_person.values())
    assert found.true_positives > by_number_alone


async def test_the_order_of_arrival_hardly_matters(worker_db: Database, folder: Path) -> None:
    other_way = await linked(worker_db, folder, records(folder)[::-1], batch=100)
    assert other_way.precision >= 0.999, str(other_way)
    assert other_way.recall >= 0.985, str(other_way)
