"""The demo: a region with a year of history, one model of care, staff to log in as, and a week that is played live."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base import clock as clocks
from careweft.base.clock import PlayedClock
from careweft.base.db import WORKER, Connection, Database
from careweft.base.settings import Settings
from careweft.cli import lived, place, supervisor
from careweft.cli.progress import Report, console, progress
from careweft.facts import area, lake
from careweft.feeds import load
from careweft.models import check as checker
from careweft.models import library, night
from careweft.models.engine import Engine, activate
from careweft.people import person
from careweft.simulator import region as simulator

MODEL = "torbay"
BESIDE = ("esther", "partnerships", "va-ccht")
"""What runs beside it from the day on: a pathway, an equipment store, monitoring at home. Where they differ, the first
counts: the place's own."""
PLAYER = [sys.executable, "-m", "careweft.cli.play"]
START, END = date(2025, 1, 16), date(2026, 1, 16)
DAY = END - timedelta(days=7)
"""The first of the days that are played live: the region's last seven."""
_BEGINS = time(7)
_STANDS_STILL = 1e-12
_BACKLOG = timedelta(days=4)
"""How long before the first live day the model was activated, so that there is some work when one first looks."""


@dataclass(frozen=True)
class Wish:
    """What demo is wanted: how many people, which seed, how many demo minutes a minute."""

    people: int
    seed: int
    rate: float


async def make_ready(settings: Settings, region: Path, wish: Wish) -> None:
    """Make whatever of the demo is not there yet; each step is kept, so an interrupted start goes on where it was."""
    url = supervisor.database_url(settings)
    with progress() as report:
        steps = Steps(settings, url, region, wish, report)
        for name, step in steps.all():
            if not await _done(url, name):
                await step()
                await _mark(url, name)
    if sys.stdin.isatty():
        console.print()


async def _done(url: str, name: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval("SELECT true FROM base.note WHERE key = $1", f"demo/{name}"))
    finally:
        await connection.close()


