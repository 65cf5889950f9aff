"""`$import` beside the bare store, on one server in one run, as JSON: `python -m bench.fhir_import [people]`.

Resources a second of NDJSON that two clients send at once, each a process of its own: with validation, under row-level
security as the account, with facts, events and the audit; the limit is the store alone as the system, without those.
The processor time of a resource (of the clients, and of PostgreSQL) says more where others use the machine: two idle
cores have 2,000,000 microseconds a second.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter, process_time
from typing import Any

import orjson

from bench import common
from bench.fhir_store import ORIGIN, observation, patient
from careweft.access import accounts
from careweft.access.audit import Entry, write
from careweft.base import memory
from careweft.base.clock import SystemClock
from careweft.base.db import WEB, WORKER, Database
from careweft.base.migrate import migrate
from careweft.facts.projection import Projection
from careweft.fhir.interactions.persons import by_compartment
from careweft.fhir.operations.importing import BATCH, import_lines
from careweft.fhir.store import Store
from careweft.web.system import web_store

EACH, CLIENTS, CHUNK = 60, 2, 65536
SEEN = """INSERT INTO access.relationship (person_id, party, kind, origin, since)
SELECT p, 'zone-1', 'care-team', 'bench', '-infinity' FROM generate_series(1, $1) p"""


async def people(url: str, count: int) -> int:
    """A place with so many people; the account that sees them all."""
    async with await Database.open(url, WORKER, SystemClock()) as database, database.transaction() as connection:
        await connection.execute(SEEN, count)
        await Store().put(connection, [*range(1, count + 1)], [patient(n) for n in range(1, count + 1)], ORIGIN)
        made = accounts.NewAccount("ruth", "a password", "Ruth", memberships=[("zone-1", "coordinator")])
        return await accounts.create(connection, made)


def observations(people_: Sequence[int], kind: str) -> list[dict[str, Any]]:
    made = [(observation(n, k), n, k) for n in people_ for k in range(EACH)]
    return [one | {"id": f"{kind}-{n}-{k}"} for one, n, k in made]


async def imported(url: str, account: int, resources: Sequence[dict[str, Any]]) -> float:
    """Seconds of an import."""
    body = b"\n".join(map(orjson.dumps, resources))
    store = web_store(Store([Projection()]))

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), CHUNK):
            yield body[start : start + CHUNK]

    async with await Database.open(url, WEB, SystemClock()) as database:

        async def put(some: Sequence[dict[str, Any]]) -> int:
            async with database.transaction(account) as connection:
                persons = await by_compartment(connection, some, ORIGIN)
                changes = await store.put(connection, persons, some, ORIGIN)
                await write(connection, [Entry(account, p, "import", "Bundle", "changed") for p in set(persons)])
            return len(changes)

        store.prepare(["Observation"])
        start = perf_counter()
        report = await import_lines(chunks(), put)
        assert report.written == len(resources), report
        return perf_counter() - start


async def stored(url: str, resources: Sequence[tuple[int, dict[str, Any]]]) -> float:
    """Seconds of the store alone."""
    store = Store()
    store.prepare(["Observation"])
    async with await Database.open(url, WORKER, SystemClock()) as database:
        start = perf_counter()
        for first in range(0, len(resources), BATCH):
            some = resources[first : first + BATCH]
            async with database.transaction() as connection:
                await store.put(connection, [n for n, _ in some], [one for _, one in some], ORIGIN)
        return perf_counter() - start


Cost = tuple[float, float]
"""Seconds on the clock, and of this process on a processor."""


def one_import(url: str, account: int, first: int, count: int) -> Cost:
    made = observations(range(first, first + count), "i")
    memory.settle()  # as the web does
    start = process_time()
    return asyncio.run(imported(url, account, made)), process_time() - start


def one_store(url: str, account: int, first: int, count: int) -> Cost:
    del account
    made = observations(range(first, first + count), "s")
    memory.settle()
    start = process_time()
    return asyncio.run(stored(url, [(first + n // EACH, one) for n, one in enumerate(made)])), process_time() - start


def run(people_: str = "400") -> dict[str, Any]:
    each = int(people_) // CLIENTS
    count = each * EACH * CLIENTS
    found: dict[str, Any] = {"resources": count, "clients": CLIENTS}
    with common.server() as server, ProcessPoolExecutor(CLIENTS) as clients:
        asyncio.run(migrate(server.url()))
        account = asyncio.run(people(server.url(), each * CLIENTS))
        for name, act in (("import", one_import), ("store_limit", one_store)):
            before = common.processor_seconds(common.postmaster(server))
            asked = [clients.submit(act, server.url(), account, 1 + n * each, each) for n in range(CLIENTS)]
            costs = [one.result() for one in asked]
            spent = common.processor_seconds(common.postmaster(server)) - before
            found[f"{name}_per_second"] = round(count / max(seconds for seconds, _ in costs))
            found[f"{name}_microseconds"] = {
                "python": round(sum(processor for _, processor in costs) / count * 1e6, 1),
                "postgresql": round(spent / count * 1e6, 1),
            }
    return found


if __name__ == "__main__":
    common.show("fhir_import", run)
