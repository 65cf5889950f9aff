"""When a process is killed, and which: seeded, spread over all that a command does."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import asyncpg

from careweft.base.db import Connection
from tests.system import processes
from tests.system.place import Place
from tests.system.processes import Command

Victim = Literal["command", "backend", "postmaster", "command and postmaster"]
_VICTIMS: tuple[tuple[Victim, int], ...] = (
    ("command", 10),
    ("backend", 3),
    ("postmaster", 2),
    ("command and postmaster", 2),
)


@dataclass(frozen=True)
class Moment:
    """`then` seconds after so much was `done` (0 to 1 of the messages, 1 to 2 of the events that follow from them);
    where `done` is None, after the start."""

    done: float | None
    then: float
    victim: Victim


def moments(seed: int, loading: int, following: int, starting: int) -> list[Moment]:
    """So many while messages are loaded, while events are handled, and soon after a start, in order of what is done."""
    draws = random.Random(seed)
    done = sorted([draws.uniform(0, 1) for _ in range(loading)] + [draws.uniform(1, 1.5) for _ in range(following)])
    planned = [Moment(share, draws.uniform(0, 0.12), _victim(draws)) for share in done]
    for _ in range(starting):
        planned.insert(draws.randrange(len(planned)), Moment(None, draws.uniform(0, 0.5), _victim(draws)))
    return planned


def _victim(draws: random.Random) -> Victim:
    return draws.choices([name for name, _ in _VICTIMS], [weight for _, weight in _VICTIMS])[0]


@dataclass
class Watch:
    """Looks at how far a place has come, whenever its database answers. `messages` is how many there are to load."""

    place: Place
    messages: int
    _events: int = 0
    _connection: Connection | None = None

    async def done(self) -> float | None:
        """As `Moment.done`; None while the database does not answer."""
        try:
            if self._connection is None:
                self._connection = await asyncpg.connect(self.place.url, timeout=5)
            loaded, waiting = await self._connection.fetchrow(_DONE) or (0, 0)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            self._connection = None
            return None
        if loaded < self.messages:
            return float(loaded / self.messages)
        self._events = max(self._events, waiting)
        return float(2 - waiting / self._events) if self._events else 1.0

    async def close(self) -> None:
        """Look no more."""
        if self._connection:
            self._connection.terminate()


_DONE = "SELECT (SELECT count(*) FROM feeds.message), (SELECT count(*) FROM base.outbox)"


@dataclass
class Reaper:
    """Runs commands of a place and kills what it must, while they run."""

    place: Place
    seed: int
    killed: Counter[Victim] = field(default_factory=Counter)
    _draws: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self._draws.seed(self.seed)

    async def disturb(self, planned: Sequence[Moment], messages: int, *arguments: str) -> None:
        """Run a command as often as it is killed, at each moment; once it has ended, soon after it is run again."""
        watch = Watch(self.place, messages)
        try:
            done = False
            for moment in planned:
                command = Command(self.place, *arguments)
                if await self._comes(replace(moment, done=None) if done else moment, command, watch):
                    self._strike(moment.victim, command)
                done |= await command.end() == 0
        finally:
            await watch.close()

    async def work(self, times: int, **environment: str) -> None:
        """Let the worker do what there is to do, killed so many times within it."""
        self.place.server.start()
        for _ in range(times):
            worker = Command(self.place, "worker", **environment)
            await asyncio.sleep(self._draws.uniform(0.1, 1.2))
            worker.kill()
            self.killed["command"] += 1

    async def _comes(self, moment: Moment, command: Command, watch: Watch) -> bool:
        """Wait for a moment; False where the command has ended before it came."""
        while moment.done is not None and command.runs():
            done = await watch.done()
            if done is not None and done >= moment.done:
                break
            await asyncio.sleep(0.03)
        await asyncio.sleep(moment.then)
        return command.runs()

    def _strike(self, victim: Victim, command: Command) -> None:
        if "command" in victim:
            command.kill()
        server = processes.postmaster(self.place.server)
        if server and victim != "command":
            pids = processes.children(server) if victim == "backend" else [server]
            if not pids or not processes.kill(self._draws.choice(pids)):
                return
        self.killed[victim] += 1
