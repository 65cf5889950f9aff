"""`$viewdefinition-run` over HTTP: the rows of a SQL on FHIR view of what the account sees.

Resources are read in parts, in the order of their index, and each part is in the audit before its rows leave: memory
is bounded, and no transaction is open while a slow client reads.
"""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import orjson
from starlette.responses import Response, StreamingResponse

from careweft.access.audit import Entry
from careweft.access.oauth.scopes import Granted
from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.facts.view import View, compile_view
from careweft.fhir.decode import decode
from careweft.fhir.definitions import resource_types
from careweft.fhir.fhirpath.apart import apart
from careweft.fhir.jsontext import loads
from careweft.fhir.operations.everything import person_of
from careweft.fhir.operations.given import Given
from careweft.fhir.references import parse
from careweft.fhir.search.values import key
from careweft.fhir.stored import BODY, Stored
from careweft.web.fhir.operations.operation import Need, Operation
from careweft.web.fhir.table import Asked

PART: Final = 500
MOST: Final = 1_000_000
FORMATS: Final = {"ndjson": "application/x-ndjson", "csv": "text/csv", "json": "application/json"}
_PART: Final = f"""SELECT x.person_id, x.at::text AS clinical, x.rid,
    r.type, r.id, r.version, r.at, r.source, r.message_id, r.received, {BODY.format("r")} AS body
FROM fhir.index_token x JOIN fhir.resource r ON r.person_id = x.person_id AND r.rid = x.rid
WHERE x.hash = $1 AND (x.person_id, x.at, x.rid) > ($2::bigint, $3::text::timestamptz, $4::bigint)
AND ($6::bigint IS NULL OR x.person_id = $6) AND r.body IS NOT NULL
ORDER BY x.person_id, x.at, x.rid LIMIT $5"""

Row = dict[str, Any]


class _Place(NamedTuple):
    """After which index row the next part begins."""

    person: int = -(2**62)
    clinical: str = "-infinity"
    rid: int = 0


async def run(asked: Asked, given: Given) -> Response:
    """The rows of a view as NDJSON, CSV or a JSON array."""
    view = _view(given)
    form = given.text("format") or "ndjson"
    if form not in FORMATS:
        raise BadInput(f"{form[:40]!r} is not written", where="format", expected=", ".join(FORMATS))
    most = given.number("_limit", MOST, MOST)
    inline = [decode(one) for one in given.values.get("resource", ()) if isinstance(one, dict)]
    parts = _sent(view, inline) if inline else _kept(asked, view, await _patient(asked, given))
    written = _written(form, view, _limited(parts, most), header=given.flag("header", True))
    first = await anext(written)  # what is wrong with the view is told before anything is
    return StreamingResponse(_with(first, written), media_type=FORMATS[form])


def _view(given: Given) -> View:
    sent, named = given.content("viewResource") or given.resource, given.content("viewReference")
    if (sent is None) == (named is None):
        raise BadInput("no view", where="viewResource", expected="a ViewDefinition as viewResource, or viewReference")
    if named is not None:
        reference = named.get("reference") if isinstance(named, dict) else named
        name = str(reference).removeprefix("ViewDefinition/")
        if name not in _library():
            raise NotFound(f"there is no ViewDefinition/{name[:60]}", expected=", ".join(_library()))
        sent = _library()[name]
    if not isinstance(sent, dict) or sent.get("resourceType") != "ViewDefinition":
        raise BadInput("no ViewDefinition", where="viewResource", expected="a ViewDefinition")
    try:
        view = compile_view(sent)
    except (TypeError, AttributeError, KeyError):
        raise BadInput("it is not a ViewDefinition", where="viewResource", expected="one of SQL on FHIR 2") from None
    if view.resource not in resource_types():
        raise BadInput(f"{view.resource[:60]!r} is no resource type of R4", where="ViewDefinition.resource")
    return view


