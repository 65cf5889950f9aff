"""A place of a test's own: a data folder with its embedded server, a region, torbay active before anything is loaded,
and a clock that stands still, so that whatever is written at whatever moment tells the same time."""

import os
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from careweft.base import clock as clocks
from careweft.base.clock import PlayedClock
from careweft.base.db import WEB_LOGIN, WORKER_LOGIN, Connection, Database
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded
from careweft.cli import place as places
from careweft.cli.work import open_database
from careweft.models import check, library
from careweft.models.engine import Engine, activate
from careweft.simulator import region
from careweft.simulator.parameters import Care, Parameters

ZONE = ZoneInfo("Europe/London")
START = date(2025, 12, 29)
MODEL = "torbay"
BUSY = Parameters(care=Care(emergency=1200, attendances=900, home_care=(0.15, 0.4, 0.7, 0.9), leave=0.5))
"""A region whose people need much, so that few of them show much."""
_STILL = 1e-12
"""As many times as fast as the wall's is the place's clock: it does not move by a microsecond in a test."""


def midnight(day: date) -> datetime:
    """The instant at which a day begins in the place."""
    return datetime.combine(day, time(0), ZONE).astimezone(UTC)


@dataclass(frozen=True)
class Region:
    """A region's folder: `first` has what was sent on its first days, `whole` all of it."""

    whole: Path
    first: Path
    end: date

    @classmethod
    def make(cls, folder: Path, people: int, days: int, first_days: int) -> "Region":
        """Write one over so many days."""
        whole, first = folder / "whole", folder / "first"
        end = START + timedelta(days=days)
        region.make(people, 7, whole, START, end, parameters=BUSY)
        shutil.copytree(whole, first, ignore=_later_than(START + timedelta(days=first_days)))
        return cls(whole, first, end)

    @property
    def about(self) -> dict[str, Any]:
        """Its description."""
        told: dict[str, Any] = orjson.loads((self.whole / "region.json").read_bytes())
        return told


def _later_than(day: date) -> Callable[[str, list[str]], list[str]]:
    def ignored(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if "/feeds/" in folder and (found := _day(name)) and found >= day]

    return ignored


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name.partition(".")[0][-10:])
    except ValueError:
        return None


@dataclass(frozen=True)
class Place:
    """A data folder and the server in it; `database` is the one of the server's that the place's processes use."""

    home: Path
    database: str = "careweft"

    @property
    def server(self) -> Embedded:
        """The embedded server."""
        return Embedded.below(self.home)

    @property
    def url(self) -> str:
        """The database, as its owner."""
        return self.server.url(self.database)

    def environment(self, **more: str) -> dict[str, str]:
        """What a process of the place finds in its environment."""
        own = {"CAREWEFT_DATA_DIR": str(self.home), **more}
        if self.database != "careweft":
            own["CAREWEFT_DATABASE_URL"] = self.url
            own["CAREWEFT_WEB_DATABASE_URL"] = self.server.url(self.database, WEB_LOGIN)
            own["CAREWEFT_WORKER_DATABASE_URL"] = self.server.url(self.database, WORKER_LOGIN)
        return {name: value for name, value in os.environ.items() if not name.startswith("CAREWEFT_")} | own

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[Engine]:
        """Its rooms, joined, with the models that are active now."""
        async with await open_database(self.url) as database:
            yield await Engine.open(database, ZONE)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection of the owner's own."""
        connection = await asyncpg.connect(self.url)
        try:
            yield connection
        finally:
            await connection.close()

    async def set_up(self, about: Mapping[str, Any], at: datetime) -> None:
        """Migrate, stop the clock at an instant, make teams and staff, and activate the model.

        `about` says what zones, practices and organisations there are, as a region's `region.json` does.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        self.server.start()
        await migrate(self.url)
        async with self.connection() as connection:
            still = PlayedClock(datetime.now(UTC), at, _STILL, at + timedelta(microseconds=1))
            await clocks.save(connection, still)
        async with self.engine() as engine:
            await self._activate(engine.database, about)
        async with self.engine() as engine:
            await engine.agree()

    async def _activate(self, database: Database, about: Mapping[str, Any]) -> None:
        file = library.model_file(MODEL)
        async with database.transaction() as connection:
            await places.set_up(connection, about, check.read(file, ZONE), self.home)
            await activate(connection, file.read_text(), MODEL, ZONE, midnight(START))

    async def copy(self, name: str) -> "Place":
        """The same place as it is now, in another database of the same server."""
        async with Place(self.home, "postgres").connection() as connection:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {self.database}")
        return Place(self.home, name)
