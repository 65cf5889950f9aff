"""Model files of the place's own, while somebody writes them: kept with their errors, and run by nobody.

A draft becomes a model that runs only by activating its file, as any other.
"""

import re
from asyncio import Semaphore, to_thread
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound
from careweft.care.assessment.library import shipped
from careweft.models import document
from careweft.models.compile import Compiled, compile_model
from careweft.models.file import Model
from careweft.models.load import validate
from careweft.rules import patience, starting

LONGEST = 64 * 1024
"""The most characters of a draft."""
MOST = 100
"""The most drafts of a place."""
_SECONDS = 3.0
_MOST_FAULTS, _LONGEST_FAULT = 40, 600
_ONE = Semaphore(1)
_ID = re.compile(r"(?m)^id:[ \t]*\S.*$")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file: where (from 1), in which part, and what was found and expected."""

    line: int
    column: int
    says: str


@dataclass(frozen=True)
class Checked:
    """A text that was read: the model, or what is wrong with it."""

    compiled: Compiled | None
    faults: Sequence[Fault]


@dataclass(frozen=True)
class Draft:
    """A draft. `made_from` is the model that it is a copy of; `by` who changed it last."""

    id: str
    made_from: str
    content: str
    by: str
    changed: datetime
    version: int


async def check(text: str, name: str, zone: ZoneInfo) -> Checked:
    """Read a model's text that anybody may have written, in bounded time and space, one at a time in a process."""
    if len(text) > LONGEST:
        return Checked(None, [Fault(1, 1, f"found {len(text):,} characters; expected at most {LONGEST:,}")])
    async with _ONE:
        return await to_thread(_check, text, name, zone)


def _check(text: str, name: str, zone: ZoneInfo) -> Checked:
    shipped(), starting(str(zone))  # our own library is not read on the time of whoever writes
    try:
        with patience.at_most(_SECONDS):
            source = document.parse(text, name)
            return Checked(compile_model(validate(Model, source), source, str(zone)), [])
    except CareweftError as wrong:
        return Checked(None, list(_faults(str(wrong), name))[:_MOST_FAULTS])
    except RecursionError:
        return Checked(None, [Fault(1, 1, "parts too deep within parts")])


def _faults(message: str, name: str) -> Iterator[Fault]:
    """An error as faults: each begins with file, line and column, and what follows on other lines belongs to it."""
    parts = re.split(rf"(?m)^{re.escape(name)}:(\d+):(\d+): ", message)
    if parts[0].strip():
        yield Fault(1, 1, parts[0].strip()[:_LONGEST_FAULT])
    for line, column, says in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        yield Fault(int(line), int(column), says.strip()[:_LONGEST_FAULT])


async def copy(connection: Connection, model: str, text: str, by: str, at: datetime) -> str:
    """Start a draft from a model's text, under an id of its own; returns the id."""
    if await connection.fetchval("SELECT count(*) FROM models.draft") >= MOST:
        raise Conflict(f"there are {MOST} drafts already", hint="Delete one that nobody needs")
    name = f"{model}-{token_hex(3)}"
    content = _ID.sub(f"id: {name}", text, count=1)
    await connection.execute(
        "INSERT INTO models.draft (id, made_from, content, changed_by, changed) VALUES ($1, $2, $3, $4, $5)",
        name,
        model,
        content,
        by,
        at,
    )
    return name


_DRAFT = "SELECT id, made_from, content, changed_by, changed, version FROM models.draft"


async def read(connection: Connection, draft: str) -> Draft:
    """A draft; NotFound where there is none."""
    row = await connection.fetchrow(f"{_DRAFT} WHERE id = $1", draft)
    if row is None:
        raise NotFound("there is no such draft")
    return Draft(*row)


async def every(connection: Connection) -> list[Draft]:
    """All drafts, the latest changed first."""
    return [Draft(*row) for row in await connection.fetch(f"{_DRAFT} ORDER BY changed DESC, id")]


async def save(connection: Connection, draft: Draft, text: str, by: str, at: datetime) -> None:
    """Keep a text as the draft that was read at `draft.version`; Conflict where somebody else kept another since."""
    if len(text) > LONGEST:
        raise BadInput("the file is too long", expected=f"at most {LONGEST:,} characters")
    if text == draft.content:
        return
    kept = await connection.fetchval(
        "UPDATE models.draft SET content = $3, changed_by = $4, changed = $5, version = version + 1 "
        "WHERE id = $1 AND version = $2 RETURNING version",
        draft.id,
        draft.version,
        text,
        by,
        at,
    )
    if kept is None:
        raise Conflict("somebody else changed this draft meanwhile")


async def delete(connection: Connection, draft: str, version: int) -> None:
    """Throw a draft away, as it was at a version; Conflict where somebody changed it since."""
    if await connection.fetchval(
        "DELETE FROM models.draft WHERE id = $1 AND version = $2 RETURNING id", draft, version
    ):
        return
    await read(connection, draft)
    raise Conflict("somebody else changed this draft meanwhile")
