"""A draft that somebody was saving when their process was killed: what was saved before stands, and it goes on."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from careweft.access import accounts
from careweft.base.clock import SetClock
from careweft.base.db import WORKER, WORKER_LOGIN, Database
from tests.care.assessment.test_assessments import begin, save, values
from tests.care.place import PERSON, Place, patient, referral
from tests.conftest import logged_in

ROOT = Path(__file__).parents[3]


async def doomed(url: str, id_: str, version: int) -> None:
    """Save an answer, say so, and never commit."""
    async with await Database.open(url, WORKER, SetClock(datetime(2026, 1, 15, 9, tzinfo=UTC))) as database:
        place = Place(database, SetClock(datetime(2026, 1, 15, 9, tzinfo=UTC)))
        async with database.transaction(1) as connection:
            carla = await accounts.profile(connection, 1)
            assert carla
            given = values("prisma-7", {"needs-help": "true"})
            await place.assessments.save(connection, carla, id_, version, given)
            print("saved", flush=True)
            await asyncio.sleep(60)


async def test_a_killed_save_leaves_the_draft_as_it_was(database: str, worker_db: Database, clock: SetClock) -> None:
    place = Place(worker_db, clock)
    await place.set_up()
    await place.put(patient(), referral(clock.now()))
    carla = await place.account("carla", "zone-1", "coordinator")
    assert carla.id == 1
    begun = (await save(place, carla, await begin(place, carla, "prisma-7"), {"walking-aid": "true"})).assessment
    arguments = [logged_in(database, WORKER_LOGIN), begun.id, str(begun.version)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.care.assessment.test_killed", *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"saved\n"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    again = await begin(place, carla, "prisma-7")
    assert (again.id, again.version) == (begun.id, begun.version)
    assert "needs-help" not in again.answers and again.answers["walking-aid"].values == (True,)
    done = await save(place, carla, again, {"needs-help": "true"})
    assert done.assessment.answers["needs-help"].values == (True,)
    assert again.person_id == PERSON


if __name__ == "__main__":
    asyncio.run(doomed(sys.argv[1], sys.argv[2], int(sys.argv[3])))
