"""Many coordinators with their worklists open while messages arrive, as JSON:
`python -m bench.worklists [COORDINATORS] [TASKS] [MESSAGES A SECOND] [SECONDS] [MAKING TASKS]`.

The real worker and web run on an embedded database with the model `torbay` active: teams of ten, twenty people for
each team. Each coordinator is logged in, has the stream of live updates open, and does with the
worklist of their own tasks what the page's script does: fetches it anew on an update for their team and once a minute,
one fetch at a time. Admissions (ADT^A01 over eight MLLP connections) arrive at a steady rate; of each ten, `MAKING
TASKS` are of people with an open case, so that a task is made and a team's lists change, the others of people whom
nobody follows. `page_ms` is from asking to the last byte; `told_ms` from the commit of a task to the event at each
coordinator of its team; `asked_ms` from when a message was due to be sent to that event. The limit, in the same run:
the same page to one coordinator with nothing else going on.
"""

import asyncio
import contextlib
import gzip
import random
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

import asyncpg

from bench import common
from bench.place import ZONE, Place, running, someone
from careweft.base.clock import SystemClock
from careweft.base.db import WORKER, Database
from careweft.care.assessment.due import ask
from careweft.care.resources import task
from careweft.feeds.mllp import END, START
from careweft.models import wire
from careweft.models.engine import Engine

EACH, SENDERS, MINUTE = 10, 8, 60.0
FIRST_SECONDS = 5
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_SHOWN = re.compile(rb'id="task-')


