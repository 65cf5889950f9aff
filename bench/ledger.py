"""Journals a second against bare inserts of the same rows, on one server in one run: `python -m bench.ledger`.

`one_by_one`: four clients, each journal in its own committed transaction. `in_batches`: one client, 1,000 journals a
transaction. `bare`: the same rows into tables without keys, triggers, constraints, seals or totals: the limit.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import asyncpg

from bench import common
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Connection, Database
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded
from careweft.money import ledger
from careweft.money.ledger import Account, Book, Journal, Line

CLIENTS, SECONDS, BATCH = 4, 5.0, 1000
WHEN = datetime(2026, 4, 1, tzinfo=UTC)
BARE = """
CREATE TABLE public.bare_journal (person_id bigint, id bigint GENERATED ALWAYS AS IDENTITY, book text, key text,
    kind text, of bigint, effective timestamptz, recorded timestamptz DEFAULT now(), narrative text, content bytea);
CREATE TABLE public.bare_line (person_id bigint, journal bigint, no smallint, account integer, amount bigint);
GRANT ALL ON public.bare_journal, public.bare_line TO careweft_worker;
"""
BARE_JOURNALS = """
INSERT INTO public.bare_journal (person_id, book, key, kind, effective, narrative, content)
SELECT p, b, k, 'posted', e, n, c
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::bytea[]) AS j(p, b, k, e, n, c)
RETURNING id
"""
BARE_LINES = """
INSERT INTO public.bare_line (person_id, journal, no, account, amount)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::integer[], $5::bigint[])
"""
Post = Callable[[Connection, list[Journal]], Awaitable[Any]]


def journal(key: str, amount: int) -> Journal:
    lines = (Line("spend", amount), Line("payable", -amount))
    return Journal("bench", key, WHEN, "home-care from homecare-a, a day", lines, person_id=amount)


async def post_bare(connection: Connection, journals: list[Journal]) -> None:
    rows = await connection.fetch(
        BARE_JOURNALS,
        [each.person_id for each in journals],
        [each.book for each in journals],
        [each.key for each in journals],
        [each.effective for each in journals],
        [each.narrative for each in journals],
        [each.content for each in journals],
    )
    made = [(row["id"], each) for row, each in zip(rows, journals, strict=True)]
    lines = [
        (each.person_id, number, no, no, line.amount) for number, each in made for no, line in enumerate(each.lines)
    ]
    await connection.execute(BARE_LINES, *map(list, zip(*lines, strict=True)))


async def rate(database: Database, name: str, post: Post, *, clients: int, batch: int) -> float:
    """Journals committed a second by all clients together."""
    until = perf_counter() + SECONDS

    async def client(number: int) -> int:
        done = 0
        while perf_counter() < until:
            made = [journal(f"{name}/{number}/{done + n}", done + n + 1) for n in range(batch)]
            async with database.transaction() as connection:
                await post(connection, made)
            done += batch
        return done

    started = perf_counter()
    done = await asyncio.gather(*(client(number) for number in range(clients)))
    return round(sum(done) / (perf_counter() - started), 1)


async def verify_seconds(database: Database) -> tuple[int, float]:
    async with database.transaction() as connection:
        journals = await connection.fetchval("SELECT count(*) FROM money.journal")
        started = perf_counter()
        assert await ledger.verify(connection) == []
        return journals, round(perf_counter() - started, 2)


async def measure(server: Embedded) -> dict[str, Any]:
    url = server.url()
    await migrate(url)
    owner = await asyncpg.connect(url)
    await owner.execute(BARE)
    await owner.close()
    async with await Database.open(url, WORKER, SystemClock()) as database:
        async with database.transaction() as connection:
            accounts = [Account("spend", "expense", "pool"), Account("payable", "liability", "homecare-a")]
            await ledger.open_book(connection, Book("bench", "Bench", "Europe/London", pooled=True), accounts)
        result: dict[str, Any] = {"seconds_each": SECONDS, "clients": CLIENTS, "batch": BATCH}
        for name, clients, batch in (("one_by_one", CLIENTS, 1), ("in_batches", 1, BATCH)):
            bare = await rate(database, name, post_bare, clients=clients, batch=batch)
            ours = await rate(database, name, ledger.post, clients=clients, batch=batch)
            result[name] = {"journals_per_s": ours, "bare_per_s": bare, "of_limit": round(ours / bare, 3)}
        result["verify"] = dict(zip(("journals", "seconds"), await verify_seconds(database), strict=True))
        return result


def run() -> dict[str, Any]:
    with common.server() as server:
        return asyncio.run(measure(server))


if __name__ == "__main__":
    common.show("ledger", run)
