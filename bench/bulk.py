"""Bulk loading of a synthetic region, in messages a second to committed facts: `python -m bench.bulk [PEOPLE]`.

The limit is bare COPY of all rows that it made into tables without keys or indexes, in the same run.
"""

import asyncio
import io
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from bench import common
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Database
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded
from careweft.feeds import load
from careweft.models.engine import Engine
from careweft.simulator import region

SCHEMAS = ("feeds", "fhir", "people", "facts", "access")


def run(people: str = "1000") -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="careweft-bench-") as folder, common.server() as server:
        region.make(int(people), 7, Path(folder) / "region")
        asyncio.run(migrate(server.url()))
        found = asyncio.run(_load(server, Path(folder) / "region"))
        found["limit"] = asyncio.run(_copied(server.url(), found["messages"]))
        found["of_limit"] = round(found["messages_per_s"] / found["limit"]["messages_per_s"], 3)
        return {"people": int(people), **found}


async def _load(server: Embedded, folder: Path) -> dict[str, Any]:
    async with await Database.open(server.url(), WORKER, SystemClock()) as database:
        engine = Engine(database, ZoneInfo("Europe/London"), [])
        root = common.postmaster(server)
        start, cpu, server_cpu = perf_counter(), process_time(), common.processor_seconds(root)
        loaded = await load.folder(database, engine.feeds, folder)
        seconds = perf_counter() - start
    assert {outcome for _, outcome in loaded.tally.messages} == {"done"}, loaded.tally.messages
    return {
        "messages": loaded.messages,
        "seconds": round(seconds, 1),
        "messages_per_s": round(loaded.messages / seconds),
        "cpu_us": {
            "python": round((process_time() - cpu) / loaded.messages * 1e6),
            "postgresql": round((common.processor_seconds(root) - server_cpu) / loaded.messages * 1e6),
        },
    }


async def _copied(url: str, messages: int) -> dict[str, Any]:
    """The same rows, table by table, by COPY into tables without keys or indexes."""
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch(
            "SELECT schemaname || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = ANY ($1)",
            list(SCHEMAS),
        )
        rows, taken = 0, 0.0
        for number, table in enumerate(row["name"] for row in tables):
            held = io.BytesIO()
            await connection.copy_from_query(f"SELECT * FROM {table}", output=held, format="binary")
            await connection.execute(f"CREATE TABLE bare_{number} AS SELECT * FROM {table} LIMIT 0")
            held.seek(0)
            start = perf_counter()
            told = await connection.copy_to_table(f"bare_{number}", source=held, format="binary")
            taken += perf_counter() - start
            rows += int(told.split()[1])
        return {"rows": rows, "seconds": round(taken, 2), "messages_per_s": round(messages / taken)}
    finally:
        await connection.close()


if __name__ == "__main__":
    common.show("bulk", run)
