"""A second small place, of the model `chains`: played by real messages up to where two chains are one schedule."""

from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base import clock as clocks
from careweft.base.clock import PlayedClock
from careweft.models import check, library, load, wire
from careweft.models.engine import activate
from careweft.models.grammar import At
from careweft.models.player import Player
from tests.site.place import PASSWORD, ZONE

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


async def make(url: str, folder: Path) -> tuple[dict[str, int], dict[str, wire.Person]]:
    """Play what was sent and done before now, make log-ins, set the clock."""
    file = library.model_file("chains")
    compiled = check.read(file, ZONE)
    whole = load.scenario(library.scenario_file(file))
    steps = [step for step in whole.steps if isinstance(step, At) and step.at.replace(tzinfo=ZONE) < NOW]
    async with Player.on(url, whole.model_copy(update={"steps": steps}), compiled) as player:
        assert [kept async for kept in player.play()] == []
        async with player.engine.database.transaction() as connection:
            found = {name: await player.person_id(connection, name) for name in whole.people}
            people = {name: person for name, person in found.items() if person is not None}
            for name, told in whole.place.staff.items():
                await accounts.create(
                    connection, NewAccount(name, PASSWORD, told.name, memberships=[(told.team, told.role)])
                )
            own = NewAccount("astrid", PASSWORD, "Astrid Nord", "person", people["astrid"])
            await accounts.create(connection, own)
            await activate(connection, file.read_text(), "chains", ZONE, datetime(2026, 1, 1, tzinfo=UTC))
    owner = await asyncpg.connect(url)
    await clocks.save(owner, PlayedClock(datetime.now(UTC), NOW, 1.0, NOW))
    await owner.close()
    return people, {name: player.person(name) for name in whole.people}
