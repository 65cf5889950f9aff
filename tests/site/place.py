"""A small place, made by real messages through the engine, and served as in life: the web, the worker, MLLP."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import asyncpg
import httpx

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base import clock as clocks
from careweft.base.clock import PlayedClock
from careweft.base.db import WEB_LOGIN, WORKER_LOGIN, Connection
from careweft.feeds import sources
from careweft.measures import find, keep
from careweft.measures.series import with_value
from careweft.models import check, library, load, night, wire
from careweft.models.engine import activate
from careweft.models.player import Player
from careweft.money.calendar import Period, months
from tests.conftest import free_port, logged_in
from tests.site import around
from tests.web.conftest import ROOT, wait_for

ZONE = ZoneInfo("Europe/London")
PASSWORD = "a demo password"
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)
_NAMES = {
    "acute": ("Westhaven General Hospital", "acute-hospital"),
    "gp-01": ("The Quay Surgery", "gp-practice"),
    "gp-02": ("Park Surgery", "gp-practice"),
    "homecare-a": ("Helping Hands", "home-care"),
    "council": ("Westhaven Council", "council"),
}
_MORE = (
    NewAccount("george", PASSWORD, "Dr George Hale, GP", memberships=[("gp-01", "gp")]),
    NewAccount("wendy", PASSWORD, "Wendy Hall, ward nurse", memberships=[("acute", "ward")]),
    NewAccount("hanna", PASSWORD, "Hanna Berg, home care", memberships=[("homecare-a", "home-care")]),
    NewAccount("paula", PASSWORD, "Paula Reyes, privacy", memberships=[("care-trust", "privacy-officer")]),
    NewAccount("fiona", PASSWORD, "Fiona Grant, finance", memberships=[("care-trust", "finance")]),
)
_T = TypeVar("_T")


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run something asynchronous from a test whose thread belongs to the browser."""
    done: list[_T] = []
    failed: list[BaseException] = []

    def inside() -> None:
        try:
            done.append(asyncio.run(work))
        except BaseException as wrong:
            failed.append(wrong)

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return done[0]


def wait_until(true: Callable[[], object]) -> None:
    """Wait until a worker has done what was asked of it."""
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it did not become so")


