"""FHIR over HTTP as an ASGI application: who asks, which line of the table, one transaction, the audit."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

import asyncpg
import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from careweft.access import policy
from careweft.access.audit import Entry, Outcome, write_last
from careweft.base.errors import CareweftError, Unavailable
from careweft.fhir import interactions as fhir
from careweft.fhir.capability import Claims, statement
from careweft.fhir.fhirpath.clock import as_at
from careweft.fhir.outcome import discreet
from careweft.fhir.patching import FORMATS
from careweft.web.fhir import http, operations, scoped
from careweft.web.fhir.table import ROUTES, SHAPES, TABLE, Asked, Interaction, Record, stopped_in_words, writing
from careweft.web.machines import Machines
from careweft.web.problems import operation_outcome

LARGE: Final = 256 * 1024
"""Bytes of a body that takes so long to read that others are served meanwhile."""
BUSY: Final = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
"""What PostgreSQL says when two transactions were in each other's way and one has to begin again."""
PAUSES: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds, more or less, before each new try."""


class FhirApp:
    """The ASGI application below `/fhir`."""

    def __init__(
        self, record: Record, machines: Machines, security: Mapping[str, Any] | None = None, address: str = ""
    ) -> None:
        """`security` is how apps are let in, for the CapabilityStatement; `address` the site's own, if it is said."""
        self._record, self._machines, self._security, self._address = record, machines, security, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, which is one instant for the expressions in it."""
        with as_at(self._record.clock.now(), self._record.store.zone):
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except HTTPException as error:
            answer = operation_outcome(error.status_code, error.detail)
            answer.headers.update(error.headers or {})
        except CareweftError as error:
            answer = http.failed(error)
        await http.finished(request, answer)(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        root: str = request.scope.get("root_path", "")
        parts = [part for part in request.scope["path"].removeprefix(root).split("/") if part]
        base = f"{self._address or f'{request.url.scheme}://{request.url.netloc}'}{root}"
        address = fhir.Address.of(parts, request.url.query)
        method = "GET" if request.method == "HEAD" else request.method
        http.check_accept(request)
        if address.shape == "metadata" and method == "GET":
            request.state.route = "/fhir/metadata"
            return Response(orjson.dumps(self._statement(base)), media_type=http.JSON)
        operation = operations.find(method, parts)
        if operation is not None:
            request.state.route = f"/fhir/{operation.name}"
            account = await self._machines.account(request, apps=True)
            return await operations.perform(operation, Asked(request, base, account, self._record, address))
        line = _match(request, method, address)
        account = await self._machines.account(request, apps=True)
        return await self._run(line, Asked(request, base, account, self._record, address))

    def _statement(self, base: str) -> dict[str, Any]:
        said = operations.claimed(statement(base, CLAIMS))
        secured = [rest | {"security": self._security} for rest in said["rest"]]
        return said | {"rest": secured} if self._security else said

    async def _run(self, line: Interaction, asked: Asked) -> Response:
        writes = False
        try:
            await self._allow(line, asked, "use-fhir")
            if line.takes is not None:  # now, because a slow sender must not hold a transaction open
                body = await asked.request.body()
                read = partial(line.takes, asked.request.headers, asked.type, body)
                asked.sent = await asyncio.to_thread(read) if len(body) > LARGE else read()
            writes = line.writes is not None and line.writes(asked)
            if writes:
                act = writing(line, asked)
                asked.acts = ("use-fhir", act)
                await self._allow(line, asked, act)
            await self._hold(line, asked)
            return await self._patiently(line, asked, writes=writes)
        except CareweftError as error:
            outcome: Outcome = "refused" if line.writes else "empty"
            entries = asked.entries(line.name)
            await self._record.auditor.record(*(replace(entry, outcome=outcome) for entry in entries))
            raise discreet(error) from error

    async def _allow(self, line: Interaction, asked: Asked, act: policy.Act) -> None:
        if not policy.may(asked.account, act):
            await self._record.auditor.record(Entry(asked.account.id, 0, line.name, asked.what, "refused", asked.by))
            raise HTTPException(403, f"The roles of this account do not allow this ({act}).")

    async def _hold(self, line: Interaction, asked: Asked) -> None:
        """Hold an app to its scopes."""
        try:
            scoped.check(line, asked)
        except HTTPException:
            entry = Entry(asked.account.id, 0, line.name, asked.what, "refused", asked.by)
            await self._record.auditor.record(entry)
            raise

    async def _patiently(self, line: Interaction, asked: Asked, *, writes: bool) -> Response:
        """Do it, and again where another transaction was in the way: nobody outside should have to know of that."""
        for pause in (*PAUSES, None):
            try:
                with stopped_in_words():
                    return await self._once(line, asked, writes=writes)
            except BUSY as busy:
                if pause is None:
                    raise Unavailable("too many others write the same", hint="Try again") from busy
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))
                asked.begin()
        raise AssertionError

    async def _once(self, line: Interaction, asked: Asked, *, writes: bool) -> Response:
        record = self._record
        held = asked.limited(*("rsud" if writes else "rs"), writes=writes)
        if writes:
            async with record.writing.transaction(asked.account.id, held=held) as connection:
                answer = await line.act(connection, asked)
                write_last(connection, asked.entries(line.name))
            return answer
        if line.alone:
            answer = await line.act(record.database.alone(asked.account.id, asked.held(*"rs")), asked)
        else:
            async with record.database.transaction(asked.account.id, readonly=True, held=held) as connection:
                answer = await line.act(connection, asked)
        await record.auditor.record(*asked.entries(line.name))
        return answer


def _match(request: Request, method: str, address: fhir.Address) -> Interaction:
    if not address.known:
        raise HTTPException(404, "There is no such resource type in FHIR R4.")
    of = address.within.partition("/")[0] or address.type
    words = {"T": of, "I": "{id}", "V": "{version}", "C": address.type}
    names = address.shape.split("/") if address.shape else []
    request.state.route = "/".join(["/fhir", *(words.get(n, n) for n in names)]) if address.shape in SHAPES else "-"
    line = ROUTES.get((method, address.shape))
    if line is None:
        allowed = sorted({line.method for line in TABLE if line.shape == address.shape})
        headers = {"Allow": ", ".join(allowed)} if allowed else None
        raise HTTPException(405 if allowed else 404, "That is not supported here; see /fhir/metadata.", headers)
    return line


def _claims() -> Claims:
    facts: dict[str, Any] = {}
    for line in TABLE:
        facts |= line.facts
    codes = dict.fromkeys(code for line in TABLE if line.shape.startswith("T") for code in line.codes)
    whole = dict.fromkeys(code for line in TABLE if not line.shape.startswith("T") for code in line.codes)
    return Claims(tuple(codes), tuple(whole), tuple(FORMATS), tuple(facts.items()))


CLAIMS: Final = _claims()
