"""One question to the place, or one change, in one transaction as the system."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from careweft.base.db import Connection
from careweft.base.settings import load
from careweft.cli import supervisor
from careweft.cli.work import open_database
from careweft.models.engine import Engine

_Found = TypeVar("_Found")


def ask(act: Callable[[Connection, Engine], Awaitable[_Found]]) -> _Found:
    """Do it, with the place's engine; starts the embedded database for it where it does not run."""
    settings = load()

    async def inside(url: str) -> _Found:
        async with await open_database(url) as database:
            engine = await Engine.open(database, settings.place_zone)
            async with database.transaction() as connection:
                return await act(connection, engine)

    with supervisor.server_for(settings) as url:
        return asyncio.run(inside(url))