@dataclass(frozen=True)
class Place:
    """The served place: its address, its database, and who is who in it."""

    site: str
    database: str
    mllp_port: int
    people: dict[str, int]
    told: dict[str, wire.Person]

    def send(self, trigger: str, who: str, visit: str, at: datetime, times: dict[str, datetime], **stay: Any) -> str:
        """Send a message of the hospital over MLLP; the answer's code (AA: taken)."""
        return self.deliver(
            wire.adt(trigger, self.told[who], wire.Stay(visit, **stay), at, times, f"T{trigger}{visit}{at:%H%M%S}")
        )

    def deliver(self, raw: bytes) -> str:
        """Send a message over MLLP; the answer's code (AA: taken)."""
        with socket.create_connection(("127.0.0.1", self.mllp_port), timeout=10) as connection:
            connection.sendall(b"\x0b" + raw + b"\x1c\r")
            answer = b""
            while not answer.endswith(b"\x1c\r"):
                answer += connection.recv(4096)
        return answer.decode().split("MSA|")[1][:2]

    def post(self, source: str, resources: list[dict[str, Any]]) -> None:
        """Send a FHIR bundle as the organisation's system does."""
        body = wire.bundle(f"live-{source}-{resources[-1]['id']}", resources)
        kind = {"content-type": "application/fhir+json"}
        answer = httpx.post(f"{self.site}/feeds/{source}", content=body, headers=kind, auth=("feeds", PASSWORD))
        answer.raise_for_status()

    def fetch(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Rows of the database, as its owner."""

        async def rows() -> list[dict[str, Any]]:
            connection = await asyncpg.connect(self.database)
            try:
                return [dict(row) for row in await connection.fetch(query, *values)]
            finally:
                await connection.close()

        return run(rows())

    @contextmanager
    def client(self, username: str) -> Iterator[httpx.Client]:
        """A client that is logged in."""
        with httpx.Client(base_url=self.site, headers={"sec-fetch-site": "same-origin"}, timeout=30) as opened:
            answer = opened.post("/log-in", data={"username": username, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            yield opened

    def task(self, who: str, code: str) -> str:
        """The id of a person's latest task of a code."""
        query = "SELECT id FROM care.task WHERE person_id = $1 AND code = $2 ORDER BY authored DESC LIMIT 1"
        return str(self.fetch(query, self.people[who], code)[0]["id"])

    def referral(self, who: str) -> str:
        """The id of a person's referral."""
        query = "SELECT record FROM facts.referral WHERE person_id = $1 AND known_to = 'infinity'"
        return str(self.fetch(query, self.people[who])[0]["record"]).rpartition("/")[2]


async def make(url: str, folder: Path) -> tuple[dict[str, int], dict[str, wire.Person]]:
    """Fill a migrated database: play what was sent, name the organisations, count, make log-ins, set the clock."""
    file = library.model_file("torbay")
    compiled = check.read(file, ZONE)
    scenario = load.scenario(Path(__file__).parent / "place.yaml")
    async with Player.on(url, scenario, compiled) as player:
        assert [kept async for kept in player.play()] == []
        worker = player.engine.database
        async with worker.transaction() as connection:
            found = {name: await player.person_id(connection, name) for name in scenario.people}
            people = {name: person for name, person in found.items() if person is not None}
            await _name(connection, list(scenario.place.practices), people["edith"])
            await activate(connection, file.read_text(), "torbay", ZONE, datetime(2026, 1, 5, tzinfo=UTC))
            await around.make(connection, player.engine.record)
            await _measure(connection)
        await night.count(worker, url, folder / "lake", [compiled], ZONE)
    owner = await asyncpg.connect(url)
    await clocks.save(owner, PlayedClock(datetime.now(UTC), NOW, 1.0, NOW))
    await owner.close()
    return people, {name: player.person(name) for name in scenario.people}


async def _name(connection: Connection, practices: list[str], edith: int) -> None:
    """What organisations are called, and who may log in."""
    for code, (name, kind) in _NAMES.items():
        await sources.declare(connection, code, name=name, kind=kind)
    rows = await connection.fetch(
        "SELECT a.username, a.display_name, m.party, m.role FROM access.account a "
        "JOIN access.membership m ON m.account_id = a.id"
    )
    staff = [
        NewAccount(row["username"], PASSWORD, f"{row['display_name']}, {row['role'].replace('-', ' ')}",
                   memberships=[(row["party"], row["role"])], demo=True)
        for row in rows
    ]  # fmt: skip
    person = NewAccount("person", PASSWORD, "Edith Marsh", "person", edith, demo=True)
    machine = NewAccount("feeds", PASSWORD, "Systems", "machine", memberships=[(code, "feed") for code in practices])
    for account in (*staff, *_MORE, person, machine):
        await accounts.create(connection, account)
    await connection.execute("UPDATE access.account SET tour_hidden = true")  # nobody of the place is new there


async def _measure(connection: Connection) -> None:
    """Two years of a measure's months, which a place so young cannot have."""
    measure = find("emergency-bed-days-65", str(ZONE))
    found = months(Period(date(2024, 1, 1), date(2026, 1, 1)))
    values = (61, 58, 66, 54, 57, 63, 60, 55, 62, 59, 64, 58, 57, 60, 49, 47, 46, 45, 44, 43, 44, 42, 41, 40)
    points = [with_value(measure, month, value, None) for month, value in zip(found, values, strict=True)]
    await keep(connection, measure, points)


@contextmanager
def served(url: str, folder: Path, known: dict[str, int], told: dict[str, wire.Person]) -> Iterator[Place]:
    """The place as in life: a worker that takes messages and tells of changes, and the web."""
    port, mllp = free_port(), free_port()
    environment = os.environ | {
        "CAREWEFT_WEB_DATABASE_URL": logged_in(url, WEB_LOGIN),
        "CAREWEFT_WORKER_DATABASE_URL": logged_in(url, WORKER_LOGIN),
        "CAREWEFT_DATA_DIR": str(folder),
        "CAREWEFT_PORT": str(port),
        "CAREWEFT_PUBLIC_URL": f"http://localhost:{port}",  # a name: at a number browsers make no passkeys
        "CAREWEFT_MLLP_PORT": str(mllp),
    }
    here = [sys.executable, "-m"]
    web = [*here, "granian", "--interface", "asgi", "--factory", "careweft.web.serve:application"]
    web += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws", "--log-level", "warning"]
    commands = [[*here, "careweft.cli", "worker"], web]
    logs = (folder / "served.log").open("wb")
    processes = [subprocess.Popen(command, cwd=ROOT, env=environment, stdout=logs, stderr=logs) for command in commands]
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", processes[1])
        _wait_for_port(mllp, processes[0])
        yield Place(f"http://localhost:{port}", url, mllp, known, told)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)
        logs.close()


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(900):
        assert process.poll() is None, "the worker ended before it listened"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("the worker does not listen")
