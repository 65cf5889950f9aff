"""The worker is killed again and again while the record changes: a receiver is told of everything, and knows by the
numbers of the events what it has heard before.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.relationships import Relationship
from careweft.fhir.store import Origin
from tests.fhir.conftest import patient
from tests.system.place import Place
from tests.system.processes import Command
from tests.system.test_worker_killed import ABOUT, AT
from tests.web.fhir.subscribing import Receiver, listening, subscription, weight

CHANGES, KILLS = 120, 6


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    made = Place(tmp_path / "place")
    try:
        await made.set_up(ABOUT, AT)
        yield made
    finally:
        made.server.destroy()


async def subscribed(place: Place, receiver: Receiver) -> None:
    """A system that sees person 1 and wants to know of observations."""
    async with place.engine() as engine, engine.database.transaction() as connection:
        origin = Origin("gp-01", None, AT)
        await engine.store.put(connection, 1, [patient("p1")], origin)
        machine = NewAccount("system", "right", "System", "machine", memberships=[("gp-01", "feed")])
        account = await accounts.create(connection, machine)
        seen = Relationship(1, "gp-01", "registered-practice", "x", AT)
        own = Relationship(-account, f"account/{account}", "self", "account", AT)
        await relationships.keep(connection, [seen, own])
        wanted = subscription(receiver, content="id-only", count=7) | {"id": "s"}
        await engine.store.put(connection, -account, [wanted], origin)


async def status(place: Place) -> tuple[str, int, int]:
    async with place.connection() as connection:
        row = await connection.fetchrow("SELECT status, last, delivered FROM fhir.subscription WHERE id = 's'")
    assert row is not None
    return row["status"], row["last"], row["delivered"]


async def test_nothing_is_lost_and_numbers_tell_what_comes_twice(place: Place, free_port: int) -> None:
    draws = random.Random(11)
    told = {"CAREWEFT_MLLP_PORT": str(free_port), "CAREWEFT_SUBSCRIPTION_NETWORKS": "127.0.0.0/8"}
    async with listening() as receiver, asyncio.timeout(240):
        await subscribed(place, receiver)
        worker = Command(place, "worker", **told)
        while (await status(place))[0] != "active":
            await asyncio.sleep(0.05)
        async with place.engine() as engine:
            for number in range(CHANGES):
                async with engine.database.transaction() as connection:
                    await engine.store.put(connection, 1, [weight(f"w{number}", 1)], Origin("gp-01", None, AT))
                if number % (CHANGES // KILLS) == 7:
                    await asyncio.sleep(draws.uniform(0, 0.5))
                    worker.kill()
                    worker = Command(place, "worker", **told)
        while await status(place) != ("active", CHANGES, CHANGES):
            await asyncio.sleep(0.1)
        worker.process.terminate()
        assert await worker.end() == 0
    heard = [event for kind, events, _ in receiver.told() if kind == "event-notification" for event in events]
    about = dict(heard)
    assert len(set(heard)) == len(about) == CHANGES  # a number is always about the same
    assert sorted(map(int, about)) == list(range(1, CHANGES + 1))
    assert set(about.values()) == {f"Observation/w{number}" for number in range(CHANGES)}
