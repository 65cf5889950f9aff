"""`$export` beside the bare limit, on one server in one run, as JSON: `python -m bench.fhir_export [people]`.

Resources a second of an export of all that an account sees, under row-level security, to files, with the audit; the
limit is COPY of the same bodies as they are, to a file, by the same client as the system itself.
"""

import asyncio
import resource
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import common
from bench.fhir_store import ORIGIN, observation, patient
from careweft.access import accounts
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Database
from careweft.base.migrate import migrate
from careweft.cli.jobs import jobs as jobs_of
from careweft.fhir.operations import jobs
from careweft.fhir.store import Store

EACH, AT_ONCE = 60, 33
SEEN = """INSERT INTO access.relationship (person_id, party, kind, origin, since)
SELECT p, 'zone-1', 'care-team', 'bench', '-infinity' FROM generate_series(1, $1) p"""


async def filled(database: Database, people: int) -> int:
    """A place with so many people; the account that sees them all."""
    store = Store()
    for first in range(1, people + 1, AT_ONCE):
        some = range(first, min(first + AT_ONCE, people + 1))
        made = [(n, one) for n in some for one in (patient(n), *(observation(n, k) for k in range(EACH)))]
        async with database.transaction() as connection:
            await store.put(connection, [n for n, _ in made], [one for _, one in made], ORIGIN)
    async with database.transaction() as connection:
        await connection.execute(SEEN, people)
        made_account = accounts.NewAccount("ruth", "a password", "Ruth", memberships=[("zone-1", "coordinator")])
        account = await accounts.create(connection, made_account)
    async with database.pool.acquire() as connection:
        await connection.execute("RESET ROLE")
        await connection.execute("ANALYZE")
        await connection.execute("SET ROLE careweft_worker")
    return account


async def exported(database: Database, account: int, folder: Path) -> tuple[int, float]:
    """Resources and seconds of one export, from the asking to the manifest."""
    async with database.transaction() as connection:
        id_ = await jobs.put(
            connection, "export", account, {"level": "system", "group": "", "types": [], "request": ""}
        )
    start = perf_counter()
    await jobs_of(database, folder).once()
    seconds = perf_counter() - start
    async with database.transaction() as connection:
        found = await jobs.status(connection, id_)
    assert found is not None and found.result is not None, found
    return sum(one["count"] for one in found.result["output"]), seconds


async def copied(database: Database, folder: Path) -> float:
    """Seconds of the bare COPY."""
    start = perf_counter()
    async with database.pool.acquire() as connection:
        await connection.copy_from_query(
            "SELECT body FROM fhir.resource WHERE body IS NOT NULL", output=folder / "bare", format="csv",
            delimiter="\x02", quote="\x01",
        )  # fmt: skip
    return perf_counter() - start


async def measure(url: str, people: int, folder: Path) -> dict[str, Any]:
    await migrate(url)
    async with await Database.open(url, WORKER, SystemClock()) as database:
        account = await filled(database, people)
        runs = []
        for _ in range(3):
            count, seconds = await exported(database, account, folder)
            runs.append((round(count / seconds), round(count / await copied(database, folder))))
    best = sorted(runs)[1]
    return {
        "resources": count,
        "export_per_second": best[0],
        "copy_limit_per_second": best[1],
        "runs": runs,
        "client_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def run(people: str = "3000") -> dict[str, Any]:
    with common.server() as server, tempfile.TemporaryDirectory(prefix="careweft-bench-") as folder:
        return asyncio.run(measure(server.url(), int(people), Path(folder)))


if __name__ == "__main__":
    common.show("fhir_export", run)
