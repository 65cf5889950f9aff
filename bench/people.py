"""Matching's speed and quality beside the bare limit of the same run, as JSON: `python -m bench.people [PEOPLE]`.

Loading: source records a second through `match_many` (500 a transaction), two or three records a person, beside bare
inserts of the same rows into a table without keys or indexes. Live, one record a transaction, in milliseconds: a new
record of a known person, a new person, a known record said again, and one changed; beside a transaction of one empty
statement. `cpu_us` is the processor time of this process a record, which other load on the machine does not change.
Quality: pairs against the truth, with numbers as said and, in a second database, without any.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

import asyncpg

from bench import common
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Database
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded
from careweft.people import Index, SourceRecord
from careweft.people.evaluate import Truth, compare
from careweft.people.nhs_number import check_digit

AT = datetime(2026, 1, 1, tzinfo=UTC)
BATCH, LIVE = 500, 400
SYLLABLES = ("an", "bar", "col", "den", "er", "fal", "gan", "har", "is", "kel", "lan", "mor", "nor", "os", "per", "ros")
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
GIVEN = (
    *("william bill", "john jack", "margaret peggy", "elizabeth liz", "robert bob", "catherine kate", "thomas tom"),
    *("patricia pat", "david dave", "susan sue", "mohammed mo", "dorothy dot", "james jim", "alexander sandy"),
    *("olga olga", "priya priya", "wei wei", "ivan ivan", "amara amara", "noor noor", "ruth ruth", "guy guy"),
)


def number(serial: int) -> str | None:
    """A valid NHS number of the test range, or None."""
    nine = f"999{serial:06}"
    digit = check_digit(nine)
    return None if digit is None else f"{nine}{digit}"


def family(dice: Random) -> str:
    """A family name: some are common, most are rare."""
    return "".join(
        SYLLABLES[int(dice.paretovariate(0.7)) % len(SYLLABLES)] for _ in range(dice.choice((2, 3, 3)))
    ).title()


def people(count: int, dice: Random) -> Iterator[tuple[str, SourceRecord, str]]:
    """(who, the practice's record, a short form of the given name); households share name, address and telephone."""
    numbers = (found for serial in range(2 * count + 100) if (found := number(serial)))
    made = 0
    while made < count:
        name, home = family(dice), dice.randrange(count)
        postcode = f"QA{home // 400 % 40} {home // 40 % 10}{chr(65 + home // 4 % 10)}{chr(65 + home % 7)}"
        twins = dice.random() < 0.01
        born = date(1930, 1, 1) + timedelta(days=dice.randrange(34_000))
        for member, names in enumerate(dice.sample(GIVEN, 2 if twins else dice.choice((1, 2, 2, 3)))):
            formal, short = names.split()
            yield (
                str(made),
                SourceRecord(
                    source=f"gp-{made % 9:02}",
                    local_id=f"g{made}",
                    family=name,
                    given=f"{formal.title()} {dice.choice('ABCDEFGH')}",
                    birth_date=born if twins or not member else born + timedelta(days=dice.randrange(-9000, 9000)),
                    sex=("female", "male")[dice.randrange(2)],
                    nhs_number=next(numbers),
                    line=f"{home % 97} Quay Road",
                    postcode=postcode,
                    phone=f"01999 {home:06}",
                    at=AT,
                ),
                short,
            )
            made += 1


def somewhere(dice: Random) -> str:
    """A postcode, of some 270,000."""
    return f"Q{dice.choice('BCD')}{dice.randrange(40)} {dice.randrange(10)}{dice.choice(LETTERS)}{dice.choice(LETTERS)}"


def elsewhere(true: SourceRecord, short: str, source: str, dice: Random) -> SourceRecord:
    """The same person as a hospital or a council has them."""
    said: dict[str, Any] = {
        "source": source,
        "local_id": f"{source}-{true.local_id}",
        "given": (true.given or "").split()[0],
    }
    if dice.random() < 0.5:
        said |= {"line": f"{dice.randrange(90)} Old Lane", "postcode": somewhere(dice), "phone": None}
    if dice.random() < (0.05 if source == "acute" else 0.6):
        said["nhs_number"] = None
    if dice.random() < 0.03:
        said["given"] = short
    if dice.random() < 0.02 and true.family:
        said["family"] = true.family[:1] + true.family[2:]
    if dice.random() < 0.005 and true.birth_date and true.birth_date.day <= 12:
        said["birth_date"] = true.birth_date.replace(month=true.birth_date.day, day=true.birth_date.month)
    return replace(true, **said)


def place(count: int) -> tuple[list[SourceRecord], dict[tuple[str, str], Truth]]:
    """Every record of a place, in no order, and whose each is."""
    dice = Random(7)
    records, truth = [], {}
    for who, true, short in people(count, dice):
        held = [true, elsewhere(true, short, "acute", dice)]
        if dice.random() < 0.3:
            held.append(elsewhere(true, short, "council", dice))
        records += held
        truth.update({record.key: Truth(who) for record in held})
    dice.shuffle(records)
    return records, truth


async def load(database: Database, records: Sequence[SourceRecord]) -> dict[str, float]:
    index, start, cpu = Index(), perf_counter(), process_time()
    for first in range(0, len(records), BATCH):
        async with database.transaction() as connection:
            await index.match_many(connection, records[first : first + BATCH])
    seconds, busy = perf_counter() - start, process_time() - cpu
    return {"records_per_s": round(len(records) / seconds), "cpu_us": round(busy / len(records) * 1e6)}


async def bare(url: str, records: Sequence[SourceRecord]) -> float:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "CREATE TABLE public.bare (source text, local_id text, family text, given text, born date)"
    )
    start = perf_counter()
    for first in range(0, len(records), BATCH):
        rows = [(r.source, r.local_id, r.family, r.given, r.birth_date) for r in records[first : first + BATCH]]
        await connection.execute(
            "INSERT INTO bare SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[])",
            *map(list, zip(*rows, strict=True)),
        )
    seconds = perf_counter() - start
    await connection.close()
    return round(len(records) / seconds)


