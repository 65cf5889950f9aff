"""The route table: method and shape of the path on the left, the interaction on the right."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import parse_qsl

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.audit import Entry, Outcome
from careweft.access.audit import write as write_audit
from careweft.base.clock import Clock
from careweft.base.db import Connection, Database
from careweft.base.errors import CareweftError, Conflict, Refused
from careweft.fhir import interactions as fhir
from careweft.fhir.capability import statement
from careweft.fhir.decode import decode
from careweft.fhir.definitions import resource_types
from careweft.fhir.store import Origin, Store
from careweft.web.fhir import http
from careweft.web.fhir.watched import Watched
from careweft.web.machines import Machines
from careweft.web.problems import operation_outcome

TYPES = frozenset(resource_types())


class Auditor(Protocol):
    """Where accesses are written."""

    async def record(self, *entries: Entry) -> None:
        """Return once they are durable."""


@dataclass(frozen=True)
class Record:
    """What the FHIR interface stands on. `database` acts as careweft_web; `store` runs the projections."""

    database: Database
    store: Store
    auditor: Auditor
    clock: Clock
    persons: fhir.PersonResolver = fhir.by_compartment


@dataclass
class Asked:
    """One request on its way through: who asks what, and what it touched."""

    request: Request
    base: str
    account: Account
    record: Record
    type: str = ""
    id: str = ""
    version: str = ""
    store: Watched = field(init=False)

    def __post_init__(self) -> None:
        self.store = Watched(self.record.store)

    @property
    def server(self) -> fhir.Server:
        """What the interactions act with."""
        return fhir.Server(self.store, self.record.persons, self.base)

    @property
    def origin(self) -> Origin:
        """Where what is written comes from: a system's organisation, or the place itself."""
        account = self.account
        source = next(iter(account.parties)) if account.kind == "machine" and len(account.parties) == 1 else "careweft"
        return Origin(source, None, self.record.clock.now())

    @property
    def what(self) -> str:
        """What kind of thing it is about, for the audit."""
        return self.type or "Bundle"

    def entries(self, action: str) -> list[Entry]:
        """The audit of what was done: one line a person."""
        what = self.what
        changed, seen = self.store.changed, self.store.seen - self.store.changed
        lines = [Entry(self.account.id, person, action, what, "changed") for person in sorted(changed)]
        lines += [Entry(self.account.id, person, action, what, "seen") for person in sorted(seen)]
        return lines or [Entry(self.account.id, 0, action, what, "empty")]


Act = Callable[[Connection, Asked], Awaitable[Response]]


@dataclass(frozen=True)
class Interaction:
    """One line of the table."""

    name: str
    method: str
    shape: str  # parts of the path: T a type, I an id, V a version; others stand for themselves
    act: Act
    writes: bool = False


async def _read(conn: Connection, asked: Asked) -> Response:
    return http.found(asked.request, await fhir.read(conn, asked.server, asked.type, asked.id))


async def _vread(conn: Connection, asked: Asked) -> Response:
    return http.found(asked.request, await fhir.vread(conn, asked.server, asked.type, asked.id, asked.version))


async def _history(conn: Connection, asked: Asked) -> Response:
    return Response(await fhir.history(conn, asked.server, asked.type, asked.id), media_type=http.JSON)


async def _search(conn: Connection, asked: Asked) -> Response:
    request = asked.request
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    if request.method == "POST":
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != http.FORM:
            raise HTTPException(415, f"A search is sent as {http.FORM}.")
        pairs += parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True)
    lenient = http.preference(request.headers, "handling") == "lenient"
    body = await fhir.search(conn, asked.server, asked.type, pairs, lenient=lenient)
    return Response(body, media_type=http.JSON)


async def _create(conn: Connection, asked: Asked) -> Response:
    resource = await _sent(asked)
    condition = asked.request.headers.get("if-none-exist")
    made = await fhir.create(conn, asked.server, resource, asked.origin, if_none_exist=condition)
    return http.written(asked.request, asked.base, made)


async def _update(conn: Connection, asked: Asked) -> Response:
    resource = await _sent(asked)
    if_match = asked.request.headers.get("if-match")
    made = await fhir.update(conn, asked.server, asked.type, asked.id, resource, asked.origin, if_match=if_match)
    return http.written(asked.request, asked.base, made)


async def _delete(conn: Connection, asked: Asked) -> Response:
    if_match = asked.request.headers.get("if-match")
    await fhir.delete(conn, asked.server, asked.type, asked.id, asked.origin, if_match=if_match)
    return Response(status_code=204)


