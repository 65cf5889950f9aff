"""From a hospital's message to the task on a worklist, as JSON: `python -m bench.thread [MESSAGES A SECOND] [PEOPLE]`.

The real worker and web run on an embedded database with the model `torbay` active. People with open cases are admitted
(ADT^A01, of patients that are new to the hospital) at a steady rate over eight MLLP connections. Times are from when a
message was due to be sent, so that a queue before a connection counts. `answered`: the acknowledgement. `committed`:
the commit of the transaction that made the task, as PostgreSQL keeps it. `told`: the next server-sent event at the
browser of a coordinator. `visible`: that browser has fetched its worklist after an event, and the task is on it.
The first two seconds after a start, when every connection prepares its statements, are told apart (`at_first_ms`).
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import asyncpg
import httpx

from bench import common
from bench.place import PASSWORD, Place, running
from careweft.feeds.mllp import END, START
from careweft.models import wire

TEAMS, BROWSERS, SENDERS = 12, 2, 8
AT_FIRST_SECONDS = 2
_TASK = re.compile(rb'href="/tasks/([0-9a-f-]{36})"')


def run(rate: str = "50", people: str = "1200") -> dict[str, Any]:
    with running(int(people), TEAMS, "track_commit_timestamp = on") as place:
        found = asyncio.run(admissions(place, float(rate)))
    return {"messages_per_s": float(rate), "people": int(people), **found}


@dataclass
class Browser:
    """A coordinator with the worklist open: when each event came, and when each task was first seen."""

    http: httpx.AsyncClient
    team: str
    told: list[float] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)
    pages: list[float] = field(default_factory=list)
    _stale: asyncio.Event = field(default_factory=asyncio.Event)

    async def log_in(self, username: str) -> None:
        answer = await self.http.post(
            "/log-in",
            content=f"username={username}&password={quote_plus(PASSWORD)}",
            headers={"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status_code == 303, answer.text[:500]
        (await self.http.get("/work")).raise_for_status()

    async def listen(self) -> None:
        """Hear every event; each makes the page stale."""
        async with self.http.stream("GET", f"/events?since={int(time.time() * 1000)}", timeout=None) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("event: "):
                    self.told.append(time.time())
                    self._stale.set()

    async def look(self) -> None:
        """Fetch the worklist whenever it is stale, as the page's script does."""
        while True:
            await self._stale.wait()
            self._stale.clear()
            asked = time.time()
            answer = await self.http.get("/work", headers={"X-Careweft-Live": "1"})
            answer.raise_for_status()
            now = time.time()
            self.pages.append(now - asked)
            for task in _TASK.findall(answer.content):
                self.seen.setdefault(task.decode(), now)


@asynccontextmanager
async def browsers(place: Place) -> AsyncIterator[list[Browser]]:
    """Coordinators of the first teams, logged in and listening."""
    opened = [
        Browser(httpx.AsyncClient(base_url=f"http://127.0.0.1:{place.port}", timeout=60), f"zone-{number}")
        for number in range(1, BROWSERS + 1)
    ]
    for number, browser in enumerate(opened, 1):
        await browser.log_in(f"c{number}")
    jobs = [asyncio.create_task(job) for browser in opened for job in (browser.listen(), browser.look())]
    await asyncio.sleep(1)
    try:
        yield opened
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        for browser in opened:
            await browser.http.aclose()


async def admissions(place: Place, rate: float) -> dict[str, Any]:
    answered: dict[str, float] = {}
    due: dict[str, float] = {}
    async with browsers(place) as opened:
        before, start = place.processor_seconds(), time.time() + 0.5
        due.update({person.id: start + number / rate for number, person in enumerate(place.people)})
        await asyncio.gather(*(send(place, number, due, answered) for number in range(SENDERS)))
        sent = time.time()
        tasks = await made(place, len(due))
        await settled(opened, tasks)
        after, wall = place.processor_seconds(), time.time() - start
    persons = {id_: person for person, id_ in place.person_ids.items()}
    late = {"answered": {person: at - due[person] for person, at in answered.items()}}
    late["committed"] = {persons[id_]: at - due[persons[id_]] for id_, _, at, _ in tasks}
    late |= watched(opened, [(persons[id_], task, at, team) for id_, task, at, team in tasks], due)
    settled_in = start + AT_FIRST_SECONDS
    return {
        "seconds": round(wall, 1),
        "sent_per_s": round(len(due) / (sent - start), 1),
        "ms": {
            name: common.percentiles([v for who, v in each.items() if due[who] >= settled_in])
            for name, each in late.items()
        },
        "at_first_ms": common.percentiles([v for who, v in late["visible"].items() if due[who] < settled_in]),
        "page_ms": common.percentiles([each for browser in opened for each in browser.pages]),
        "cpu_ms_a_message": {name: round((after[name] - before[name]) / len(due) * 1000, 2) for name in after},
    }


def watched(
    opened: list[Browser], tasks: list[tuple[str, str, float, str]], due: dict[str, float]
) -> dict[str, dict[str, float]]:
    """Of the tasks of the teams that somebody watches: when the browser was told, and when it showed the task."""
    by_team = {browser.team: browser for browser in opened}
    told, visible = {}, {}
    for person, task, at, team in tasks:
        browser = by_team.get(team)
        if browser and task in browser.seen:
            visible[person] = browser.seen[task] - due[person]
            told[person] = min(each for each in browser.told if each >= at) - due[person]
    return {"told": told, "visible": visible}


async def send(place: Place, sender: int, due: dict[str, float], answered: dict[str, float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", place.mllp_port)
    for person in place.people[sender::SENDERS]:
        await asyncio.sleep(max(0.0, due[person.id] - time.time()))
        now = datetime.now(UTC)
        stay = wire.Stay(f"V{person.id}", f"WARD {int(person.id[1:]) % 12}")
        writer.write(START + wire.adt("A01", person, stay, now, {"admitted": now}, f"M{person.id}") + END)
        answer = await reader.readuntil(END)
        answered[person.id] = time.time()
        assert b"MSA|AA|" in answer, answer
    writer.close()


async def made(place: Place, wanted: int) -> list[tuple[int, str, float, str]]:
    """Person, task, when it was committed and team, of every discharge to be planned, once there are all."""
    connection = await asyncpg.connect(place.server.url())
    try:
        for _ in range(1200):
            if await connection.fetchval("SELECT count(*) FROM care.task WHERE code = 'plan-discharge'") >= wanted:
                break
            await asyncio.sleep(0.1)
        rows = await connection.fetch(
            "SELECT person_id, id, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 AS at, team "
            "FROM care.task WHERE code = 'plan-discharge'"
        )
        assert len(rows) == wanted, f"{len(rows)} of {wanted} tasks were made"
        return [tuple(row) for row in rows]
    finally:
        await connection.close()


async def settled(opened: list[Browser], tasks: list[tuple[int, str, float, str]]) -> None:
    """Wait until every task of the watched teams was seen; 10 seconds at most."""
    teams = {browser.team: browser for browser in opened}
    for _ in range(100):
        if all(task in teams[team].seen for _, task, _, team in tasks if team in teams):
            return
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    common.show("thread", run)
