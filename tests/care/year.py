"""A year of a small place by a clock that is set: what falls due, and what people do, each at its minute.

`python -m tests.care.year URL ZONE` plays it as a process that may be killed: the next one goes on from the minute that
the last one had finished. What should come of it is counted here by other means than the place has.
"""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import WORKER, Connection, Database
from careweft.care import teams
from careweft.care.durations import Duration
from careweft.care.plans.content import Goal
from careweft.care.plans.plans import Answer
from careweft.care.resources import episode, task
from careweft.care.tasks import Step
from careweft.fhir.stored import Origin
from careweft.models import library
from careweft.models.engine import Active, Engine, read_model
from tests.care.place import PERSON, patient

Act = Callable[[Connection, Account], Awaitable[None]]
FIRST, LAST = date(2026, 1, 5), date(2027, 1, 5)
MINUTE = timedelta(minutes=1)
# Bank holidays of England and Wales, and none for a zone whose holidays nobody told: as published, not counted.
HOLIDAYS = {
    "Europe/London": "2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28 2027-01-01",
    "Australia/Lord_Howe": "",
}
WITHIN = ("24 hours", "1 day", "2 weekdays", "2 working days", "1 week", "1 month", "90 minutes")
AROUND = (  # local starts: before and after clocks change in either place, and before holidays
    "2026-03-28 12:00", "2026-03-28 23:30", "2026-10-24 12:00", "2026-10-24 23:45", "2026-04-04 12:00",
    "2026-04-05 00:15", "2026-10-03 12:00", "2026-10-03 23:50", "2026-04-02 16:00", "2026-12-24 12:00",
    "2026-02-27 09:00", "2026-12-31 23:59",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A task: when it is asked for, within what, when that is, and until when it is on hold, where it is."""

    id: str
    start: datetime
    within: str
    due: datetime
    held: datetime | None


def local(zone: ZoneInfo, text: str) -> datetime:
    """A local time in the zone, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def asked(zone: ZoneInfo) -> list[Asked]:
    """The tasks of the year: around changes of clocks and holidays, and at any time."""
    draws = random.Random(17)
    minutes = (LAST - FIRST).days * 24 * 60
    starts = [local(zone, text) for text in AROUND]
    starts += [local(zone, f"{FIRST} 00:00") + draws.randrange(minutes) * MINUTE for _ in range(30)]
    found = []
    for number, start in enumerate(starts):
        text = WITHIN[number % (len(WITHIN) if number >= len(AROUND) else 4)]
        due = expected_due(start, text, zone)
        held = due + timedelta(hours=30, minutes=number) if number % 5 == 4 else None
        found.append(Asked(f"t{number:02}", start, text, due, held))
    return found


def expected_due(start: datetime, text: str, zone: ZoneInfo) -> datetime:
    """When something is due: by the wall clock of the zone for days, by elapsed time for hours; step by step."""
    count, unit = text.split(" ", 1)
    if unit.startswith(("hour", "minute")):
        return start + int(count) * (timedelta(hours=1) if unit.startswith("hour") else MINUTE)
    wall = start.astimezone(zone)
    day, left = wall.date(), int(count)
    if unit.startswith("month"):
        month = day.replace(day=1) + timedelta(days=32)
        last = (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        day, left = last.replace(day=min(day.day, last.day)), 0
    free = set(HOLIDAYS[zone.key].split()) if unit.startswith("working") else set()
    while left:
        day += timedelta(days=7 if unit.startswith("week") and not unit.startswith("weekday") else 1)
        closed = unit.startswith(("weekday", "working")) and (day.weekday() > 4 or str(day) in free)
        left -= not closed
    return datetime.combine(day, wall.time(), zone).astimezone(UTC)


def visits(zone: ZoneInfo) -> Iterator[datetime]:
    """When the visits of the year are due: every second working day at half past nine."""
    at = local(zone, f"{FIRST} 09:30")
    while (at := expected_due(at, "2 working days", zone)) < local(zone, f"{LAST} 09:00"):
        yield at


class Year:
    """The place, and its year minute by minute."""

    def __init__(self, database: Database, clock: SetClock, zone: ZoneInfo) -> None:
        self.database, self.clock, self.zone = database, clock, zone
        self.start = local(zone, f"{FIRST} 09:30")
        since = self.start - timedelta(days=1)
        texts = {name: library.model_file(name).read_text() for name in ("torbay", "call-and-check")}
        self.engine = Engine(
            database, zone, [Active(read_model(text, name, zone), since) for name, text in texts.items()]
        )

    def acts(self) -> dict[datetime, list[Act]]:
        """What is to be done when; nothing where only the clock is to be looked at."""
        found: dict[datetime, list[Act]] = {self.start + MINUTE: []}
        for each in asked(self.zone):
            found.setdefault(each.start, []).append(partial(self._ask, each))
            if each.held:
                found.setdefault(each.start + MINUTE, []).append(partial(self._hold, each))
            for due in (each.due, each.held):
                for at in (due - MINUTE, due, due + MINUTE) if due else ():
                    found.setdefault(at, [])
        for number, due in enumerate(visits(self.zone)):
            done = due + timedelta(minutes=30) if number % 2 else due - timedelta(minutes=10)
            found.setdefault(done, []).append(self._visited)
            for at in (due - MINUTE, due, done + MINUTE):
                found.setdefault(at, [])
        review = self.review_of(self.zone)
        for at in (review - timedelta(days=14) - MINUTE, review - timedelta(days=14), review - MINUTE, review):
            found.setdefault(at, [])
        return dict(sorted(found.items()))

    @staticmethod
    def review_of(zone: ZoneInfo) -> datetime:
        """When the plan is to be reviewed: six months on, at the same local time."""
        return local(zone, f"{FIRST.replace(month=7)} 09:30")

    async def play(self) -> None:
        """Go on from the minute that was finished last, to the end of the year."""
        by = await self._set_up()
        async with self.database.transaction() as connection:
            played = await connection.fetchval("SELECT value FROM base.note WHERE key = 'played'")
        for at, acts in self.acts().items():
            if played and at < datetime.fromisoformat(played):
                continue
            self.clock.set(at)
            for act in acts:
                async with self.database.transaction(by.id) as connection:
                    await act(connection, by)
            await self.engine.tick()
            async with self.database.transaction() as connection:
                await connection.execute(
                    "INSERT INTO base.note (key, value) VALUES ('played', $1) "
                    "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    at.isoformat(),
                )

    async def _set_up(self) -> Account:
        self.clock.set(self.start)
        async with self.database.transaction() as connection:
            known = await connection.fetchval("SELECT id FROM access.account WHERE username = 'paul'")
            if known is None:
                await teams.set_up(
                    connection,
                    [teams.Team("round", "Round", "manu")],
                    [teams.Practice("gp-01", "The Surgery", "round")],
                    [teams.Practitioner("paul", "Paul", "round", "postal-worker")],
                )
                new = NewAccount("paul", "paul", "Paul", memberships=[("round", "coordinator")])
                known = await accounts.create(connection, new)
                origin = Origin("test", None, self.start)
                case = episode("case", "Patient/p1", "round", None, self.start)
                await self.engine.store.put(connection, PERSON, [patient(), case], origin)
            by = await accounts.profile(connection, known)
        assert by
        async with self.database.transaction(by.id) as connection:
            if await self.engine.plans.current(connection, PERSON) is None:
                plans, terms = self.engine.plans, self.engine.plan_terms
                await plans.write(connection, by, PERSON, 0, {"goal/walk": Goal("Walk to the shop")}, terms)
                now = await plans.current(connection, PERSON)
                assert now
                await plans.agree(connection, by, PERSON, now.version, Answer(True), terms)
        return by

    async def _ask(self, each: Asked, connection: Connection, by: Account) -> None:
        if await connection.fetchval("SELECT true FROM care.task WHERE id = $1", each.id):
            return
        due = Duration.parse(each.within).after(each.start, self.zone)
        content: dict[str, Any] = {
            "code": "asked",
            "title": "Asked",
            "role": "postal-worker",
            "team": "round",
            "practitioner": None,
        }
        content |= {"due": due.isoformat(), "escalate": "manager", "urgent": False}
        body = task(each.id, "Patient/p1", "Patient/p1", content, self.clock.now())
        await self.engine.record.write(connection, PERSON, body)

    async def _hold(self, each: Asked, connection: Connection, by: Account) -> None:
        status = await connection.fetchval("SELECT status FROM care.task WHERE id = $1", each.id)
        if status == "requested":
            await self.engine.tasks.step(connection, by, each.id, Step("on-hold", "Away", until=each.held))

    async def _visited(self, connection: Connection, by: Account) -> None:
        open_ = await connection.fetchval(
            "SELECT id FROM care.task WHERE code = 'call-and-check' AND status = 'requested' AND due <= $1",
            self.clock.now() + timedelta(minutes=10),
        )
        if open_:
            await self.engine.tasks.step(connection, by, open_, Step("completed"))


async def main(url: str, zone: str) -> None:
    clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    async with await Database.open(url, WORKER, clock) as database:
        await Year(database, clock, ZoneInfo(zone)).play()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
