"""The improvement log, open to all: from an idea over a test and a measurement to adopted or abandoned, with dates and
numbers. No step names a person: it says which organisation or team took it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from careweft.access.accounts import Account
from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.care.resources import id_of

STEPS: Final = {
    "idea": ("test", "abandoned"),
    "test": ("measure", "abandoned"),
    "measure": ("adopted", "test", "abandoned"),
    "adopted": (),
    "abandoned": ("test",),
}
"""What may follow. Nothing is adopted that was not measured; what was abandoned may be tried again."""


@dataclass(frozen=True)
class Step:
    """A step of an improvement: what was done, and a number before and after where there is one."""

    state: str
    at: datetime
    by: str
    text: str
    measure: str
    before: Decimal | None
    after: Decimal | None
    unit: str


@dataclass(frozen=True)
class Improvement:
    """An improvement with its steps in order."""

    id: str
    title: str
    aim: str
    state: str
    since: datetime
    version: int
    steps: Sequence[Step] = ()

    @property
    def numbers(self) -> Step | None:
        """The latest step with numbers."""
        return next((step for step in reversed(self.steps) if step.after is not None), None)


@dataclass(frozen=True)
class Idea:
    """An idea. `key` makes it one; `aim` is one of the model's aims; `comment` the one it came from."""

    key: str
    title: str
    text: str
    aim: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Took:
    """The next step. A measurement says what was measured, before and after."""

    state: str
    text: str
    measure: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    unit: str = ""


class Improvements:
    """Keeps the log."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def propose(self, connection: Connection, party: str, idea: Idea, aims: Sequence[str]) -> str:
        """Put an idea into the log in the name of a party; its id."""
        for field, text in (("title", idea.title), ("text", idea.text)):
            if not text.strip():
                raise BadInput("something is missing", where=field, expected="a title and what you would try")
        if idea.aim and idea.aim not in aims:
            raise BadInput("this aim is not one of ours", where="aim", expected="one of the list")
        made, now = id_of(f"improvement/{idea.key}"), self._clock.now()
        fresh = await connection.fetchval(
            "INSERT INTO care.improvement (id, title, aim, comment, state, since) VALUES ($1, $2, $3, $4, 'idea', $5) "
            "ON CONFLICT DO NOTHING RETURNING true",
            made,
            idea.title.strip()[:200],
            idea.aim,
            idea.comment,
            now,
        )
        if fresh:
            await self._step(connection, made, 1, party, Took("idea", idea.text.strip()))
        return made

    async def take(self, connection: Connection, by: Account, party: str, id_: str, took: Took, version: int) -> None:
        """Take the next step. Conflict where somebody took one meanwhile."""
        row = await connection.fetchrow("SELECT state, version FROM care.improvement WHERE id = $1 FOR UPDATE", id_)
        if row is None:
            raise NotFound("there is no such improvement")
        if row["version"] != version:
            raise Conflict("somebody else took a step meanwhile", hint="Read it, then take yours")
        if party not in by.parties:
            raise BadInput("this is not your organisation", where="party", expected="one that you work for")
        if took.state not in STEPS[row["state"]]:
            raise BadInput("this cannot follow now", where="state", expected=" or ".join(STEPS[row["state"]]) or "none")
        if not took.text.strip():
            raise BadInput("nothing says what was done", where="text", expected="what you did and saw")
        if took.state == "measure" and (not took.measure.strip() or took.before is None or took.after is None):
            raise BadInput("a measurement has numbers", where="measure", expected="what you measured, before and after")
        await connection.execute(
            "UPDATE care.improvement SET state = $2, version = version + 1 WHERE id = $1", id_, took.state
        )
        await self._step(connection, id_, version + 1, party, took)

    async def _step(self, connection: Connection, id_: str, number: int, party: str, took: Took) -> None:
        await connection.execute(
            "INSERT INTO care.improvement_step (improvement, number, state, at, by, text, measure, before, after, "
            "unit) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            id_,
            number,
            took.state,
            self._clock.now(),
            party,
            took.text.strip(),
            took.measure.strip(),
            took.before,
            took.after,
            took.unit.strip(),
        )


async def log(connection: Connection, id_: str = "") -> list[Improvement]:
    """Every improvement (or one), what moved last first."""
    rows = await connection.fetch(
        "SELECT i.id, i.title, i.aim, i.state AS now, i.since, i.version, s.state, s.at, s.by, s.text, s.measure, "
        "s.before, s.after, s.unit FROM care.improvement i JOIN care.improvement_step s ON s.improvement = i.id "
        "WHERE $1 = '' OR i.id = $1 ORDER BY i.id, s.number",
        id_,
    )
    steps: dict[str, list[Step]] = {}
    heads: dict[str, Any] = {}
    for row in rows:
        values = tuple(row)
        heads[row["id"]] = values[:6]
        steps.setdefault(row["id"], []).append(Step(*values[6:]))
    found = [replace(Improvement(*head), steps=steps[name]) for name, head in heads.items()]
    return sorted(found, key=lambda each: (each.steps[-1].at, each.id), reverse=True)
