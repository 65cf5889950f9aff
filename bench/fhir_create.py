"""What each stage of a create costs: `python -m bench.fhir_create [CREATES]`.

Observations are created one after the other, below HTTP, by a practice's system at a place with people and a model of
care: wall time of Python's own stages, and of each statement as the client waits for it. What is left of the whole is
Python between them. `the rest and commit` holds the audit entry and the flush to disk; `limit_fsync_us` is the bare
flush of one page, in the same run.
"""

import asyncio
import os
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import orjson

from bench import common, place, web
from careweft.access.audit import Entry, write_last
from careweft.base.clock import SystemClock
from careweft.base.db import WEB, WORKER, Database
from careweft.feeds.notes import resource_id
from careweft.fhir import interactions
from careweft.fhir.decode import decode
from careweft.fhir.search.index import rows
from careweft.fhir.store import Origin
from careweft.models.engine import Engine
from careweft.web.system import Registering, web_store

PEOPLE, TEAMS, WARM = 100, 4, 100
_NAMES = (
    ("begin", "BEGIN"),
    ("whose", "SELECT id, person_id FROM fhir.location"),
    ("put, and go on as the system", "SELECT p.*, base.now() AS now"),
    ("facts and events", 'WITH told AS (INSERT INTO facts."reading"'),
    ("the rest and commit", "SELECT care.tell_of_readings("),
)


def run(creates: str = "500") -> dict[str, Any]:
    with common.server() as server, tempfile.TemporaryDirectory() as folder:
        told = [place.someone(number, TEAMS) for number in range(PEOPLE)]
        ids = asyncio.run(place.set_up(server.url(), Path(folder), told, TEAMS))
        stages = asyncio.run(measure(server.url(), told, ids, int(creates)))
        return {"creates": int(creates), "us": stages, "limit_fsync_us": fsync(Path(server.home))}


async def measure(url: str, people: list[Any], ids: dict[str, int], creates: int) -> dict[str, float]:
    taken: dict[str, list[float]] = defaultdict(list)

    def logged(query: Any) -> None:
        name = next((name for name, start in _NAMES if query.query.startswith(start)), "other statements")
        one[name] += query.elapsed

    async with await Database.open(url, WORKER, SystemClock(), size=2) as system:
        engine = await Engine.open(system, place.ZONE)
        accounts = {row[0]: row[1] for row in await system.pool.fetch("SELECT username, id FROM access.account")}
        server = interactions.Server(web_store(engine.store), Registering(engine.people), "http://localhost/fhir")
        async with await Database.open(url, WEB, SystemClock(), size=1) as database:
            async with database.pool.acquire() as connection:
                connection.add_query_logger(logged)
            for number in range(WARM + creates):
                one: dict[str, float] = defaultdict(float)
                start = perf_counter()
                await create(database, server, accounts, people[number % PEOPLE], ids, one)
                one["whole"] = perf_counter() - start
                if number >= WARM:
                    for name, seconds in one.items():
                        taken[name].append(seconds)
    found: dict[str, float] = {name: round(median(seconds) * 1e6) for name, seconds in taken.items()}
    found["index rows (within Python)"] = round(common.microseconds(lambda: rows(SAMPLE, place.ZONE), 500))
    return found


SAMPLE = web.observation("someone") | {"id": "1"}


async def create(
    database: Database,
    server: interactions.Server,
    accounts: dict[str, int],
    person: Any,
    ids: dict[str, int],
    one: dict[str, float],
) -> None:
    practice = person.practice
    patient = resource_id(practice, "Patient", f"{practice}-{person.id}")
    body = orjson.dumps(web.observation(patient))
    start = perf_counter()
    resource = orjson.loads(body)
    decode(resource)
    one["read and validate"] = perf_counter() - start
    account = accounts[practice]
    async with database.transaction(account) as connection:
        origin = Origin(practice, None, datetime.now(UTC))
        await interactions.create(connection, server, resource, origin)
        write_last(connection, [Entry(account, ids[person.id], "create", "Observation", "changed")])


def fsync(folder: Path, times: int = 200) -> int:
    """The median of writing one page to a file and flushing it, in microseconds."""
    file = os.open(folder / "flush", os.O_CREAT | os.O_WRONLY)
    taken = []
    for _ in range(times):
        start = perf_counter()
        os.pwrite(file, b"x" * 8192, 0)
        os.fdatasync(file)
        taken.append(perf_counter() - start)
    os.close(file)
    return round(median(taken) * 1e6)


if __name__ == "__main__":
    common.show("fhir_create", run)
