"""A place at work for benchmarks: people with open cases, a model of care, and the real processes of `careweft up`."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg

from bench import common
from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Connection, Database
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded
from careweft.care import teams
from careweft.feeds import load
from careweft.feeds.sources import declare
from careweft.models import library, wire
from careweft.models.engine import Engine, activate
from careweft.people.nhs_number import check_digit

ZONE = ZoneInfo("Europe/London")
PASSWORD = "a password for a benchmark"
FIRST = ("Oak", "Reed", "Marsh", "Holt", "Birch", "Frost", "Lane", "Wood", "Stone", "Field", "Brook", "Ash", "Thorn")
SECOND = ("ley", "ford", "ham", "ton", "wick", "by", "dale", "gate", "combe", "stead", "worth", "hurst", "mere", "den")
GIVEN = ("Ada", "Ben", "Cora", "Dan", "Edith", "Fred", "Grace", "Hugh", "Ivy", "Jack", "Kate", "Leo", "May", "Ned")
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Place:
    """A place that runs: its server, its ports, the process that keeps the others, and its people by number."""

    server: Embedded
    port: int
    mllp_port: int
    process: int
    people: list[wire.Person]
    person_ids: dict[str, int]

    def processor_seconds(self) -> dict[str, float]:
        """Processor time so far: of PostgreSQL, of the worker, of the web."""
        return {
            "postgresql": common.processor_seconds(common.postmaster(self.server)),
            **{name: common.processor_seconds(pid) for name, pid in _children(self.process).items()},
        }


def team_of(number: int, of: int) -> str:
    return f"zone-{number % of + 1}"


def practice_of(number: int, of: int) -> str:
    return f"gp-{number % of + 1}"


def someone(number: int, teams_here: int) -> wire.Person:
    """A person of the place, with an NHS number of the range for tests."""
    nine = [f"999{serial:06}" for serial in range(number * 2, number * 2 + 2)]
    nhs = next(f"{digits}{digit}" for digits in nine if (digit := check_digit(digits)) is not None)
    return wire.Person(
        f"b{number}",
        f"{FIRST[number % 13]}{SECOND[number // 13 % 14]}{'s' * (number // 182 % 2)}",
        GIVEN[number * 5 % 14],
        date(1925, 1, 1) + timedelta(days=number * 577 % 12_000),
        "female" if number % 2 else "male",
        nhs,
        practice_of(number, teams_here),
        f"TQ{number % 9 + 1} {number // 9 % 10}{LETTERS[number // 90 % 20]}{LETTERS[number % 19]}",
    )


@contextmanager
def running(people: int, teams_here: int, *options: str, each: int = 1) -> Iterator[Place]:
    """A place with so many people, each with an open case, while its worker and its web run.

    Each team has `each` coordinators (`c1` …, one of each team in turn) and its
    own practice, whose system logs in as that practice (`gp-1` …).
    """
    with tempfile.TemporaryDirectory(prefix="careweft-bench-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        data.chmod(0o755)
        server = Embedded.below(data)
        common.configure(server, *options)
        try:
            told = [someone(number, teams_here) for number in range(people)]
            ids = asyncio.run(set_up(server.url(), data, told, teams_here, each))
            port, mllp_port = _free_port(), _free_port()
            settings = {"DATA_DIR": folder, "PORT": str(port), "MLLP_PORT": str(mllp_port)}
            with _up(settings, port) as process:
                yield Place(server, port, mllp_port, process, told, ids)
        finally:
            server.destroy()


async def set_up(url: str, data: Path, people: list[wire.Person], teams_here: int, each: int = 1) -> dict[str, int]:
    await migrate(url)
    async with await Database.open(url, WORKER, SystemClock()) as database:
        async with database.transaction() as connection:
            await _staff(connection, teams_here, each)
            since = datetime.now(UTC) - timedelta(days=1)
            await activate(connection, library.model_file("torbay").read_text(), "torbay", ZONE, since)
        engine = await Engine.open(database, ZONE)
        for number in range(teams_here):
            practice = practice_of(number, teams_here)
            folder = data / "lists" / practice
            folder.mkdir(parents=True)
            registered = [wire.bundle(each.id, [wire.patient(each)]) for each in people if each.practice == practice]
            (folder / "list.ndjson").write_bytes(b"\n".join(registered))
            await load.folder(database, engine.feeds, folder, source=practice)
        ids = await _cases(database, engine, people)
    owner = await asyncpg.connect(url)
    await owner.execute("ANALYZE")
    await owner.close()
    return ids


async def _staff(connection: Connection, teams_here: int, each: int) -> None:
    await declare(connection, "acute", name="Acute hospital", kind="hospital")
    zones = [team_of(number, teams_here) for number in range(teams_here)]
    practices = [practice_of(number, teams_here) for number in range(teams_here)]
    for practice in practices:
        await declare(connection, practice, name=practice, kind="practice")
        account = NewAccount(practice, PASSWORD, practice, "machine", memberships=[(practice, "feed")])
        await accounts.create(connection, account)
    await teams.set_up(
        connection,
        [teams.Team(zone, zone, "") for zone in zones],
        [teams.Practice(practice, practice, zone) for practice, zone in zip(practices, zones, strict=True)],
        [
            teams.Practitioner(f"c{n}", f"Coordinator {n}", zone, "coordinator")
            for n, zone in enumerate(zones * each, 1)
        ],
    )
    for number, zone in enumerate(zones * each, 1):
        new = NewAccount(f"c{number}", PASSWORD, f"Coordinator {number}", memberships=[(zone, "coordinator")])
        await accounts.create(connection, new)


async def _cases(database: Database, engine: Engine, people: list[wire.Person]) -> dict[str, int]:
    """An open case for everybody; the person of each."""
    found: dict[str, int] = {}
    now = datetime.now(UTC) - timedelta(hours=1)
    for each in people:
        async with database.transaction() as connection:
            row = await connection.fetchrow(
                "SELECT person_id, record FROM facts.registration WHERE person_id = (SELECT person_id "
                "FROM people.source_record WHERE nhs_number = $1)",
                each.nhs,
            )
            assert row, "everybody is registered"
            team = await teams.team_of(connection, each.practice)
            subject, person = str(row["record"]), int(row["person_id"])
            await engine.cases.open(connection, person, subject, team, "coordinator", f"bench/{each.id}", now)
            found[each.id] = person
    return found


@contextmanager
def _up(settings: dict[str, str], port: int) -> Iterator[int]:
    environment = os.environ | {f"CAREWEFT_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "careweft.cli", "up"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not answers(port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("careweft up does not answer")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def answers(port: int) -> bool:
    """Whether a site answers that it is well."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_ports() -> tuple[int, int]:
    """Two ports that nobody listens on."""
    return _free_port(), _free_port()


def _children(process: int) -> dict[str, int]:
    """The worker and the web below the process that keeps them."""
    found = {}
    for pid, (parent, _) in common.stats().items():
        if parent == process:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            found["web" if b"granian" in line else "worker"] = pid
    return found
