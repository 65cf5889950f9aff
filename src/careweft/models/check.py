"""Checking a model: its file, and its scenario played on a scratch database."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg

from careweft.base.errors import BadInput
from careweft.base.migrate import migrate
from careweft.models import load
from careweft.models.compile import Compiled, compile_model
from careweft.models.player import Kept, Player


def read(file: Path, zone: ZoneInfo) -> Compiled:
    """The model of a file; raises BadInput with file, line, what was found and what was expected."""
    model, source = load.model(file)
    return compile_model(model, source, str(zone))


async def play(url: str, compiled: Compiled, scenario_file: Path) -> AsyncGenerator[Kept, None]:
    """Play a scenario on a scratch database of the server at `url`; yields each promise as it is judged."""
    scenario = load.scenario(scenario_file)
    if scenario.model != compiled.model.id:
        raise BadInput(
            f"this scenario is for {scenario.model!r}", where=scenario_file.name, expected=f"{compiled.model.id!r}"
        )
    async with scratch_database(url) as scratch, Player.on(scratch, scenario, compiled) as player:
        async for kept in player.play():
            yield kept


@asynccontextmanager
async def scratch_database(url: str) -> AsyncIterator[str]:
    """A migrated database that is dropped at the end."""
    name = f"scratch_{uuid4().hex}"
    owner = await asyncpg.connect(url)
    try:
        await owner.execute(f"CREATE DATABASE {name}")
        scratch = _with_database(url, name)
        await migrate(scratch)
        yield scratch
    finally:
        await asyncio.shield(owner.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        await owner.close()


def _with_database(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}{'?' if query else ''}{query}"
