"""Transactions at the same time: one new person stays one, and nobody waits for somebody who waits for them."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from careweft.base.db import Database
from careweft.base.errors import CareweftError
from careweft.people import Index, Match, SourceRecord, locks
from tests.people.support import AT, NUMBERS, Mirror, faults, partition, record, state

FAMILIES = ("Smith", "Okafor", "Ito", "Delacroix", "Varga")


async def match(db: Database, index: Index, *records: SourceRecord, pause: float = 0.0) -> list[Match]:
    async with db.transaction() as connection:
        found = await index.match_many(connection, records)
        await asyncio.sleep(pause)
        return found


@pytest.mark.parametrize("most", [locks.MOST, 0])
async def test_the_same_new_person_from_many_sources_at_once_is_one(
    worker_db: Database, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(locks, "MOST", most)
    index = Index()
    said: list[dict[str, Any]] = [{}, {"nhs_number": None}, {"given": "Jack"}, {"postcode": "EX1 1AA", "phone": None}]
    for round_, family in enumerate(FAMILIES):
        born = date(1950 + 7 * round_, 3 + round_, 7 + 3 * round_)
        records = [
            record(
                f"gp-{n:02}",
                str(round_),
                **{"family": family, "birth_date": born, "nhs_number": NUMBERS[round_ % 5], **said[n % 4]},
            )
            for n in range(8)
        ]
        found = await asyncio.gather(*(match(worker_db, index, one, pause=0.005) for one in records))
        assert len({one.person_id for (one,) in found}) == 1
        assert sum(one.created for (one,) in found) == 1
    async with worker_db.transaction() as connection:
        assert await faults(connection) == []


async def test_the_same_record_at_once_is_one(worker_db: Database) -> None:
    index = Index()
    found = await asyncio.gather(*(match(worker_db, index, record("gp-01", "1"), pause=0.005) for _ in range(8)))
    assert len({one.person_id for (one,) in found}) == 1
    async with worker_db.transaction() as connection:
        assert await connection.fetchval("SELECT count(*) FROM people.source_record") == 1


async def test_a_new_record_meets_a_person_that_is_being_joined(worker_db: Database) -> None:
    """Whoever comes first, the record ends with the person that is alive."""
    index = Index()
    for round_, family in enumerate(FAMILIES):
        john_says = {"family": family, "birth_date": date(1950 + 7 * round_, 3 + round_, 7), "nhs_number": None}
        ken_says = {"given": "Ken", "birth_date": date(1991, 9, 20 - round_), "phone": None, "postcode": None}
        (john,) = await match(worker_db, index, record("gp-01", f"{round_}", **john_says))
        (ken,) = await match(worker_db, index, record("gp-01", f"k{round_}", **{**john_says, **ken_says}))

        async def join(keep: int = ken.person_id, other: int = john.person_id) -> None:
            async with worker_db.transaction() as connection:
                await index.join(connection, keep, other, "", "account/1")
                await asyncio.sleep(0.01)

        late = record("acute", f"{round_}", **john_says)
        order = [join(), match(worker_db, index, late, pause=0.01)]
        await asyncio.gather(*(order if round_ % 2 else reversed(order)))
        async with worker_db.transaction() as connection:
            assert await faults(connection) == []
            assert (await state(connection))["acute", f"{round_}"][0] == ken.person_id


async def test_a_known_record_and_what_hangs_on_it_do_not_part(worker_db: Database) -> None:
    """While a message of a known record is being stored, the record cannot be moved to another person."""
    mirror = Mirror()
    index = Index([mirror.move])
    (john,) = await match(worker_db, index, record("gp-01", "1"))
    (ken,) = await match(
        worker_db,
        index,
        record(
            "gp-01",
            "2",
            family="Ito",
            given="Ken",
            birth_date=date(1990, 9, 9),
            nhs_number=None,
            phone=None,
            postcode=None,
        ),
    )
    matched, stored = asyncio.Event(), asyncio.Event()

    async def store() -> int:
        async with worker_db.transaction() as connection:
            found = await index.match(connection, record("gp-01", "1", at=AT + timedelta(days=1)))
            matched.set()
            await asyncio.sleep(0.05)
            stored.set()
            return found.person_id

    async def join() -> bool:
        await matched.wait()
        async with worker_db.transaction() as connection:
            await index.join(connection, ken.person_id, john.person_id, "", "account/1")
            return stored.is_set()

    person, waited = await asyncio.gather(store(), join())
    assert (person, waited) == (john.person_id, True)
    assert mirror.person_of == {("gp-01", "1"): ken.person_id}


async def test_the_later_of_two_equal_messages_holds_the_record_too(worker_db: Database) -> None:
    index = Index()
    (ken,) = await match(worker_db, index, record("gp-01", "2", family="Ito", given="Ken", nhs_number=NUMBERS[1]))
    first, second, stored = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def one() -> None:
        async with worker_db.transaction() as connection:
            await index.match(connection, record("gp-01", "1"))
            first.set()
            await asyncio.sleep(0.05)

    async def other() -> None:
        await first.wait()
        async with worker_db.transaction() as connection:
            assert not (await index.match(connection, record("gp-01", "1"))).created
            second.set()
            await asyncio.sleep(0.05)
            stored.set()

    async def join() -> None:
        await second.wait()
        async with worker_db.transaction() as connection:
            person = (await state(connection))["gp-01", "1"][0]
            await index.join(connection, ken.person_id, person, "", "account/1")
            assert stored.is_set()

    await asyncio.gather(one(), other(), join())


async def test_a_storm_leaves_the_index_whole(worker_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Overlapping batches, single messages, joins and undoings: none may fail but by the index's own refusal.

    A deadlock, which PostgreSQL breaks, is tried again, as the outbox does.
    """
    monkeypatch.setattr(locks, "MOST", 12)  # so that some batches of the storm are large ones
    dice = random.Random(7)
    index = Index()

    def some() -> SourceRecord:
        return record(
            dice.choice(["gp-01", "acute", "council"]),
            str(dice.randrange(12)),
            given=dice.choice(["John", "Jack", "Mary"]),
            family=dice.choice(["Smith", "Jones"]),
            birth_date=dice.choice([date(1950, 3, 7), date(1950, 7, 3), date(1960, 3, 7)]),
            nhs_number=dice.choice([*NUMBERS[:3], None]),
            postcode=dice.choice(["TQ1 4AB", "EX1 1AA"]),
            at=AT + timedelta(minutes=dice.randrange(1000)),
        )

    async def by_hand() -> None:
        async with worker_db.transaction() as connection:
            persons = sorted({row[0] for row in (await state(connection)).values()})
            last = await connection.fetchval("SELECT max(event_id) FROM people.event WHERE kind <> 'link'")
            if last and dice.random() < 0.5:
                await index.undo(connection, last, "account/1")
            elif len(persons) > 1:
                keep, other = dice.sample(persons, 2)
                await index.join(connection, keep, other, "", "account/1")

    async def insisting(*records: SourceRecord) -> None:
        while True:
            with suppress(asyncpg.DeadlockDetectedError):
                await match(worker_db, index, *records, pause=0.002)
                return

    async def refusing(act: Any) -> None:
        with suppress(CareweftError, asyncpg.DeadlockDetectedError):
            await act

    for _ in range(12):
        acts = [insisting(*(some() for _ in range(dice.choice([1, 1, 1, 6])))) for _ in range(8)]
        await asyncio.gather(*acts, refusing(by_hand()), refusing(by_hand()))
    async with worker_db.transaction() as connection:
        assert await faults(connection) == []
        assert sum(map(len, partition(await state(connection)))) == 36