async def _mark(url: str, name: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("INSERT INTO base.note (key, value) VALUES ($1, 'true')", f"demo/{name}")
    finally:
        await connection.close()


class Steps:
    """The steps of making the demo, in order; each may be repeated without harm."""

    def __init__(self, settings: Settings, url: str, region: Path, wish: Wish, report: Report) -> None:
        self._settings, self._url, self._region, self._wish, self._report = settings, url, region, wish, report
        self._zone = ZoneInfo(settings.zone)

    def all(self) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        """Name and act of each step."""
        return [
            ("region", self.region),
            ("clock", self.stop_clock),
            ("history", self.history),
            ("place", self.place),
            ("model", self.model),
            ("numbers", self.numbers),
            ("people", self.people),
            ("lived", self.lived),
            ("start", self.start_clock),
        ]

    async def region(self) -> None:
        """Make the region's files."""
        await asyncio.to_thread(
            simulator.make, self._wish.people, self._wish.seed, self._region, START, END, self._report
        )

    async def stop_clock(self) -> None:
        """Let it be the morning of the day for as long as the place is made."""
        await self._clock(_STANDS_STILL)

    async def start_clock(self) -> None:
        """Let the days pass, from the morning of the day on."""
        await self._clock(self._wish.rate)

    async def _clock(self, rate: float) -> None:
        begins = datetime.combine(DAY, _BEGINS, self._zone).astimezone(UTC)
        until = datetime.combine(END, time(0), self._zone).astimezone(UTC)
        connection = await asyncpg.connect(self._url)
        try:
            await clocks.save(connection, PlayedClock(datetime.now(UTC), begins, rate, until))
        finally:
            await connection.close()

    async def history(self) -> None:
        """Load everything from before the day."""
        areas = area.read(self._region / "reference" / "areas.csv")
        midnight = datetime.combine(DAY, time(0), self._zone).astimezone(UTC)
        async with await self._database() as database:
            engine = Engine(database, self._zone, [])
            async with database.transaction() as connection:
                await area.load(connection, areas)
            await load.folder(
                database,
                engine.feeds,
                self._region,
                before=midnight,
                progress=self._loaded,
            )

    def _loaded(self, done: load.Loaded) -> None:
        self._report("Loading a year (kB)", done.bytes_read // 1000, done.bytes_total // 1000)

    async def place(self) -> None:
        """Teams aligned with practices, and people to log in as."""
        told = orjson.loads((self._region / "region.json").read_bytes())
        async with await self._database() as database, database.transaction() as connection:
            compiled = checker.read(library.model_file(MODEL), self._zone)
            await place.set_up(connection, told, compiled, self._settings.data_dir)

    async def model(self) -> None:
        """Activate the model from some days before and those beside it; take people on, do what happened since."""
        text = library.model_file(MODEL).read_text()
        midnight = datetime.combine(DAY - _BACKLOG, time(0), self._zone).astimezone(UTC)
        async with await self._database() as database:
            async with database.transaction() as connection:
                await activate(connection, text, MODEL, self._zone, midnight)
                for name in BESIDE:
                    beside = library.model_file(name).read_text()
                    await activate(connection, beside, name, self._zone, midnight + _BACKLOG)
            engine = await Engine.open(database, self._zone)
            written = await lake.export(self._url, self._settings.data_dir / "lake")
            await engine.take_on(lake.open(written.path), self._report)
            zones = orjson.loads((self._region / "region.json").read_bytes())["zones"]
            async with database.transaction() as connection:
                await place.open_clinics(connection, engine.contact.appointments, zones[0])
            await engine.worker().drain()

    async def numbers(self) -> None:
        """The population's tiers, the measures and the pooled budget up to the day."""
        async with await self._database() as database:
            engine = await Engine.open(database, self._zone)
            await engine.agree()
            await engine.tick()
            models = [active.compiled for active in engine.active]
            await night.count_once(
                database, self._url, self._settings.data_dir / "lake", models, self._zone, self._report
            )

    async def people(self) -> None:
        """A log-in for a person who has an open case, best with the team of the coordinator whom one looks in on."""
        zones = orjson.loads((self._region / "region.json").read_bytes())["zones"]
        async with await self._database() as database, database.transaction() as connection:
            await _person_account(connection, zones[0])

    async def lived(self) -> None:
        """What that person, who cares for them and their coordinator have written and done so far."""
        async with await self._database() as database:
            await lived.begin(database, await Engine.open(database, self._zone), "person", "carla")

    async def _database(self) -> Database:
        connection = await asyncpg.connect(self._url)
        try:
            clock = await clocks.load(connection)
        finally:
            await connection.close()
        return await Database.open(self._url, WORKER, clock)


_SOMEBODY = """
SELECT person_id FROM facts."case" c
CROSS JOIN LATERAL (SELECT count(*) AS stays FROM facts.encounter e
    WHERE e.person_id = c.person_id AND e.known_to = 'infinity' AND e.class = 'inpatient') e
WHERE c.known_to = 'infinity' AND c.status = 'active'
ORDER BY c.team = $1 DESC,
    EXISTS (SELECT FROM care.task t WHERE t.person_id = c.person_id AND t.status = 'requested')::int
    + EXISTS (SELECT FROM facts.service s WHERE s.person_id = c.person_id AND s.known_to = 'infinity'
        AND s.status IN ('active', 'on-hold'))::int DESC, stays DESC, person_id LIMIT 1
"""


async def _person_account(connection: Connection, team: str) -> None:
    """A log-in for somebody with an open case of whom there is much to see: tasks, services, stays in hospital."""
    found = await connection.fetchval(_SOMEBODY, team)
    if found is not None:
        banner = await person.banner(connection, found)
        name = f"{banner.given} {(banner.family or '').title()}"
        new = NewAccount("person", place.PASSWORD, f"{name}, who has a plan here", "person", found, demo=True)
        await accounts.create(connection, new)


def say_where(settings: Settings) -> None:
    """Print the address, the log-ins and what to look at first."""
    from careweft.cli.run import site

    console.print(f"\n[bold]Careweft is at {site(settings)}[/bold]\n")
    console.print(f"Log in with the password [bold]{place.PASSWORD}[/bold] as")
    console.print("  carla    a care coordinator: watch My work as messages arrive (petra is another zone's)")
    console.print("  maria    her team's manager       fiona   finance")
    console.print("  george   a GP                     hanna   home care")
    console.print("  wendy    a ward nurse: who is in hospital, and what is missing to go home")
    console.print("  stella   the equipment store     astrid  a nurse of Esther’s ward")
    console.print("  person   somebody with a plan: their own record, messages, readings, and who looked")
    console.print("  ann      who cares for that person, and books and measures for them\n")
    console.print("Look first at My work: a week of the region is being played, a day in two minutes, and what")
    console.print("happens to people becomes tasks while you look. Under Messages one waits for an answer; under")
    console.print("Meetings open the next one, its agenda is made by rule; under Monitoring somebody’s weight went up.")
    console.print("Then open a person, Pathways, Population, Money and Measures.  (Ctrl-C stops everything.)")