async def timed(database: Database, records: Sequence[SourceRecord]) -> dict[str, float]:
    index, taken, cpu = Index(), [], process_time()
    for record in records:
        async with database.transaction() as connection:
            start = perf_counter()
            await index.match(connection, record)
            taken.append((perf_counter() - start) * 1000)
    busy = (process_time() - cpu) / len(records) * 1e6
    cuts = quantiles(taken, n=100)
    return {"p50_ms": round(cuts[49], 2), "p95_ms": round(cuts[94], 2), "cpu_us": round(busy)}


async def empty(database: Database) -> dict[str, float]:
    taken = []
    for _ in range(LIVE):
        async with database.transaction() as connection:
            start = perf_counter()
            await connection.fetchval("SELECT 1")
            taken.append((perf_counter() - start) * 1000)
    cuts = quantiles(taken, n=100)
    return {"p50_ms": round(cuts[49], 2), "p95_ms": round(cuts[94], 2)}


async def live(database: Database, records: Sequence[SourceRecord]) -> dict[str, Any]:
    dice = Random(8)
    some = dice.sample(records, LIVE)
    later = AT + timedelta(days=1)
    strangers = [replace(true, source="gp-99", nhs_number=None) for _, true, _ in people(LIVE, Random(99))]
    await timed(database, some[:50])  # prepares the statements
    return {
        "new_record_of_known_person": await timed(
            database, [elsewhere(r, r.given or "", "homecare", dice) for r in some]
        ),
        "new_person": await timed(database, [replace(r, postcode=somewhere(dice)) for r in strangers]),
        "said_again": await timed(database, [replace(r, at=later) for r in some]),
        "changed": await timed(database, [replace(r, at=later, postcode=somewhere(dice)) for r in some]),
        "empty_statement": await empty(database),
    }


async def quality(database: Database, truth: dict[tuple[str, str], Truth]) -> dict[str, float]:
    async with database.transaction() as connection:
        rows = await connection.fetch("SELECT source, local_id, person_id FROM people.source_record")
        open_ = await connection.fetchval("SELECT count(*) FROM people.review WHERE state = 'open'")
    found = compare(truth, {(row["source"], row["local_id"]): row["person_id"] for row in rows})
    figures = {"precision": found.precision, "recall": found.recall, "f1": found.f1}
    return {**{name: round(value, 5) for name, value in figures.items()}, "open_reviews": open_}


async def measure(server: Embedded, count: int) -> dict[str, Any]:
    records, truth = place(count)
    for name in ("numbers", "names"):
        admin = await asyncpg.connect(server.url("postgres"))
        await admin.execute(f"CREATE DATABASE {name}")
        await admin.close()
        await migrate(server.url(name))
    figures: dict[str, Any] = {"people": count, "records": len(records)}
    async with await Database.open(server.url("numbers"), WORKER, SystemClock()) as database:
        figures["load"] = await load(database, records)
        figures["load"]["bare_inserts_per_s"] = await bare(server.url("numbers"), records)
        figures["quality"] = await quality(database, truth)
        figures["live"] = await live(database, records)
    async with await Database.open(server.url("names"), WORKER, SystemClock()) as database:
        await load(database, [replace(record, nhs_number=None) for record in records])
        figures["quality_without_numbers"] = await quality(database, truth)
    return figures


def run(people: str = "20000") -> dict[str, Any]:
    with common.server() as server:
        return asyncio.run(measure(server, int(people)))


if __name__ == "__main__":
    common.show("people", run)
