"""A year of escalations, holds, reviews and visits: each once and on its minute, through changes of clocks, holidays
and restarts."""

import asyncio
import os
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from careweft.base.clock import SetClock
from careweft.base.db import WORKER_LOGIN, Database
from tests.care.year import Year, asked, main, visits
from tests.conftest import logged_in

ROOT = Path(__file__).parents[2]


async def judged(url: str, zone: ZoneInfo) -> None:
    """What came of the year is what was to come, counted by other means."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT id, code, due, escalated, authored FROM care.task ORDER BY due, id")
        told = await connection.fetch(
            "SELECT about, recipient, sent FROM care.notice WHERE message LIKE 'Overdue%' ORDER BY sent, about"
        )
        noted = await connection.fetch(
            "SELECT id, body::json ->> 'note' AS note FROM fhir.resource WHERE type = 'Task'"
        )
    finally:
        await connection.close()
    tasks = {row["id"]: row for row in rows}
    bodies = {row["id"]: row["note"] for row in noted}
    for each in asked(zone):
        found, fires = tasks[each.id], each.held or each.due
        assert (found["due"], found["escalated"], found["authored"]) == (each.due, fires, each.start), each
        held = bodies[each.id] or ""
        assert held.count("No longer on hold") == (1 if each.held else 0), each
    made = [row for row in rows if row["code"] == "call-and-check"]
    wanted = list(visits(zone))
    assert [row["due"] for row in made][: len(wanted)] == wanted
    late = [row["escalated"] for row in made][: len(wanted)]
    assert late == [due if number % 2 else None for number, due in enumerate(wanted)]
    review = Year.review_of(zone)
    reviews = [(row["due"], row["authored"], row["escalated"]) for row in rows if row["code"] == "review-plan"]
    assert reviews == [(review, review - timedelta(days=14), review)]
    escalated = {(f"Task/{row['id']}", row["escalated"]) for row in rows if row["escalated"]}
    assert {(row["about"], row["sent"]) for row in told} == escalated
    assert len(told) == len(escalated)  # each once
    assert {row["recipient"] for row in told} == {"staff/manu"}


@pytest.mark.parametrize("zone", ["Europe/London", pytest.param("Australia/Lord_Howe", marks=pytest.mark.nightly)])
async def test_a_year_of_clocks(database: str, worker_db: Database, clock: SetClock, zone: str) -> None:
    clock.set(datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    await Year(worker_db, clock, ZoneInfo(zone)).play()
    await judged(database, ZoneInfo(zone))


@pytest.mark.nightly
@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Lord_Howe"])
async def test_a_year_of_clocks_killed_again_and_again(database: str, zone: str) -> None:
    url, draws = logged_in(database, WORKER_LOGIN), random.Random(5)
    command = [sys.executable, "-m", "tests.care.year", url, zone]
    for _ in range(6):
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=os.environ)
        try:
            await asyncio.wait_for(process.wait(), draws.uniform(1.5, 4))
        except TimeoutError:
            process.kill()  # kill -9, in the middle of whatever it does
            await process.wait()
    await main(url, zone)
    await judged(database, ZoneInfo(zone))
