"""The record as it grows, as JSON: `python -m bench.fhir_scale [SIZES…]` (1000000 2000000 unless given).

One record is loaded up to each size in turn, as `fhir_search` does. At each: microseconds of processor time (Python and
PostgreSQL together) for a resource imported, as new and as changed, with validation, facts and audit; milliseconds of
searches and of pages of history; processor time and resources a second of an export of every tenth person. Nothing may
grow faster than the record.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench import common
from bench.fhir_export import exported
from bench.fhir_import import imported
from bench.fhir_search import (
    OF_PERSON,
    OPTIONS,
    SEEN,
    SHARED,
    WIDE,
    account,
    load,
    measure,
    person,
)
from careweft.base.clock import SystemClock
from careweft.base.db import WEB, WORKER, Database
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded
from careweft.fhir.store import Store
from careweft.fhir.versions import Span

IMPORTED, SEARCHES, WIDE_SEARCHES, PAGES = 60, 100, 20, 20
SEARCHED = ("by_person_and_code", "by_person_newest_first", "by_family_name", "by_family_name_chained")


async def imports(server: Embedded, who: int, people: int, work: str) -> float:
    """Processor time of a resource, in microseconds, imported of persons whom the account sees."""
    chosen = [n for n in range(people, 0, -1) if n % 10 == 0][:IMPORTED]
    made = [one | {"id": f"{work}{people}-{one['id']}"} for n in chosen for _, one in list(person(n))[1:]]
    if work == "new":
        return await cost(server, imported(server.url(), who, made), len(made))
    await imported(server.url(), who, made)
    changed = [one | {"language": "en"} for one in made]
    return await cost(server, imported(server.url(), who, changed), len(made))


async def cost(server: Embedded, work: Awaitable[Any], count: int) -> float:
    """Microseconds of processor time, of ours and of the server, for each of so many."""
    root = common.postmaster(server)
    ours, theirs = process_time(), common.processor_seconds(root)
    await work
    spent = process_time() - ours + common.processor_seconds(root) - theirs
    return round(spent / count * 1e6, 1)


async def pages(db: Database, who: int, span: Callable[[], Span]) -> dict[str, float]:
    """Milliseconds of the first page of a history."""
    seconds = []
    for _ in range(PAGES):
        async with db.transaction(who, readonly=True) as connection:
            start = perf_counter()
            page = await Store().versions(connection, span())
            seconds.append(perf_counter() - start)
        assert page.found
    return common.percentiles(seconds)


async def export(server: Embedded, who: int, folder: Path) -> dict[str, float]:
    """An export of all that the account sees."""
    async with await Database.open(server.url(), WORKER, SystemClock(), size=4) as db:
        found: list[tuple[int, float]] = []

        async def run() -> None:
            found.append(await exported(db, who, folder))

        spent = await cost(server, run(), 1)
    count, seconds = found[0]
    return {
        "resources": count,
        "microseconds_each": round(spent / count, 1),
        "per_second": round(count / seconds),
    }


async def at(server: Embedded, first: int, people: int, folder: Path) -> dict[str, Any]:
    """What one size costs."""
    found: dict[str, Any] = {"resources": people * OF_PERSON + 2 * SHARED, "persons": people}
    found["load_per_second"] = round(await load(server.url(), first, people))
    who = await account(server.url(), people, first)
    found["import_microseconds"] = {work: await imports(server, who, people, work) for work in ("new", "changed")}
    async with await Database.open(server.url(), WEB, SystemClock(), size=1) as db:
        person_ = {name: SEEN[name] for name in SEARCHED}
        found["milliseconds"] = await measure(db, who, people, person_, SEARCHES)
        found["milliseconds"] |= await measure(db, who, people, WIDE, WIDE_SEARCHES)
        found["milliseconds"]["history_of_a_type"] = await pages(db, who, lambda: Span("Observation"))
        found["milliseconds"]["history_of_all"] = await pages(db, who, Span)
    found["export"] = await export(server, who, folder)
    return found


async def growing(server: Embedded, sizes: list[int], folder: Path) -> list[dict[str, Any]]:
    await migrate(server.url())
    found, before = [], 0
    for size in sizes:
        people = size // OF_PERSON
        found.append(await at(server, before + 1, people, folder))
        before = people
    return found


def run(*sizes: str) -> dict[str, Any]:
    wanted = sorted(map(int, sizes)) or [1_000_000, 2_000_000]
    with common.server(*OPTIONS) as server, tempfile.TemporaryDirectory(prefix="careweft-bench-") as folder:
        return {"sizes": asyncio.run(growing(server, wanted, Path(folder)))}


if __name__ == "__main__":
    common.show("fhir_scale", run)