def run(
    coordinators: str = "500", tasks: str = "100", rate: str = "50", seconds: str = "40", making: str = "1"
) -> dict[str, Any]:
    teams = max(1, int(coordinators) // EACH)
    people = max(teams * 20, int(float(rate) * float(seconds)) + 200)
    with running(people, teams, "track_commit_timestamp = on", each=EACH) as place:
        tokens = asyncio.run(prepare(place, int(coordinators), int(tasks), teams))
        found = asyncio.run(watch(place, tokens, teams, float(rate), float(seconds), int(making)))
    asked = {"coordinators": int(coordinators), "tasks_each": int(tasks), "messages_per_s": float(rate)}
    return {**asked, "making_tasks": int(making) / 10, "seconds": float(seconds), "people": people, **found}


async def prepare(place: Place, coordinators: int, tasks: int, teams: int) -> list[str]:
    """Give every coordinator their tasks, and a session; the sessions' tokens."""
    now = datetime.now(UTC)
    by_team: dict[int, list[tuple[int, str]]] = {}
    async with await Database.open(place.server.url(), WORKER, SystemClock(), size=4) as database:
        engine = await Engine.open(database, ZONE)
        async with database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT DISTINCT ON (person_id) person_id, record FROM facts.patient WHERE known_to = 'infinity'"
            )
        subject = {row["person_id"]: row["record"] for row in rows}
        for number, each_person in enumerate(place.people):
            id_ = place.person_ids[each_person.id]
            by_team.setdefault(number % teams, []).append((id_, subject[id_]))
        for number in range(coordinators):
            theirs = by_team[number % teams]
            for first in range(0, tasks, 25):
                made: dict[int, list[dict[str, Any]]] = {}
                for each in range(first, min(tasks, first + 25)):
                    person, patient = theirs[(number // teams * tasks + each) % len(theirs)]
                    due = now + timedelta(hours=each % 200 - 20)
                    content = {
                        "code": ("call", "home-visit", "review", "plan-discharge-check")[each % 4],
                        "title": ("Call at home", "Visit at home", "Review of the care", "Check the discharge")[
                            each % 4
                        ],
                        "role": "coordinator",
                        "team": f"zone-{number % teams + 1}",
                        "practitioner": f"c{number + 1}",
                        "due": due.isoformat(),
                        "escalate": "",
                        "urgent": each % 20 == 0,
                        "why": "Discharged home with care from hospital",
                    }
                    name = f"b-{number}-{each}"
                    made.setdefault(person, []).append(task(name, patient, patient, content, now))
                async with database.transaction() as connection:
                    for person, bodies in made.items():
                        await engine.record.write(connection, person, *bodies)
        await ask_assessments(database, engine)
        tokens = []
        async with database.transaction() as connection:
            for number in range(1, coordinators + 1):
                token = token_urlsafe(32)
                account = await connection.fetchval("SELECT id FROM access.account WHERE username = $1", f"c{number}")
                await connection.execute(
                    "SELECT access.start_session($1, $2)", sha256(token.encode()).digest(), account
                )
                tokens.append(token)
    owner = await asyncpg.connect(place.server.url())
    await owner.execute("VACUUM ANALYZE")
    await owner.close()
    return tokens


async def ask_assessments(database: Database, engine: Engine) -> None:
    """Ask now for every assessment that is due: a place whose cases all began at once asks for 200 in each minute, and
    that is not what is measured here."""
    for active in engine.active:
        terms, made = active.compiled.assessment, 1
        while terms and made:
            async with database.transaction() as connection:
                made = await ask(connection, engine.record, terms, active.since, ZONE)


@dataclass
class Coordinator:
    """A browser with the worklist open: when it was told of changes, and how long each page took."""

    port: int
    token: str
    team: int
    told: list[float] = field(default_factory=list)
    pages: list[tuple[float, float]] = field(default_factory=list)
    body: bytes = b""
    _stale: asyncio.Event = field(default_factory=asyncio.Event)

    def _request(self, path: str, *more: str) -> bytes:
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Cookie: careweft={self.token}"]
        lines += ["Sec-Fetch-Site: same-origin", "Accept-Encoding: gzip", *more]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def listen(self) -> None:
        """Hear every event; each makes the page stale."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        writer.write(self._request(f"/events?since={int(time.time() * 1000)}"))
        try:
            while line := await reader.readline():
                if line.startswith(b"event: "):
                    self.told.append(time.time())
                    self._stale.set()
        finally:
            writer.close()

    async def look(self) -> None:
        """Fetch the list when it is stale and every minute, one at a time."""
        await asyncio.sleep(random.random() * MINUTE / 4)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        wait = random.random() * MINUTE
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stale.wait(), wait)
                wait = MINUTE
                self._stale.clear()
                await self.fetch(reader, writer)
        finally:
            writer.close()

    async def fetch(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One page."""
        asked = time.time()
        writer.write(self._request("/work?who=me", "X-Careweft-Live: 1"))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), head[:300]
        length = _LENGTH.search(head)
        assert length, head
        body = await reader.readexactly(int(length[1]))
        self.pages.append((asked, time.time() - asked))
        self.body = body


async def watch(
    place: Place, tokens: list[str], teams: int, rate: float, seconds: float, making: int
) -> dict[str, Any]:
    alone = Coordinator(place.port, tokens[0], 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", place.port, limit=1 << 22)
    for _ in range(60):
        await alone.fetch(reader, writer)
    writer.close()
    limit = common.percentiles([took for _, took in alone.pages[20:]])
    opened = [Coordinator(place.port, token, number % teams) for number, token in enumerate(tokens)]
    jobs = [asyncio.create_task(job) for each in opened for job in (each.listen(), each.look())]
    await asyncio.sleep(FIRST_SECONDS)
    before, start = place.processor_seconds(), time.time() + 0.5
    due: dict[str, float] = {}
    await asyncio.gather(*(send(place, n, start, rate, seconds, making, due) for n in range(SENDERS)))
    await asyncio.sleep(2)
    after, wall = place.processor_seconds(), time.time() - start
    failed = [job for job in jobs if job.done()]
    for job in jobs:
        job.cancel()
    ended = await asyncio.gather(*jobs, return_exceptions=True)
    wrong = [repr(each) for each in ended if isinstance(each, Exception)]
    assert not failed, wrong[:3]
    pages = [took for each in opened for at, took in each.pages if at >= start]
    told, asked, made, missed = await updates(place, opened, teams, due)
    return {
        "shown_on_a_page": len(_SHOWN.findall(gzip.decompress(opened[0].body or alone.body))),
        "page_bytes": len(alone.body),
        "pages_per_s": round(len(pages) / wall, 1),
        "page_ms": common.percentiles(pages),
        "told_ms": common.percentiles(told),
        "asked_ms": common.percentiles(asked),
        "tasks_made": made,
        "not_told": missed,
        "limit": {"page_ms_alone": limit},
        "cores_used": {name: round((after[name] - before[name]) / wall, 2) for name in after},
    }


async def send(
    place: Place, sender: int, start: float, rate: float, seconds: float, making: int, due: dict[str, float]
) -> None:
    """A share of the messages, each at its time; `due` says when those that make a task were to be sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", place.mllp_port)
    for number in range(sender, int(rate * seconds), SENDERS):
        at = start + number / rate
        await asyncio.sleep(max(0.0, at - time.time()))
        known = number % 10 < making
        person = place.people[number] if known else someone(100_000 + number, 1)
        if known:
            due[person.id] = at
        now = datetime.now(UTC)
        stay = wire.Stay(f"V{person.id}", f"WARD {number % 12}", emergency=known)
        writer.write(START + wire.adt("A01", person, stay, now, {"admitted": now}, f"M{number}") + END)
        answer = await reader.readuntil(END)
        assert b"MSA|AA|" in answer, answer
    writer.close()


async def updates(
    place: Place, opened: list[Coordinator], teams: int, due: dict[str, float]
) -> tuple[list[float], list[float], int, int]:
    """How long after its commit, and after its message was due, each task's team was told; how many tasks were made,
    and how often somebody was not told by the end."""
    owner = await asyncpg.connect(place.server.url())
    rows = await owner.fetch(
        "SELECT person_id, team, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 AS at FROM care.task "
        "WHERE code = 'plan-discharge'"
    )
    await owner.close()
    persons = {id_: person for person, id_ in place.person_ids.items()}
    told, asked, missed = [], [], 0
    for row in rows:
        sent = due.get(persons[row["person_id"]])
        for each in opened:
            if f"zone-{each.team + 1}" != row["team"] or sent is None:
                continue
            heard = next((at for at in each.told if at >= row["at"]), None)
            if heard is None:
                missed += 1
                continue
            told.append(heard - row["at"])
            asked.append(heard - sent)
    return told, asked, len(rows), missed


if __name__ == "__main__":
    common.show("worklists", run)
