"""`POST /feeds/{source}`: FHIR bundles and HL7 v2 messages from organisations that send by HTTP.

Only the organisation's own system account may send in its name. The answer leaves after the message is committed; what
is made of it comes later, by the worker.
"""

from typing import Protocol

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from careweft.access import policy
from careweft.access.audit import Entry
from careweft.base.clock import Clock
from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput, CareweftError
from careweft.feeds.hl7 import ack
from careweft.feeds.hl7.message import split
from careweft.feeds.model import Receipt
from careweft.web.machines import Machines
from careweft.web.problems import WORDS

KINDS = {
    "application/fhir+json": "fhir",
    "application/json": "fhir",
    "application/hl7-v2": "hl7",
    "x-application/hl7-v2+er7": "hl7",
    "application/hl7-v2+er7": "hl7",
}
STATUS = {"received": 202, "ignored": 202, "duplicate": 200, "quarantined": 422, "reused": 422}


class Receiver(Protocol):
    """Stores messages; `careweft.feeds.process.Feeds`."""

    clock: Clock

    async def receive(self, connection: Connection, source: str, kind: str, raw: bytes) -> Receipt:
        """Store one message once, in the caller's transaction."""


class Auditor(Protocol):
    """Where accesses are written."""

    async def record(self, *entries: Entry) -> None:
        """Return once they are durable."""


class FeedsApp:
    """The ASGI application below `/feeds`."""

    def __init__(self, receiver: Receiver, database: Database, auditor: Auditor, machines: Machines) -> None:
        self._receiver, self._database, self._auditor, self._machines = receiver, database, auditor, machines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope, receive)
        request.state.route = "/feeds/{source}"
        try:
            answer = await self._answer(request)
        except HTTPException as error:
            answer = problem(error.status_code, error.detail)
            answer.headers.update(error.headers or {})
        except CareweftError as error:
            answer = problem(400, str(error))
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        source = request.scope["path"].removeprefix(request.scope["root_path"]).strip("/")
        if not source or "/" in source:
            raise HTTPException(404, "Send to /feeds/ and the code of your organisation.")
        if request.method != "POST":
            raise HTTPException(405, "Messages are sent with POST.", {"Allow": "POST"})
        account = await self._machines.account(request)
        if not policy.may(account, "send-feed") or source not in account.parties:
            await self._auditor.record(Entry(account.id, 0, "send", "message", "refused"))
            raise HTTPException(403, "This account may not send messages in the name of this organisation.")
        kind = KINDS.get(request.headers.get("content-type", "").partition(";")[0].strip().lower())
        if kind is None:
            raise HTTPException(415, "Send application/fhir+json or application/hl7-v2.")
        raw = await request.body()
        async with self._database.transaction(account.id) as connection:
            receipt = await self._receiver.receive(connection, source, kind, raw)
        return self._acknowledge(raw, receipt) if kind == "hl7" else _receipt(receipt)

    def _acknowledge(self, raw: bytes, receipt: Receipt) -> Response:
        """The HL7 v2 answer: the same codes as over MLLP. The status says the same to who does not read it."""
        code: ack.Code = "AE" if receipt.outcome in ("quarantined", "reused") else "AA"
        where = ""
        try:
            message = split(raw)
        except BadInput:
            message, code = None, "AR"
        if message and (refused := ack.refusal(message)):
            code, where = "AR", refused.where
        at = self._receiver.clock.now()
        body = ack.answer(message, code, text=receipt.reason or "", where=where, at=at)
        return Response(body, 200 if code == "AA" else 422, media_type="application/hl7-v2")


def _receipt(receipt: Receipt) -> Response:
    found = {"id": receipt.id, "messageId": receipt.message_id, "outcome": receipt.outcome, "reason": receipt.reason}
    return Response(orjson.dumps(found), STATUS[receipt.outcome], media_type="application/json")


def problem(status: int, text: str) -> Response:
    """What went wrong, as machines read it."""
    title = WORDS.get(status, WORDS[400])[0]
    body = orjson.dumps({"status": status, "title": title, "detail": text})
    return Response(body, status, media_type="application/problem+json")
