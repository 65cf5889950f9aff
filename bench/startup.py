"""The demo's first and second start in seconds: `python -m bench.startup [PEOPLE]` (the demo's own number if none).

A fresh data folder and the environment made already. The first start is from the command to the site's answer, by
stages as the demo keeps them; then Ctrl-C; then the second start.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg

from bench import common, place
from careweft.base.postgres import Embedded


def run(*people: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="careweft-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = Embedded.below(Path(folder))
        try:
            arguments = ["--people", people[0]] if people else []
            first, second = start(folder, arguments), start(folder, arguments)
            return {"people": people[0] if people else "as the demo has it", "first": first, "second": second}
        finally:
            server.destroy()


def start(folder: str, arguments: list[str]) -> dict[str, Any]:
    """Start the demo, wait for its site, stop it as Ctrl-C does; the seconds of each."""
    port, mllp_port = place.free_ports()
    told = {"CAREWEFT_DATA_DIR": folder, "CAREWEFT_PORT": str(port), "CAREWEFT_MLLP_PORT": str(mllp_port)}
    begun = monotonic()
    with (Path(folder) / "demo.out").open("ab") as out:
        command = [sys.executable, "-m", "careweft.cli", "demo", *arguments]
        process = subprocess.Popen(command, env=os.environ | told, stdout=out, stderr=out)
    try:
        steps = asyncio.run(watch(Embedded.below(Path(folder)), process, port, begun))
        taken = monotonic() - begun
        used = common.processor_seconds(process.pid) + postgres_seconds(folder)
    finally:
        process.send_signal(signal.SIGINT)
        stopping = monotonic()
        process.wait(60)
    return {
        "seconds": round(taken, 1),
        "cpu_seconds": round(used, 1),
        "until_stage_was_done": steps,
        "stop_seconds": round(monotonic() - stopping, 1),
    }


def postgres_seconds(folder: str) -> float:
    return common.processor_seconds(common.postmaster(Embedded.below(Path(folder))))


async def watch(server: Embedded, process: subprocess.Popen[bytes], port: int, begun: float) -> dict[str, float]:
    """When each step of the demo was done, in seconds since the start, until the site answers."""
    done: dict[str, float] = {}
    while not place.answers(port):
        assert process.poll() is None, "the demo ended before its site answered"
        for step in await steps_done(server):
            done.setdefault(step, round(monotonic() - begun, 1))
        await asyncio.sleep(0.1)
    return done


async def steps_done(server: Embedded) -> list[str]:
    try:
        connection = await asyncpg.connect(server.url())
    except (OSError, asyncpg.PostgresError):
        return []
    try:
        rows = await connection.fetch("SELECT key FROM base.note WHERE key LIKE 'demo/%'")
    except asyncpg.PostgresError:
        return []
    finally:
        await connection.close()
    return [row["key"].removeprefix("demo/") for row in rows]


if __name__ == "__main__":
    common.show("startup", run)
