"""A running place outlives kill -9 of any of its processes, and kill -9 of the one that keeps them running."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.system.place import Place
from tests.system.processes import children, kill, postmaster

PR_SET_CHILD_SUBREAPER = 36


class Up:
    """`careweft up` as an operator starts it, on ports of its own; where `first`, as process 1 of a container.

    It has one web process, so that none answers for another.
    """

    def __init__(self, place: Place, port: int, mllp_port: int, *, first: bool = False) -> None:
        self.place, self.log, self.first = place, place.home / "up.log", first
        self.site = f"http://127.0.0.1:{port}"
        self.environment = place.environment(
            CAREWEFT_PORT=str(port), CAREWEFT_MLLP_PORT=str(mllp_port), CAREWEFT_WEB_WORKERS="1"
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, its words at the end of a file."""
        command = [sys.executable, "-m", "careweft.cli", "up"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=self.environment,
                cwd=self.place.home,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=adopt_orphans if self.first else None,
            )

    @property
    def pid(self) -> int:
        """The supervisor."""
        assert self.process
        return self.process.pid

    def processes(self, part: str) -> list[int]:
        """Its children whose command has this part."""
        return [pid for pid in children(self.pid) if part in command_of(pid)]

    def stop(self) -> int:
        """Stop it as Ctrl-C does; its exit code."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    async def well(self) -> None:
        """Wait until the site says that all of the place is well, asked on a new connection each time."""
        await until(self._is_well, self)

    def _is_well(self) -> bool:
        try:
            answer = httpx.get(f"{self.site}/healthz", timeout=5)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200


def adopt_orphans() -> None:
    """Become the parent of descendants whose parents end, as process 1 is."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def command_of(pid: int) -> str:
    """A process's command line; empty where there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


async def until(true: Callable[[], bool], up: Up) -> None:
    """Wait for something."""
    try:
        async with asyncio.timeout(90):
            while not true():
                await asyncio.sleep(0.1)
    except TimeoutError:
        logs = [path.read_text()[-1500:] for path in (up.log, *up.place.home.glob("logs/*.log"))]
        family = [f"{pid} {command_of(pid)[:120]}" for pid in (up.pid, *children(up.pid))]
        pytest.fail("\n".join(("this did not come about", *family, *logs)))


@pytest.fixture(params=[False])
def up(request: pytest.FixtureRequest, tmp_path: Path, free_port: int, other_port: int) -> Iterator[Up]:
    place = Place(tmp_path / "place")
    place.home.mkdir()
    made = Up(place, free_port, other_port, first=request.param)
    made.start()
    yield made
    for pid in [made.pid, *children(made.pid)]:
        if made.process and made.process.poll() is None:
            kill(pid)
    place.server.destroy()


@pytest.mark.parametrize("up", [True], ids=["as process 1"], indirect=True)
async def test_whatever_is_killed_is_started_again(up: Up) -> None:
    await up.well()
    server = postmaster(up.place.server)
    assert server
    (worker,), (web,) = up.processes("careweft.cli worker"), up.processes("granian")
    site_workers = children(web)
    victims = {
        "the worker": worker,
        "a web worker": site_workers[-1],
        "the web server": web,
        "a database process": children(server)[0],
        "the database": server,
    }
    for name, pid in victims.items():
        assert kill(pid), f"{name} did not run"
        await until(lambda gone=pid: not command_of(gone), up)  # type: ignore[misc]
        await up.well()
        await until(lambda: len(up.processes("careweft.cli worker")) == len(up.processes("granian")) == 1, up)
        await until(lambda: len(children(up.processes("granian")[0])) == len(site_workers), up)
        assert postmaster(up.place.server), name
    assert up.processes("careweft.cli worker") != [worker]
    assert up.stop() == 0
    assert postmaster(up.place.server) is None


async def test_a_place_runs_once_and_after_its_supervisor_was_killed_it_starts_like_any_other(up: Up) -> None:
    await up.well()
    second = Up(up.place, 1, 2)
    second.start()
    assert second.process
    assert second.process.wait(60) == 1
    assert "running already" in second.log.read_text()
    assert os.getpgid(up.pid)
    left = [*children(up.pid), *children(up.processes("granian")[0])]
    kill(up.pid)
    assert up.process
    up.process.wait()
    await until(lambda: not any(command_of(pid) for pid in left), up)
    assert postmaster(up.place.server), "the database goes on, and is found"
    up.start()
    await up.well()
    assert up.stop() == 0
