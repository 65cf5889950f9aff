"""One operation: its name and place, what it takes, which acts of the policy it needs, how it is run and audited."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Final, Literal, NamedTuple

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response

from careweft.access import policy
from careweft.access.audit import Entry, Outcome
from careweft.access.audit import write as write_audit
from careweft.access.oauth.app import AppAccount
from careweft.access.oauth.scopes import Granted
from careweft.base.db import Connection
from careweft.base.errors import CareweftError
from careweft.fhir.decode import undecoded
from careweft.fhir.operations.given import Given
from careweft.fhir.outcome import discreet
from careweft.web.fhir import http, scoped
from careweft.web.fhir.table import Asked, stopped_in_words

Level = Literal["system", "type", "instance"]
Act = Callable[[Asked, Given], Awaitable[Response]]
Within = Callable[[Connection, Asked, Given], Awaitable[Response]]


class Need(NamedTuple):
    """What an app needs a scope for: these letters of a type ('' is every type, of everybody). `whole`: of all of its
    resources, not of those only that meet some criteria.
    """

    type: str
    letters: str
    whole: bool = False


Scoped = Callable[[Granted, Asked, Given], Iterable[Need]]


def of_all(letters: str) -> Scoped:
    """That an app needs these letters of every type."""
    return lambda granted, asked, given: [Need("", letters)]


def of_type(letters: str = "rs") -> Scoped:
    """That an app needs these letters of the type that the address names."""
    return lambda granted, asked, given: [Need(asked.type, letters)]


def of_none(granted: Granted, asked: Asked, given: Given) -> Iterable[Need]:
    """That it gives nothing of the record, or nothing but what the database shows to this app alone."""
    return ()


_EVERYTHING: Final = of_all("cruds")


@dataclass(frozen=True)
class Operation:
    """`name` with its `$`. `types` are the resource types that it is about, none for any. `takes` are the names of its
    parameters; a body that is no Parameters resource is its `resource`. `needs` is asked of the account's roles, and
    `scopes` of the app that acts for it. `raw`: the body is not JSON, the act reads it.
    """

    name: str
    levels: tuple[Level, ...]
    methods: tuple[str, ...]
    act: Act
    takes: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    needs: tuple[policy.Act, ...] = ("use-fhir",)
    scopes: Scoped = _EVERYTHING
    raw: bool = False


def reading(act: Within, *, name: str, lent: Iterable[str] = ()) -> Act:
    """An act in a transaction that only reads; whom it saw (`asked.store`) is in the audit before the answer leaves.

    `lent` are types that it looks into for itself, whatever the scopes of an app.
    """

    @wraps(act)
    async def run(asked: Asked, given: Given) -> Response:
        held = asked.limited("rs", lent=lent)
        async with asked.record.database.transaction(asked.account.id, readonly=True, held=held) as connection:
            answer = await act(connection, asked, given)
        await asked.record.auditor.record(*asked.entries(name))
        return answer

    return run


def writing(act: Within, *, name: str) -> Act:
    """An act in a transaction that writes, with its audit in the same one."""

    @wraps(act)
    async def run(asked: Asked, given: Given) -> Response:
        held = asked.limited("rs", writes=True)
        async with asked.record.writing.transaction(asked.account.id, held=held) as connection:
            answer = await act(connection, asked, given)
            await write_audit(connection, asked.entries(name))
        return answer

    return run


async def perform(operation: Operation, asked: Asked) -> Response:
    """Run an operation for who asks. What is refused or finds nothing is in the audit as well."""
    name, asked.acts = operation.name.removeprefix("$"), operation.needs
    for act in operation.needs:
        if not policy.may(asked.account, act):
            await _refuse(asked, name, HTTPException(403, f"The roles of this account do not allow this ({act})."))
    try:
        given = await _given(operation, asked)
        if isinstance(asked.account, AppAccount):
            granted = asked.account.granted
            if not all(granted.gives(*need[:2], whole=need.whole) for need in operation.scopes(granted, asked, given)):
                await _refuse(asked, name, scoped.refused("The app has no scope for this."))
        with stopped_in_words():
            return await operation.act(asked, given)
    except CareweftError as error:
        outcome: Outcome = "refused" if asked.request.method == "POST" else "empty"
        entries = [replace(entry, outcome=outcome) for entry in asked.entries(name)]
        await asked.record.auditor.record(*entries)
        raise discreet(error) from error


async def _refuse(asked: Asked, name: str, why: HTTPException) -> None:
    await asked.record.auditor.record(Entry(asked.account.id, 0, name, asked.what, "refused", asked.by))
    raise why


async def _given(operation: Operation, asked: Asked) -> Given:
    body: Any = None
    if asked.request.method == "POST" and not operation.raw:
        sent = await asked.request.body()
        if sent:
            http.check_sent(asked.request.headers)
            body = undecoded(sent)
            if not isinstance(body, dict):
                raise HTTPException(400, "A resource was expected: a JSON object.")
    given = Given.read(asked.address.pairs, body, takes=operation.takes)
    if given.resource is not None and "resource" not in operation.takes:
        raise HTTPException(400, f"{operation.name} takes its parameters as a Parameters resource.")
    return given


def answered(resource: Any, status: int = 200) -> Response:
    """A resource as the answer."""
    return Response(orjson.dumps(resource), status, media_type=http.JSON)
