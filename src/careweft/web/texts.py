"""`POST /texts/replies`: what people answer to text messages, from the gateway that takes them in.

JSON: `{"from": "+441803555010", "text": "STOP"}`. Only the system account of the receiver `texts` may send it. A word
that ends texts ends them; nothing else is read, as each text is sent without the offer to answer.
"""

from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from careweft.access import policy
from careweft.access.audit import Entry
from careweft.base.db import Database
from careweft.care.texts import Texts
from careweft.feeds.outgoing.address import TEXTS as RECEIVER
from careweft.web.feeds import Auditor, problem
from careweft.web.machines import Machines


class TextsApp:
    """The ASGI application below `/texts`. `database` is the system's."""

    def __init__(self, texts: Texts, database: Database, auditor: Auditor, machines: Machines) -> None:
        self._texts, self._database, self._auditor, self._machines = texts, database, auditor, machines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        request = Request(scope, receive)
        request.state.route = "/texts/replies"
        try:
            answer = await self._answer(request)
        except HTTPException as error:
            answer = problem(error.status_code, error.detail)
            answer.headers.update(error.headers or {})
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.scope["path"].removeprefix(request.scope["root_path"]).strip("/") != "replies":
            raise HTTPException(404, "Replies are sent to /texts/replies.")
        if request.method != "POST":
            raise HTTPException(405, "Replies are sent with POST.", {"Allow": "POST"})
        account = await self._machines.account(request)
        if not policy.may(account, "send-feed") or RECEIVER not in account.parties:
            await self._auditor.record(Entry(account.id, 0, "send", "text", "refused"))
            raise HTTPException(403, "This account may not send what people answer to texts.")
        given = _read(await request.body())
        async with self._database.transaction(account.id) as connection:
            heard = await self._texts.replied(connection, given["from"], given["text"])
        return Response(orjson.dumps({"heard": heard}), 200, media_type="application/json")


def _read(raw: bytes) -> dict[str, str]:
    try:
        given: Any = orjson.loads(raw)
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(given.get(name), str) for name in ("from", "text")):
        raise HTTPException(400, 'Send {"from": "+441803555010", "text": "STOP"}.')
    return given