@cache
def _library() -> dict[str, Any]:
    """The views that facts are made by, by the names of their files."""
    folder = files("careweft.facts") / "views"
    entries = [entry for entry in folder.iterdir() if entry.name.endswith(".json")]
    return {entry.name.removesuffix(".json"): orjson.loads(entry.read_bytes()) for entry in entries}


async def _patient(asked: Asked, given: Given) -> int | None:
    """Whose rows alone are wanted."""
    value = given.content("patient")
    if value is None:
        return None
    reference = value.get("reference") if isinstance(value, dict) else value
    found = parse(reference) if isinstance(reference, str) else None
    if found is None or found[0] != "Patient":
        raise BadInput("no reference to a Patient", where="patient", expected="Patient/[id]")
    async with _reading(asked) as connection:
        return await person_of(connection, found[1])


def _reading(asked: Asked) -> AbstractAsyncContextManager[Connection]:
    return asked.record.database.transaction(asked.account.id, readonly=True, held=asked.limited("rs"))


async def _sent(view: View, resources: Sequence[dict[str, Any]]) -> AsyncIterator[list[Row]]:
    yield await apart(_rows, view, resources)


async def _kept(asked: Asked, view: View, person: int | None) -> AsyncIterator[list[Row]]:
    """The rows of each part of the resources that the account sees, once the audit knows whose they are."""
    place, told = _Place(), False
    while True:
        async with _reading(asked) as connection:
            found = await connection.fetch(_PART, key(view.resource), *place, PART, person)
        persons = sorted({row["person_id"] for row in found})
        if persons or not told:
            outcome = "seen" if persons else "empty"
            entries = [_entry(asked, view, one, outcome) for one in persons or [0]]
            await asked.record.auditor.record(*entries)
            told = True
        yield await apart(_rows, view, map(_read, found))
        if len(found) < PART:
            return
        place = _Place(found[-1]["person_id"], found[-1]["clinical"], found[-1]["rid"])


def _entry(asked: Asked, view: View, person: int, outcome: Any) -> Entry:
    return Entry(asked.account.id, person, "viewdefinition-run", view.resource, outcome, asked.by)


def _read(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = loads(Stored.of_row(row).body)
    return found


def _rows(view: View, resources: Iterable[dict[str, Any]]) -> list[Row]:
    return [row for resource in resources for row in view.rows(resource)]


async def _limited(parts: AsyncIterator[list[Row]], most: int) -> AsyncIterator[list[Row]]:
    left = most
    async for rows in parts:
        yield rows[:left]
        left -= len(rows)
        if left <= 0:
            return


async def _written(form: str, view: View, parts: AsyncIterator[list[Row]], *, header: bool) -> AsyncIterator[bytes]:
    names = [column.name for column in view.columns]
    start = b"[" if form == "json" else _csv([names]) if form == "csv" and header else b""
    between = b""
    async for rows in parts:
        if form == "csv":
            body = _csv([_cell(row[name]) for name in names] for row in rows)
        else:
            separator = b"," if form == "json" else b"\n"
            body = separator.join(map(_json, rows))
            if rows and form == "json":
                body, between = between + body, b","
            elif rows:
                body += b"\n"
        yield start + body
        start = b""
    if form == "json":
        yield b"]"


def _json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        raise BadInput("a value is too large for JSON", expected="whole numbers of 64 bits, ordinary depth") from None


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _json(value).decode() if isinstance(value, dict | list) else value


async def _with(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for more in rest:
        yield more


def _of_the_view(granted: Granted, asked: Asked, given: Given) -> list[Need]:
    return [Need(_view(given).resource, "rs")]


RUN: Final = Operation(
    "$viewdefinition-run",
    ("system", "type"),
    ("POST",),
    run,
    frozenset({"viewResource", "viewReference", "format", "header", "_limit", "patient", "resource"}),
    frozenset({"ViewDefinition"}),
    scopes=_of_the_view,
)
