"""What people of the demo have done so far is there once, in their own names, however often the demo is begun."""

from datetime import UTC, datetime
from pathlib import Path

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import WORKER, Database
from careweft.care import teams
from careweft.care.teams import Team
from careweft.cli import lived
from careweft.cli.demonstration import BESIDE
from careweft.cli.place import open_clinics
from careweft.models import library, load
from careweft.models.engine import Engine, activate, read_model
from careweft.models.player import Player
from tests import site
from tests.site.place import NOW, ZONE

THERE = {
    "messages": "SELECT count(*) FROM fhir.resource WHERE type = 'Communication' AND strpos(body, 'shower') > 0",
    "appointment": "SELECT count(*) FROM care.appointment WHERE status = 'booked'",
    "readings": "SELECT count(*) FROM facts.reading WHERE known_to = 'infinity' AND name = 'weight'",
    "carer": "SELECT count(*) FROM access.sight WHERE kind = 'carer'",
    "mistake": "SELECT count(*) FROM care.correction WHERE state = 'asked'",
    "meeting": "SELECT count(*) FROM care.meeting",
    "delay": "SELECT count(*) FROM fhir.resource WHERE type = 'CarePlan' AND strpos(body, 'Waits for the eq') > 0",
    "monitored": "SELECT count(*) FROM care.alert WHERE closed IS NULL",
    "lent": "SELECT count(*) FROM care.loan WHERE state = 'on-loan'",
    "to be lent": "SELECT count(*) FROM care.loan WHERE state = 'reserved'",
    "on the chain": "SELECT count(DISTINCT person_id) FROM care.pathway",
    "versions": "SELECT count(*) FROM fhir.history",
}


async def begun(database: str) -> None:
    """A place in which Edith alone was referred, taken on and brought to hospital."""
    scenario = load.scenario(Path(site.__file__).parent / "place.yaml")
    steps = [step for step in scenario.steps if "edith" in step.model_dump().values()]
    text = library.model_file("torbay").read_text()
    alone = scenario.model_copy(update={"steps": steps})
    async with Player.on(database, alone, read_model(text, "torbay.yaml", ZONE)) as player:
        assert [kept async for kept in player.play()] == []
        async with player.engine.database.transaction() as connection:
            edith = await player.person_id(connection, "edith")
            await activate(connection, text, "torbay", ZONE, datetime(2026, 1, 5, tzinfo=UTC))
            for new in (
                NewAccount("carla", "carla", "Carla Reed", memberships=[("zone-1", "coordinator")]),
                NewAccount("nina", "nina", "Nina Park", memberships=[("zone-1", "district-nurse")]),
                NewAccount("person", "person", "Edith Marsh", "person", edith),
            ):
                await accounts.create(connection, new)


async def beside(database: str) -> None:
    """The models that run beside the place's own, and who works in them."""
    async with await Database.open(database, WORKER, SetClock(NOW)) as worker, worker.transaction() as connection:
        for name in BESIDE:
            await activate(connection, library.model_file(name).read_text(), name, ZONE, NOW)
        await teams.set_up(connection, [Team("store", "Store")], [], [])
        for name, party, role in (
            ("stella", "store", "storekeeper"),
            ("astrid", "acute", "nurse"),
        ):
            await accounts.create(connection, NewAccount(name, name, name, memberships=[(party, role)]))


async def test_the_demo_has_lived_once(database: str) -> None:
    await begun(database)
    await beside(database)
    clock, found = SetClock(NOW), []
    async with await Database.open(database, WORKER, clock) as worker:
        engine = await Engine.open(worker, ZONE)
        async with worker.transaction() as connection:
            await open_clinics(connection, engine.contact.appointments, "zone-1")
        for _ in range(2):
            await lived.begin(worker, engine, "person", "carla")
            async with worker.transaction() as connection:
                found.append({what: await connection.fetchval(query) for what, query in THERE.items()})
    assert [what for what, count in found[0].items() if not count] == []
    assert found[0] == found[1]
