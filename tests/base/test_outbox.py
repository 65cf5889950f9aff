"""The outbox: order per key, exactly once in effect, retries, and the letters that are set aside."""

import asyncio
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from careweft.base import outbox
from careweft.base.db import Connection, Database

TABLE = "CREATE TABLE public.effect (key text, n int, PRIMARY KEY (key, n)); GRANT ALL ON public.effect TO PUBLIC"


@pytest.fixture
async def effects(database: str, worker_db: Database) -> Database:
    from tests.conftest import run_sql

    await run_sql(database, TABLE)
    return worker_db


async def write_effect(connection: Connection, item: outbox.Item) -> None:
    await connection.execute("INSERT INTO public.effect VALUES ($1, $2)", item.order_key, item.payload["n"])


async def test_items_of_one_key_keep_their_order(effects: Database) -> None:
    seen: dict[str, list[int]] = defaultdict(list)

    async def note(connection: Connection, item: outbox.Item) -> None:
        await asyncio.sleep(0)
        seen[item.order_key].append(item.payload["n"])

    async with effects.transaction() as connection:
        await outbox.put_many(connection, "t", [(f"k{n % 7}", {"n": n}) for n in range(300)])
    workers = [outbox.Worker(effects, {"t": note}) for _ in range(3)]
    await asyncio.gather(*(worker.drain() for worker in workers))
    assert sum(map(len, seen.values())) == 300
    assert all(numbers == sorted(numbers) for numbers in seen.values())


async def test_a_failing_item_is_tried_again_and_those_behind_it_wait(effects: Database) -> None:
    failures = 2

    async def fail_twice(connection: Connection, item: outbox.Item) -> None:
        nonlocal failures
        if item.payload["n"] == 1 and failures:
            failures -= 1
            raise RuntimeError("not yet")
        await write_effect(connection, item)

    async with effects.transaction() as connection:
        await outbox.put_many(connection, "t", [("a", {"n": 1}), ("a", {"n": 2}), ("b", {"n": 3})])
    worker = outbox.Worker(effects, {"t": fail_twice})
    await worker.drain()
    async with effects.transaction() as connection:
        assert [r["n"] for r in await connection.fetch("SELECT n FROM public.effect")] == [3]
    task = asyncio.create_task(worker.run())
    async with effects.transaction() as connection:
        while await connection.fetchval("SELECT count(*) FROM public.effect") < 3:
            await asyncio.sleep(0.05)
        assert [r["n"] for r in await connection.fetch("SELECT n FROM public.effect WHERE key = 'a'")] == [1, 2]
    task.cancel()


async def test_what_fails_for_good_is_set_aside_with_its_reason(effects: Database) -> None:
    async def fail(connection: Connection, item: outbox.Item) -> None:
        raise ValueError("no such thing")

    async with effects.transaction() as connection:
        await outbox.put(connection, "t", "a", {"n": 1})
        await connection.execute("UPDATE base.outbox SET attempts = $1", outbox.ATTEMPTS - 1)
    await outbox.Worker(effects, {"t": fail}).drain()
    async with effects.transaction() as connection:
        letter = await connection.fetchrow("SELECT topic, payload, reason FROM base.dead_letter")
        assert letter is not None
        assert (letter["topic"], letter["payload"]) == ("t", {"n": 1})
        assert "no such thing" in letter["reason"]
        assert await connection.fetchval("SELECT count(*) FROM base.outbox") == 0


async def test_items_that_may_be_handled_together_are_and_keep_their_order(effects: Database) -> None:
    seen: dict[str, list[int]] = defaultdict(list)
    sizes = []

    async def note(connection: Connection, items: Sequence[outbox.Item]) -> None:
        sizes.append(len(items))
        for item in items:
            seen[item.order_key].append(item.payload["n"])

    async def alone(connection: Connection, item: outbox.Item) -> None:
        seen[item.order_key].append(item.payload["n"])

    async with effects.transaction() as connection:
        for n in range(120):
            await outbox.put(connection, "alone" if n % 5 == 0 else "t", f"k{n % 7}", {"n": n})
    workers = [outbox.Worker(effects, {"t": outbox.Together(note), "alone": alone}) for _ in range(2)]
    await asyncio.gather(*(worker.drain() for worker in workers))
    assert sum(map(len, seen.values())) == 120
    assert all(numbers == sorted(numbers) for numbers in seen.values())
    assert max(sizes) > 1


async def test_one_that_fails_does_not_take_the_others_of_its_batch_with_it(effects: Database) -> None:
    async def fail_on_five(connection: Connection, items: Sequence[outbox.Item]) -> None:
        for item in items:
            await write_effect(connection, item)
            if item.payload["n"] == 5:
                raise ValueError("no such thing")

    async with effects.transaction() as connection:
        await outbox.put_many(connection, "t", [("a" if n == 5 else f"k{n}", {"n": n}) for n in range(10)])
        await outbox.put(connection, "t", "a", {"n": 10})
    await outbox.Worker(effects, {"t": outbox.Together(fail_on_five)}).drain()
    async with effects.transaction() as connection:
        done = [row["n"] for row in await connection.fetch("SELECT n FROM public.effect ORDER BY n")]
        left = await connection.fetch("SELECT payload, attempts FROM base.outbox ORDER BY id")
    assert done == [0, 1, 2, 3, 4, 6, 7, 8, 9]
    assert [row["payload"]["n"] for row in left] == [5, 10]
    assert [row["attempts"] > 0 for row in left] == [True, False]


WORKER_PROGRAM = """
import asyncio, sys
from careweft.base import outbox
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Database
from tests.base.test_outbox import write_effect

async def main():
    async with await Database.open(sys.argv[1], WORKER, SystemClock()) as database:
        print("up", flush=True)
        await outbox.Worker(database, {"t": write_effect}).run()

asyncio.run(main())
"""


async def test_killed_at_any_moment_every_effect_happens_exactly_once(effects: Database, database: str) -> None:
    """The table's primary key makes a second effect an error, which would end in base.dead_letter."""
    async with effects.transaction() as connection:
        await outbox.put_many(connection, "t", [(f"k{n % 50}", {"n": n}) for n in range(6000)])
    root = Path(__file__).parents[2]
    for delay in (0.0, 0.01, 0.05, 0.1, 0.2):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WORKER_PROGRAM, database, cwd=root, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout
        await process.stdout.readline()
        await asyncio.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
    await asyncio.sleep(0.3)
    await outbox.Worker(effects, {"t": write_effect}).drain()
    async with effects.transaction() as connection:
        assert await connection.fetchval("SELECT count(*) FROM public.effect") == 6000
        assert await connection.fetchval("SELECT count(*) FROM base.dead_letter") == 0
        assert await connection.fetchval("SELECT count(*) FROM base.outbox") == 0
