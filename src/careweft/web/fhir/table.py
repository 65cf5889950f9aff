"""The route table: method and shape of the path on the left, the interaction on the right."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

import asyncpg
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from careweft.access import policy
from careweft.access.accounts import Account
from careweft.access.audit import Entry
from careweft.access.oauth.app import AppAccount
from careweft.base.clock import Clock
from careweft.base.db import Alone, Connection, Database
from careweft.base.errors import Conflict
from careweft.feeds.sources import HERE
from careweft.fhir import interactions as fhir
from careweft.fhir.outcome import TooCostly
from careweft.fhir.shape import read_shape, unshaped
from careweft.fhir.store import Origin, Store
from careweft.web.fhir import http, own, sent
from careweft.web.fhir.watched import Watched

SECONDS: Final = {"reads": 30, "writes": 120}
"""For which one statement of a request may take, so that a search through everybody ends; writers wait for each other.
"""


@contextmanager
def stopped_in_words() -> Iterator[None]:
    """Say it in words where the database stopped a statement that took too long, or that makes a second of what is
    there only once, as a place in a clinic.
    """
    try:
        yield
    except asyncpg.QueryCanceledError as stopped:
        hint = "Name a person, or narrow it by a code or a date"
        raise TooCostly("this took too long and was stopped", hint=hint) from stopped
    except asyncpg.UniqueViolationError as twice:
        raise Conflict("there is one of these already where only one can be", hint="Change that one") from twice


class Auditor(Protocol):
    """Where accesses are written."""

    async def record(self, *entries: Entry) -> None:
        """Return once they are durable."""


@dataclass(frozen=True)
class Record:
    """What the FHIR interface stands on. `database` acts as careweft_web, and so does `writing`, whose log-in may go on
    as the worker for the projections that `store` runs.
    """

    database: Database
    writing: Database
    store: Store
    auditor: Auditor
    clock: Clock
    persons: fhir.PersonResolver = fhir.by_compartment


@dataclass
class Asked:
    """One request on its way through: who asks what, what came with it (`sent`), which `acts` of the policy it is,
    and what it touched.
    """

    request: Request
    base: str
    account: Account
    record: Record
    address: fhir.Address
    sent: Any = None
    acts: tuple[policy.Act, ...] = ("use-fhir",)
    store: Watched = field(init=False)

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin, or begin again, with nothing touched."""
        self.store = Watched(self.record.store)

    @property
    def server(self) -> fhir.Server:
        """What the interactions act with."""
        return fhir.Server(self.store, self.record.persons, self.base, partial(policy.may_choose, self.account))

    @property
    def origin(self) -> Origin:
        """Where what is written comes from: a system's organisation (the first of several), or the place itself."""
        account = self.account
        source = min(account.parties, default=account.username) if account.kind == "machine" else HERE
        return Origin(source, None, self.record.clock.now())

    @property
    def type(self) -> str:
        """The resource type that the address names."""
        return self.address.type

    @property
    def id(self) -> str:
        """The id that the address names."""
        return self.address.id

    @property
    def if_match(self) -> str | None:
        """The version that must be current."""
        return self.request.headers.get("if-match")

    @property
    def what(self) -> str:
        """What kind of thing it is about, for the audit."""
        return self.type or "Bundle"

    @property
    def by(self) -> str:
        """What is looked for other than care, and the app that asks for the account, for the audit."""
        app = [f"through the app {self.account.app}"] if isinstance(self.account, AppAccount) else []
        return ", ".join([*(f"for {purpose}" for purpose in policy.purposes(self.account, *self.acts)), *app])

    def held(self, *letters: str, lent: Iterable[str] = ()) -> Mapping[str, str]:
        """The settings that hold the transaction to the roles that allow it, and of an app to its scopes (see
        `Granted.held`).
        """
        acting = policy.acting(self.account, *self.acts)
        if not isinstance(self.account, AppAccount):
            return acting
        held = self.account.granted.held(*letters, lent=lent)
        return {"careweft.client": self.account.client_id, **held, **acting}

    def limited(self, *letters: str, lent: Iterable[str] = (), writes: bool = False) -> Mapping[str, str]:
        """As `held`, and no statement of the transaction takes too long (see `stopped_in_words`)."""
        seconds = SECONDS["writes" if writes else "reads"]
        return {**self.held(*letters, lent=lent), "statement_timeout": f"{seconds}s"}

    def entries(self, action: str) -> list[Entry]:
        """The audit of what was done: one line a person, and one where something was asked for that is not there."""
        what = self.what
        changed, seen = self.store.changed, self.store.seen - self.store.changed
        lines = [Entry(self.account.id, person, action, what, "changed", self.by) for person in sorted(changed)]
        lines += [Entry(self.account.id, person, action, what, "seen", self.by) for person in sorted(seen)]
        if not lines or self.store.missed:
            lines.append(Entry(self.account.id, 0, action, what, "empty", self.by))
        return lines