async def _transaction(conn: Connection, asked: Asked) -> Response:
    body = await fhir.transaction(conn, asked.server, await _sent(asked, "Bundle"), asked.origin)
    return Response(body, media_type=http.JSON)


async def _sent(asked: Asked, type_: str = "") -> dict[str, Any]:
    http.check_sent(asked.request.headers)
    resource = decode(await asked.request.body())
    wanted = type_ or asked.type
    if resource["resourceType"] != wanted:
        raise HTTPException(400, f"A {wanted} was expected, but a {resource['resourceType']} was sent.")
    return resource


TABLE: Sequence[Interaction] = (
    Interaction("read", "GET", "T/I", _read),
    Interaction("vread", "GET", "T/I/_history/V", _vread),
    Interaction("history", "GET", "T/I/_history", _history),
    Interaction("search", "GET", "T", _search),
    Interaction("search", "POST", "T/_search", _search),
    Interaction("create", "POST", "T", _create, writes=True),
    Interaction("update", "PUT", "T/I", _update, writes=True),
    Interaction("delete", "DELETE", "T/I", _delete, writes=True),
    Interaction("transaction", "POST", "", _transaction, writes=True),
)
ROUTES = {(line.method, line.shape): line for line in TABLE}
SHAPES = {line.shape for line in TABLE}


class FhirApp:
    """The ASGI application below `/fhir`."""

    def __init__(self, record: Record, machines: Machines) -> None:
        self._record, self._machines = record, machines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except HTTPException as error:
            answer = operation_outcome(error.status_code, error.detail)
            answer.headers.update(error.headers or {})
        except CareweftError as error:
            answer = http.failed(request, error)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        root: str = request.scope.get("root_path", "")
        parts = [part for part in request.scope["path"].removeprefix(root).split("/") if part]
        base = f"{request.url.scheme}://{request.url.netloc}{root}"
        method = "GET" if request.method == "HEAD" else request.method
        http.check_accept(request)
        if parts == ["metadata"] and method == "GET":
            request.state.route = "/fhir/metadata"
            return Response(orjson.dumps(statement(base)), media_type=http.JSON)
        line, filled = _match(request, method, parts)
        asked = Asked(request, base, await self._machines.account(request), self._record, **filled)
        act: policy.Act = "write-fhir" if line.writes else "use-fhir"
        if not policy.may(asked.account, act):
            await self._record.auditor.record(Entry(asked.account.id, 0, line.name, asked.what, "refused"))
            raise HTTPException(403, f"The roles of this account do not allow this ({act}).")
        return await self._run(line, asked)

    async def _run(self, line: Interaction, asked: Asked) -> Response:
        record = self._record
        try:
            if line.writes:
                await asked.request.body()  # a slow sender must not hold a transaction open
            async with record.database.transaction(asked.account.id, readonly=not line.writes) as connection:
                answer = await line.act(connection, asked)
                if line.writes:
                    await write_audit(connection, asked.entries(line.name))
        except CareweftError as error:
            outcome: Outcome = "refused" if line.writes else "empty"
            await record.auditor.record(*(replace(entry, outcome=outcome) for entry in asked.entries(line.name)))
            raise _unseen(error) from error
        if not line.writes:
            await record.auditor.record(*asked.entries(line.name))
        return answer


def _match(request: Request, method: str, parts: Sequence[str]) -> tuple[Interaction, dict[str, str]]:
    names = [_name(index, part) for index, part in enumerate(parts)]
    shape = "/".join(names)
    if names[:1] == ["T"] and parts[0] not in TYPES:
        raise HTTPException(404, "There is no such resource type in FHIR R4.")
    words = {"T": parts[0] if parts else "", "I": "{id}", "V": "{version}"}
    request.state.route = "/".join(["/fhir", *(words.get(name, name) for name in names)]) if shape in SHAPES else "-"
    line = ROUTES.get((method, shape))
    if line is None:
        allowed = sorted(line.method for line in TABLE if line.shape == shape)
        raise HTTPException(405 if allowed else 404, "That is not supported here; see /fhir/metadata.")
    return line, {
        {"T": "type", "I": "id", "V": "version"}[n]: p for n, p in zip(names, parts, strict=True) if n in words
    }


def _name(index: int, part: str) -> str:
    if part.startswith(("_", "$")):
        return part if part in ("_history", "_search") else "?"
    return ("T", "I", "?", "V")[index] if index < 4 else "?"


def _unseen(error: CareweftError) -> CareweftError:
    """An id that belongs to somebody whom the writer may not see: say that it is taken, and nothing else."""
    return Conflict("this id cannot be used") if isinstance(error, Refused) else error
