"""Who asks at CDS Hooks, and what: a registered client by its JWT, or a machine account by name and password."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request

from careweft.access import accounts
from careweft.access.accounts import Account
from careweft.access.oauth import assertions, clients
from careweft.access.oauth.scopes import Granted
from careweft.base.db import Database
from careweft.base.errors import BadInput, Refused
from careweft.fhir.primitives import fault
from careweft.web.machines import BEARER, Machines, bearer


@dataclass(frozen=True)
class Call:
    """One call of a service."""

    hook: str
    instance: UUID
    patient: str
    context: Mapping[str, Any]
    prefetch: Mapping[str, Any]


def read(body: bytes) -> Call:
    """A call as it was sent. Raises BadInput."""
    sent = content(body)
    context, prefetch = sent.get("context"), sent.get("prefetch") or {}
    if not isinstance(context, Mapping) or not isinstance(prefetch, Mapping):
        raise BadInput("there is no context", where="context", expected="an object with patientId and userId")
    patient = context.get("patientId")
    if not isinstance(patient, str) or fault("id", patient.removeprefix("Patient/")):
        raise BadInput("there is no patient", where="context.patientId", expected="the id of a Patient")
    try:
        instance = UUID(str(sent.get("hookInstance")))
    except ValueError:
        raise BadInput("this is no UUID", where="hookInstance", expected="a UUID for this call") from None
    return Call(str(sent.get("hook", "")), instance, patient.removeprefix("Patient/"), context, prefetch)


def content(body: bytes) -> Mapping[str, Any]:
    """A JSON object. Raises BadInput."""
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadInput("this is not JSON", expected="a JSON object") from None
    if not isinstance(sent, Mapping):
        raise BadInput("this is no object", expected="a JSON object")
    return sent


class Askers:
    """Finds the account behind a call. `system` is the database as the system, which alone knows clients."""

    def __init__(self, system: Database, machines: Machines) -> None:
        self._system, self._machines = system, machines

    async def account(self, request: Request, audience: str) -> Account:
        """The machine account that asks. Raises HTTPException 401 for anybody else."""
        token = bearer(request.headers)
        found = await self._machines.account(request) if token is None else await self._signed(request, token, audience)
        if found.kind != "machine":
            raise HTTPException(401, "Only systems ask here: with a signed token, or as a machine account.", BEARER)
        return found

    async def _signed(self, request: Request, token: str, audience: str) -> Account:
        """The account of the client that signed a token. Wrong ones count against the client at its address."""

        async def proof() -> Account:
            try:
                return await self._by_token(token, audience)
            except Refused as wrong:
                raise HTTPException(401, f"The token is not accepted: {wrong.what}.", BEARER) from wrong

        found = await self._machines.proved(request, _named(token), proof)
        self._machines.admit(found)
        return found

    async def _by_token(self, token: str, audience: str) -> Account:
        """The account of the client that signed a token for this very address; it is good once. Raises Refused."""
        async with self._system.transaction() as connection:
            client = await clients.find(connection, assertions.claimed(token, "iss"))
            if client is None or client.account_id is None:
                raise Refused("this client is not known")
            await assertions.check(connection, client, token, audience, subject=False)
            found = await accounts.profile(connection, client.account_id)
        if found is None:
            raise Refused("its account is gone")
        if not Granted(client.scopes).gives("", "rs"):
            raise Refused("cards tell of the whole record, and its client has scopes for parts of it")
        return found


def _named(token: str) -> str:
    """The client that a token names; empty where it cannot be read."""
    try:
        return assertions.claimed(token, "iss")
    except Refused:
        return ""
