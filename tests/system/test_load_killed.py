"""kill -9 of any process at any moment of a load: after restart and replay the database equals an undisturbed run's.

Two places begin as copies of one: torbay is active, nothing is loaded, and the clock stands still at the end of the
region's time. Both load the region's first days, take on those whom services know, load the rest, and let the worker do
what the clock asks for: escalate, post money, count. In one of them nothing is disturbed. In the other the loading
process, a process of its database server, the server's postmaster, or two at once are killed with SIGKILL, again and
again, at seeded moments that are spread over the whole load and over the events that follow from it; the worker is
killed while it handles the rest of those events. Whatever was killed is started again, as an operator would, by the
same command. Then every table of the two is compared, row by row. `snapshot` says what is normalised and why: numbers
that rolled back transactions leave gaps in, and wall-clock stamps.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from careweft.facts import lake
from careweft.models import night
from tests.system.kills import Reaper, moments
from tests.system.place import ZONE, Place, Region, midnight
from tests.system.processes import Command
from tests.system.snapshot import Snapshot, differences, snapshot

_SETTLED = """
SELECT (SELECT count(*) FROM base.outbox) = 0 AND EXISTS (SELECT FROM base.note WHERE key = 'counted')
    AND EXISTS (SELECT FROM money.progress) AND NOT EXISTS (SELECT FROM care.task
        WHERE status IN ('requested', 'in-progress') AND escalate <> '' AND escalated IS NULL AND due <= base.now())
"""


@dataclass(frozen=True)
class Size:
    """How much is loaded and how often something is killed: while loading (each half), while events follow, just after
    a start, and while the worker works."""

    people: int
    days: int
    loading: int
    following: int
    starting: int
    working: int


SHORT = Size(150, 14, 18, 4, 4, 8)
LONG = Size(600, 42, 60, 12, 12, 12)


@pytest.mark.parametrize(
    ("size", "seed"),
    [
        pytest.param(SHORT, 1, id="short"),
        *(pytest.param(LONG, seed, id=f"long-{seed}", marks=pytest.mark.nightly) for seed in range(2, 7)),
    ],
)
async def test_a_load_that_is_killed_again_and_again_ends_where_an_undisturbed_one_does(
    tmp_path: Path, free_port: int, size: Size, seed: int
) -> None:
    region = Region.make(tmp_path / "region", size.people, size.days, 3)
    disturbed, port = Place(tmp_path / "place"), str(free_port)
    try:
        await disturbed.set_up(region.about, midnight(region.end))
        undisturbed = await disturbed.copy("undisturbed")
        in_first, in_all = await run_through(undisturbed, region, port)
        reaper = Reaper(disturbed, seed)
        first = moments(2 * seed, size.loading, 0, size.starting)
        await reaper.disturb(first, in_first, "feed", "load", str(region.first))
        await load(disturbed, region.first)
        await take_on(disturbed)
        rest = moments(2 * seed + 1, size.loading, size.following, size.starting)
        await reaper.disturb(rest, in_all, "feed", "load", str(region.whole))
        await reaper.work(size.working, CAREWEFT_MLLP_PORT=port)
        await load(disturbed, region.whole)
        await settle(disturbed, port)
        assert reaper.killed.total() >= 50
        assert min(reaper.killed[victim] for victim in ("command", "backend", "postmaster")) > 0
        expected, found = await snapshot(undisturbed.url), await snapshot(disturbed.url)
        differ = differences(expected, found)
        assert not differ, "\n".join(differ)
        shows_enough(expected)
        for log in disturbed.home.glob("*.log"):
            assert "Traceback" not in log.read_text()
    finally:
        disturbed.server.destroy()


async def run_through(place: Place, region: Region, port: str) -> tuple[int, int]:
    """All steps without a disturbance; how many messages there are in the first days and in all."""
    in_first = await load(place, region.first)
    await take_on(place)
    in_all = await load(place, region.whole)
    await settle(place, port)
    return in_first, in_all


async def load(place: Place, folder: Path) -> int:
    """Load a folder to its end; how many messages there are then."""
    place.server.start()
    command = Command(place, "feed", "load", str(folder))
    assert await command.end() == 0, command.log.read_text()[-2000:]
    place.server.start()
    async with place.connection() as connection:
        return int(await connection.fetchval("SELECT count(*) FROM feeds.message"))


async def take_on(place: Place) -> None:
    """Open cases for those whom services know, as activating a model does; doing it twice does it once."""
    async with place.engine() as engine:
        written = await lake.export(place.url, place.home / "lake")
        assert await engine.take_on(lake.open(written.path)) > 0
        assert await engine.take_on(lake.open(written.path)) == 0


async def settle(place: Place, port: str) -> None:
    """Let the worker work until there is nothing left to do, stop it as an operator would, and count once more: what
    it counted while events were still handled is of that moment."""
    worker = Command(place, "worker", CAREWEFT_MLLP_PORT=port)
    async with asyncio.timeout(120), place.connection() as connection:
        while not await connection.fetchval(_SETTLED):
            assert worker.runs(), worker.log.read_text()[-2000:]
            await asyncio.sleep(0.1)
    worker.process.terminate()
    assert await worker.end() == 0
    async with place.engine() as engine:
        models = [active.compiled for active in engine.active]
        await night.count(engine.database, place.url, place.home / "lake", models, ZONE)


def shows_enough(told: Snapshot) -> None:
    """Every room has something to lose, and nothing went wrong."""
    assert told["base.outbox"] == told["base.dead_letter"] == []
    assert not [row for row in told["feeds.message"] if '"state":"done"' not in row]
    for table in (
        "access.relationship", "care.effect", "care.notice", "care.task", "facts.case", "facts.encounter",
        "facts.event", "facts.service", "fhir.history", "money.accrual", "money.line",
        "people.link", "population.member",
    ):  # fmt: skip
        assert told[table], f"{table} is empty: the region is too quiet to show anything"
