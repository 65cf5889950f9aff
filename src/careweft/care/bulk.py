"""Several tasks at once: each is checked and changed by itself, so that one that cannot be changed stops no other."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput, CareweftError
from careweft.care import submissions
from careweft.care.tasks import REASONED, Step, Tasks

Kind = Literal[
    "give", "give-back", "pass-on", "completed", "in-progress", "on-hold", "requested", "cancelled", "postpone"
]
_REASONED = (*REASONED, "pass-on", "postpone")
MOST = 200


@dataclass(frozen=True)
class Many:
    """What is done with each: to whom it is given or passed on, why, and the time that it is held or postponed to."""

    kind: Kind
    to: str = ""
    why: str = ""
    at: datetime | None = None

    def __post_init__(self) -> None:
        if self.kind in ("give", "pass-on") and not self.to:
            raise BadInput("nobody is chosen", where="to", expected="who should do it")
        if self.kind in _REASONED and not self.why:
            raise BadInput("nothing says why", where="note", expected="a reason")
        if self.kind == "postpone" and self.at is None:
            raise BadInput("no day is chosen", where="at", expected="the new due time")


@dataclass(frozen=True)
class Became:
    """What became of one task: `fault` says why nothing did, where nothing did."""

    task: str
    fault: str = ""


async def do(
    connection: Connection, tasks: Tasks, by: Account, key: UUID, many: Many, chosen: Sequence[tuple[str, int]]
) -> tuple[list[Became], bool]:
    """Do it with each task (id and the version that was looked at), in order; what became of each, and whether this
    was the first time. Under the same key it is done once.
    """
    if not chosen or len(chosen) > MOST:
        raise BadInput("no task is chosen" if not chosen else "too many tasks", expected=f"1 to {MOST} tasks")
    known = await submissions.first(connection, by.id, key, "bulk")
    if known is not None:
        return [Became(**each) for each in known], False
    found = [await _one(connection, tasks, by, many, *each) for each in dict(chosen).items()]
    await submissions.answer(connection, by.id, key, [asdict(each) for each in found])
    return found, True


async def _one(connection: Connection, tasks: Tasks, by: Account, many: Many, task: str, version: int) -> Became:
    try:
        async with connection.transaction():
            await act(connection, tasks, by, many, task, version)
    except CareweftError as wrong:
        return Became(task, wrong.what)
    return Became(task)


async def act(connection: Connection, tasks: Tasks, by: Account, many: Many, task: str, version: int | None) -> None:
    """Do it with one task."""
    match many.kind:
        case "give":
            await tasks.assign(connection, by, task, many.to, version)
        case "give-back":
            await tasks.assign(connection, by, task, None, version)
        case "pass-on":
            await tasks.pass_on(connection, by, task, many.to, many.why, version)
        case "postpone":
            assert many.at is not None
            await tasks.postpone(connection, by, task, many.at, many.why, version)
        case _:
            until = many.at if many.kind == "on-hold" else None
            await tasks.step(connection, by, task, Step(many.kind, many.why, version, until))
