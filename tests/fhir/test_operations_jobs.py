"""Jobs whose worker is killed (SIGKILL) while it writes: the next one begins again, and there is one result."""

import asyncio
import subprocess
import sys
from pathlib import Path

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.db import Database
from careweft.cli.jobs import jobs as jobs_of
from careweft.fhir.operations import jobs
from careweft.fhir.store import Store
from tests.fhir.conftest import ORIGIN

DYING = """
import asyncio, os, signal, sys
from pathlib import Path
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Database
from careweft.cli.jobs import jobs
from careweft.fhir.operations import export

add = export._Files.add

async def dying(self, data):
    await add(self, data)
    self._file.flush()
    os.kill(os.getpid(), signal.SIGKILL)

export._Files.add = dying

async def main():
    async with await Database.open(sys.argv[1], WORKER, SystemClock()) as database:
        await jobs(database, Path(sys.argv[2])).once()

asyncio.run(main())
"""


async def test_killed_while_it_writes(worker_db: Database, database: str, tmp_path: Path) -> None:
    organisations = [{"resourceType": "Organization", "id": f"o{n}", "name": f"Number {n}"} for n in range(50)]
    async with worker_db.transaction() as connection:
        await Store().put(connection, 0, organisations, ORIGIN)
        account = await accounts.create(connection, NewAccount("ruth", "right", "Ruth"))
        asked = {"level": "system", "group": "", "types": [], "request": "http://place.test/fhir/$export"}
        id_ = await jobs.put(connection, "export", account, asked)
    died = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", DYING, database, str(tmp_path)], capture_output=True, timeout=60
    )
    assert died.returncode == -9, died.stderr
    left = tmp_path / "jobs" / str(id_)
    assert [path.name for path in left.iterdir()] == ["Organization.0.ndjson.part"]
    async with worker_db.transaction() as connection:
        found = await jobs.status(connection, id_)
    assert found is not None and found.state == "running" and found.result is None
    for _ in range(100):  # the server lets the lock of the dead go when it notices
        if await jobs_of(worker_db, tmp_path).once():
            break
        await asyncio.sleep(0.1)
    async with worker_db.transaction() as connection:
        found = await jobs.status(connection, id_)
    assert found is not None and found.state == "done" and found.result is not None
    assert found.result["output"] == [{"type": "Organization", "file": "Organization.0.ndjson", "count": 50}]
    assert [path.name for path in left.iterdir()] == ["Organization.0.ndjson"]
    assert len((left / "Organization.0.ndjson").read_text().splitlines()) == 50
    assert not await jobs_of(worker_db, tmp_path).once()
