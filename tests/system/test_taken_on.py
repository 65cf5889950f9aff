"""Whoever a model takes on when it starts stays taken on, once, whatever is later found out about who they are."""

from datetime import date, timedelta

import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.outbox import Worker
from careweft.facts import person_facts
from careweft.models import wire
from careweft.models.engine import Engine
from tests.system.place import ZONE

EDITH = wire.Person("edith", "Ash", "Edith", date(1941, 3, 2), "female", "9000000009", "gp-01", "TQ1 1AA")
TWIN = wire.Person("etta", "Ash", "Etta", date(1941, 3, 2), "female", "9000000017", "gp-02", "TQ2 2BB")


@pytest.fixture
async def engine(worker_db: Database) -> Engine:
    """A place where two people are registered."""
    made = Engine(worker_db, ZONE, [])
    async with worker_db.transaction() as connection:
        for person in (EDITH, TWIN):
            message = wire.bundle(person.id, [wire.patient(person)])
            await made.feeds.receive(connection, person.practice, "fhir", message)
    await Worker(worker_db, made.handlers).drain()
    return made


async def cases(engine: Engine) -> list[int]:
    async with engine.database.transaction() as connection:
        rows = await connection.fetch("SELECT person_id FROM facts.\"case\" WHERE known_to = 'infinity'")
    return [row["person_id"] for row in rows]


async def person_of(engine: Engine, person: wire.Person) -> int:
    async with engine.database.transaction() as connection:
        return int(
            await connection.fetchval("SELECT person_id FROM people.source_record WHERE source = $1", person.practice)
        )


async def take_on(engine: Engine, person_id: int, clock: SetClock) -> bool:
    async with engine.database.transaction() as connection:
        facts = await person_facts.load(connection, person_id)
        at = clock.now() - timedelta(days=1)
        return await engine.cases.take_on(connection, person_id, facts, "coordinator", at)


async def test_a_case_goes_with_the_records_when_persons_are_joined_and_comes_back_when_that_is_undone(
    engine: Engine, clock: SetClock
) -> None:
    edith, twin = await person_of(engine, EDITH), await person_of(engine, TWIN)
    assert edith != twin
    assert await take_on(engine, edith, clock)
    assert await cases(engine) == [edith]
    async with engine.database.transaction() as connection:
        joined = await engine.people.join(connection, twin, edith, "they are one", "somebody")
    assert await cases(engine) == [twin]
    assert not await take_on(engine, twin, clock)
    async with engine.database.transaction() as connection:
        await engine.people.undo(connection, joined, "somebody")
    assert await cases(engine) == [edith]
    assert not await take_on(engine, edith, clock)
    assert await cases(engine) == [edith]
