"""The worker is killed again and again while a hospital sends to it over MLLP.

Every message that was acknowledged is in the record once; what was not may be sent again and has one effect all the
same. A hospital that insists gets everything in, and every task and notice appears once. A careless one that sends
each message once loses at most what was never acknowledged. A process of the database is killed now and then too.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from careweft.base.outbox import Worker
from careweft.facts import person_facts
from careweft.feeds import sources
from careweft.models import wire
from tests.system.hospital import Message, Sender, person, stays
from tests.system.place import Place
from tests.system.processes import Command, children, kill, postmaster

AT = datetime(2026, 1, 10, 8, tzinfo=UTC)
PEOPLE, VISITORS, CONNECTIONS, KILLS = 18, 30, 3, 14
ABOUT: dict[str, Any] = {
    "zones": ["zone-1"],
    "practices": {"gp-01": "zone-1"},
    "organisations": [
        {"id": "gp-01", "name": "The Surgery", "kind": "gp-practice", "source": "gp-01"},
        {"id": "acute", "name": "The hospital", "kind": "acute-hospital", "source": "acute"},
    ],
}


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """A place where some people are registered and have an open case."""
    made = Place(tmp_path / "place")
    try:
        await made.set_up(ABOUT, AT + timedelta(days=3))
        async with made.engine() as engine:
            async with engine.database.transaction() as connection:
                for told in ABOUT["organisations"]:
                    await sources.declare(connection, told["source"], name=told["name"], kind=told["kind"])
                registered = [wire.patient(person(number)) for number in range(PEOPLE)]
                await engine.feeds.receive(connection, "gp-01", "fhir", wire.bundle("registered", registered))
            await Worker(engine.database, engine.handlers).drain()
            async with engine.database.transaction() as connection:
                for row in await connection.fetch("SELECT person_id FROM people.person"):
                    facts = await person_facts.load(connection, row["person_id"])
                    since = AT - timedelta(days=1)
                    assert await engine.cases.take_on(connection, row["person_id"], facts, "coordinator", since)
        yield made
    finally:
        made.server.destroy()


class Ward:
    """The worker of a place, killed and started again while messages are sent."""

    def __init__(self, place: Place, port: int) -> None:
        self.place, self._draws = place, random.Random(7)
        self._port = {"CAREWEFT_MLLP_PORT": str(port)}
        self.worker = Command(place, "worker", **self._port)

    async def tend(self) -> None:
        """Start the worker again whenever it has ended, as the supervisor does, until cancelled."""
        while True:
            if not self.worker.runs():
                self.worker = Command(self.place, "worker", **self._port)
            await asyncio.sleep(0.05)

    async def strike(self, senders: list[Sender], total: int) -> Counter[str]:
        """Kill at random moments, spread over what is to be acknowledged; what was killed, and how often."""
        killed: Counter[str] = Counter()
        for number, share in enumerate(sorted(self._draws.uniform(0, 1) for _ in range(KILLS))):
            while sum(len(sender.acknowledged) for sender in senders) < share * total:
                await asyncio.sleep(0.005)
            await asyncio.sleep(self._draws.uniform(0, 0.3))
            if number % 5 == 4:
                server = postmaster(self.place.server)
                assert server
                killed["database"] += kill(self._draws.choice(children(server)))
            else:
                self.worker.kill()
                killed["worker"] += 1
        return killed


async def test_what_is_acknowledged_is_in_the_record_once(place: Place, free_port: int) -> None:
    ward = Ward(place, free_port)
    tending = asyncio.create_task(ward.tend())
    insisting = [Sender(free_port, random.Random(number)) for number in range(CONNECTIONS)]
    careless = Sender(free_port, random.Random(99))
    sent = [[m for one in range(number, PEOPLE, CONNECTIONS) for m in stays(person(one), AT)] for number in range(3)]
    visitors = [stays(person(PEOPLE + number), AT)[0] for number in range(VISITORS)]
    striking = asyncio.create_task(ward.strike(insisting, PEOPLE * 5 - 1))
    async with asyncio.timeout(240):
        await asyncio.gather(
            *(sender.insist(messages) for sender, messages in zip(insisting, sent, strict=True)),
            careless.try_once(visitors),
        )
        killed = await striking
        await nothing_waits(place)
    tending.cancel()
    ward.worker.process.terminate()
    assert await ward.worker.end() == 0
    assert killed["worker"] >= 10
    assert killed["database"] >= 2
    insisted = [message for messages in sent for message in messages]
    await messages_are_stored_once(place, insisted, careless, visitors)
    await stays_are_told_once(place)
    await work_is_there_once(place)


async def test_a_worker_whose_database_is_gone_ends(place: Place, free_port: int) -> None:
    """All of it, so that its supervisor starts a whole one: no part may live on without the others."""
    worker = Command(place, "worker", CAREWEFT_MLLP_PORT=str(free_port))
    async with asyncio.timeout(60):
        while "the worker runs" not in (worker.log.read_text() if worker.log.exists() else ""):
            await asyncio.sleep(0.05)
    place.server.stop()
    assert await worker.end() != 0


async def nothing_waits(place: Place) -> None:
    """Wait until all that was stored is handled."""
    while True:
        try:
            async with place.connection() as connection:
                if not await connection.fetchval("SELECT count(*) FROM base.outbox"):
                    return
        except OSError:
            pass
        await asyncio.sleep(0.1)


async def messages_are_stored_once(
    place: Place, insisted: list[Message], careless: Sender, visitors: list[Message]
) -> None:
    async with place.connection() as connection:
        rows = await connection.fetch("SELECT message_id, state, count(*) FROM feeds.message GROUP BY 1, 2")
        assert await connection.fetchval("SELECT count(*) FROM base.dead_letter") == 0
    stored = {row["message_id"]: (row["state"], row["count"]) for row in rows if row["message_id"].startswith("p")}
    assert set(stored.values()) == {("done", 1)}
    assert {message.id for message in insisted} <= stored.keys()
    acknowledged = {name for name, answers in careless.acknowledged.items() if answers["AA"]}
    assert acknowledged
    assert acknowledged <= stored.keys() <= {message.id for message in [*insisted, *visitors]}


async def stays_are_told_once(place: Place) -> None:
    """One Encounter for each stay, as the last word on it says; one event for each thing that happened."""
    async with place.connection() as connection:
        encounters = await connection.fetch(
            "SELECT status, unit, count(*) FROM facts.encounter e JOIN people.source_record r USING (person_id) "
            "WHERE known_to = 'infinity' AND r.local_id < $1 AND r.source = 'acute' GROUP BY 1, 2",
            f"P{PEOPLE:03}",
        )
        events = await connection.fetch(
            "SELECT kind, revoked, count(*) FROM facts.event e JOIN people.source_record r USING (person_id) "
            "WHERE r.local_id < $1 AND r.source = 'acute' AND e.kind IN ('admitted', 'discharged') GROUP BY 1, 2",
            f"P{PEOPLE:03}",
        )
    assert sorted(map(tuple, encounters)) == [("cancelled", "WARD 3", PEOPLE), ("finished", "WARD 7", PEOPLE)]
    told = {(row["kind"], row["revoked"]): row["count"] for row in events}
    # An admission that waited together with its cancellation was never told, so there is nothing to take back.
    assert told.pop(("admitted", True), 0) <= PEOPLE
    assert told == {("admitted", False): PEOPLE, ("discharged", False): PEOPLE}


async def work_is_there_once(place: Place) -> None:
    """Each stay that ended has each of its tasks once; one that was cancelled has none that is open.

    A visitor whom the team does not know is to be seen on the ward, once.
    """
    async with place.connection() as connection:
        tasks = await connection.fetch(
            "SELECT focus, array_agg(code ORDER BY code) AS codes FROM care.task WHERE status = 'requested' GROUP BY 1"
        )
        taken_back = await connection.fetch(
            "SELECT status, code, max(n) FROM (SELECT focus, status, code, count(*) "
            "AS n FROM care.task WHERE status <> 'requested' GROUP BY 1, 2, 3) t GROUP BY 1, 2"
        )
        notices = await connection.fetch(
            "SELECT about, array_agg(recipient ORDER BY recipient) AS told FROM care.notice "
            "WHERE state = 'sent' AND about LIKE 'Encounter/%' GROUP BY 1"
        )
        effects = await connection.fetchval(
            "SELECT count(*) FROM care.effect WHERE state = 'applied' AND kind = 'task'"
        )
        records = await connection.fetchval(
            "SELECT count(*) FROM fhir.resource WHERE type = 'Task' AND body LIKE '%\"requested\"%'"
        )
        visitors = await connection.fetchval(
            "SELECT count(*) FROM people.source_record WHERE source = 'acute' AND local_id >= $1", f"P{PEOPLE:03}"
        )
    codes = Counter(tuple(row["codes"]) for row in tasks)
    after_stays = ("call", "home-visit", "plan-discharge", "review")
    ready = ("equipment", "family", "home-care", "medicines", "transport", "update-medicines")
    assert codes == {after_stays: PEOPLE, ready: PEOPLE, ("ward-review",): visitors, ("assess",): PEOPLE}
    # What a stay asked for that was cancelled later, where it was told before it was cancelled.
    assert {tuple(row) for row in taken_back} <= {("cancelled", code, 1) for code in ("plan-discharge", *ready)}
    assert len(notices) == PEOPLE
    assert {tuple(row["told"]) for row in notices} == {("gp-01", "staff/carla"), ("gp-01", "staff/colin")}
    by_no_event = PEOPLE + len(ready) * PEOPLE  # the clock asks for the assessments, the discharge plan for its parts
    assert effects == records - by_no_event == 4 * PEOPLE + visitors
