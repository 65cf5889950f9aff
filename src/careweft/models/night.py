"""What is counted once a night: the lake, everybody's tier, the measures' months."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import ibis.expr.types as ir

from careweft import population
from careweft.base.db import Database
from careweft.facts import lake
from careweft.measures import compare
from careweft.measures.measure import Measure, find
from careweft.measures.series import complete_months, keep, series, uncounted
from careweft.models.compile import Compiled
from careweft.money.calendar import Period
from careweft.population import gaps
from careweft.population.score import library as scores
from careweft.rules.calendar import just_after

MONTHS = 24
Report = Callable[[str, int, int], None]


def panel_of(compiled: Compiled) -> population.Panel:
    """A model's segments with the scores that rank its people; everybody who is registered belongs."""
    known = scores(compiled.vocabulary.zone)
    return population.Panel(compiled.model.id, compiled.belongs, tuple(known.values()), compiled.tiers)


async def count_once(
    database: Database, url: str, folder: Path, models: list[Compiled], zone: ZoneInfo, report: Report | None = None
) -> bool:
    """Count, unless it was done on this day of the place already; whether it was done now."""
    today = database.clock.now().astimezone(zone).date().isoformat()
    async with database.transaction() as connection:
        if await connection.fetchval("SELECT value FROM base.note WHERE key = 'counted'") == today:
            return False
    await count(database, url, folder, models, zone, report)
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO base.note (key, value) VALUES ('counted', $1) ON CONFLICT (key) DO UPDATE SET value = $1",
            today,
        )
    return True


async def count(
    database: Database, url: str, folder: Path, models: list[Compiled], zone: ZoneInfo, report: Report | None = None
) -> None:
    """Write the lake, then count tiers and measures from it and keep them. Counting again replaces.

    Measures are counted for the latest whole months since the place began to know of anything.
    """
    written = await lake.export(url, folder)
    tables = lake.open(written.path)
    first = (tables["encounter"].known_from.min().to_pyarrow().as_py() or written.as_of).astimezone(zone).date()
    wanted = sorted({name for compiled in models for name in compiled.model.measures})
    steps = len(models) + len(wanted)
    for number, compiled in enumerate(models, 1):
        await place(database, compiled, tables, written.as_of)
        if report:
            report("Counting", number, steps)
    for compiled in models:
        async with database.transaction() as connection:
            query = "SELECT min(since) FROM models.activation WHERE model = $1"
            since = await connection.fetchval(query, compiled.model.id)
        await compare_groups(database, compiled, tables, since, written.as_of)
    for number, name in enumerate(wanted, len(models) + 1):
        months = [month for month in complete_months(written.as_of, zone, MONTHS) if month.start >= first]
        async with database.transaction() as connection:
            months = await uncounted(connection, name, months)
        await count_months(database, tables, find(name, str(zone)), months)
        if report:
            report("Counting", number, steps)


async def count_months(
    database: Database, tables: Mapping[str, ir.Table], measure: Measure, months: list[Period]
) -> None:
    """A measure in some months."""
    points = await asyncio.to_thread(series, tables, measure, months)
    async with database.transaction() as connection:
        await keep(connection, measure, points)


async def place(database: Database, compiled: Compiled, tables: Mapping[str, ir.Table], now: datetime) -> None:
    """Everybody's tier in a model, and who has a gap in care, as at now."""
    if compiled.tiers:
        panel = panel_of(compiled)
        placed = await asyncio.to_thread(population.place_everybody, panel, tables, just_after(now))
        async with database.transaction() as connection:
            await population.keep(connection, panel, replace(placed, at=now))
    if compiled.gaps:
        found = await asyncio.to_thread(gaps.find, compiled.belongs, compiled.gaps, tables, just_after(now))
        async with database.transaction() as connection:
            await gaps.keep(connection, compiled.model.id, found, now)


async def compare_groups(
    database: Database, compiled: Compiled, tables: Mapping[str, ir.Table], since: datetime | None, now: datetime
) -> None:
    """A model's comparisons, as at when it was first activated and as at now."""
    phases: tuple[tuple[compare.Phase, datetime | None], ...] = (("before", since), ("after", now))
    for told in compiled.comparisons:
        for phase, at in phases:
            if at is not None:
                groups = await asyncio.to_thread(compare.count, told, tables, at)
                async with database.transaction() as connection:
                    await compare.keep(connection, compiled.model.id, told, phase, groups, at)
