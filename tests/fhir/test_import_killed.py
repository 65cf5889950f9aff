"""A process killed while it imports: batches are whole or not there, and sending the same again completes them."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson
import pytest

from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Database
from careweft.facts.projection import Projection
from careweft.fhir.operations import importing
from careweft.fhir.operations.importing import Report, import_lines
from careweft.fhir.store import Store
from tests.fhir.conftest import ORIGIN, observation

LINES, BATCH = 6000, 200
BODY = b"\n".join(orjson.dumps(observation(f"k{n}", "Patient/p1")) for n in range(LINES))


async def imported(url: str) -> Report:
    store = Store([Projection()])

    async def chunks() -> AsyncIterator[bytes]:
        yield BODY

    async with await Database.open(url, WORKER, SystemClock(), size=1) as db:

        async def put(resources: Sequence[dict[str, Any]]) -> int:
            async with db.transaction() as conn:
                return len(await store.put(conn, 1, resources, ORIGIN))

        return await import_lines(chunks(), put)


def run(url: str) -> None:
    importing.BATCH = BATCH  # type: ignore[misc]
    asyncio.run(imported(url))


async def counts(db: Database) -> tuple[int, int, int, int]:
    """Resources, versions before the current ones, facts and events."""
    async with db.transaction() as conn:
        row = await conn.fetchrow(
            "SELECT (SELECT count(*) FROM fhir.resource), (SELECT count(*) FROM fhir.history), "
            "(SELECT count(*) FROM facts.reading), (SELECT count(*) FROM facts.event)"
        )
    assert row is not None
    return row[0], row[1], row[2], row[3]


async def test_a_killed_import_leaves_whole_batches_and_is_completed_by_the_same_again(
    database: str, worker_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", BATCH)
    process = multiprocessing.get_context("spawn").Process(target=run, args=(database,))
    process.start()
    while (await counts(worker_db))[0] < 2 * BATCH:
        assert process.is_alive()
        await asyncio.sleep(0.01)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    await asyncio.to_thread(process.join)
    assert process.exitcode == -signal.SIGKILL
    there, before, facts, events = await counts(worker_db)
    assert BATCH <= there < LINES and there % BATCH == 0 and facts == events == there and before == 0

    report = await imported(database)
    assert report.lines == LINES and report.rejected == 0
    assert report.unchanged >= there and report.written + report.unchanged == LINES
    assert await counts(worker_db) == (LINES, 0, LINES, LINES)
    assert (await imported(database)).written == 0
