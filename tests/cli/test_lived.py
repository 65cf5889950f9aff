"""What people of the demo have done so far is there once, in their own names, however often the demo is begun."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from careweft.base.clock import SetClock
from careweft.base.db import WORKER, Database
from careweft.cli import lived
from careweft.cli.place import open_clinics
from careweft.models.engine import Engine
from tests.site.place import make

pytestmark = pytest.mark.nightly
THERE = {
    "messages": "SELECT count(*) FROM fhir.resource WHERE type = 'Communication' AND strpos(body, 'shower') > 0",
    "appointment": "SELECT count(*) FROM care.appointment WHERE status = 'booked'",
    "readings": "SELECT count(*) FROM facts.reading WHERE known_to = 'infinity' AND name = 'weight'",
    "carer": "SELECT count(*) FROM access.sight WHERE kind = 'carer'",
    "mistake": "SELECT count(*) FROM care.correction WHERE state = 'asked'",
    "meeting": "SELECT count(*) FROM care.meeting",
    "delay": "SELECT count(*) FROM fhir.resource WHERE type = 'CarePlan' AND strpos(body, 'Waits for the eq') > 0",
    "versions": "SELECT count(*) FROM fhir.history",
}


async def test_the_demo_has_lived_once(database: str, tmp_path: Path) -> None:
    await make(database, tmp_path)
    zone, clock = ZoneInfo("Europe/London"), SetClock(datetime(2026, 1, 15, 9, tzinfo=UTC))
    found = []
    async with await Database.open(database, WORKER, clock) as worker:
        engine = await Engine.open(worker, zone)
        async with worker.transaction() as connection:
            await open_clinics(connection, engine.contact.appointments, "zone-1")
        for _ in range(2):
            await lived.begin(worker, engine, "person", "carla")
            async with worker.transaction() as connection:
                found.append({what: await connection.fetchval(query) for what, query in THERE.items()})
    assert [what for what, count in found[0].items() if not count] == []
    assert found[0] == found[1]