Act = Callable[[Any, Asked], Awaitable[Response]]
"""What an interaction does on a Connection, or on an Alone."""
Read = Callable[[Headers, str, bytes], Any]


@dataclass(frozen=True)
class Interaction:
    """One line of the table.

    `name` is what the audit calls it, `codes` what FHIR does, `shape` the path (see `fhir.Address`). `takes` reads the
    body, by the headers and the type, before anything is begun. `writes` says, once it is read, whether it may change
    the record, `alone` that it is one statement. `facts` is what the CapabilityStatement may claim of each type because
    of this line.
    """

    name: str
    codes: tuple[str, ...]
    method: str
    shape: str
    act: Act
    takes: Read | None = None
    writes: Callable[[Asked], bool] | None = None
    alone: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def writing(line: Interaction, asked: Asked) -> policy.Act:
    """What a write is: who may write nothing else may send readings, as a person does by an app."""
    sends = (line.name, asked.type) == ("create", "Observation") and "if-none-exist" not in asked.request.headers
    alone = policy.may(asked.account, "send-readings") and not policy.may(asked.account, "write-fhir")
    return "send-readings" if sends and alone else "write-fhir"


def _always(asked: Asked) -> bool:
    return True


async def _read(conn: Alone, asked: Asked) -> Response:
    shape = read_shape(asked.address.pairs)
    return http.found(asked.request, await fhir.read(conn, asked.server, asked.type, asked.id), shape)


async def _vread(conn: Connection, asked: Asked) -> Response:
    at, shape = asked.address, read_shape(asked.address.pairs)
    return http.found(asked.request, await fhir.vread(conn, asked.server, at.type, at.id, at.version), shape)


async def _history(conn: Connection, asked: Asked) -> Response:
    pairs = asked.address.pairs
    shape = read_shape(pairs)
    body = await fhir.history(conn, asked.server, asked.type, asked.id, pairs)
    return Response(shape.of_bundle(body) if shape else body, media_type=http.JSON)


async def _search(conn: Connection, asked: Asked) -> Response:
    pairs = [*asked.address.pairs, *(asked.sent or ())]
    asked.request.state.pretty = ("_pretty", "true") in pairs
    lenient = http.preference(asked.request.headers, "handling") == "lenient"
    shape, (found, shaping) = read_shape(pairs), unshaped(pairs)
    within = asked.address.within
    body = await fhir.search(conn, asked.server, asked.type, found, lenient=lenient, compartment=within)
    return Response(shape.of_bundle(body, shaping) if shape else body, media_type=http.JSON)


async def _create(conn: Connection, asked: Asked) -> Response:
    condition = asked.request.headers.get("if-none-exist")
    if "send-readings" in asked.acts:
        made = await own.send(conn, asked.server, asked.account, asked.sent, asked.origin)
        return http.written(asked.request, asked.base, made)
    made = await fhir.create(conn, asked.server, asked.sent, asked.origin, if_none_exist=condition)
    return http.written(asked.request, asked.base, made)


async def _update(conn: Connection, asked: Asked) -> Response:
    if asked.id:
        none = asked.request.headers.get("if-none-match")
        made = await fhir.update(
            conn, asked.server, (asked.type, asked.id), asked.sent, asked.origin,
            if_match=asked.if_match, if_none_match=none,
        )  # fmt: skip
    else:
        made = await fhir.update_matching(
            conn, asked.server, asked.address.query, asked.sent, asked.origin, if_match=asked.if_match
        )
    return http.written(asked.request, asked.base, made)


async def _patched(conn: Connection, asked: Asked) -> Response:
    act, meant = (fhir.patch, asked.id) if asked.id else (fhir.patch_matching, asked.address.query)
    made = await act(conn, asked.server, (asked.type, meant), asked.sent, asked.origin, if_match=asked.if_match)
    return http.written(asked.request, asked.base, made)


async def _delete(conn: Connection, asked: Asked) -> Response:
    act, meant = (fhir.delete, asked.id) if asked.id else (fhir.delete_matching, asked.address.query)
    gone = await act(conn, asked.server, (asked.type, meant), asked.origin, if_match=asked.if_match)
    return http.deleted(asked.request, gone)


async def _bundled(conn: Connection, asked: Asked) -> Response:
    act = fhir.batch if asked.sent["type"] == "batch" else fhir.transaction
    full = http.preference(asked.request.headers, "return") == "representation"
    body = await act(conn, asked.server, asked.sent, asked.origin, full=full)
    return Response(body, media_type=http.JSON)


def _bundle_writes(asked: Asked) -> bool:
    return fhir.writes(asked.sent)


TABLE: Sequence[Interaction] = (
    Interaction("read", ("read",), "GET", "T/I", _read, alone=True, facts={"conditionalRead": "full-support"}),
    Interaction("vread", ("vread",), "GET", "T/I/_history/V", _vread, facts={"readHistory": True}),
    Interaction("history", ("history-instance",), "GET", "T/I/_history", _history),
    Interaction("history", ("history-type",), "GET", "T/_history", _history),
    Interaction("history", ("history-system",), "GET", "_history", _history),
    Interaction("search", ("search-type",), "GET", "T", _search),
    Interaction("search", ("search-type",), "POST", "T/_search", _search, sent.form),
    Interaction("search", ("search-type",), "GET", "T/I/C", _search),
    Interaction("search", ("search-type",), "POST", "T/I/C/_search", _search, sent.form),
    Interaction("search", ("search-system",), "GET", "", _search),
    Interaction("search", ("search-system",), "POST", "_search", _search, sent.form),
    Interaction("create", ("create",), "POST", "T", _create, sent.resource, _always,
                facts={"conditionalCreate": True}),
    Interaction("update", ("update",), "PUT", "T/I", _update, sent.resource, _always,
                facts={"updateCreate": True, "versioning": "versioned-update"}),
    Interaction("update", ("update",), "PUT", "T", _update, sent.resource, _always,
                facts={"conditionalUpdate": True}),
    Interaction("patch", ("patch",), "PATCH", "T/I", _patched, sent.patch, _always),
    Interaction("patch", ("patch",), "PATCH", "T", _patched, sent.patch, _always),
    Interaction("delete", ("delete",), "DELETE", "T/I", _delete, None, _always),
    Interaction("delete", ("delete",), "DELETE", "T", _delete, None, _always,
                facts={"conditionalDelete": "single"}),
    Interaction("transaction", ("transaction", "batch"), "POST", "", _bundled, sent.bundle, _bundle_writes),
)  # fmt: skip
ROUTES = {(line.method, line.shape): line for line in TABLE}
SHAPES = {line.shape for line in TABLE}
